"""Reads the sheets of an Excel workbook that came back, row by row and no further than a plan can be long.

What the file says of its own size is not asked: a sheet that claims one cell can hold a million rows, and
one that claims a million can hold one. Nothing is computed either: a formula has to be replaced by its
value, because the value that is kept beside it can be anything.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta

from lxml import etree

from documents.incoming.grid import Cell, Grid, Line, Received, whole_number
from documents.incoming.guard import Package
from documents.incoming.refusals import RESAVE, FileRefused

MOST_SHEETS, MOST_ROWS, MOST_COLUMNS = 20, 2_000, 40
MOST_TEXTS = 50_000
LONGEST_CELL, LONGEST_SHEET = 20_000, 1_000_000
"""Characters; a text is kept once and can be pointed to from every cell."""
MOST_MERGED = 1_000

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_AT = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,17})?(?:E[+-]?\d{1,2})?")
_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)})
"""The built-in number formats that show a date."""
_NOT_A_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|general', re.IGNORECASE)
_FIRST_DAY, _FIRST_DAY_1904 = date(1899, 12, 30), date(1904, 1, 1)
_DAYS = range(1, 2_958_466)

Address = tuple[int, int]


def received(package: Package) -> Received:
    """Read what an Excel workbook holds."""
    book = _Book(package)
    grids = tuple(book.grid(title, part) for title, part in book.sheets())
    cells = (cell for grid in grids for line in grid.lines for cell in line.cells)
    words = " ".join(cell.text for cell in cells if not cell.is_repeated)
    return Received(package.name, package.properties(), grids, words)


class _Book:
    """One workbook with what its sheets refer to: shared texts and which formats are dates."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.root = package.xml(package.main)
        properties = self.root.find(_S + "workbookPr")
        is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.first_day = _FIRST_DAY_1904 if is_1904 else _FIRST_DAY
        self.texts = self._texts()
        self.dated = self._dated()

    def refuse(self, why: str, remedy: str = RESAVE) -> FileRefused:
        return FileRefused(self.package.name, why, remedy)

    def sheets(self) -> Iterator[tuple[str, str]]:
        """Give the title and the part of each sheet, in the order of the tabs."""
        relations = self.package.relations(self.package.main)
        listed = list(self.root.iterfind(f"{_S}sheets/{_S}sheet"))
        if not listed or len(listed) > MOST_SHEETS:
            raise self.refuse(f"it has no sheet, or more than {MOST_SHEETS}", "Send the plan alone.")
        for each in listed:
            relation = relations.get(each.get(_R + "id", ""))
            if relation is None or relation.is_outside:
                raise self.refuse("one of its sheets is missing")
            if relation.kind.endswith("/worksheet"):
                yield each.get("name", ""), relation.target

    def grid(self, title: str, part: str) -> Grid:
        """Read a sheet as far as it has rows."""
        place = f"sheet {title!r}"
        found: dict[Address, Cell] = {}
        merged: list[tuple[Address, Address]] = []
        rows = row = length = 0
        for element in self._walk(part):
            if element.tag == _S + "row":
                rows += 1
                row = whole_number(element.get("r", ""), row + 1)
                if rows > MOST_ROWS:
                    raise self.refuse(f"its {place} has more than {MOST_ROWS} rows", "Delete the empty rows.")
                length += self._read_row(element, row, place, found)
                element.clear()
                if length > LONGEST_SHEET:
                    raise self.refuse(f"its {place} holds a whole library", "Send the plan alone.")
            elif element.tag == _S + "mergeCell":
                merged.append(self._range(element.get("ref", ""), place))
        rows_with_words = {row for row, _ in found}
        for first, last in merged[:MOST_MERGED]:
            _repeat(found, rows_with_words, first, last)
        return Grid(place, tuple(_lines(found)))

    def _walk(self, part: str) -> Iterator[etree._Element]:
        content = io.BytesIO(self.package.checked_xml(part))
        try:
            events = etree.iterparse(
                content,
                events=("end",),
                tag=(_S + "row", _S + "mergeCell"),
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
            )
            for _, element in events:
                yield element
        except etree.XMLSyntaxError as error:
            raise self.refuse(f"its part {part} is damaged") from error

    def _read_row(self, row: etree._Element, number: int, place: str, found: dict[Address, Cell]) -> int:
        """Keep what a row says by its address, and return how long that is."""
        column = length = 0
        for cell in row.iterfind(_S + "c"):
            at = _AT.fullmatch(cell.get("r", ""))
            column = _column(at[1]) if at else column + 1
            name = f"{_letters(column)}{number} of its {place}"
            if cell.find(_S + "f") is not None:
                raise self.refuse(f"{name} holds a formula", "Replace it by its value, and hand it in again.")
            read = self._cell(cell, name)
            if read.text and column > MOST_COLUMNS:
                raise self.refuse(f"its {place} has more than {MOST_COLUMNS} columns", "Delete the others.")
            if read.text:
                found[number, column] = read
                length += len(read.text)
        return length

    def _cell(self, cell: etree._Element, name: str) -> Cell:
        kind, said = cell.get("t", "n"), cell.findtext(_S + "v") or ""
        match kind:
            case "s":
                text = self._shared(said, name)
            case "inlineStr":
                text = _joined(cell.find(_S + "is"))
            case "b":
                text = "yes" if said == "1" else "no"
            case "e":
                raise self.refuse(f"{name} holds the error {said[:10]}", "Put it right in Excel.")
            case "n":
                return self._number(said, cell.get("s", ""))
            case _:
                text = said
        if len(text) > LONGEST_CELL:
            raise self.refuse(f"{name} holds a whole book", "Shorten it.")
        return Cell(text.strip())

    def _shared(self, said: str, name: str) -> str:
        index = whole_number(said, len(self.texts))
        if index >= len(self.texts):
            raise self.refuse(f"{name} points to a text that is not there")
        return self.texts[index]

    def _number(self, said: str, style: str) -> Cell:
        said = said.strip()
        if not _NUMBER.fullmatch(said):
            return Cell(said[:LONGEST_CELL])
        value = float(said)
        if style in self.dated and int(value) in _DAYS:
            day = self.first_day + timedelta(days=int(value))
            return Cell(day.isoformat(), day)
        return Cell(f"{value:.10g}")

    def _texts(self) -> list[str]:
        part = self.package.related(self.package.main, "/sharedStrings")
        root = self.package.xml(part) if part else None
        found = [] if root is None else [_joined(each).strip() for each in root.iterfind(_S + "si")]
        if len(found) > MOST_TEXTS:
            raise self.refuse("it holds more texts than any plan", "Send the plan alone.")
        return found

    def _dated(self) -> frozenset[str]:
        """Return the styles that show a number as a date."""
        part = self.package.related(self.package.main, "/styles")
        if part is None:
            return frozenset()
        root = self.package.xml(part)
        own = {
            each.get("numFmtId", "")
            for each in root.iterfind(f"{_S}numFmts/{_S}numFmt")
            if _shows_a_date(each.get("formatCode", ""))
        }
        formats = own | {str(each) for each in _DATES}
        styles = enumerate(root.iterfind(f"{_S}cellXfs/{_S}xf"))
        return frozenset(str(index) for index, each in styles if each.get("numFmtId") in formats)

    def _range(self, said: str, place: str) -> tuple[Address, Address]:
        ends = [_AT.fullmatch(each) for each in said.split(":")]
        if len(ends) != len(("first", "last")) or ends[0] is None or ends[1] is None:
            raise self.refuse(f"its {place} merges cells that are none")
        first, last = ((int(each[2]), _column(each[1])) for each in ends if each)
        return first, last


