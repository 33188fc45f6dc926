"""Tables that arrive as CSV: split into rows, and what is wrong in them said by line and column."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from io import StringIO
from itertools import islice

MOST_ROWS = 100_000
"""How many rows are read; there are some four hundred councils, and each has a challenge in five years."""
MOST_PROBLEMS = 10
"""How many bad cells are worth reading at once."""

Problem = tuple[int, str]
"""What is the matter, behind the number of its line."""


class BadRows(ValueError):
    """A file whose shape is wrong; ``args`` say where."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file."""

    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """Return what a cell holds; nothing, if the file has no such column."""
        return self.cells.get(column, "").strip()

    def refuse(self, column: str, what: str) -> Problem:
        """Say what is the matter with a cell, and where it stands."""
        return self.line, f"line {self.line}, column {column}: {what}"


def read_rows(text: str, needed: Iterable[str], optional: Collection[str] | None = None) -> list[Row]:
    """Split a file into rows, or raise ``BadRows``: a column is missing, or cells are.

    Where ``optional`` names the columns that may be there besides, any other is refused.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        _check_columns(reader.fieldnames or (), tuple(needed), optional)
        rows = [Row(reader.line_num, cells) for cells in islice(reader, MOST_ROWS + 1)]
    except csv.Error as error:
        raise BadRows(f"line {reader.reader.line_num} cannot be read as CSV ({error})") from error
    if len(rows) > MOST_ROWS:
        raise BadRows(f"it has more than {MOST_ROWS:,} rows")
    # The reader puts surplus cells under the name None, and None into cells that are missing.
    uneven = [row for row in rows if None in row.cells or None in row.cells.values()]
    if uneven:
        raise BadRows(*(f"line {row.line} has not as many cells as line 1" for row in uneven))
    return rows


def _check_columns(found: Collection[str], needed: Collection[str], optional: Collection[str] | None) -> None:
    missing = [name for name in needed if name not in found]
    if missing:
        raise BadRows(f"line 1 has no column {', '.join(missing)}")
    twice = {name for name in needed if list(found).count(name) > 1}
    if twice:
        raise BadRows(f"line 1 has more than one column {', '.join(sorted(twice))}")
    unknown = [name for name in found if optional is not None and name not in (*needed, *optional)]
    if unknown:
        raise BadRows(f"line 1 has a column {', '.join(unknown)}, which nobody would read")


def listed(problems: Collection[str]) -> str:
    """Put problems into one sentence, the first ten of many."""
    first = list(problems)[:MOST_PROBLEMS]
    more = len(problems) - len(first)
    return "; ".join(first) + (f"; and {more} more" if more else "")
