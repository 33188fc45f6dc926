"""How fast a programme learns from its past: to bring it in, to ask it, and to tell the board of it.

It has 100 live challenges and 500 of the past, with 5,000 recommendations and 5,000 findings. What lists are
read from is laid down again until there are 50,000 findings and 10,000 lines of the ledger, but not before
the board's paper is made, because no board reads a thousand pages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks import past
from benchmarks.apart import rows_of
from benchmarks.dashboard import Visits, served, signed_in
from benchmarks.programme import AT, TODAY, fill
from casework.board import papers
from casework.board.figures import figures
from casework.board.papers import PaperKind
from casework.history import import_history
from casework.record import Entry
from db import councils
from db.session import reading, transaction
from domain.years import FinancialYear

T = TypeVar("T")

LIVE, PAST, EACH = 100, 500, 10
FINDINGS, LINES = 50_000, 10_000
YEAR = FinancialYear.of(date(2021, 4, 1))
ENTRY = Entry("benchmark", TODAY, AT)
QUESTIONS = ("planning department", "who is good at housing", "community hubs", "benchmark", "finance")
LEARNING = tuple(f"/learning?q={each.replace(' ', '+')}" for each in QUESTIONS)
LEDGER = (
    "/learning/ledger",
    "/learning/ledger?open=yes",
    "/learning/ledger?text=partners",
    "/learning/ledger?page=399",
)
THEMES = ("/learning/themes", "/learning/themes?by=region", "/learning/themes?of=challenges&by=type")
BOARD = ("/board/1", "/board/1/rows/advice_over_years", "/board/1/rows/good_practice", "/coverage")
ASK = "from cli.app import main; main()"
ROUNDS = 5


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure one programme."""
    return rows_of(__name__)


def main() -> None:
    """Fill a database, and print what it takes to bring the past in, to tell of it and to ask it."""
    fill(LIVE, LIVE // 5)
    with transaction() as session:
        councils.import_register(session, past.register())
    _bring_in()
    _tell_the_board()
    with transaction() as session:
        past.multiply(session, "finding_entries", FINDINGS // (PAST * EACH))
        past.multiply(session, "ledger_entries", LINES // (PAST * EACH))
    _ask()


def _bring_in() -> None:
    tables = past.tables(PAST, EACH)
    with transaction() as session:
        found, took, worked = _timed(lambda: import_history(session, tables, ENTRY))
    if len(found.added) != PAST:
        raise RuntimeError(f"{len(found.added)} came in: that is no fair measurement")
    many = f"{PAST * EACH:,}"
    _say(f"importing {PAST} past challenges, {many} recommendations, {many} findings", f"{took:.1f} s", "")
    _say("the same, processor time alone", f"{worked:.1f} s", "")


def _tell_the_board() -> None:
    with reading() as session:
        figures(session, YEAR.first, YEAR.last, TODAY)  # What is loaded once is no part of a figure.
        _, took, _ = _timed(lambda: figures(session, YEAR.first, YEAR.last, TODAY))
    _say(f"figures of a board update, {LIVE} live and {PAST} past challenges", f"{took:.1f} s", "")
    paper, took, worked = _timed(lambda: papers.make(PaperKind.UPDATE, YEAR.first, YEAR.last, ENTRY))
    visits = papers.figures_of(paper).measure("visits").value
    _say(f"the whole paper of {visits} visits in four formats, filed", f"{took:.1f} s", "")
    _say("the same, processor time alone", f"{worked:.1f} s", "")


def _ask() -> None:
    slowest = max(map(_command, QUESTIONS))
    _say(
        f"cpc learn over {FINDINGS:,} findings, the slowest of {len(QUESTIONS)}",
        f"{slowest:.2f} s",
        "under 1 s",
    )
    cookie = signed_in()
    with served() as worker:
        visits = Visits(worker, cookie)
        for what, paths in (
            (f"page of what is found among {FINDINGS:,} findings", LEARNING),
            (f"page of a ledger of {LINES:,} lines", LEDGER),
            (f"page of themes over time, of {LINES:,} recommendations", THEMES),
            ("page of a board paper, its rows, or coverage", BOARD),
        ):
            visits.ask(paths)
            p95 = visits.ask(paths * ROUNDS, each_anew=True).p95
            _say(f"{what}, written anew, p95", f"{p95:,.0f} ms", "under 1 s")


def _command(question: str) -> float:
    """Ask at the desk, and return what it took at best: at first files are read that then lie at hand."""
    command = [sys.executable, "-c", ASK, "learn", question]
    asked = (_timed(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(3))
    return min(took for _, took, _ in asked)


def _timed(work: Callable[[], T]) -> tuple[T, float, float]:
    """Do something, and say how long it took, and for how long the processor was at it."""
    began, worked = perf_counter(), process_time()
    done = work()
    return done, perf_counter() - began, process_time() - worked


def _say(what: str, figure: str, target: str) -> None:
    print(f"{what}\t{figure}\t{target}", flush=True)


if __name__ == "__main__":
    main()
