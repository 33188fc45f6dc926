"""How many messages a second leave the house, over SMTP and through Notify, and whether a limit is kept."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr

from channels.mail import Channel, Mail, TryAgain
from channels.notify import Notify, Using
from channels.notify_api import api
from channels.pace import InFile, InMemory, Pace, Rate
from channels.smtp import Server, Smtp

MAILS = 2000
LIMITED = 700
RATE = Rate(per_second=50, burst=100)
MARGIN = 10
"""How many more at once the provider takes in the trial: room for 0.2 s by which a message is overtaken."""
TEXT = "The position statement of the council is due on Friday 6 March 2026, which is in two weeks.\n\n" * 20
BOUNDLESS = Rate(per_second=1_000_000, burst=1_000_000)


@dataclass(frozen=True)
class There:
    """A stand-in for Notify, running."""

    address: str
    key: str
    template: str


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure the senders against servers in processes of their own."""
    with running("-m", "benchmarks.mail_sink") as lines:
        port = int(next(lines))
        yield "mails a second over SMTP, 1 worker", f"{_speed(1, partial(smtp, port)):,.0f}", "500"
        yield "mails a second over SMTP, 4 workers", f"{_speed(4, partial(smtp, port)):,.0f}", ""
    with stand_in(BOUNDLESS) as there:
        for workers, name in ((1, "1 worker"), (4, "4 workers")):
            speed = _speed(workers, partial(notify, there, None))
            yield f"messages a second to Notify's stand-in, {name}", f"{speed:,.0f}", ""
    yield from _at_the_limit()


def _at_the_limit() -> Iterator[tuple[str, str, str]]:
    workers, strict = 4, Rate(RATE.per_second, RATE.burst + MARGIN)
    with TemporaryDirectory() as folder, stand_in(strict) as there:
        began, ended, refused = _send_all(workers, LIMITED, partial(notify, there, Path(folder) / "pace"))
        answers = httpx.get(f"{there.address}/stand-in/ledger").json()["answers"]
    speed = (LIMITED - RATE.burst) / (ended - began)
    yield f"messages a second at a limit of 50, {workers} workers", f"{speed:.1f}", "50"
    yield "refusals (429) among them", f"{answers.get('429 RateLimitError', 0)} of {LIMITED + refused}", "0"


def _speed(workers: int, make: Callable[[], Channel]) -> float:
    began, ended, _ = _send_all(workers, MAILS, make)
    return MAILS / (ended - began)


def _send_all(workers: int, number: int, make: Callable[[], Channel]) -> tuple[float, float, int]:
    """Send from several processes; return when the first began, the last ended, and how many were refused."""
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        share = number // workers
        done = list(
            pool.map(_send, [make] * workers, [each * share for each in range(workers)], [share] * workers)
        )
    begins, ends, refused = zip(*done, strict=True)
    return min(begins), max(ends), sum(refused)


def _send(make: Callable[[], Channel], first: int, number: int) -> tuple[float, float, int]:
    way, refused = make(), 0
    way.send(_mail(first))
    began = time.time()
    for each in range(first + 1, first + number):
        try:
            way.send(_mail(each))
        except TryAgain:
            refused += 1
    ended = time.time()
    way.close()
    return began, ended, refused


def smtp(port: int) -> Channel:
    """Return a mail server that is running."""
    return Smtp(Server("127.0.0.1", port, "none"))


def notify(there: There, pace: Path | None) -> Channel:
    """Return a stand-in that is running, at a pace that is kept in a folder or at none."""
    paced = Pace(RATE, InFile(pace)) if pace else Pace(BOUNDLESS, InMemory())
    return Notify(api(SecretStr(there.key), there.address), Using(there.template), paced)


def _mail(number: int) -> Mail:
    return Mail(
        key=f"CPC-2026-001/notice/benchmark/-/{number}",
        to_name="Chief Executive",
        to_email="chief.executive@tamworth.example",
        from_name="Corporate Peer Challenge programme",
        from_email="programme@lga.example",
        subject="[benchmark] Position statement: due in two weeks",
        text=TEXT,
        html=f"<p>{TEXT}</p>",
        queued_at=datetime(2026, 3, 6, 9, 0, tzinfo=UTC),
    )


@contextmanager
def stand_in(rate: Rate) -> Iterator[There]:
    """Put up a stand-in for Notify that takes so many messages."""
    limits = ["--per-second", str(rate.per_second), "--burst", str(rate.burst)]
    start = "from cli.app import main; main()"
    with running("-c", start, "stub", "notify", "--port", "0", *limits) as lines:
        said = dict(re.findall(r"CPC_NOTIFY_(\w+)=(\S+)", "".join(next(lines) for _ in range(3))))
        yield There(said["URL"], said["KEY"], said["TEMPLATE"])


@contextmanager
def running(*arguments: str) -> Iterator[Iterator[str]]:
    """Run a program of ours, and give the lines that it says."""
    with subprocess.Popen([sys.executable, "-u", *arguments], stdout=subprocess.PIPE, text=True) as child:
        try:
            yield iter(child.stdout or ())
        finally:
            child.terminate()
