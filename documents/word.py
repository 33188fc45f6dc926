"""Writes a page as a Word file, for officers who edit, comment and track changes.

It says what the page says, in real styles: headings that can be jumped to, lists that are
lists, tables whose header rows repeat, pictures with words for those who do not see them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, singledispatchmethod
from itertools import pairwise

from lxml import etree

from documents import columns
from documents.blocks import (
    Block,
    Blocks,
    Break,
    Callout,
    Cell,
    Contents,
    Cover,
    Emphasis,
    Figure,
    Heading,
    Item,
    Letterhead,
    Link,
    Listing,
    Page,
    PageBreak,
    Paragraph,
    Quote,
    Role,
    Row,
    Strong,
    Table,
    Terms,
    Text,
    Words,
    grid,
    length,
    plain,
    walk,
)
from documents.glyphs import refuse_unprintable
from documents.house_style import HouseStyle, house_style
from documents.ooxml import Relations, element, parcel, run, w, xml
from documents.pictures import Size, drawn, picture, size
from documents.word_frame import core, field_code, field_mark, footer, settings_part
from documents.word_styles import (
    ASIDE,
    BULLETS,
    BULLETS_IN_CELLS,
    LEVELS,
    LINE,
    MARGIN,
    NUMBERS,
    NUMBERS_IN_CELLS,
    SHEET,
    STEP,
    WIDE_LINE,
    hexed,
    numbering,
    shade,
    styles,
)

TALLEST = round(LINE * 1.2)

LOGO = (LINE // 4, 740)
"""The room for the logo: 13 mm high, as on every other paper."""

LONG = 600
"""A row with so many characters in a cell may be divided; every other stays on one sheet."""

CLOSE = frozenset({"", "Callout", "Definition", "Figure", "ListBullet", "ListNumber", "Quote"})
"""The styles with no room above them, which after a table need some."""

_STYLES = {
    Role.PLAIN: "",
    Role.KICKER: "Subtitle",
    Role.ADDRESS: "Address",
    Role.DATE: "Date",
    Role.SIGN_OFF: "Signature",
}


def word(page: Page, *, issued: date, house: HouseStyle | None = None) -> bytes:
    """Write a page as of the day it is issued; the same page, day and house style give the same bytes."""
    style = house or house_style()
    refuse_unprintable(page, style.fonts_folder)
    writer = _Writer(page, style)
    body = writer.body()
    return parcel(
        {
            "docProps/core.xml": core(page, issued),
            "word/document.xml": xml(w("document", body)),
            "word/footer.xml": footer(page, style),
            "word/numbering.xml": numbering(writer.lists),
            "word/settings.xml": settings_part(page.language),
            "word/styles.xml": _styles(style, page.language, page.is_letter, writer.line),
            **writer.pictures,
            "word/_rels/document.xml.rels": writer.relations.part(),
        }
    )


@cache
def _styles(house: HouseStyle, language: str, is_letter: bool, line: int) -> bytes:
    return styles(house, language, is_letter=is_letter, line=line)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands, as far as that decides how it is set."""

    style: str = ""
    level: int = 0
    in_cell: bool = False
    aside: Callout | Quote | None = None
    on_cover: bool = False
    keeps: bool = False
    ends: bool = False
    number: int = 0


