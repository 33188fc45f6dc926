"""Reads the tables of a Word document that came back, with all tracked changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import etree

from documents.incoming.changes import W, accept
from documents.incoming.grid import Cell, Grid, Line, Received, whole_number
from documents.incoming.guard import Package
from documents.incoming.refusals import RESAVE, FileRefused

MOST_TABLES, MOST_ROWS, MOST_COLUMNS = 100, 1_000, 40
"""Tables and rows of a whole document, and columns of one table."""
LONGEST_CELL = 20_000
LONGEST_TEXT = 100_000
"""Characters outside of tables that are looked through for the line that says whose a form is."""

_SAID = {
    W + "tab": " ",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    # A character of a font of pictures: nobody can tell which, and the check of glyphs names its place.
    W + "sym": "\N{REPLACEMENT CHARACTER}",
}


def body_of(package: Package) -> etree._Element:
    """Return the body of a Word document as its author sees it."""
    root = package.xml(package.main)
    body = root.find(W + "body")
    if root.tag != W + "document" or body is None:
        raise FileRefused(package.name, "its words are not where Word keeps them", RESAVE)
    if sum(1 for _ in body.iter(W + "tr")) > MOST_ROWS:
        why = f"its tables have more than {MOST_ROWS} rows"
        raise FileRefused(package.name, why, "Delete those that are empty.")
    accept(root)
    return body


def received(package: Package) -> Received:
    """Read what a Word document holds."""
    body = body_of(package)
    tables = list(islice(body.iter(W + "tbl"), MOST_TABLES + 1))
    if len(tables) > MOST_TABLES:
        raise FileRefused(package.name, f"it has more than {MOST_TABLES} tables", "Send the plan alone.")
    grids = tuple(_grid(package.name, each, number) for number, each in enumerate(tables, 1))
    return Received(package.name, package.properties(), grids, _outside(body))


def _outside(body: etree._Element) -> str:
    words, length = [], 0
    for paragraph in body.iterfind(W + "p"):
        words.append(text_of(paragraph))
        length += len(words[-1])
        if length > LONGEST_TEXT:
            break
    return "\n".join(words)


def text_of(paragraph: etree._Element) -> str:
    """Return the words of a paragraph."""
    parts = (each.text or "" if each.tag == W + "t" else _SAID[each.tag] for each in _spoken(paragraph))
    return "".join(parts).strip()


def _spoken(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Go through what a paragraph itself says, without the paragraphs of a text box within it."""
    for each in paragraph.iter(W + "t", *_SAID):
        if next(each.iterancestors(W + "p"), None) is paragraph:
            yield each


def _grid(name: str, table: etree._Element, number: int) -> Grid:
    place = f"table {number}"
    lines: list[Line] = []
    for index, row in enumerate(table.iterfind(W + "tr"), 1):
        above = lines[-1].cells if lines else ()
        cells = tuple(islice(_cells(row, above), MOST_COLUMNS + 1))
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(
                name, f"its {place} has more than {MOST_COLUMNS} columns", "Delete the empty columns."
            )
        for cell in cells:
            if len(cell.text) > LONGEST_CELL:
                raise FileRefused(name, f"row {index} of its {place} holds a whole book", "Shorten it.")
        lines.append(Line(index, cells))
    return Grid(place, tuple(lines))


def _cells(row: etree._Element, above: tuple[Cell, ...]) -> Iterator[Cell]:
    """Give the cells of a row by columns: a cell merged with the one above says the same as that."""
    column = 0
    for _ in range(_count(row, f"{W}trPr/{W}gridBefore", 0)):
        yield Cell()
        column += 1
    for cell in row.iterfind(W + "tc"):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(W + "val") != "restart" and column < len(above):
            yield Cell(above[column].text, is_repeated=True)
        else:
            yield Cell("\n".join(filter(None, map(text_of, cell.iter(W + "p")))))
        wide = _count(cell, f"{W}tcPr/{W}gridSpan", 1)
        for _ in range(wide - 1):
            yield Cell()
        column += wide


def _count(element: etree._Element, path: str, usual: int) -> int:
    """Read a small number, such as how many columns a cell takes; a large one is cut off."""
    found = element.find(path)
    said = found.get(W + "val", "") if found is not None else ""
    return min(whole_number(said, usual), MOST_COLUMNS + 1)
