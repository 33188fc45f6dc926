"""How fast the pipeline page is, beside a page that shows nothing from the record.

``python -m benchmarks dashboard`` fills a programme of 10,000 challenges and one of 100,000, starts a worker
of the dashboard over each, and asks it as a programme manager who is signed in. A page is written anew under
an address that nobody has asked for before; nothing changes meanwhile, so that what a list counts is kept of
the others. What the client costs is not counted: of the worker it is said for how long the processor was at
it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter, sleep

from sqlalchemy import text

from benchmarks.apart import rows_of
from benchmarks.programme import fill
from casework import sign_in
from db.session import transaction

SIZES = (10_000, 100_000)
EMPTY = "/pipeline/views/new"
"""A page with the same frame, for the same reader, with nothing from the record in it: an empty form."""
VIEWS = (
    *("/", "/?late=yes", "/?stage=on_site", "/?region=West+Midlands", "/?sort=-age", "/?sort=councils"),
    *("/?adviser=p_adviser_3", "/?late=no&sort=lateness", "/?state=all", "/?text=tamworth"),
)
"""What a manager looks at."""
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure at each size."""
    for live in SIZES:
        yield from rows_of(__name__, str(live))


def main(live: int) -> None:
    """Fill a database, serve it, and print the rows."""
    fill(live, live // 50, quiet_are_small=True)
    with transaction() as session:
        for statement in VARIED:
            session.execute(text(statement))
    cookie = signed_in()
    with served() as worker:
        visit = Visits(worker, cookie)
        of = f"of {live:,} challenges"
        visit.ask([EMPTY, *VIEWS])
        apart = visit.ask(VIEWS * 30, each_anew=True)
        print(f"pipeline page {of}, written anew, p95\t{apart.p95:.1f} ms\tunder 40 ms")
        empty, kept = visit.ask([EMPTY] * 2000), visit.ask(list(islice(cycle(VIEWS), 2000)))
        print(f"pipeline page {of}, one client, p95\t{kept.p95:.1f} ms\tunder 40 ms")
        share = f"{kept.processor:.2f} ms, {kept.processor / empty.processor:.2f} times"
        print(f"processor a pipeline page {of}, beside an empty page\t{share}\tat most twice")
        print(f"processor a page written anew {of}\t{apart.processor:.1f} ms\t")
        speed = visit.together(VIEWS, 4, 1000)
        print(f"pipeline pages a second {of}, one worker, four clients\t{speed:,.0f}\tat least 400")
        print(f"the same of an empty page\t{visit.together((EMPTY,), 4, 1000):,.0f}\t")


VARIED = (
    """
    INSERT INTO people (id, name, email, post, organisation, created_at)
    WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 19)
    SELECT 'p_adviser_' || n, 'Adviser ' || n, n || '@lga.example', '', '', '2027-01-12' FROM n
    """,
    """
    UPDATE standings SET
      adviser = 'p_adviser_' || (rowid % 20),
      stage = CASE rowid % 4 WHEN 0 THEN 'scoping' WHEN 1 THEN 'on_site' ELSE 'report_publication' END,
      state = CASE WHEN rowid % 9 = 0 THEN 'closed' WHEN rowid % 50 = 1 THEN 'paused' ELSE 'live' END,
      regions = CASE rowid % 3 WHEN 0 THEN '|West Midlands|' ELSE '|South East|' END,
      next_due = date('now', (rowid % 300 - 40) || ' days'),
      late_from = CASE WHEN rowid % 7 = 0 THEN date('now', '-' || (rowid % 200) || ' days') END,
      stage_since = date('2026-01-01', '+' || (rowid % 370) || ' days')
    """,
)
"""What makes the copies of a programme differ, so that lists have something to tell apart."""


def signed_in() -> str:
    """Become the first manager, and return what the browser is known by."""
    at = datetime.now(UTC)
    with transaction() as session:
        link = sign_in.first_manager_link(session, at) or ""
    return sign_in.become_first_manager(link, "Programme manager", "manager@lga.example", "benchmark", at)


class Took:
    """How long some pages took, and the worker's processor at each; milliseconds."""

    def __init__(self, times: list[float], processor: float) -> None:
        self.p95 = quantiles(times, n=20)[-1] * 1000
        self.processor = processor * 1000 / len(times)


class Visits:
    """Somebody who is signed in and asks for pages."""

    def __init__(self, worker: subprocess.Popen[bytes], cookie: str) -> None:
        self._worker = worker
        self._headers = {"Cookie": f"session={cookie}"}

    def ask(self, paths: list[str] | tuple[str, ...], *, each_anew: bool = False) -> Took:
        """Ask for pages one after the other; ``each_anew`` by addresses that nobody has asked for before."""
        connection, times = HTTPConnection("127.0.0.1", PORT), []
        before = self._processor()
        for number, path in enumerate(paths):
            asked = f"{path}{'&' if '?' in path else '?'}n={number}" if each_anew else path
            began = perf_counter()
            self._get(connection, asked)
            times.append(perf_counter() - began)
        return Took(times, self._processor() - before)

    def together(self, paths: tuple[str, ...], clients: int, each: int) -> float:
        """Return how many pages a second several clients get who ask at once."""

        def go() -> None:
            connection = HTTPConnection("127.0.0.1", PORT)
            for path in islice(cycle(paths), each):
                self._get(connection, path)

        threads = [Thread(target=go) for _ in range(clients)]
        began = perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return clients * each / (perf_counter() - began)

    def _get(self, connection: HTTPConnection, path: str) -> None:
        connection.request("GET", path, headers=self._headers)
        answer = connection.getresponse()
        if answer.status != 200 or b"Sign out" not in answer.read():  # noqa: PLR2004 - It went well.
            raise RuntimeError(f"{path} was answered with {answer.status}")

    def _processor(self) -> float:
        """Return for how many seconds the processor has been at the worker."""
        fields = Path(f"/proc/{self._worker.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


PORT = _free_port()


@contextmanager
def served() -> Iterator[subprocess.Popen[bytes]]:
    """Start one worker of the dashboard, and end it."""
    more = {"CPC_DASHBOARD_PORT": str(PORT), "CPC_REQUESTS_PER_SECOND": "0"}
    worker = subprocess.Popen(
        [sys.executable, "-m", "dashboard"], env={**os.environ, **more}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(worker)
        yield worker
    finally:
        worker.terminate()
        worker.wait()


def _wait_for(worker: subprocess.Popen[bytes]) -> None:
    until = perf_counter() + PATIENCE
    while perf_counter() < until and worker.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", PORT)).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise RuntimeError("the dashboard did not start")


if __name__ == "__main__":
    main(int(sys.argv[1]))
