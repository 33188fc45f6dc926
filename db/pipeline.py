"""Reads lists of challenges and counts them: 25 rows by an index, however many are stored.

A statement is built once for each set of criteria and its values are given to it, because building one takes
longer than answering it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.models import Challenge, Council, Person, Standing
from domain.lifecycle import PersonId, Reference
from domain.outlook import State
from domain.pipeline import ENDED, Expected, Sort, Span

COLUMNS = (
    *("reference", "stages", "stage", "state", "councils", "adviser", "visit_start", "next_deadline"),
    *("next_due", "overdue", "owed", "waiting", "updated_at", "scheme", "product", "regions", "types"),
    *("is_first_time", "searched", "stage_since", "late_from"),
    *("report_due", "plan_due", "review_due", "review_report_due"),
)
_ROW = tuple(getattr(Standing, name) for name in COLUMNS)
_KEYS: Mapping[Sort, InstrumentedAttribute[Any]] = {
    Sort.DUE: Standing.next_due,
    Sort.LATENESS: Standing.late_from,
    Sort.AGE: Standing.stage_since,
    Sort.VISIT: Standing.visit_start,
    Sort.COUNCILS: Standing.councils,
    Sort.REFERENCE: Standing.reference,
}
_ALWAYS_THERE = (Sort.COUNCILS, Sort.REFERENCE)


def _given(name: str, kind: Any) -> ColumnElement[Any]:
    return bindparam(name, type_=kind)


def _has(column: InstrumentedAttribute[str], name: str) -> ColumnElement[bool]:
    """Ask for a text in another; ``_values`` takes their meaning from the signs of such a question."""
    return column.like(_given(name, Text()), escape="\\")


def _between(each: Expected) -> ColumnElement[bool]:
    column = getattr(Standing, each.column)
    found: ColumnElement[bool] = column.between(
        _given(f"{each.column}_first", Date()), _given(f"{each.column}_last", Date())
    )
    return found


# A page is read in the order of its index, and rows are passed over on the way. What many rows have in common
# is told in a way that no index answers: SQLite would look all of them up by it and put them in order then.
_NOTHING = literal_column("''", Text())
_STAGE, _STATE = func.coalesce(Standing.stage, _NOTHING), func.coalesce(Standing.state, _NOTHING)
_LATE_FROM = func.coalesce(Standing.late_from, date.max)
_MEETS: Mapping[str, ColumnElement[bool]] = {
    "under_way": Standing.state.not_in(ENDED),
    "stage": _given("stage", Text()) == _STAGE,
    "state": _given("state", Text()) == _STATE,
    "adviser": Standing.adviser == _given("adviser", Text()),
    "region": _has(Standing.regions, "region"),
    "type": _has(Standing.types, "type"),
    "scheme": Standing.scheme == _given("scheme", Text()),
    "product": Standing.product == _given("product", Text()),
    "first_time": Standing.is_first_time == _given("first_time", Boolean()),
    "late": _given("late", Date()) >= _LATE_FROM,
    "in_time": _given("in_time", Date()) < _LATE_FROM,
    "text": _has(Standing.searched, "text"),
    **{each.column: _between(each) for each in Expected},
}
"""The criteria of ``domain.pipeline.MEETS``, as the database knows them."""

_WITHIN = frozenset(("region", "type", "text"))
"""The criteria that look for a text in another."""


def rows(
    session: Session,
    criteria: Mapping[str, Any],
    sort: Sort,
    *,
    backwards: bool = False,
    after: Reference | None = None,
    before: Reference | None = None,
    limit: int | None = None,
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the challenges that meet all criteria, in an order: the next after one, or the last before one.

    A challenge that has gone is no place to begin from: after it the list begins anew, before it is nothing.
    """
    start, upwards = _place(session, sort, before or after), before is not None
    if upwards and start is None:
        return []
    found: list[Row[*tuple[Any, ...]]] = []
    values = _values(criteria) | ({"after_key": start[0], "after": before or after} if start else {})
    for is_dated in _parts(sort, start, upwards=upwards):
        rest = None if limit is None else limit - len(found)
        if rest == 0:
            break
        begins = start is not None and (start[0] is not None) == is_dated
        part = _Part(is_dated, (backwards and is_dated) != upwards, begins, limit is not None)
        found += session.execute(_page(frozenset(criteria), sort, part), {**values, "limit": rest})
    return found[::-1] if upwards else found


