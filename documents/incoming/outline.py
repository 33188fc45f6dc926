"""Reads a Word document as an outline: headings, paragraphs, items and rows, one after the other.

This is how an edited report comes back. What is only looks (fonts, colours, space) is left out; what says
something that an outline cannot hold, such as a footnote, is refused with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lxml import etree

from documents.incoming.changes import W
from documents.incoming.grid import whole_number
from documents.incoming.guard import Package
from documents.incoming.refusals import FileRefused
from documents.incoming.word import body_of, text_of

_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_EQUATION = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_NOTES = {
    W + "footnoteReference": "a footnote",
    W + "endnoteReference": "an endnote",
    W + "object": "an object of another program",
    W + "txbxContent": "a text box",
    _EQUATION: "an equation",
}
_GLIMPSE = 40
MOST_LINES = 5_000


class Shape(StrEnum):
    """What a line of an outline is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of an outline: its words and, of a heading, its level and mark; of a row, table and cells."""

    shape: Shape
    text: str
    level: int = 0
    mark: str = ""
    cells: tuple[tuple[Piece, ...], ...] = ()


def outline(package: Package) -> tuple[Piece, ...]:
    """Return what a Word document says, in its order, without its table of contents."""
    reader = _Reader(package.name, _styles(package))
    found = tuple(reader.blocks(body_of(package)))
    if len(found) > MOST_LINES:
        raise FileRefused(package.name, "it is longer than any report", "Send the report alone.")
    return found


def _styles(package: Package) -> Mapping[str, str]:
    """Return the names of styles, which are the same in every language, by their marks, which are not."""
    part = package.related(package.main, "/styles")
    if part is None:
        return {}
    return {
        each.get(W + "styleId", ""): _said(each, "name").casefold()
        for each in package.xml(part).iterfind(W + "style")
    }


def _said(element: etree._Element, path: str) -> str:
    found = element.find("/".join(W + each for each in path.split("/")))
    return found.get(W + "val", "") if found is not None else ""


class _Reader:
    """Reads the blocks of one document."""

    def __init__(self, name: str, styles: Mapping[str, str]) -> None:
        self.name = name
        self.styles = styles
        self.tables = 0

    def blocks(self, parent: etree._Element) -> Iterator[Piece]:
        for each in parent:
            if each.tag == W + "p":
                yield from self.paragraph(each)
            elif each.tag == W + "tbl":
                yield from self.rows(each)

    def paragraph(self, paragraph: etree._Element) -> Iterator[Piece]:
        text = " ".join(text_of(paragraph).split())
        self.check(paragraph, text)
        for drawn in paragraph.iter(_DRAWN):
            yield Piece(Shape.PICTURE, drawn.get("descr", ""))
        style = self.styles.get(_said(paragraph, "pPr/pStyle"), "")
        if text and not style.startswith("toc"):
            yield self.piece(paragraph, style, text)

    def piece(self, paragraph: etree._Element, style: str, text: str) -> Piece:
        if style.startswith("heading ") or style == "title":
            mark = paragraph.find(W + "bookmarkStart")
            name = mark.get(W + "name", "") if mark is not None else ""
            return Piece(Shape.HEADING, text, whole_number(style.removeprefix("heading "), 1), name)
        numbered = _said(paragraph, "pPr/numPr/numId") not in ("", "0")
        is_item = numbered or style.startswith(("list bullet", "list number"))
        return Piece(Shape.ITEM if is_item else Shape.PARAGRAPH, text)

    def check(self, paragraph: etree._Element, text: str) -> None:
        for each in paragraph.iter(*_NOTES):
            where = f"“{text[:_GLIMPSE]}”" if text else "an empty paragraph"
            remedy = "Write its words into the text, and hand the report in again."
            raise FileRefused(self.name, f"it has {_NOTES[each.tag]} in {where}", remedy)

    def rows(self, table: etree._Element) -> Iterator[Piece]:
        self.tables += 1
        number = self.tables
        for row in table.iterfind(W + "tr"):
            cells = tuple(tuple(self.blocks(cell)) for cell in row.iterfind(W + "tc"))
            text = " | ".join(" ".join(each.text for each in cell) for cell in cells)
            yield Piece(Shape.ROW, text, number, cells=cells)
