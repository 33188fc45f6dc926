"""The challenges of the past as public pages tell them: a table with gaps, read without filling any.

Dates are kept as far as they are known, and a row attests what it says and nothing between. What is
wrong in it is named by line and column, and then nothing of the table is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from domain.days import Basis, Day, NotADate
from domain.errors import WrongUse
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    History,
    Milestone,
    Place,
    Product,
    in_force,
)
from domain.rows import BadRows, Problem, Row, listed, read_rows
from domain.rules import Per
from domain.schemes import UnknownScheme, scheme, scheme_for_visit

DATES = {
    "onsite_start": Milestone.VISIT_STARTED,
    "onsite_end": Milestone.VISIT_ENDED,
    "report_published": Milestone.REPORT_PUBLISHED,
    "action_plan_published": Milestone.PLAN_PUBLISHED,
    "progress_review_start": Milestone.REVIEW_HELD,
    "progress_review_end": Milestone.REVIEW_HELD,
    "progress_review_published": Milestone.REVIEW_REPORT_PUBLISHED,
}
"""The columns with dates and what each attests; a review was held on its last day that is known."""
_COLUMN: dict[object, str] = {milestone: column for column, milestone in DATES.items()}
VISIT = (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED)
IN_ORDER = (
    ("onsite_start", "onsite_end"),
    ("onsite_end", "report_published"),
    ("onsite_end", "action_plan_published"),
    ("onsite_end", "progress_review_start"),
    ("progress_review_start", "progress_review_end"),
    ("progress_review_end", "progress_review_published"),
)
"""Which date cannot be before which."""
COLUMNS = ("council", "council_type", "region", *DATES, "recommendations", "peer_team", "source")
"""Type and region are for the reader of the table; the register knows them better."""

Find = Callable[[str], Place | str]
"""Finds a council by its name, or says why it cannot be found."""

_JOINT = re.compile(r"(?P<names>.*\S)\s*\(joint\)", re.IGNORECASE)
_BETWEEN = re.compile(r"(\s*,\s+|\s+and\s+)")
MOST_BETWEEN = 10
"""Commas and "and"s of a joint challenge; each doubles the ways in which its names can be parted."""


class BadHistory(WrongUse):
    """A table of past challenges that cannot be brought in; every cell in the way is named."""

    def __str__(self) -> str:
        return (
            f"No row of the history was imported: {listed(self.args[0])}. Mend the file and import it again."
        )


@dataclass(frozen=True, slots=True)
class Past:
    """A challenge as a row tells it."""

    row: Row
    scheme: str
    opened: Day
    details: Details
    days: dict[Milestone, Day]

    @property
    def codes(self) -> list[CouncilCode]:
        """The councils that took part, in the order in which the row names them."""
        return [place.code for place in self.details.councils]

    def events(self) -> Iterator[Event]:
        """Say what the row attests; what belongs to each council it attests for every one."""
        yield _event(Happening.OPENED, self.opened, None, self.details)
        for milestone, day in self.days.items():
            for_each = scheme(self.scheme).milestones[milestone].per is Per.COUNCIL
            for council in self.codes if for_each else [None]:
                yield _event(milestone, day, council, Details(source=self.details.source))

    def is_told_by(self, history: History) -> bool:
        """Whether a history was brought in from this row, or from the same row with fewer dates."""
        first = history[0]
        return first.backfilled and (first.on, first.details.source) == (self.opened, self.details.source)

    def is_of_our_own(self, history: History) -> bool:
        """Whether the programme ran this challenge itself: its visit was held here, on days of the row's."""
        told = [self.days[each] for each in VISIT if each in self.days]
        held = [event.on for event in in_force(history) if event.kind in VISIT]
        if history[0].backfilled or not told or not held:
            return False
        began, ended = min(each.first for each in told), max(each.last for each in told)
        return any(began <= each.last and each.first <= ended for each in held)

    def news(self, history: History) -> list[Event]:
        """Return what the row attests and a history has never said; what was corrected stays corrected."""
        said = {(event.kind, event.council, event.on) for event in history}
        return [event for event in self.events() if (event.kind, event.council, event.on) not in said]

    def contradictions(self, history: History) -> Iterator[Problem]:
        """Say where the row gives another date than a history, in which it is not corrected."""
        stands = {(event.kind, event.council): event for event in in_force(history)}
        for event in self.news(history):
            if known := stands.get((event.kind, event.council)):
                what = f"{event.on.iso} is not what event {known.seq} says, {known.on.iso}"
                yield self.row.refuse(_COLUMN[event.kind], what)


def _event(kind: Milestone | Happening, on: Day, council: CouncilCode | None, details: Details) -> Event:
    return Event(0, kind, on, council, details, backfilled=True, basis=Basis.PUBLISHED)


def read_history(text: str, find: Find, today: date) -> list[Past]:
    """Read a table of past challenges, or raise ``BadHistory`` with every bad cell."""
    try:
        rows = read_rows(text, COLUMNS, optional=["scheme"])
    except BadRows as error:
        raise BadHistory(error.args) from error
    readers = [_Reader(row, find, today) for row in rows]
    found = [past for reader in readers if (past := reader.past())]
    refuse_if([*(problem for reader in readers for problem in reader.problems), *_repeated(found)])
    return found


