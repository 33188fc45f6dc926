"""A table that somebody sent, as rows of words: what Word and Excel have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says; ``is_repeated`` if it says it as part of a merged cell that begins above."""

    text: str = ""
    day: date | None = None
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row, with the number that a reader counts it by."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """One table or sheet, with the words by which a reader finds it."""

    place: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was understood: its tables, what it says of itself, and its words outside the tables."""

    name: str
    properties: dict[str, str]
    grids: tuple[Grid, ...]
    words: str


def whole_number(said: str, usual: int) -> int:
    """Read a number that a file says of itself; one that is none, or has no end, counts as usual."""
    is_number = said.isascii() and said.isdigit() and len(said) <= len("1048576")
    return int(said) if is_number else usual
