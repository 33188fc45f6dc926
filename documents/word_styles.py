"""How a Word file looks: its styles and its numbering, drawn from the house style.

An officer who changes a style changes the whole document, and whoever listens hears what is a
heading, a list or a caption: nothing is only made to look like one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.house_style import HouseStyle
from documents.ooxml import w, xml

MM = 56.6929
"""Twentieths of a point in a millimetre."""

SHEET = (11906, 16838)
MARGIN = {"top": round(20 * MM), "bottom": round(25 * MM), "side": round(22 * MM), "footer": round(11 * MM)}
LINE = SHEET[0] - 2 * MARGIN["side"]
"""The width of the text on A4."""

WIDE_LINE = SHEET[1] - 2 * MARGIN["side"]
"""The same on a sheet that lies on its side."""

TERM = round(48 * MM)
"""Where the meaning of a term begins."""

STEP = 400
"""How far each level of a list is set in."""

ASIDE = 200
"""How far what is set apart stands in from the rule at its side."""

BULLETS, NUMBERS, BULLETS_IN_CELLS, NUMBERS_IN_CELLS = range(1, 5)


@dataclass(frozen=True, slots=True)
class Style:
    """A style of paragraphs; sizes are half points, distances twentieths of a point."""

    key: str
    title: str
    based_on: str = "Normal"
    follows: str = ""
    size: int = 0
    bold: bool | None = None
    colour: str = ""
    before: int | None = None
    after: int | None = None
    line: int = 264
    left: int = 0
    hanging: int = 0
    outline: int | None = None
    keep_next: bool = False
    keep_lines: bool = False
    rule_below: int = 0
    tabs: tuple[tuple[str, int], ...] = ()


def styles(house: HouseStyle, language: str, *, is_letter: bool, line: int = LINE) -> bytes:
    """Write the styles of a letter or of any other document."""
    paragraphs = [_paragraph_style(each, house) for each in _styles(house, line, is_letter=is_letter)]
    return xml(
        w(
            "styles",
            _defaults(house, language, is_letter=is_letter),
            *paragraphs,
            *_marks(house),
            *_tables(house),
        )
    )


def _styles(house: HouseStyle, line: int, *, is_letter: bool) -> Iterator[Style]:
    """Go through the styles of paragraphs, each after the one it is based on."""
    accent, ink, quiet = house.colours.accent, house.colours.ink, house.colours.quiet
    top = Style("Heading1", "heading 1", "Normal", "Normal", 26 if is_letter else 50, True, accent)
    yield Style("Normal", "Normal", "", after=160, line=276)
    for level, (size, colour, before, after) in enumerate(
        [(26, ink, 120, 160), (23, accent, 240, 100), (21, ink, 200, 80), (21, ink, 160, 80)]
        if is_letter
        else [(50, accent, 120, 240), (34, accent, 360, 160), (25, ink, 280, 120), (22, ink, 240, 100)],
        start=1,
    ):
        yield Style(
            f"Heading{level}",
            f"heading {level}",
            "Normal",
            "Normal",
            size,
            True,
            colour,
            before,
            after,
            line=252,
            outline=level - 1,
            keep_next=True,
            keep_lines=True,
        )
    yield Style(
        "Title", "Title", "Heading1", "Normal", max(top.size, 60), True, accent, 0, 360, rule_below=18
    )
    yield Style("Subtitle", "Subtitle", "Normal", "Normal", 24, True, accent, 120, 120, keep_next=True)
    yield Style("CoverKicker", "Cover Kicker", "Subtitle", "Title", 26, True, accent, 3400, keep_next=True)
    yield Style("CoverLine", "Cover Line", size=24, after=160)
    yield Style("TOCHeading", "TOC Heading", "Normal", "Normal", 34, True, accent, 0, 200, keep_next=True)
    for level in range(1, 5):
        yield Style(f"TOC{level}", f"toc {level}", after=100, left=max(0, level - 2) * STEP)
    for key, title in (
        ("ListBullet", "List Bullet"),
        ("ListNumber", "List Number"),
        ("ListContinue", "List Continue"),
    ):
        yield Style(key, title, after=80)
    yield Style("Definition", "Definition", after=80, left=TERM, hanging=TERM, tabs=(("left", TERM),))
    yield Style("DefinitionMore", "Definition More", after=80, left=TERM)
    yield Style("Quote", "Quote", left=ASIDE)
    yield Style("Callout", "Callout", left=ASIDE)
    yield Style("Caption", "caption", "Normal", "Normal", bold=True, before=240, after=100, keep_next=True)
    yield Style("Figure", "Figure", before=80, after=200)
    yield Style("TableText", "Table Text", size=19, after=60, line=252)
    yield Style("TableRowHeading", "Table Row Heading", "TableText", bold=True)
    yield Style("TableHeading", "Table Heading", "TableRowHeading", keep_next=True)
    yield Style("Letterhead", "Letterhead", size=18, colour=quiet, after=0, line=264)
    yield Style(
        "LetterheadName", "Letterhead Name", "Letterhead", size=30, bold=True, colour=accent, after=40
    )
    yield Style("Address", "Address", before=480, after=360, line=264, keep_lines=True)
    yield Style("Date", "Date", before=240, after=320)
    yield Style("Signature", "Signature", before=360, keep_lines=True)
    yield Style("Footer", "footer", size=17, colour=quiet, after=0, line=252, tabs=(("right", line),))


def _paragraph_style(style: Style, house: HouseStyle) -> etree._Element:
    return w(
        "style",
        w("name", val=style.title),
        *([w("basedOn", val=style.based_on)] if style.based_on else []),
        *([w("next", val=style.follows)] if style.follows else []),
        w("qFormat"),
        w("pPr", *_setting(style, house)),
        w("rPr", *_lettering(style)),
        type="paragraph",
        styleId=style.key,
        **({"default": 1} if style.key == "Normal" else {}),
        **({"customStyle": 1} if style.key in _OWN else {}),
    )


_OWN = frozenset(
    {
        "Address",
        "Callout",
        "CoverKicker",
        "CoverLine",
        "Definition",
        "DefinitionMore",
        "Figure",
        "Letterhead",
        "LetterheadName",
        "TableHeading",
        "TableRowHeading",
        "TableText",
    }
)
"""The styles that Word does not know by their names."""


def _setting(style: Style, house: HouseStyle) -> Iterator[etree._Element]:
    """Go through how a paragraph is set, in the order that Word's schema asks for."""
    if style.keep_next:
        yield w("keepNext")
    if style.keep_lines:
        yield w("keepLines")
    if style.rule_below:
        yield w(
            "pBdr",
            w("bottom", val="single", sz=style.rule_below, space=12, color=hexed(house.colours.accent)),
        )
    if style.tabs:
        yield w("tabs", *(w("tab", val=kind, pos=at) for kind, at in style.tabs))
    said: dict[str, int | None] = {"before": style.before, "after": style.after, "line": style.line}
    yield w("spacing", **{key: value for key, value in said.items() if value is not None}, lineRule="auto")
    if style.left:
        yield w("ind", left=style.left, **({"hanging": style.hanging} if style.hanging else {}))
    if style.outline is not None:
        yield w("outlineLvl", val=style.outline)


