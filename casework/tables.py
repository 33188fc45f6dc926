"""Tables for spreadsheets and other programs: what is written in them is shown, and nothing is worked out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet would work out."""
MARK = "\ufeff"
"""Tells Excel that a table is written in UTF-8."""


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, mark: str = MARK) -> str:
    """Write rows as a table in which nothing is a formula; a list is one cell."""
    file = StringIO(newline="")
    writer = csv.DictWriter(file, columns)
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return mark + file.getvalue()


def cell(value: Any) -> str:
    """Write a value so that a spreadsheet shows it: what would be a formula is quoted."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(value)
    said = "" if value is None else str(value)
    return f"'{said}" if said.startswith(FORMULA) and not isinstance(value, int) else said
