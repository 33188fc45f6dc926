"""The whole programme as lists and figures: each figure is a selection that can be opened.

Of today everything is read from the standings. Of a day gone by nothing is kept, so each challenge is read
from its history as it was known on that day; that is done for as many as can be while somebody waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from casework.case import cases
from casework.standings import AT_ONCE, MET_BY, standing_of
from casework.time_machine import all_known_on
from db import pipeline as lists
from domain.days import long_date
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Milestone, Reference, Stage
from domain.outlook import Outlook, State
from domain.pipeline import (
    ALL,
    EARLIER,
    Expected,
    Row,
    Selection,
    in_order,
    is_late,
    meets,
    months_from,
    span,
)
from domain.reading import Reading
from domain.schemes import known_schemes, scheme

PAGE = 25
"""Rows of a list that fit on a page."""
MOST_AT_ONCE = 1000
"""Challenges that are read from their histories while somebody waits; each takes some milliseconds."""
MONTHS_AHEAD = 12
MONTHS_DRAWN = 18
GATHERINGS = {Expected.VISIT: "visit", Expected.REVIEW: "review"}
"""What people come together for, and by what name its planned days are called."""
LASTING = ("region", "type", "scheme", "product", "first_time", "text")
"""The criteria that a challenge meets on every day or on none."""


class TooManyToLookBack(RulesRefuse):
    """More challenges would have to be read from their histories than anybody waits for."""

    def __str__(self) -> str:
        number, most, day = self.args
        return (
            f"{number:,} challenges would have to be worked out as they were known on {long_date(day)}, and "
            f"a page works out {most:,}. Choose a region, type of council, scheme or product."
        )


class NotKnownYet(WrongUse):
    """It was asked what will be known on a day that has not come."""

    def __str__(self) -> str:
        day = long_date(self.args[0])
        return f"{day} has not come, so nobody can say what will be known then. Give today or an earlier day."


Counted = Iterable[tuple[str, str, int, int]]
"""How many challenges there are of a stage in a state, and how many of them are late."""
Counts = Callable[[Session, Mapping[str, Any], date], Counted]
"""What counts the challenges that meet all criteria on a day."""


class Asking(NamedTuple):
    """As of which day somebody asks, and when they do."""

    day: date
    today: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """A challenge in a list, on a day."""

    row: Row
    adviser: str | None
    today: date

    @property
    def stage(self) -> str | None:
        """The title of the stage that is furthest on; none if the challenge has ended."""
        return STAGES.get(self.row.stage)

    @property
    def age(self) -> int | None:
        """For how many days that stage has been open, if that is known."""
        return (self.today - self.row.stage_since).days if self.row.stage_since else None

    @property
    def changed(self) -> datetime:
        """When what the list says was last worked out."""
        found: datetime = self.row.updated_at
        return found

    @property
    def days_late(self) -> int:
        """For how many days something has been overdue, the first of them counted."""
        late = self.row.late_from if is_late(self.row, self.today) else None
        return (self.today - late).days + 1 if late else 0


def _stages() -> dict[str, str]:
    """Name the stages as the newest scheme does."""
    return {rule.stage.value: rule.title for rule in scheme(known_schemes()[-1]).stages.values()}


STAGES = _stages()


@dataclass(frozen=True, slots=True)
class Figure:
    """How many challenges there are of a kind, how many are late, and the selection that lists them."""

    title: str
    total: int
    late: int
    selection: Selection


@dataclass(frozen=True, slots=True)
class Board:
    """A page of a list, with the figures about the whole of it.

    ``after`` is the challenge after which the next page begins, ``before`` the one before which the last one
    ended, and ``place`` how many stand before this page, if that was asked. ``behind`` says of how many
    challenges something came due that no round has seen to.
    """

    today: date
    selection: Selection
    lines: tuple[Line, ...]
    whole: Figure
    stages: tuple[Figure, ...]
    states: tuple[Figure, ...]
    after: Reference | None = None
    before: Reference | None = None
    place: int = 0
    behind: int = 0
    is_of_the_past: bool = False


def board(
    session: Session,
    selection: Selection,
    today: date,
    *,
    after: Reference | None = None,
    before: Reference | None = None,
    size: int = PAGE,
    with_place: bool = False,
    counts: Counts = lists.counts,
) -> Board:
    """Return a page of the challenges of a selection: the next after one, or the last before one.

    To say at which place of the list it stands costs as much as all that stands before it. To count is what
    takes longest of many, and every order and page of them has the same ``counts``.
    """
    criteria = selection.criteria(today)
    counted = counts(session, _but(criteria, "stage", "state", "under_way"), today)
    whole, stages, states = _figures(selection, counted)
    leaf = _Leaf()
    if whole.total:  # Nothing is found fastest by not looking for it.
        leaf = _leaf(session, selection, criteria, size, after=after, before=before)
    place = 0
    if with_place and leaf.before:
        place = lists.count_before(
            session, criteria, selection.sort, leaf.before, backwards=selection.backwards
        )
    return Board(
        today,
        selection,
        lines(session, leaf.rows, today),
        whole,
        stages,
        states,
        after=leaf.after,
        before=leaf.before,
        place=place,
        behind=lists.behind(session, today),
    )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """The rows of a page, with the challenges at its edges if there is more beyond them."""

    rows: Sequence[Row] = ()
    after: Reference | None = None
    before: Reference | None = None


def _leaf(
    session: Session,
    selection: Selection,
    criteria: Mapping[str, object],
    size: int,
    *,
    after: Reference | None,
    before: Reference | None,
) -> _Leaf:
    """Read a page; one that would end before the first page does is the first page."""
    read = partial(lists.rows, session, criteria, selection.sort, backwards=selection.backwards)
    found = read(before=before, limit=size + 1) if before else ()
    if len(found) >= size:
        page = found[-size:]
        return _Leaf(page, page[-1].reference, page[0].reference if len(found) > size else None)
    found = read(after=None if before else after, limit=size + 1)
    page = found[:size]
    begins_later = after and not before and page
    return _Leaf(
        page,
        page[-1].reference if len(found) > size else None,
        page[0].reference if begins_later else None,
    )


def board_as_of(
    session: Session,
    selection: Selection,
    asking: Asking,
    *,
    after: Reference | None = None,
    before: Reference | None = None,
    size: int = PAGE,
) -> Board:
    """Return a page of a selection as it was known at the end of a day.

    ``NotKnownYet`` if it has not come, ``TooManyToLookBack`` if a page is not the place for it.
    """
    day, every = asking.day, rows_as_of(session, selection, asking)
    criteria = selection.criteria(day)
    wide = _but(criteria, "stage", "state", "under_way")
    counted = _counted([row for row in every if meets(row, wide)], day)
    found = in_order(
        (row for row in every if meets(row, criteria)), selection.sort, backwards=selection.backwards
    )
    places = {row.reference: place for place, row in enumerate(found)}
    begins = max(0, places.get(before, 0) - size) if before else places.get(after, -1) + 1
    page = found[begins : begins + size]
    return Board(
        day,
        selection,
        lines(session, page, day),
        *_figures(selection, counted),
        after=Reference(page[-1].reference) if len(found) > begins + size else None,
        before=Reference(page[0].reference) if begins else None,
        place=begins,
        is_of_the_past=True,
    )


def own_lines(session: Session, references: Sequence[Reference], today: date) -> tuple[Line, ...]:
    """Return some challenges, whatever has become of them."""
    return lines(session, lists.rows_of(session, references), today)


def whole_list(session: Session, selection: Selection, today: date) -> tuple[Line, ...]:
    """Return every challenge of a selection."""
    found = lists.rows(session, selection.criteria(today), selection.sort, backwards=selection.backwards)
    return lines(session, found, today)


def whole_list_as_of(session: Session, selection: Selection, asking: Asking) -> tuple[Line, ...]:
    """Return every challenge of a selection as it was known at the end of a day."""
    criteria = selection.criteria(asking.day)
    found = (row for row in rows_as_of(session, selection, asking) if meets(row, criteria))
    return lines(session, in_order(found, selection.sort, backwards=selection.backwards), asking.day)


def rows_as_of(session: Session, selection: Selection, asking: Asking) -> list[Row]:
    """Work out where the challenges stood that a selection may mean, as it was known at the end of a day."""
    day, today, at = asking
    if day > today:
        raise NotKnownYet(day)
    lasting = {name: value for name, value in selection.criteria(day).items() if name in LASTING}
    wanted = lists.known_by(session, lasting, day)
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyToLookBack(len(wanted), MOST_AT_ONCE, day)
    return [
        standing_of(on_desk, day, at)
        for start in range(0, len(wanted), AT_ONCE)
        for on_desk in all_known_on(session, wanted[start : start + AT_ONCE], day)
    ]


def lines(session: Session, rows: Sequence[Row], today: date) -> tuple[Line, ...]:
    """Add to rows what their advisers are called."""
    names = lists.names(session, (row.adviser for row in rows))
    return tuple(Line(row, names.get(row.adviser), today) for row in rows)


def _but(criteria: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in criteria.items() if name not in names}


def _counted(rows: Iterable[Row], today: date) -> Counted:
    return [(row.stage, row.state, 1, int(is_late(row, today))) for row in rows]


def _figures(selection: Selection, counted: Counted) -> tuple[Figure, tuple[Figure, ...], tuple[Figure, ...]]:
    """Add up what was counted: all of a selection, each of its stages, and each state beside its own."""
    known = list(counted)
    stages = (selection.but(stage=Stage(stage)) for stage in STAGES)
    states = (selection.but(stage=None, state=state) for state in (*State, ALL))
    return (
        _figure("", selection, known),
        tuple(_figure(STAGES[each.stage or ""], each, known) for each in stages),
        tuple(_figure(each.state, each, known) for each in states),
    )


def _figure(title: str, wanted: Selection, counted: Counted) -> Figure:
    """Add up what a selection means of what was counted."""
    shown = [
        (total, late)
        for stage, state, total, late in counted
        if wanted.stage in (None, stage) and wanted.shows(state)
    ]
    return Figure(title, sum(total for total, _ in shown), sum(late for _, late in shown), wanted)


# What is expected


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is expected, and of how many challenges in each month."""

    expected: Expected
    months: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of the challenges of a selection in the months to come, by the dates that stand."""

    months: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def forecast(session: Session, selection: Selection, today: date) -> Forecast:
    """Count what is expected in each month, and what has been since before this one."""
    months = (EARLIER, *months_from(today, MONTHS_AHEAD))
    return Forecast(months, tuple(_outcome(session, selection, today, each, months) for each in Expected))


def _outcome(
    session: Session, selection: Selection, today: date, expected: Expected, months: Sequence[str]
) -> Outcome:
    """Count the challenges of which something is expected in each month; a visit that was held is none."""
    criteria = selection.but(expects=None, month="").criteria(today)
    counted = dict.fromkeys(months, 0)
    for day, number in lists.days_of(session, criteria, expected):
        month = f"{day:%Y-%m}" if day >= today.replace(day=1) else EARLIER
        if month in counted:
            counted[month] += number
    if expected is Expected.VISIT:
        counted[EARLIER] = 0
    return Outcome(
        expected,
        tuple(
            Figure(month, number, 0, selection.but(expects=expected, month=month))
            for month, number in counted.items()
        ),
    )


# The course of the programme


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that was held or published, is planned or is due, and on which days."""

    expected: Expected
    council: str | None
    first: date
    last: date
    is_past: bool
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Lane:
    """The course of one challenge."""

    line: Line
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The challenges of a page of a list, and the months over which they are drawn."""

    board: Board
    months: tuple[date, ...]
    lanes: tuple[Lane, ...]


def course(
    session: Session,
    selection: Selection,
    today: date,
    *,
    start: date,
    after: Reference | None = None,
    before: Reference | None = None,
) -> Course:
    """Return the course of the challenges of a page, over a year and a half from a month on."""
    page = board(session, selection, today, after=after, before=before, with_place=True)
    on_desk = {each.reference: each for each in cases(session, [line.row.reference for line in page.lines])}
    months = tuple(span(month, today).first for month in months_from(start, MONTHS_DRAWN + 1))
    lanes = tuple(Lane(line, _marks(on_desk[line.row.reference].on(today))) for line in page.lines)
    return Course(page, months, lanes)


def _marks(view: Outlook) -> tuple[Mark, ...]:
    """Return what stands in the course of a challenge, of each council from where they go their own ways."""
    found = dict.fromkeys(mark for expected in Expected for mark in _of(view, expected))
    return tuple(sorted(found, key=lambda mark: (mark.first, mark.expected)))


def _of(view: Outlook, expected: Expected) -> Iterator[Mark]:
    known = view.reading
    milestone = MET_BY[expected]
    for council in known.is_per_council(view.scheme.milestones[milestone].per):
        place = known.place(council) if len(known.councils) > 1 else None
        name = place.name if place else None
        if met := known.was_met(milestone, council):
            yield Mark(expected, name, met.on.first, met.on.last, is_past=True)
        elif planned := _planned(known, expected, council):
            yield Mark(expected, name, *planned, is_past=False, is_planned=True)
        elif due := _due(view, milestone, council):
            yield Mark(expected, name, due, due, is_past=False)


def _planned(known: Reading, expected: Expected, council: CouncilCode | None) -> tuple[date, date] | None:
    """Return the days on which people are to come together."""
    gathering = GATHERINGS.get(expected)
    first, last = (known.day_of(f"{gathering}_{edge}", council) for edge in ("start", "end"))
    return (first[0], max(first[0], last[0]) if last else first[0]) if first else None


def _due(view: Outlook, milestone: Milestone, council: CouncilCode | None) -> date | None:
    dues = (
        each.due
        for each in view.deadlines
        if each.rule.meets is milestone and each.council == council and each.is_open
    )
    return next(dues, None)