@dataclass(slots=True)
class _Writer:
    """Writes one page, and remembers what its parts refer to."""

    page: Page
    house: HouseStyle
    relations: Relations = field(default_factory=Relations)
    lists: list[int] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    marks: int = 0
    starts_sheet: bool = False
    after_table: bool = False

    @property
    def line(self) -> int:
        """How long a line is, from margin to margin."""
        return WIDE_LINE if self.page.is_wide else LINE

    def body(self) -> etree._Element:
        """Write everything that stands on the page."""
        for part in ("styles", "numbering", "settings"):
            self.relations.to(part, f"{part}.xml")
        inside = list(self.blocks(self.page.blocks, _Place()))
        if self.after_table:
            inside.append(self.paragraph((), _Place(style="TableText")))  # Word asks for one at the end.
        return w("body", *inside, self._sheet())

    def _sheet(self) -> etree._Element:
        covered = any(isinstance(block, Cover) for block in self.page.blocks)
        margins = {
            "top": MARGIN["top"],
            "right": MARGIN["side"],
            "bottom": MARGIN["bottom"],
            "left": MARGIN["side"],
            "header": MARGIN["footer"],
            "footer": MARGIN["footer"],
            "gutter": 0,
        }
        foot = {"w:type": "default", "r:id": self.relations.to("footer", "footer.xml")}
        return w(
            "sectPr",
            element("w:footerReference", foot),
            self._size(),
            w("pgMar", **margins),
            *([w("titlePg")] if covered else []),
        )

    def _size(self) -> etree._Element:
        short, long = SHEET
        return (
            w("pgSz", w=long, h=short, orient="landscape")
            if self.page.is_wide
            else w("pgSz", w=short, h=long)
        )

    def blocks(self, blocks: Blocks, place: _Place) -> Iterator[etree._Element]:
        """Write blocks; what comes before a sign-off stays with it, for nobody signs an empty sheet."""
        for block, after in pairwise((*blocks, None)):
            signed = isinstance(after, Paragraph) and after.role is Role.SIGN_OFF
            yield from self.block(block, replace(place, keeps=True) if signed else place)

    @singledispatchmethod
    def block(self, block: Block, place: _Place) -> Iterator[etree._Element]:
        """Write one block: each kind has its own way below, and a kind without one is a mistake of ours."""
        raise TypeError(f"no way to write {block} in {place}")

    @block.register
    def _heading(self, block: Heading, place: _Place) -> Iterator[etree._Element]:
        style = "Title" if place.on_cover and block.level == 1 else f"Heading{block.level}"
        yield self.paragraph(block.words, replace(place, style=style), anchor=block.anchor)

    @block.register
    def _paragraph(self, block: Paragraph, place: _Place) -> Iterator[etree._Element]:
        style = _STYLES[block.role] or place.style
        if place.on_cover and block.role is Role.KICKER:
            style = "CoverKicker"
        yield self.paragraph(block.words, replace(place, style=style))

    @block.register
    def _listing(self, block: Listing, place: _Place) -> Iterator[etree._Element]:
        if block.numbered:
            self.lists.append(NUMBERS_IN_CELLS if place.in_cell else NUMBERS)
        else:
            self.lists.append(BULLETS_IN_CELLS if place.in_cell else BULLETS)
        style = place.style if place.in_cell else "ListNumber" if block.numbered else "ListBullet"
        number = len(self.lists)
        for count, item in enumerate(block.items, start=1):
            ends = count == len(block.items) and not place.level and not place.in_cell
            yield from self._item(item, replace(place, style=style, number=number, ends=ends))

    def _item(self, item: Item, place: _Place) -> Iterator[etree._Element]:
        """Write an item: its first words carry the sign, whatever follows is set in below them."""
        first, *rest = item.inside or (Paragraph(()),)
        if not isinstance(first, Paragraph):
            first, rest = Paragraph(()), [first, *rest]
        yield self.paragraph(first.words, replace(place, ends=place.ends and not rest))
        style = place.style if place.in_cell else "ListContinue"
        level = min(place.level + 1, LEVELS - 1)
        for block in rest:
            yield from self.block(block, replace(place, style=style, level=level, number=0, ends=False))

    @block.register
    def _terms(self, block: Terms, place: _Place) -> Iterator[etree._Element]:
        for count, entry in enumerate(block.entries, start=1):
            first, *rest = entry.meaning or (Paragraph(()),)
            if not isinstance(first, Paragraph):
                first, rest = Paragraph(()), [first, *rest]
            lead = (*self.words((Strong(entry.words),)), w("r", w("tab")))
            ends = count == len(block.entries) and not place.in_cell
            yield self.paragraph(first.words, replace(place, style="Definition", ends=ends), lead=lead)
            yield from self.blocks(tuple(rest), replace(place, style="DefinitionMore"))

    @block.register
    def _callout(self, block: Callout, place: _Place) -> Iterator[etree._Element]:
        yield from self.blocks(block.inside, replace(place, style="Callout", aside=block))

    @block.register
    def _quote(self, block: Quote, place: _Place) -> Iterator[etree._Element]:
        yield from self.blocks(block.inside, replace(place, style="Quote", aside=block))

    @block.register
    def _cover(self, block: Cover, place: _Place) -> Iterator[etree._Element]:
        yield from self.blocks(block.inside, replace(place, style="CoverLine", on_cover=True))
        self.starts_sheet = True

    @block.register
    def _letterhead(self, block: Letterhead, place: _Place) -> Iterator[etree._Element]:
        """Write the sender's name large beside the logo, and below it how to reach the sender."""
        lines = [line for each in block.inside if isinstance(each, Paragraph) for line in _lines(each.words)]
        logo = [self._picture(self.house.logo, "", LOGO)] if self.house.logo else []
        for number, line in enumerate(lines):
            style = "Letterhead" if number else "LetterheadName"
            yield self.paragraph(line, replace(place, style=style), lead=() if number else logo)

    @block.register
    def _contents(self, block: Contents, place: _Place) -> Iterator[etree._Element]:
        """Write the table of contents as a field, which Word can make anew with page numbers."""
        levels = {each.anchor: each.level for each in walk(self.page.blocks) if isinstance(each, Heading)}
        found = [levels.get(each.target.removeprefix("#"), 2) for each in block.entries]
        self.starts_sheet = True
        title = self.paragraph(block.title, replace(place, style="TOCHeading"))
        reach = f"{min(found, default=2)}-{max(found, default=2)}"
        begin = (
            field_mark("begin"),
            field_code(f'TOC \\o "{reach}" \\n \\h \\z \\u'),
            field_mark("separate"),
        )
        entries = [
            self.paragraph(
                (entry,),
                replace(place, style=f"TOC{level}"),
                lead=() if number else begin,
                trail=(field_mark("end"),) if number == len(found) - 1 else (),
            )
            for number, (entry, level) in enumerate(zip(block.entries, found, strict=True))
        ]
        part = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
        yield w("sdt", w("sdtPr", part), w("sdtContent", title, *entries))
        self.starts_sheet = True

    @block.register
    def _page_break(self, block: PageBreak, place: _Place) -> Iterator[etree._Element]:  # noqa: ARG002
        self.starts_sheet = True
        yield from ()

    @block.register
    def _figure(self, block: Figure, place: _Place) -> Iterator[etree._Element]:
        if block.caption:
            yield self.paragraph(block.caption, replace(place, style="Caption"))
        shown = self._picture(block.drawing, block.alternative, (self.line, TALLEST))
        yield self.paragraph((), replace(place, style="Figure"), lead=[shown])

    @block.register
    def _table(self, block: Table, place: _Place) -> Iterator[etree._Element]:
        if block.caption:
            yield self.paragraph(block.caption, replace(place, style="Caption"))
        shares = columns.shares(block, columns.WIDE_LINE if self.page.is_wide else columns.LINE)
        widths = [round(self.line * share / sum(shares)) for share in shares]
        caption = plain(block.caption)
        look = {"firstRow": int(bool(block.head)), "lastRow": 0, "firstColumn": 1, "lastColumn": 0}
        yield w(
            "tbl",
            w(
                "tblPr",
                w("tblStyle", val="ReportTable"),
                w("tblW", w=sum(widths), type="dxa"),
                w("tblLayout", type="fixed"),
                w("tblLook", val="04A0", **look, noHBand=1, noVBand=1),
                *([w("tblCaption", val=caption)] if caption else []),
            ),
            w("tblGrid", *(w("gridCol", w=width) for width in widths)),
            *self._rows(block.head, widths, is_head=True),
            *self._rows(block.body, widths, is_head=False),
        )
        self.after_table = True

    def _rows(self, rows: tuple[Row, ...], widths: list[int], *, is_head: bool) -> Iterator[etree._Element]:
        above: Row = ()
        for row in grid(rows):
            whole = [] if any(length(cell.inside) > LONG for cell in row) else [w("cantSplit")]
            repeated = [w("tblHeader")] if is_head else []
            cells = self._cells(row, above, widths, is_head=is_head)
            yield w("tr", w("trPr", *whole, *repeated), *cells)
            above = row

    def _cells(self, row: Row, above: Row, widths: list[int], *, is_head: bool) -> Iterator[etree._Element]:
        """Write the cells of a row; where one reaches down from above, Word wants an empty one."""
        for column, cell in enumerate(row):
            if column and row[column - 1] is cell and cell.columns > 1:
                continue
            goes_on = cell.rows > 1 and bool(above) and above[column] is cell
            merge = [w("vMerge", **({} if goes_on else {"val": "restart"}))] if cell.rows > 1 else []
            span = [w("gridSpan", val=cell.columns)] if cell.columns > 1 else []
            wide = w("tcW", w=sum(widths[column : column + cell.columns]), type="dxa")
            tint = [shade(self.house.colours.tint)] if is_head else []
            inside = self._in_cell(Cell(()) if goes_on else cell, is_head=is_head)
            yield w("tc", w("tcPr", wide, *span, *merge, *tint), *inside)

    def _in_cell(self, cell: Cell, *, is_head: bool) -> list[etree._Element]:
        style = "TableText" if cell.scope is None else "TableHeading" if is_head else "TableRowHeading"
        place = _Place(style=style, in_cell=True)
        return list(self.blocks(cell.inside, place)) or [self.paragraph((), place)]

    def paragraph(
        self,
        words: Words,
        place: _Place,
        *,
        anchor: str = "",
        lead: Iterable[etree._Element] = (),
        trail: Iterable[etree._Element] = (),
    ) -> etree._Element:
        """Write a paragraph where it stands."""
        inside = [*lead, *self.words(words), *trail]
        if anchor:
            self.marks += 1
            mark = w("bookmarkStart", id=self.marks, name=anchor)
            inside = [mark, *inside, w("bookmarkEnd", id=self.marks)]
        setting = list(self._setting(place))
        if not place.in_cell:
            self.starts_sheet = self.after_table = False
        return w("p", *([w("pPr", *setting)] if setting else []), *inside)

    def _setting(self, place: _Place) -> Iterator[etree._Element]:
        """Go through how a paragraph is set, in the order that Word's schema asks for."""
        if place.style:
            yield w("pStyle", val=place.style)
        if place.keeps:
            yield w("keepNext")
        if self.starts_sheet and not place.in_cell:
            yield w("pageBreakBefore")
        if place.number:
            yield w("numPr", w("ilvl", val=place.level), w("numId", val=place.number))
        if place.aside:
            yield from self._set_apart(place.aside)
        close = self.after_table and not place.in_cell and place.style in CLOSE
        room = ({"before": 240} if close else {}) | ({"after": 160} if place.ends else {})
        if room:
            yield w("spacing", **room)
        if not place.in_cell:
            yield from _set_in(place)

    def _set_apart(self, aside: Callout | Quote) -> Iterator[etree._Element]:
        """Rule and tint what is set apart; a quotation is only ruled."""
        colours = self.house.colours
        rule = colours.accent if isinstance(aside, Callout) else colours.line
        yield w("pBdr", w("left", val="single", sz=24, space=10, color=hexed(rule)))
        if isinstance(aside, Callout):
            yield shade(colours.tint)

    def words(self, words: Words, *looks: str) -> Iterator[etree._Element]:
        """Write words with their marks."""
        for inline in words:
            match inline:
                case Text(text):
                    yield run(text, *_lettering(looks))
                case Break():
                    yield w("r", w("br"))
                case Strong(inner):
                    yield from self.words(inner, *looks, "Strong")
                case Emphasis(inner):
                    yield from self.words(inner, *looks, "Emphasis")
                case Link():
                    yield self._link(inline, looks)

    def _link(self, link: Link, looks: tuple[str, ...]) -> etree._Element:
        inside = list(self.words(link.words, "Hyperlink", *looks))
        if link.target.startswith("#"):
            return w("hyperlink", *inside, anchor=link.target.removeprefix("#"), history=1)
        address = self.relations.to("hyperlink", link.target)
        return element("w:hyperlink", {"r:id": address, "w:history": 1}, inside)

    def _picture(self, drawing: str, alternative: str, room: Size) -> etree._Element:
        number = len(self.pictures) + 1
        part = f"media/picture{number}.png"
        fitted = size(drawing, *room)
        self.pictures[f"word/{part}"] = drawn(drawing, self.house, fitted[0])
        return picture(self.relations.to("image", part), number, fitted, alternative)


def _set_in(place: _Place) -> Iterator[etree._Element]:
    """Set a paragraph in, where its style or its numbering does not do so by itself."""
    if place.aside and place.number:
        yield w("ind", left=ASIDE + (place.level + 1) * STEP, hanging=STEP)
    elif place.aside and place.style.startswith("Heading"):
        yield w("ind", left=ASIDE)
    elif place.level and not place.number:
        yield w("ind", left=(ASIDE if place.aside else 0) + place.level * STEP)


def _lines(words: Words) -> Iterator[Words]:
    """Part words where their author ended a line."""
    line: list[Text | Strong | Emphasis | Link] = []
    for inline in words:
        if isinstance(inline, Break):
            yield tuple(line)
            line = []
        else:
            line.append(inline)
    yield tuple(line)


def _lettering(looks: tuple[str, ...]) -> Iterator[etree._Element]:
    """Go through how characters look: one style of Word's, and what other marks add to it."""
    if looks:
        yield w("rStyle", val=looks[0])
    if "Strong" in looks[1:]:
        yield w("b")
    if "Emphasis" in looks[1:]:
        yield w("i")
