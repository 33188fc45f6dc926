"""What was published and reviewed in a period, what is late and why, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from casework.board.seen import Seen
from casework.standings import MET_BY
from domain.board import BoardPeriod, FigureRow, Measure
from domain.days import Day, long_date
from domain.deadlines import Deadline, Standing
from domain.lifecycle import CouncilCode, Happening, Milestone
from domain.measures import measure
from domain.pipeline import Expected

PUBLISHED = {
    "reports": Milestone.REPORT_PUBLISHED,
    "plans": Milestone.PLAN_PUBLISHED,
    "reviews": Milestone.REVIEW_HELD,
    "review_reports": Milestone.REVIEW_REPORT_PUBLISHED,
}
"""What each measure counts; a history says it for each council."""
WANTED = tuple(milestone for expected, milestone in MET_BY.items() if expected is not Expected.VISIT)
RUNNING = (Standing.AHEAD, Standing.DUE_SOON, Standing.PAUSED)


class Due(NamedTuple):
    """A deadline of one council's report, plan or review."""

    seen: Seen
    deadline: Deadline

    def row(self, on: Day | None, words: str) -> FigureRow:
        """Return the line for it."""
        return self.seen.row(on, words, self.deadline.council)


def done(found: Sequence[Seen], period: BoardPeriod) -> Iterator[Measure]:
    """Count what councils published and which reviews were held."""
    for name, milestone in PUBLISHED.items():
        dated = [(each, code, day) for each in found for code, day in _met(each, milestone)]
        rows = [each.row(day, council=code) for each, code, day in dated if period.holds(day)]
        untold = [
            each.row(day, f"Known only as {day}.", code)
            for each, code, day in dated
            if period.holds(day) is None
        ]
        yield measure(name, rows, untold)


def _met(seen: Seen, milestone: Milestone) -> Iterator[tuple[CouncilCode | None, Day]]:
    for (met, council), event in seen.known.reading.met.items():
        if met is milestone:
            yield council, event.on


def standing(found: Sequence[Seen], period: BoardPeriod, today: date) -> Iterator[Measure]:
    """Count the reviews that are due, what is overdue when the period ends, and what was done late in it.

    Of a challenge that was gathered from public pages nobody knows that what is missing has not happened:
    it is kept apart.
    """
    ends = period.stands_on(today)
    dues = [Due(each, deadline) for each in found for deadline in each.stood.deadlines]
    dues = [each for each in dues if each.deadline.rule.meets in WANTED]
    reviews = [each for each in dues if each.deadline.rule.meets is Milestone.REVIEW_HELD]
    due = [each for each in reviews if each.deadline.standing in RUNNING]
    yield measure("reviews_due", _rows(due, ends), _rows(due, ends, past=True))
    over = [each for each in dues if each.deadline.standing is Standing.OVERDUE]
    yield measure("overdue", _rows(over, ends), _rows(over, ends, past=True))
    late = [each for each in dues if each.deadline.standing is Standing.MET_LATE]
    told = [
        (each.row(on, _told(each, on.first)), period.holds(on)) for each in late if (on := each.deadline.met)
    ]
    yield measure(
        "late", [row for row, is_in in told if is_in], [row for row, is_in in told if is_in is None]
    )


def _rows(dues: Sequence[Due], ends: date, *, past: bool = False) -> list[FigureRow]:
    return [
        each.row(Day(each.deadline.due) if each.deadline.due else None, _told(each, ends))
        for each in dues
        if each.seen.is_of_the_past is past
    ]


def _told(each: Due, by: date) -> str:
    """Say what was due when, how late that is by a day, and what stood in its way."""
    due = each.deadline.due
    days = (by - due).days if due else 0
    late = f", {days} {'day' if days == 1 else 'days'} late" if days > 0 else ""
    said = f"{each.deadline.title}, due {long_date(due)}{late}." if due else f"{each.deadline.title}."
    why = " ".join(_reasons(each, by))
    return f"{said} {why or 'No reason is recorded.'}" if late else said


def _reasons(each: Due, by: date) -> Iterator[str]:
    """Say what moved a deadline or its visit by a day, in the words in which that was recorded."""
    heir = each.seen.known.reading.heir
    for kind, what in _MOVED.items():
        for event in each.seen.known.reading.events:
            of = heir(event.council) in (None, heir(each.deadline.council))
            its = event.details.deadline in (None, each.deadline.name)
            if event.kind is kind and of and its and event.on.first <= by:
                yield f"{what}: {(event.details.reason or 'no reason is recorded').rstrip('.')}."


_MOVED = {
    Happening.POSTPONED: "Put off",
    Happening.PAUSED: "Clock stopped",
    Happening.EXTENDED: "More time given",
}


def ahead(found: Sequence[Seen], period: BoardPeriod, today: date) -> Iterator[Measure]:
    """Count the visits and reviews of the six months after a period, by what is known of them now."""
    coming = period.ahead(today)
    live = [each for each in found if not each.known.reading.cancelled]
    visits = [(each, *_visit(each)) for each in live]
    yield measure(
        "coming_visits", [each.row(on, words) for each, on, words in visits if on and coming.holds(on)]
    )
    reviews = [(each, *review) for each in live for review in _reviews(each)]
    rows = [each.row(on, words, code) for each, code, on, words in reviews if coming.holds(on)]
    yield measure("coming_reviews", rows)


def _visit(seen: Seen) -> tuple[Day | None, str]:
    if seen.visited_on:
        return seen.visited_on, "Held."
    planned = seen.known.reading.day_of("visit_start", None)
    return (Day(planned[0]), "Planned.") if planned else (None, "")


def _reviews(seen: Seen) -> Iterator[tuple[CouncilCode, Day, str]]:
    """Say of each council when its review was held, is planned, or is due."""
    for place in seen.places:
        planned = seen.known.reading.day_of("review_start", place.code)
        due = _review_due(seen, place.code)
        if held := seen.met(Milestone.REVIEW_HELD, place.code):
            yield place.code, held, "Held."
        elif planned:
            yield place.code, Day(planned[0]), "Planned."
        elif due and not seen.is_of_the_past:
            yield place.code, Day(due), f"Due by {long_date(due)}; no day is set."


def _review_due(seen: Seen, council: CouncilCode) -> date | None:
    """Return by when a council's review is to be held, if anything has to be."""
    heir = seen.known.reading.heir
    found = (
        each.due
        for each in seen.stood.deadlines
        if (each.rule.meets, heir(each.council)) == (Milestone.REVIEW_HELD, council)
        and each.standing in RUNNING
    )
    return next(found, None)
