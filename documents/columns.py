"""How wide the columns of a printed table are, where its author did not say.

A browser makes columns as wide as their contents want; Typst would give a column of
single digits as much room as one of long sentences, or push the last one off the sheet.
"""

from math import sqrt

from documents.blocks import Cell, Table, grid, plain, walk, wording

LINE = 92
"""About how many characters fit across the sheet in the size that tables are set in."""

WIDE_LINE = 140
"""The same across a sheet that lies on its side."""

SHORT = 16
"""A cell of so few characters (a date, a role) is kept on one line if there is room."""

CROWDED = 0.75
"""If keeping short cells whole would take more of the line than this, long ones need it more."""

LONGEST_WORD = 34
"""No column is made wider than this for the sake of one word."""

BROKEN_ANYWHERE = 24
"""The layout ends the line within words of so many characters, with no hyphen, if it must."""

PADDING = 4
"""The room beside the words of a cell, and what bold letters take more than others."""


def needs_hyphens(table: Table, line: int = LINE) -> bool:
    """Say whether some column is too narrow for one of its words, on a line of so many characters."""
    given = shares(table, line)
    room = [share / sum(given) * line - PADDING for share in given]
    return any(
        width < len(word) < BROKEN_ANYWHERE
        for column, width in zip(_by_column(table), room, strict=True)
        for text in column
        for word in text.split()
    )


def shares(table: Table, line: int = LINE) -> tuple[float, ...]:
    """Share the line among the columns of a table, as its author says or else by what they hold."""
    if len(table.widths) == table.columns and all(table.widths):
        return table.widths
    texts = _by_column(table)
    whole = [PADDING + max(_longest(column), _short(column), 1) for column in texts]
    tight = [PADDING + max(_longest(column), 1) for column in texts]
    least = whole if sum(whole) <= CROWDED * line else tight
    hunger = [sqrt(max(0, _want(column) - given)) for column, given in zip(texts, least, strict=True)]
    spare = max(0, line - sum(least)) / (sum(hunger) or 1)
    return tuple(round(given + spare * each, 1) for given, each in zip(least, hunger, strict=True))


def _longest(column: list[str]) -> int:
    """Say how long the longest word of a column is, as far as it may ask for room."""
    return min(LONGEST_WORD, max((len(word) for text in column for word in text.split()), default=0))


def _short(column: list[str]) -> int:
    return max((len(text) for text in column if len(text) <= SHORT), default=0)


def _want(column: list[str]) -> int:
    return max((len(text) for text in column), default=0)


def _by_column(table: Table) -> list[list[str]]:
    """Sort the texts of cells by the column they stand in; a cell that spans several tells about none."""
    rows = [*grid(table.head), *grid(table.body)]
    return [[_text(cell) for cell in column if cell.columns == 1] for column in zip(*rows, strict=True)]


def _text(cell: Cell) -> str:
    return " ".join(plain(words) for block in walk(cell.inside) for words in wording(block))