def refuse_if(problems: Iterable[Problem]) -> None:
    """Raise ``BadHistory`` if there are problems, in the order of their lines."""
    if said := tuple(what for _, what in sorted(problems)):
        raise BadHistory(said)


def councils_named(text: str, find: Find) -> Sequence[Place | str]:
    """Find the council that a cell names, or those of a joint challenge; what cannot be found is told."""
    joint = _JOINT.fullmatch(text)
    return _joint(joint["names"], find) if joint else [find(text)]


def _joint(text: str, find: Find) -> Sequence[Place | str]:
    """Part the names of a joint challenge so that each part is a council: some have an "and" inside."""
    if len(_BETWEEN.findall(text)) > MOST_BETWEEN:
        return [f"it has more than {MOST_BETWEEN} commas and “and”s; name the councils of one challenge"]
    found = [[find(name) for name in names] for names in _partings(text)]
    if not found:
        return ["a joint challenge has two councils or more; write A and B (joint)"]
    return min(found, key=lambda each: (sum(isinstance(one, str) for one in each), len(each)))


class _Reader:
    """Reads one row and keeps a list of what is the matter with its cells."""

    def __init__(self, row: Row, find: Find, today: date) -> None:
        self.row = row
        self.find = find
        self.today = today
        self.problems: list[Problem] = []

    def problem(self, column: str, what: str) -> None:
        self.problems.append(self.row.refuse(column, what))

    def past(self) -> Past | None:
        """Return what the row tells, if nothing is the matter with it."""
        days = self.days()
        name = self.scheme(days)
        details = self.details(self.councils(), name)
        if self.problems:
            return None
        milestones = {DATES[column]: day for column, day in days.items()}
        return Past(self.row, name, _first(days), details, milestones)

    def councils(self) -> tuple[Place, ...]:
        found = councils_named(self.row.text("council"), self.find)
        for each in found:
            if isinstance(each, str):
                self.problem("council", each)
        places = tuple(each for each in found if isinstance(each, Place))
        if len(set(places)) < len(places):
            self.problem("council", "it names a council twice")
        return places

    def days(self) -> dict[str, Day]:
        found = {column: day for column in DATES if (day := self.day(column))}
        for earlier, later in IN_ORDER:
            if earlier in found and later in found and found[later].last < found[earlier].first:
                self.problem(later, f"{found[later].iso} is before {earlier}, {found[earlier].iso}")
        if not found and not self.problems:
            self.problem("onsite_start", "the row has no date at all")
        return found

    def day(self, column: str) -> Day | None:
        text = self.row.text(column)
        if not text:
            return None
        try:
            day = Day.parse(text)
        except NotADate:
            self.problem(column, f"{text!r} is no date; write 2026-03-06, 2026-03, 2026 or nothing")
            return None
        if day.first > self.today:
            self.problem(column, f"{text} lies in the future")
        return day

    def scheme(self, days: dict[str, Day]) -> str:
        said = self.row.text("scheme")
        if said:
            return self.named(said)
        if not days:
            return ""
        day = (
            days.get("onsite_start")
            or days.get("onsite_end")
            or min(days.values(), key=lambda each: each.first)
        )
        first, last = scheme_for_visit(day.first).name, scheme_for_visit(day.last).name
        if first != last:
            self.problem("scheme", f"a visit in {day.iso} may fall under {first} or {last}; say which")
        return first

    def named(self, name: str) -> str:
        try:
            return scheme(name).name
        except UnknownScheme as error:
            self.problem("scheme", f"there is no scheme {name!r}; use one of {', '.join(error.args[1])}")
            return ""

    def details(self, places: tuple[Place, ...], name: str) -> Details:
        count, team, source = (self.row.text(column) for column in ("recommendations", "peer_team", "source"))
        if not source:
            self.problem("source", "it is empty; say where this is published")
        if count and not count.isdecimal():
            self.problem("recommendations", f"{count!r} is not a count")
            count = ""
        return Details(
            scheme=name,
            product=Product.CORPORATE,
            councils=places,
            team=team or None,
            recommendations=int(count) if count else None,
            source=source,
        )


def _first(days: Mapping[str, Day]) -> Day:
    return min(days.values(), key=lambda day: day.first)


def _partings(text: str) -> Iterator[list[str]]:
    """Part a text at one or more of its commas and "and"s, in every way that there is."""
    pieces = _BETWEEN.split(text)
    cuts = range(1, len(pieces), 2)
    for count in range(1, len(cuts) + 1):
        for chosen in combinations(cuts, count):
            edges = zip((-1, *chosen), (*chosen, len(pieces)), strict=True)
            yield ["".join(pieces[start + 1 : end]) for start, end in edges]


def _repeated(found: Iterable[Past]) -> Iterator[Problem]:
    first: dict[object, int] = {}
    for past in found:
        same = (frozenset(past.codes), past.opened, past.details.source)
        if first.setdefault(same, past.row.line) != past.row.line:
            yield past.row.refuse("council", f"this challenge stands in line {first[same]} already")
