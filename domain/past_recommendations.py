"""What past challenges recommended, and what their reviews found of it, as a table tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from domain.contents import Content, PastRecommendations
from domain.past import Find, Past
from domain.past_tables import OWNER, Assembly, Columns, Read, read_table
from domain.rows import Row
from domain.schemes import scheme
from domain.themes import theme_called

COLUMNS = Columns(
    (*OWNER, "number", "title", "text", "theme"),
    ("meant_for", "progress", "finding"),
)
"""It may say which of a joint challenge's councils it is meant for, and what a review found of it."""

_PART = re.compile(r"([1-9]\d*)[a-z]")


def read_recommendations(text: str, pasts: Sequence[Past], find: Find) -> Read[PastRecommendations]:
    """Read a table of recommendations, a row for each; their parts, such as 4a, have rows of their own."""
    return read_table(text, COLUMNS, pasts, find, _Recommendations)


class _Recommendations(Assembly[PastRecommendations]):
    kind = Content.RECOMMENDATIONS
    renamed = {  # noqa: RUF012 - Nothing is ever written into it.
        "recommendations": {"councils": "meant_for"},
        "progress": {"recommendation": "number", "rating": "progress", "text": "finding"},
    }

    def __init__(self, past: Past, find: Find) -> None:
        super().__init__(past, find)
        self.recommendations: list[dict[str, Any]] = []
        self.progress: list[dict[str, str]] = []

    def take(self, rows: Sequence[Row]) -> None:
        for row in rows:
            if not _whole(row):
                self.recommendation(row)
        for row in rows:
            if _whole(row):
                self.part(row)
        self.count(rows[0])

    def recommendation(self, row: Row) -> None:
        said: dict[str, Any] = {name: row.text(name) for name in ("number", "title", "text")}
        said["theme"] = theme_called(row.text("theme"), scheme(self.past.scheme))
        said["councils"] = self.councils(row)
        self.recommendations.append(said)
        self.rows[f"recommendations[{len(self.recommendations)}]"] = row
        self.found(row)

    def part(self, row: Row) -> None:
        of = _whole(row)
        for index, each in enumerate(self.recommendations, 1):
            if each["number"] == of:
                parts = each.setdefault("parts", [])
                parts.append({"number": row.text("number"), "text": row.text("text")})
                self.rows[f"recommendations[{index}].parts[{len(parts)}]"] = row
                self.found(row)
                return
        self.refuse(row, "number", f"it is a part of {of}, which the table does not have for this challenge")

    def found(self, row: Row) -> None:
        """Take in what a review found, if the row tells of one."""
        if rating := row.text("progress"):
            said = {"recommendation": row.text("number"), "rating": rating, "text": row.text("finding")}
            self.progress.append(said)
            self.rows[f"progress[{len(self.progress)}]"] = row
        elif row.text("finding"):
            self.refuse(row, "progress", "it is empty, and there is a finding; say how far the council was")

    def count(self, first: Row) -> None:
        """Hold the number of recommendations against the one that the history tells."""
        told, listed = self.past.details.recommendations, len(self.recommendations)
        if told is not None and told != listed:
            where = f"line {self.past.row.line} of the history says {told} recommendations"
            self.refuse(first, "number", f"{where}, and this table has {listed} of that challenge")

    def raw(self) -> dict[str, Any]:
        return {"recommendations": self.recommendations, "progress": self.progress}

    def told(self, value: Any) -> PastRecommendations:
        found: PastRecommendations = value
        return found


def _whole(row: Row) -> str:
    """Return the number of the recommendation that a row is a part of; nothing if it is one itself."""
    match = _PART.fullmatch(row.text("number"))
    return match[1] if match else ""