def _lettering(style: Style) -> Iterator[etree._Element]:
    if style.bold:
        yield w("b")
    if style.colour:
        yield w("color", val=hexed(style.colour))
    if style.size:
        yield w("sz", val=style.size)
        yield w("szCs", val=style.size)


def hexed(colour: str) -> str:
    """Write a colour as Word does."""
    return colour.removeprefix("#").upper()


def _defaults(house: HouseStyle, language: str, *, is_letter: bool) -> etree._Element:
    fonts = dict.fromkeys(("ascii", "hAnsi", "cs", "eastAsia"), house.office_font)
    size = 21 if is_letter else 22
    letters = w(
        "rPr",
        w("rFonts", **fonts),
        w("color", val=hexed(house.colours.ink)),
        w("sz", val=size),
        w("szCs", val=size),
        w("lang", val=language, eastAsia=language, bidi=language),
    )
    return w("docDefaults", w("rPrDefault", letters), w("pPrDefault", w("pPr", w("widowControl"))))


def _marks(house: HouseStyle) -> Iterator[etree._Element]:
    """Go through the styles of words within a paragraph."""
    link = hexed(house.colours.link)
    for key, looks in (
        ("Strong", [w("b")]),
        ("Emphasis", [w("i")]),
        ("Hyperlink", [w("color", val=link), w("u", val="single")]),
    ):
        yield w("style", w("name", val=key), w("qFormat"), w("rPr", *looks), type="character", styleId=key)


