"""Knows the columns of an action plan by their headings, as they went out or as councils put them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from casework.headings import FormTable, Headings
from documents.incoming.grid import Grid


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
    REASON = "reason"

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
    Column.REASON: ("reason", "reason for change", "reasons", "why", "why it changed", "why changed"),
}
_KNOWN = Headings(_HEADINGS)
PlanTable = FormTable[Column]


def column_named(heading: str) -> Column | None:
    """Return the column that a heading means, also where it is slightly misspelt."""
    return _KNOWN.column(heading)


def plan_tables(grids: tuple[Grid, ...]) -> Iterator[PlanTable]:
    """Go through the tables that are plans; there are several where somebody has split one."""
    return _KNOWN.tables(grids, all_of=[Column.ACTION], any_of=[Column.NUMBER, Column.RECOMMENDATION])
