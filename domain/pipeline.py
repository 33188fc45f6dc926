"""Which challenges somebody wants listed, and in which order: read from an address and written into one.

A list is narrowed down by the database where it is of today, and here where it is of a day gone by, which is
worked out. Each criterion has therefore one name, under which both know it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar
from urllib.parse import urlencode

from domain.councils import CouncilType, name_key
from domain.errors import WrongUse, either
from domain.lifecycle import PersonId, Product, Stage
from domain.outlook import State

UNDER_WAY, ALL, EARLIER = "under_way", "all", "earlier"
ENDED = (*(state.value for state in State if state.has_ended), "superseded")
LONGEST_SEARCH = 100
"""Characters that are looked for; nobody's name is longer."""


class Sort(StrEnum):
    """In which order challenges are listed; what has no such date comes last."""

    DUE = "due"
    LATENESS = "lateness"
    AGE = "age"
    VISIT = "visit"
    COUNCILS = "councils"
    REFERENCE = "reference"


class Expected(StrEnum):
    """What is expected of challenges in a month."""

    VISIT = "visit"
    REPORT = "report"
    PLAN = "plan"
    REVIEW = "review"
    REVIEW_REPORT = "review_report"

    @property
    def column(self) -> str:
        """Where a row keeps the day of it."""
        return "visit_start" if self is Expected.VISIT else f"{self.value}_due"


class Span(NamedTuple):
    """The days from one to another."""

    first: date
    last: date


class Row(Protocol):
    """What a list knows of a challenge."""

    reference: Any
    stage: Any
    state: Any
    councils: Any
    adviser: Any
    scheme: Any
    product: Any
    regions: Any
    types: Any
    is_first_time: Any
    searched: Any
    next_due: Any
    late_from: Any
    stage_since: Any
    visit_start: Any
    updated_at: Any


R = TypeVar("R", bound=Row)


class NotInAList(WrongUse):
    """A list cannot be narrowed down or put in order like that."""

    def __str__(self) -> str:
        name, value, known = self.args
        return f"A list cannot be asked for {name} {value!r}. Choose {known}."


