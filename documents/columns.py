"""How wide the columns of a printed table are, where its author did not say.

A browser makes columns as wide as their contents want; Typst would give a column of
single digits as much room as one of long sentences, or push the last one off the sheet.
"""

from math import sqrt

from documents.blocks import Cell, Table, grid, plain, walk, wording

LINE = 92
"""About how many characters fit across the sheet in the size that tables are set in."""

SHORT = 16
"""A cell of so few characters (a date, a role) is kept on one line if there is room."""

LONGEST_WORD = 34
"""No column is made wider than this for the sake of one word."""

BROKEN_ANYWHERE = 24
"""The layout ends the line within words of so many characters, with no hyphen, if it must."""

PADDING = 3


def needs_hyphens(table: Table) -> bool:
    """Say whether some column is too narrow for one of its words."""
    given = shares(table)
    room = [share / sum(given) * LINE - PADDING for share in given]
    return any(
        width < len(word) < BROKEN_ANYWHERE
        for column, width in zip(_by_column(table), room, strict=True)
        for text in column
        for word in text.split()
    )


def shares(table: Table) -> tuple[float, ...]:
    """Share the line among the columns of a table, as its author says or else by what they hold."""
    if len(table.widths) == table.columns and all(table.widths):
        return table.widths
    texts = _by_column(table)
    wants = [max((len(text) for text in column), default=0) for column in texts]
    floors = [_floor(column, want) for column, want in zip(texts, wants, strict=True)]
    hunger = [sqrt(max(0, want - floor)) for want, floor in zip(wants, floors, strict=True)]
    spare = max(0, LINE - sum(floors)) / (sum(hunger) or 1)
    return tuple(round(floor + spare * each, 1) for floor, each in zip(floors, hunger, strict=True))


def _floor(column: list[str], want: int) -> int:
    """Say how many characters a column needs at least: its longest word, or a short cell whole."""
    longest = max((len(word) for text in column for word in text.split()), default=0)
    short = max((len(text) for text in column if len(text) <= SHORT), default=0)
    return PADDING + max(min(longest, LONGEST_WORD), min(want, short), 1)


def _by_column(table: Table) -> list[list[str]]:
    """Sort the texts of cells by the column they stand in; a cell that spans several tells about none."""
    rows = [*grid(table.head), *grid(table.body)]
    return [[_text(cell) for cell in column if cell.columns == 1] for column in zip(*rows, strict=True)]


def _text(cell: Cell) -> str:
    return " ".join(plain(words) for block in walk(cell.inside) for words in wording(block))
