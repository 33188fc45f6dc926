"""Tables about past challenges, whose rows name the challenge of a history that they belong to.

A row belongs to the challenge of its councils that began on its day, as far as both know that day. What is
written in it is read by the rules for everything that is written, so nothing comes in by a table that would
be refused by itself; and what is wrong is named by line and column.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from domain.content_reader import ContentRefused, read_content
from domain.contents import Content
from domain.days import Day, NotADate
from domain.errors import either
from domain.lifecycle import CouncilCode, Milestone
from domain.past import Find, Past, councils_named
from domain.rows import BadRows, Problem, Row, read_rows
from domain.schemes import scheme

OWNER = ("council", "onsite_start")
"""The columns that name the challenge of a row."""
SEPARATOR = ";"
"""What stands between several values of a cell."""

T = TypeVar("T")


@dataclass(slots=True)
class Read(Generic[T]):
    """What a table tells of each challenge, by its line in the history, and what is wrong in the table."""

    told: dict[int, T] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Assembly(ABC, Generic[T]):
    """Puts the rows of one challenge together as what was written, and knows the row of each place in it.

    ``renamed`` are the names of fields that are columns of another name, by the list that they stand in.
    """

    kind: Content
    renamed: Mapping[str, Mapping[str, str]]

    def __init__(self, past: Past, find: Find) -> None:
        self.past, self.find = past, find
        self.rows: dict[str, Row] = {}
        self.problems: list[Problem] = []

    @abstractmethod
    def take(self, rows: Sequence[Row]) -> None:
        """Take in the rows of the challenge."""

    @abstractmethod
    def raw(self) -> dict[str, Any]:
        """Return what was written, as plain values."""

    @abstractmethod
    def told(self, value: Any) -> T:
        """Return what the table tells, of what was read as this kind of content."""

    def read(self, rows: Sequence[Row]) -> T | None:
        """Read the rows of the challenge, if nothing is the matter with them."""
        self.take(rows)
        if self.problems:
            return None
        themes = scheme(self.past.scheme).themes
        try:
            return self.told(read_content(self.kind, self.raw(), themes=themes, councils=self.past.codes))
        except ContentRefused as error:
            self.problems += map(self._problem, error.args[1])
            return None

    def refuse(self, row: Row, column: str, what: str) -> None:
        """Note that something is the matter with a cell."""
        self.problems.append(row.refuse(column, what))

    def councils(self, row: Row) -> list[CouncilCode]:
        """Return the councils of a joint challenge that a row is meant for; none stands for all."""
        found = [self.find(name) for name in several(row.text("meant_for"))]
        for unknown in found:
            if isinstance(unknown, str):
                self.refuse(row, "meant_for", unknown)
        return [place.code for place in found if not isinstance(place, str)]

    def _problem(self, said: str) -> Problem:
        """Say of a cell what was said of a place: ``recommendations[2].theme is empty``."""
        place, _, what = said.partition(" ")
        where, _, named = place.rpartition(".")
        listed, name = where.partition("[")[0], named.partition("[")[0]
        return self.rows[where].refuse(self.renamed[listed].get(name, name), f"it {what}")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a table must have, and those that it may."""

    needed: tuple[str, ...]
    optional: tuple[str, ...]


def read_table(
    text: str,
    columns: Columns,
    pasts: Sequence[Past],
    find: Find,
    assembly: Callable[[Past, Find], Assembly[T]],
) -> Read[T]:
    """Read a table about challenges that a history tells of."""
    try:
        rows = read_rows(text, columns.needed, columns.optional)
    except BadRows as error:
        return Read(problems=[(0, what) for what in error.args])
    read: Read[T] = Read()
    for past, mine in _Owners(pasts, find).parted(rows, read.problems):
        put_together = assembly(past, find)
        if (told := put_together.read(mine)) is not None:
            read.told[past.row.line] = told
        read.problems += put_together.problems
    return read


def several(cell: str) -> list[str]:
    """Return the values of a cell that may hold several."""
    return [value.strip() for value in cell.split(SEPARATOR) if value.strip()]


def of_table(name: str, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Say of problems in which table they are, for readers who handed in several at once."""
    return ((line, f"{name}, {what}") for line, what in problems)


class _Owners:
    """Finds the challenge of a history that a row of another table speaks of."""

    def __init__(self, pasts: Sequence[Past], find: Find) -> None:
        self.find = find
        self.known: dict[frozenset[CouncilCode], list[Past]] = {}
        for past in pasts:
            self.known.setdefault(frozenset(past.codes), []).append(past)

    def parted(self, rows: Iterable[Row], problems: list[Problem]) -> list[tuple[Past, list[Row]]]:
        """Part rows by the challenge that they belong to, and note those that belong to no single one."""
        found: dict[int, tuple[Past, list[Row]]] = {}
        for row in rows:
            owner = self.owner(row)
            if isinstance(owner, Past):
                found.setdefault(owner.row.line, (owner, []))[1].append(row)
            else:
                problems.append(owner)
        return list(found.values())

    def owner(self, row: Row) -> Past | Problem:
        """Return the challenge of a row, or say why there is none."""
        name, first = row.text("council"), row.text("onsite_start")
        places = councils_named(name, self.find)
        for unknown in places:
            if isinstance(unknown, str):
                return row.refuse("council", unknown)
        mine = self.known.get(frozenset(each.code for each in places if not isinstance(each, str)), [])
        if not mine:
            return row.refuse("council", f"the history has no challenge of {name}")
        try:
            said = Day.parse(first) if first else None
        except NotADate:
            what = f"{first!r} is no date; write it as the history does, 2026-03-06, 2026-03 or 2026"
            return row.refuse("onsite_start", what)
        meant = [past for past in mine if said is None or _overlap(said, _began(past))]
        return meant[0] if len(meant) == 1 else row.refuse("onsite_start", _which(name, first, mine))


def _began(past: Past) -> Day:
    """Return the first day of a visit, or of all that is known where nobody wrote down when it began."""
    return past.days.get(Milestone.VISIT_STARTED, past.opened)


def _overlap(one: Day, other: Day) -> bool:
    return one.first <= other.last and other.first <= one.last


def _which(name: str, said: str, mine: Sequence[Past]) -> str:
    days = either([_began(past).iso for past in mine])
    return f"{said or 'an empty cell'} tells no single challenge of {name}; the history has {days}"