def _shows_a_date(code: str) -> bool:
    plain = _NOT_A_DATE.sub("", code).split(";")[0].lower()
    return "d" in plain or "y" in plain or ("m" in plain and "h" not in plain and "s" not in plain)


def _joined(element: etree._Element | None) -> str:
    """Return the words of a text that may change its look on the way; how it is pronounced is left out."""
    if element is None:
        return ""
    runs = element.iterfind(f"{_S}r/{_S}t")
    return (element.findtext(_S + "t") or "") + "".join(each.text or "" for each in runs)


def _column(letters: str) -> int:
    number = 0
    for each in letters:
        number = number * 26 + ord(each) - ord("A") + 1
    return number


def _letters(column: int) -> str:
    found = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _repeat(found: dict[Address, Cell], rows: set[int], first: Address, last: Address) -> None:
    """Have the cells below the first of a merged block say the same; beside it they stay empty.

    Only rows that hold something are filled: a block may be said to reach the end of the sheet.
    """
    said = found.get(first)
    if said is None:
        return
    for row in (row for row in rows if first[0] < row <= last[0]):
        found[row, first[1]] = Cell(said.text, said.day, is_repeated=True)


def _lines(found: dict[Address, Cell]) -> Iterator[Line]:
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in found.items():
        rows.setdefault(row, {})[column] = cell
    for row in sorted(rows):
        cells = rows[row]
        yield Line(row, tuple(cells.get(column, Cell()) for column in range(1, max(cells) + 1)))