@dataclass(frozen=True, slots=True)
class Selection:
    """Which challenges are wanted; each that is left out narrows nothing down."""

    stage: Stage | None = None
    state: str = UNDER_WAY
    adviser: PersonId | None = None
    region: str = ""
    type: CouncilType | None = None
    scheme: str = ""
    product: Product | None = None
    first_time: bool | None = None
    late: bool | None = None
    expects: Expected | None = None
    month: str = ""
    text: str = ""
    sort: Sort = Sort.DUE
    backwards: bool = False

    def but(self, **instead: Any) -> Selection:
        """Return the same selection with something else in it."""
        return replace(self, **instead)

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the list down beside its being under way."""
        return self.but(sort=Sort.DUE, backwards=False) != Selection()

    @property
    def query(self) -> str:
        """The selection as the end of an address, the same selection always in the same words."""
        said = ((name, _written(getattr(self, name))) for name in _NAMES if name not in ("sort", "backwards"))
        asked = {name: value for name, value in said if value and (name, value) != ("state", UNDER_WAY)}
        if self.sort is not Sort.DUE or self.backwards:
            asked["sort"] = f"{'-' if self.backwards else ''}{self.sort}"
        return urlencode(asked)

    def shows(self, state: str) -> bool:
        """Whether challenges in a state are wanted."""
        if self.state == UNDER_WAY:
            return state not in ENDED
        return self.state in (ALL, state)

    def criteria(self, today: date) -> dict[str, Any]:
        """Return what every row has to meet, under the names of ``MEETS``."""
        found: dict[str, Any] = {UNDER_WAY: True} if self.state == UNDER_WAY else {}
        found |= {name: str(wanted) for name in _EQUALS if (wanted := getattr(self, name))}
        if self.state in (UNDER_WAY, ALL):
            del found["state"]
        if self.first_time is not None:
            found["first_time"] = self.first_time
        if self.late is not None:
            found["late" if self.late else "in_time"] = today
        if self.expects:
            found[self.expects.column] = span(self.month, today)
        if key := name_key(self.text):
            found["text"] = key
        return found


_EQUALS = ("state", "stage", "adviser", "region", "type", "scheme", "product")
_NAMES = tuple(each.name for each in fields(Selection))


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value else ""


# Reading an address


def selection(asked: Mapping[str, str]) -> Selection:
    """Read a selection from the end of an address; ``NotInAList`` if a value cannot be meant.

    What is not a criterion is left to others, and an empty value is what a form sends for no choice.
    """
    found: dict[str, Any] = {}
    for name, read in _READERS.items():
        if value := asked.get(name, "").strip():
            found[name] = read(name, value)
    sort = asked.get("sort", "").strip()
    if sort:
        found["backwards"] = sort.startswith("-")
        found["sort"] = _one_of(Sort)("sort", sort.removeprefix("-"))
    return Selection(**found)


def _one_of(kind: type[StrEnum]) -> Callable[[str, str], StrEnum]:
    def read(name: str, value: str) -> StrEnum:
        try:
            return kind(value)
        except ValueError as error:
            raise NotInAList(name, value, either([each.value for each in kind])) from error

    return read


def _state(name: str, value: str) -> str:
    known = (UNDER_WAY, ALL, *(state.value for state in State))
    if value not in known:
        raise NotInAList(name, value, either(known))
    return value


def _yes_or_no(name: str, value: str) -> bool:
    if value not in ("yes", "no"):
        raise NotInAList(name, value, "yes or no")
    return value == "yes"


def _month(name: str, value: str) -> str:
    try:
        span(value, date.min)
    except (ValueError, OverflowError) as error:
        raise NotInAList(name, value, f"a month such as 2026-03, or {EARLIER}") from error
    return value


def _text(_name: str, value: str) -> str:
    return value[:LONGEST_SEARCH]


_READERS: dict[str, Callable[[str, str], Any]] = {
    "stage": _one_of(Stage),
    "state": _state,
    "adviser": _text,
    "region": _text,
    "type": _one_of(CouncilType),
    "scheme": _text,
    "product": _one_of(Product),
    "first_time": _yes_or_no,
    "late": _yes_or_no,
    "expects": _one_of(Expected),
    "month": _month,
    "text": _text,
}


# Months


def months_from(today: date, number: int) -> list[str]:
    """Name so many months, that of a day first."""
    start = today.year * 12 + today.month - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(start, start + number)]


def span(month: str, today: date) -> Span:
    """Return the days of a month; ``earlier`` is all before this one, and no month is any day.

    ``ValueError`` or ``OverflowError`` if there is no such month.
    """
    if not month:
        return Span(date.min, date.max)
    if month == EARLIER:
        return Span(date.min, max(today.replace(day=1), date(1, 1, 2)) - timedelta(days=1))
    first = date.fromisoformat(f"{month}-01")
    return Span(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


# Rows


def several(values: Iterable[str]) -> str:
    """Write several values as one text in which each is found: ``|East Midlands|West Midlands|``."""
    known = dict.fromkeys(value for value in values if value)
    return f"|{'|'.join(known)}|" if known else ""


def is_late(row: Row, today: date) -> bool:
    """Say whether anything of a challenge is overdue on a day."""
    return row.late_from is not None and row.late_from <= today


def _expected_in(column: str) -> Callable[[Row, Any], bool]:
    def lies_in(row: Row, days: Span) -> bool:
        day: date | None = getattr(row, column)
        return day is not None and days.first <= day <= days.last

    return lies_in


MEETS: dict[str, Callable[[Row, Any], bool]] = {
    "under_way": lambda row, _: row.state not in ENDED,
    "stage": lambda row, wanted: bool(row.stage == wanted),
    "state": lambda row, wanted: bool(row.state == wanted),
    "adviser": lambda row, wanted: bool(row.adviser == wanted),
    "region": lambda row, wanted: f"|{wanted}|" in row.regions,
    "type": lambda row, wanted: f"|{wanted}|" in row.types,
    "scheme": lambda row, wanted: bool(row.scheme == wanted),
    "product": lambda row, wanted: bool(row.product == wanted),
    "first_time": lambda row, wanted: bool(row.is_first_time == wanted),
    "late": is_late,
    "in_time": lambda row, today: not is_late(row, today),
    "text": lambda row, wanted: wanted in row.searched,
    **{each.column: _expected_in(each.column) for each in Expected},
}
"""Whether a row meets a criterion with a value."""


def meets(row: Row, criteria: Mapping[str, Any]) -> bool:
    """Say whether a row meets all criteria."""
    return all(MEETS[name](row, value) for name, value in criteria.items())


_KEYS: dict[Sort, str] = {
    Sort.DUE: "next_due",
    Sort.LATENESS: "late_from",
    Sort.AGE: "stage_since",
    Sort.VISIT: "visit_start",
    Sort.COUNCILS: "councils",
    Sort.REFERENCE: "reference",
}


def in_order(rows: Iterable[R], sort: Sort, *, backwards: bool = False) -> list[R]:
    """Put rows in an order; what has no such date comes last, and the reference decides between equals."""
    name = _KEYS[sort]
    known = sorted(rows, key=lambda row: str(row.reference))
    dated = [row for row in known if getattr(row, name) is not None]
    dated.sort(key=lambda row: (getattr(row, name), str(row.reference)), reverse=backwards)
    return [*dated, *(row for row in known if getattr(row, name) is None)]