def count_before(
    session: Session, criteria: Mapping[str, Any], sort: Sort, place: Reference, *, backwards: bool = False
) -> int:
    """Count the challenges that meet all criteria and stand before one; before one that has gone is none."""
    start = _place(session, sort, place)
    if start is None:
        return 0
    values, total = _values(criteria) | {"after_key": start[0], "after": place}, 0
    for is_dated in _parts(sort, start, upwards=True):
        begins = (start[0] is not None) == is_dated
        part = _Part(is_dated, not (backwards and is_dated), begins, ends=False)
        total += session.scalar(_how_many(frozenset(criteria), sort, part), values) or 0
    return total


def _place(session: Session, sort: Sort, reference: Reference | None) -> Row[Any] | None:
    return session.execute(_PLACES[sort], {"after": reference}).one_or_none() if reference else None


def _parts(sort: Sort, start: Row[Any] | None, *, upwards: bool) -> Sequence[bool]:
    """Say which parts are gone through from a place on: what is dated stands before what is not."""
    if sort in _ALWAYS_THERE:
        return (True,)
    if start is None:
        return (True, False)
    if upwards:
        return (False, True) if start[0] is None else (True,)
    return (True, False) if start[0] is not None else (False,)


def rows_of(session: Session, references: Collection[Reference]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the rows of some challenges."""
    return session.execute(_SOME, {"references": list(references)}).all()


def counts(session: Session, criteria: Mapping[str, Any], today: date) -> Sequence[tuple[str, str, int, int]]:
    """Count the challenges that meet all criteria by stage and state, and how many of them are late."""
    query = _count(frozenset(criteria))
    return [tuple(row) for row in session.execute(query, {**_values(criteria), "today": today})]


def days_of(session: Session, criteria: Mapping[str, Any], expected: Expected) -> Sequence[tuple[date, int]]:
    """Return on how many challenges that meet all criteria something is expected on each day."""
    query = _days(frozenset(criteria), expected)
    return [tuple(row) for row in session.execute(query, _values(criteria))]


def advisers(session: Session) -> Sequence[tuple[PersonId, str]]:
    """Return who is the principal adviser of any challenge, by name."""
    return [tuple(row) for row in session.execute(_ADVISERS)]


def names(session: Session, people: Iterable[PersonId | None]) -> dict[PersonId, str]:
    """Return what people are called."""
    wanted = sorted(each for each in set(people) if each)
    return dict(session.execute(_NAMES, {"people": wanted}).all()) if wanted else {}


def regions(session: Session) -> Sequence[str]:
    """Return the regions of the register."""
    return session.scalars(_REGIONS).all()


def behind(session: Session, today: date) -> int:
    """Count the challenges of which something came due on an earlier day and has not been looked at."""
    return session.scalar(_BEHIND, {"today": today}) or 0


def known_by(session: Session, criteria: Mapping[str, Any], day: date) -> Sequence[Reference]:
    """Return the challenges that meet the criteria which never change, of those opened by a day."""
    query = _known(frozenset(criteria))
    return session.scalars(query, {**_values(criteria), "day": day}).all()


def _values(criteria: Mapping[str, Any]) -> dict[str, Any]:
    """Give the criteria to a statement."""
    values: dict[str, Any] = {}
    for name, value in criteria.items():
        if isinstance(value, Span):
            values |= {f"{name}_first": value.first, f"{name}_last": value.last}
        elif name in _WITHIN:
            plain = value.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values[name] = f"%{plain}%" if name == "text" else f"%|{plain}|%"
        else:
            values[name] = value
    return values


# Statements, each built once


class _Part(NamedTuple):
    """Which part of a list is asked for: with the date of its order or without, and from where to where."""

    is_dated: bool
    is_backwards: bool
    begins: bool
    ends: bool


@cache
def _page(criteria: frozenset[str], sort: Sort, part: _Part) -> Select[*tuple[Any, ...]]:
    """Ask for a part of a list.

    Rows with the date of its order and rows without are asked for one after the other, because no index of
    SQLite has what is empty at its end.
    """
    key, name = _KEYS[sort], Standing.reference
    query = _of_part(select(*_ROW), criteria, sort, part)
    order = (key, name) if part.is_dated else (name,)
    query = query.order_by(*((each.desc() for each in order) if part.is_backwards else order))
    return query.limit(bindparam("limit", type_=Integer())) if part.ends else query


@cache
def _how_many(criteria: frozenset[str], sort: Sort, part: _Part) -> Select[*tuple[Any, ...]]:
    return _of_part(select(func.count()).select_from(Standing), criteria, sort, part)


def _of_part(
    query: Select[*tuple[Any, ...]], criteria: frozenset[str], sort: Sort, part: _Part
) -> Select[*tuple[Any, ...]]:
    key, query = _KEYS[sort], _where(query, criteria)
    if sort not in _ALWAYS_THERE:
        query = query.where(key.is_not(None) if part.is_dated else key.is_(None))
    return query.where(*_further(key, part)) if part.begins else query


def _further(key: InstrumentedAttribute[Any], part: _Part) -> tuple[ColumnElement[bool], ...]:
    """Ask for what comes after a row: by the key alone first, at which an index can be entered."""
    name, at, after = Standing.reference, _given("after_key", key.type), _given("after", Text())
    if not part.is_dated:
        return (name < after if part.is_backwards else name > after,)
    if part.is_backwards:
        return (key <= at, or_(key < at, name < after))
    return (key >= at, or_(key > at, name > after))


@cache
def _count(criteria: frozenset[str]) -> Select[*tuple[Any, ...]]:
    late = func.sum(case((Standing.late_from <= _given("today", Date()), 1), else_=0))
    # In the order of an index that has no words in it, they would be looked up for every row.
    stage = _STAGE if "text" in criteria else Standing.stage
    query = select(stage, Standing.state, func.count(), late)
    return _where(query, criteria).group_by(stage, Standing.state)


@cache
def _days(criteria: frozenset[str], expected: Expected) -> Select[*tuple[Any, ...]]:
    day = getattr(Standing, expected.column)
    return _where(select(day, func.count()).where(day.is_not(None)), criteria).group_by(day).order_by(day)


@cache
def _known(criteria: frozenset[str]) -> Select[*tuple[Any, ...]]:
    query = select(Standing.reference).join(Challenge, Challenge.reference == Standing.reference)
    opened = Challenge.opened_on <= _given("day", Date())
    return _where(query.where(opened), criteria).order_by(Standing.reference)


def _where(query: Select[*tuple[Any, ...]], criteria: frozenset[str]) -> Select[*tuple[Any, ...]]:
    return query.where(*(_MEETS[name] for name in sorted(criteria)))


_PLACES = {
    sort: select(key).select_from(Standing).where(Standing.reference == _given("after", Text()))
    for sort, key in _KEYS.items()
}
_SOME = (
    select(*_ROW)
    .where(Standing.reference.in_(bindparam("references", expanding=True)))
    .order_by(Standing.reference)
)
_NAMES = select(Person.id, Person.name).where(Person.id.in_(bindparam("people", expanding=True)))
_REGIONS = select(Council.region).where(Council.region != "").distinct().order_by(Council.region)
_BEHIND = select(func.count()).where(
    Standing.state.in_(State), Standing.next_change < _given("today", Date())
)


def _each_adviser() -> Select[*tuple[Any, ...]]:
    """Go from one adviser to the next by the index, instead of through the challenges of all of them."""
    first = select(func.min(Standing.adviser).label("adviser")).cte("each_adviser", recursive=True)
    following = select(func.min(Standing.adviser)).where(Standing.adviser > first.c.adviser).scalar_subquery()
    each = first.union_all(select(following).where(first.c.adviser.is_not(None)))
    query = select(Person.id, Person.name).join(each, each.c.adviser == Person.id)
    return query.order_by(func.lower(Person.name), Person.id)


_ADVISERS = _each_adviser()
