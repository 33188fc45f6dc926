"""Finds the table of an action plan in a file, and which of its columns says what.

Councils rename columns, move them and add their own. A column is known by its heading, as it went out or
as people usually put it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice

from documents.incoming.grid import Cell, Grid, Line

FURTHEST = 40
"""Rows of a table among which its headings are looked for."""


class Column(StrEnum):
    """What a column of a plan can say; the name of the field that it fills, where it fills one."""

    NUMBER = "number"
    RECOMMENDATION = "recommendation"
    ACTION = "action"
    LEAD_MEMBER = "lead_member"
    LEAD_OFFICER = "lead_officer"
    DUE = "due"
    MEASURE = "measure"
    STATUS = "status"

    @property
    def label(self) -> str:
        """The column as it stands in a sentence: ``lead member``."""
        return self.value.replace("_", " ")


_HEADINGS: dict[Column, tuple[str, ...]] = {
    Column.NUMBER: (
        "no",
        "number",
        "ref",
        "reference",
        "rec",
        "rec no",
        "recommendation no",
        "recommendation number",
    ),
    Column.RECOMMENDATION: ("recommendation", "peer recommendation", "what the peers recommend"),
    Column.ACTION: (
        "action",
        "actions to be taken",
        "proposed action",
        "agreed action",
        "council response",
        "what we will do",
    ),
    Column.LEAD_MEMBER: (
        "lead member",
        "member lead",
        "cabinet member",
        "lead councillor",
        "portfolio holder",
    ),
    Column.LEAD_OFFICER: ("lead officer", "officer lead", "responsible officer", "officer", "owner"),
    Column.DUE: (
        "due",
        "due date",
        "date",
        "by when",
        "deadline",
        "target date",
        "timescale",
        "completion date",
        "target completion date",
    ),
    Column.MEASURE: (
        "measure",
        "measure of success",
        "success measure",
        "success criteria",
        "outcome",
        "expected outcome",
        "how we will know",
    ),
    Column.STATUS: ("status", "progress", "current status", "progress status", "state"),
}
_BY_HEADING = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_ASIDE = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table that is a plan: where each column stands, what else it holds, and the rows under it."""

    place: str
    columns: Mapping[Column, int]
    others: Mapping[int, str]
    lines: tuple[Line, ...]

    def cell(self, line: Line, column: Column) -> Cell:
        """Return what a row says in a column; nothing, if it has none."""
        at = self.columns.get(column, len(line.cells))
        return line.cells[at] if at < len(line.cells) else Cell()


def column_named(heading: str) -> Column | None:
    """Return the column that a heading means, also where it is slightly misspelt."""
    words = " ".join(_WORD.findall(_ASIDE.sub(" ", heading).casefold()))
    near = get_close_matches(words, _BY_HEADING, n=1, cutoff=0.84)
    return _BY_HEADING[near[0]] if near else None


def plan_tables(grids: tuple[Grid, ...]) -> Iterator[PlanTable]:
    """Go through the tables that are plans; there are several where somebody has split one."""
    for grid in grids:
        for index, line in enumerate(islice(grid.lines, FURTHEST)):
            columns = _columns(line)
            if Column.ACTION in columns and {Column.NUMBER, Column.RECOMMENDATION} & columns.keys():
                taken = set(columns.values())
                others = {at: cell.text for at, cell in enumerate(line.cells) if at not in taken}
                yield PlanTable(grid.place, columns, others, grid.lines[index + 1 :])
                break


def _columns(line: Line) -> dict[Column, int]:
    """Say where each column stands by a row of headings; of two that mean the same the first counts."""
    found: dict[Column, int] = {}
    for at, cell in enumerate(line.cells):
        column = column_named(cell.text)
        if column and not cell.is_repeated:
            found.setdefault(column, at)
    return found
