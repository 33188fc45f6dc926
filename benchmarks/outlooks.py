"""How many outlooks a second: the function that everything else asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from time import process_time

from benchmarks.challenges import prepared
from domain.calendars import Calendar
from domain.outlook import outlook
from domain.schemes import scheme

TIMES = 1000


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure what the round asks of an outlook, and all that it can say."""
    history, rules, calendar = prepared(date(2027, 3, 9)), scheme("2024"), Calendar()
    today = date(2027, 1, 12)

    def for_the_round() -> None:
        view = outlook(history, rules, calendar, today)
        _ = view.documents, view.notices, view.next_change, view.overdue

    def everything() -> None:
        view = outlook(history, rules, calendar, today)
        _ = view.documents, view.notices, view.next_change, view.moves, view.warnings, view.stages, view.gaps

    for name, ask in (("what the round asks", for_the_round), ("everything", everything)):
        began = process_time()
        for _ in range(TIMES):
            ask()
        yield f"outlooks a second of processor, {name}", f"{TIMES / (process_time() - began):,.0f}", "1,000"
