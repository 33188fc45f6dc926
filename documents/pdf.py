"""Prints a page: PDF/UA-1 for readers who listen, PDF/A-2a for the archive, in one file.

The page goes to Typst as data beside a layout that never changes, so that nothing a
council writes can be taken for a command.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import typst

from documents import columns
from documents.blocks import Block, Cell, Figure, Page, Table, plain, walk, wording
from documents.glyphs import unprintable
from documents.house_style import HouseStyle, fonts_of, house_style
from documents.tags import with_row_headers
from domain.errors import ChallengeError

LAYOUT = Path(__file__).parent / "layout.typ"


class NotPrintable(ChallengeError):
    """A page with a character that the fonts cannot print."""

    def __str__(self) -> str:
        """Name the character and quote the words around it."""
        title, character, around = self.args
        return (
            f"“{title}” cannot be printed because of the character {character} in “{around}”. "
            "Replace it in the text that it comes from."
        )


def pdf(page: Page, *, issued: date, house: HouseStyle | None = None) -> bytes:
    """Print a page as of the day it is issued; the same page, day and house style give the same bytes."""
    style = house or house_style()
    _refuse_unprintable(page, style.fonts)
    printed = typst.compile(
        str(LAYOUT),
        sys_inputs={
            "page": json.dumps(_data(page)),
            "issued": issued.isoformat(),
            "house": json.dumps(asdict(style), default=str),
        },
        font_paths=fonts_of(style.fonts),
        ignore_system_fonts=True,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime(issued.year, issued.month, issued.day, tzinfo=UTC),
    )
    return with_row_headers(page, printed)


def _refuse_unprintable(page: Page, fonts: Path) -> None:
    for text in _texts(page):
        for stray in unprintable(text, fonts):
            around = text[max(0, stray.position - 20) : stray.position + 20]
            raise NotPrintable(
                page.title, stray.name, around.replace(stray.character, "\N{REPLACEMENT CHARACTER}")
            )


def _texts(page: Page) -> Iterator[str]:
    yield from (page.title, page.description, page.author, page.reference)
    for block in walk(page.blocks):
        yield from map(plain, wording(block))
        if isinstance(block, Figure):
            yield from (block.drawing, block.alternative)


def _data(value: object) -> object:
    """Turn blocks into what JSON can say; each says which kind it is."""
    if isinstance(value, tuple):
        return [_data(each) for each in value]
    if not is_dataclass(value):
        return value
    said = {field.name: _data(getattr(value, field.name)) for field in fields(value)}
    return {"is": type(value).__name__, **said, **_setting(value)}


def _setting(value: object) -> dict[str, object]:
    """Add what the layout needs to know and cannot see from where it stands."""
    match value:
        case Page():
            return {"is_letter": value.is_letter}
        case Table():
            return {"widths": columns.shares(value), "hyphenate": columns.needs_hyphens(value)}
        case Cell():
            return {"length": _length(value.inside)}
        case _:
            return {}


def _length(blocks: tuple[Block, ...]) -> int:
    return sum(len(plain(words)) for block in walk(blocks) for words in wording(block))
