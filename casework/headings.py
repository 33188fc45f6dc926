"""Finds in a file that came back the tables that are the form, and which of their columns says what.

Councils rename columns, move them and add their own. A column is known by its heading, as it went out or
as people usually put it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from typing import Generic, TypeVar

from documents.incoming.grid import Cell, Grid, Line

Column = TypeVar("Column", bound=StrEnum)

FURTHEST = 40
"""Rows of a table among which its headings are looked for."""
_GLIMPSE = 40
_ASIDE = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W\d_]+")
_DASHES = re.compile(r"[\s\u2010-\u2015_.-]*")


@dataclass(frozen=True, slots=True)
class FormTable(Generic[Column]):
    """A table that is a form: where each column stands, what else it holds, and the rows under it."""

    place: str
    columns: Mapping[Column, int]
    others: Mapping[int, str]
    lines: tuple[Line, ...]

    def cell(self, line: Line, column: Column) -> Cell:
        """Return what a row says in a column; nothing, if it has none."""
        at = self.columns.get(column, len(line.cells))
        return line.cells[at] if at < len(line.cells) else Cell()

    def left_out(self, of: str) -> Iterator[str]:
        """Say which columns are no part of a form, a plan, although something stands in them."""
        for at, heading in self.others.items():
            filled = sum(1 for line in self.lines if at < len(line.cells) and line.cells[at].text)
            if filled:
                name = f"the column {glimpse(heading)!r}" if heading else f"column {at + 1}"
                yield f"{self.place}: {name} is no part of {of} and was left out ({filled} filled)"


class Headings(Generic[Column]):
    """The headings by which the columns of one kind of form are known."""

    def __init__(self, known: Mapping[Column, Collection[str]]) -> None:
        self._by_heading = {heading: column for column, headings in known.items() for heading in headings}

    def column(self, heading: str) -> Column | None:
        """Return the column that a heading means, also where it is slightly misspelt."""
        words = " ".join(_WORD.findall(_ASIDE.sub(" ", heading).casefold()))
        near = get_close_matches(words, self._by_heading, n=1, cutoff=0.84)
        return self._by_heading[near[0]] if near else None

    def tables(
        self, grids: tuple[Grid, ...], *, all_of: Collection[Column], any_of: Collection[Column]
    ) -> Iterator[FormTable[Column]]:
        """Go through the tables with all of some columns, and any of others; a split form has several."""
        for grid in grids:
            for index, line in enumerate(islice(grid.lines, FURTHEST)):
                columns = self._columns(line)
                if columns.keys() >= set(all_of) and columns.keys() & set(any_of):
                    taken = set(columns.values())
                    others = {at: cell.text for at, cell in enumerate(line.cells) if at not in taken}
                    yield FormTable(grid.place, columns, others, grid.lines[index + 1 :])
                    break

    def _columns(self, line: Line) -> dict[Column, int]:
        """Say where each column stands by a row of headings; of two that mean the same the first counts."""
        found: dict[Column, int] = {}
        for at, cell in enumerate(line.cells):
            column = self.column(cell.text)
            if column and not cell.is_repeated:
                found.setdefault(column, at)
        return found


def answer(text: str) -> str:
    """Return what a cell says; the dashes of the empty form say nothing."""
    return "" if _DASHES.fullmatch(text) else text.strip()


def glimpse(text: str) -> str:
    """Return the beginning of a text, by which it is known again."""
    return text if len(text) <= _GLIMPSE else f"{text[:_GLIMPSE]}…"


def blank_rows(place: str, count: int) -> Iterator[str]:
    """Say how many rows of a table hold nothing, if there are any."""
    if count:
        yield f"{place}: {count} blank row{'s' * (count > 1)} left out"