def _tables(house: HouseStyle) -> Iterator[etree._Element]:
    thin: dict[str, str | int] = {"val": "single", "sz": 4, "space": 0, "color": hexed(house.colours.line)}
    thick = thin | {"sz": 8, "color": hexed(house.colours.ink)}
    room = {"top": (70, "dxa"), "left": (100, "dxa"), "bottom": (50, "dxa"), "right": (100, "dxa")}
    margins = w("tblCellMar", *(w(side, w=wide, type=kind) for side, (wide, kind) in room.items()))
    yield w(
        "style",
        w("name", val="Normal Table"),
        w("tblPr", margins),
        type="table",
        styleId="TableNormal",
        default=1,
    )
    yield w(
        "style",
        w("name", val="Report Table"),
        w("basedOn", val="TableNormal"),
        w("qFormat"),
        w("tblPr", w("tblBorders", w("bottom", **thin), w("insideH", **thin))),
        w(
            "tblStylePr",
            w("tcPr", w("tcBorders", w("bottom", **thick)), shade(house.colours.tint)),
            type="firstRow",
        ),
        type="table",
        styleId="ReportTable",
        customStyle=1,
    )


def shade(colour: str) -> etree._Element:
    """Lay a colour behind a paragraph or a cell."""
    return w("shd", val="clear", color="auto", fill=hexed(colour))


def numbering(lists: list[int]) -> bytes:
    """Write how lists are numbered: four ways, and for each list which way; every list begins anew."""
    ways = [
        _way(BULLETS, numbered=False, step=STEP),
        _way(NUMBERS, numbered=True, step=STEP),
        _way(BULLETS_IN_CELLS, numbered=False, step=STEP // 2),
        _way(NUMBERS_IN_CELLS, numbered=True, step=STEP * 3 // 4),
    ]
    each = [
        w(
            "num",
            w("abstractNumId", val=way),
            *(w("lvlOverride", w("startOverride", val=1), ilvl=level) for level in range(_anew(way))),
            numId=number,
        )
        for number, way in enumerate(lists, start=1)
    ]
    return xml(w("numbering", *ways, *each))


LEVELS = 3
"""How deep lists may stand in each other before they look alike."""


def _anew(way: int) -> int:
    """Say how many levels of a list have to be told to begin at one."""
    return LEVELS if way in (NUMBERS, NUMBERS_IN_CELLS) else 0


def _way(way: int, *, numbered: bool, step: int) -> etree._Element:
    signs = (
        [("decimal", "%1."), ("lowerLetter", "%2."), ("lowerRoman", "%3.")]
        if numbered
        else [("bullet", "•"), ("bullet", "–"), ("bullet", "•")]
    )
    levels = [
        w(
            "lvl",
            w("start", val=1),
            w("numFmt", val=kind),
            w("lvlText", val=sign),
            w("lvlJc", val="left"),
            w("pPr", w("ind", left=(level + 1) * step, hanging=step)),
            ilvl=level,
        )
        for level, (kind, sign) in enumerate(signs)
    ]
    return w("abstractNum", w("multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=way)
