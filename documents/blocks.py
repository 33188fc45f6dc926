"""What a document is made of, whatever it is printed as.

One page of HTML is read into these values once (``documents.tree``); the PDF, the
plain text and the word-processor file are all written from them, so that they
cannot come to differ in what they say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, exactly as they are to be read."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that matter most in their sentence."""

    words: Words


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that are spoken with stress."""

    words: Words


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere: to a web page, a mailbox or a heading of this page (``#id``)."""

    target: str
    words: Words


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line within a paragraph, as in an address."""


Inline: TypeAlias = Text | Strong | Emphasis | Link | Break
Words: TypeAlias = tuple[Inline, ...]


class Role(StrEnum):
    """What a paragraph is for, where that decides how it is set."""

    PLAIN = "plain"
    KICKER = "kicker"
    ADDRESS = "address"
    DATE = "date"
    SIGN_OFF = "sign-off"


class Scope(StrEnum):
    """Which cells a header cell speaks for."""

    COLUMN = "col"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4; links and the table of contents reach it by its anchor."""

    level: int
    words: Words
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or the plain words of a list item or a cell."""

    words: Words
    role: Role = Role.PLAIN


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Listing:
    """A bulleted or numbered list."""

    numbered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A term and what is said about it."""

    words: Words
    meaning: Blocks


@dataclass(frozen=True, slots=True)
class Terms:
    """A list of terms with their meanings, such as the facts of a challenge."""

    entries: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a cell with a scope is a header."""

    inside: Blocks
    scope: Scope | None = None
    columns: int = 1
    rows: int = 1


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; widths are shares of the line in per cent, or empty to let the contents decide."""

    caption: Words
    widths: tuple[float, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]

    @property
    def columns(self) -> int:
        """Say how many columns the table has."""
        return sum(cell.columns for cell in (self.head + self.body)[0])


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in SVG, with the words that replace it; a chart is followed by its figures in a table."""

    drawing: str
    alternative: str
    caption: Words
    is_chart: bool = False


@dataclass(frozen=True, slots=True)
class Callout:
    """Something set apart because the reader must not miss it."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else said or wrote."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of a report."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes a letter: its presence makes the page a letter."""

    inside: Blocks


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents."""

    title: Words
    entries: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new sheet."""


Block: TypeAlias = (
    Heading
    | Paragraph
    | Listing
    | Terms
    | Table
    | Figure
    | Callout
    | Quote
    | Cover
    | Letterhead
    | Contents
    | PageBreak
)
Blocks: TypeAlias = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One document: what it is called, in which language, and what stands in it.

    A wide one lies on its side when it is printed: a form with many columns to write in.
    """

    title: str
    language: str
    blocks: Blocks
    description: str = ""
    author: str = ""
    reference: str = ""
    is_wide: bool = False

    @property
    def is_letter(self) -> bool:
        """Say whether the page is a letter: one with a letterhead."""
        return any(isinstance(block, Letterhead) for block in self.blocks)


def grid(rows: tuple[Row, ...]) -> list[Row]:
    """Lay rows out so that each has one cell for every column; a cell that spans several is repeated."""
    columns = sum(cell.columns for cell in rows[0]) if rows else 0
    above: list[Cell] = [Cell(())] * columns
    reach = [0] * columns  # How many rows further the cell above still goes.
    laid = []
    for row in rows:
        fresh = iter([cell for cell in row for _ in range(cell.columns)])
        for column in range(columns):
            if not reach[column]:
                above[column] = next(fresh)
            reach[column] = (reach[column] or above[column].rows) - 1
        laid.append(tuple(above))
    return laid


def plain(words: Words) -> str:
    """Give the characters of some words, without their marks."""
    return "".join(_characters(inline) for inline in words)


def _characters(inline: Inline) -> str:
    match inline:
        case Text(text):
            return text
        case Break():
            return "\n"
        case _:
            return plain(inline.words)


def links(words: Words) -> Iterator[Link]:
    """Go through the links in some words."""
    for inline in words:
        match inline:
            case Link():
                yield inline
            case Strong() | Emphasis():
                yield from links(inline.words)


def within(block: Block) -> Blocks:
    """Give the blocks directly inside a block."""
    match block:
        case Callout() | Quote() | Cover() | Letterhead():
            return block.inside
        case Listing():
            return tuple(inner for item in block.items for inner in item.inside)
        case Terms():
            return tuple(inner for entry in block.entries for inner in entry.meaning)
        case Table():
            return tuple(inner for row in block.head + block.body for cell in row for inner in cell.inside)
        case _:
            return ()


def walk(blocks: Blocks) -> Iterator[Block]:
    """Go through blocks and everything inside them, in reading order."""
    for block in blocks:
        yield block
        yield from walk(within(block))


def wording(block: Block) -> tuple[Words, ...]:
    """Give the words that belong to a block itself rather than to a block inside it."""
    match block:
        case Heading() | Paragraph():
            return (block.words,)
        case Terms():
            return tuple(entry.words for entry in block.entries)
        case Table() | Figure():
            return (block.caption,)
        case Contents():
            return (block.title, *(entry.words for entry in block.entries))
        case _:
            return ()


def length(blocks: Blocks) -> int:
    """Count the characters in blocks and everything inside them."""
    return sum(len(plain(words)) for block in walk(blocks) for words in wording(block))
