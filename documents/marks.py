"""The subset of HTML that documents are written in, and what is wrong with a page that leaves it.

The subset is a contract: whatever stands in a page can be published, printed, sent
as text and read aloud, because every mark in it means something to all of them. A mark
that is not in the table is a fault and never passed over, or its words might be
missing from the paper while they are on the web page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from domain.errors import ChallengeError

INLINE = frozenset({"strong", "em", "a", "br"})
PROSE = frozenset({"p", "ul", "ol"})
SECTIONS = frozenset({"header", "main", "footer", "section", "nav", "article"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
FLOW = SECTIONS | HEADINGS | PROSE | {"address", "dl", "table", "div", "figure", "aside", "blockquote"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What a mark may carry and what may stand inside it."""

    attributes: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    words: bool = False


def _mark(
    attributes: str = "", inside: frozenset[str] | set[str] = frozenset(), *, words: bool = False
) -> Mark:
    return Mark(frozenset(attributes.split()), frozenset(inside), words)


_SECTION = _mark("aria-label aria-labelledby tabindex", FLOW)
_SPOKEN = _mark(inside=INLINE, words=True)

MARKS: dict[str, Mark] = {
    "html": _mark("lang", {"head", "body"}),
    "head": _mark(inside={"title", "meta", "style", "link"}),
    "title": _mark(words=True),
    "meta": _mark("charset name content"),
    "style": _mark(words=True),
    "link": _mark("rel href type"),
    "body": _mark(inside=FLOW),
    **dict.fromkeys(SECTIONS, _SECTION),
    **dict.fromkeys(HEADINGS, _SPOKEN),
    "p": _SPOKEN,
    "address": _SPOKEN,
    "ul": _mark(inside={"li"}),
    "ol": _mark(inside={"li"}),
    "li": _mark(inside=INLINE | PROSE, words=True),
    "dl": _mark(inside={"dt", "dd"}),
    "dt": _SPOKEN,
    "dd": _mark(inside=INLINE | PROSE, words=True),
    "div": _mark("role aria-label aria-labelledby tabindex", {"table"}),
    "table": _mark(inside={"caption", "colgroup", "thead", "tbody"}),
    "caption": _SPOKEN,
    "colgroup": _mark(inside={"col"}),
    "col": _mark("style"),
    "thead": _mark(inside={"tr"}),
    "tbody": _mark(inside={"tr"}),
    "tr": _mark(inside={"th", "td"}),
    "th": _mark("scope colspan rowspan", INLINE, words=True),
    "td": _mark("colspan rowspan", INLINE | PROSE, words=True),
    "figure": _mark("tabindex", inside={"svg", "figcaption"}),
    "figcaption": _SPOKEN,
    "aside": _mark("aria-label aria-labelledby", HEADINGS | PROSE | {"dl"}),
    "blockquote": _mark(inside=PROSE),
    "strong": _SPOKEN,
    "em": _SPOKEN,
    "a": _mark("href", {"strong", "em"}, words=True),
    "br": _mark(),
}
EVERYWHERE = frozenset({"id", "class"})
NOT_PRINTED = "no-print"

CLASSES: dict[str, frozenset[str]] = {
    "letterhead": frozenset({"header"}),
    "logo": frozenset({"figure"}),
    "chart": frozenset({"figure"}),
    "cover": frozenset({"header", "section"}),
    "wide": frozenset({"main"}),
    "toc": frozenset({"nav"}),
    "kicker": frozenset({"p"}),
    "date": frozenset({"p"}),
    "sign-off": frozenset({"p"}),
    "callout": frozenset({"aside"}),
    "table": frozenset({"div"}),
    "page-break": FLOW,
    NOT_PRINTED: FLOW,
    "skip": frozenset({"p"}),
    "brand": frozenset({"p"}),
}

_DRAWN = "x y x1 y1 x2 y2 cx cy r rx ry d points width height dx dy transform opacity"
_PAINTED = "fill fill-opacity stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin"
_LETTERED = "font-family font-size font-weight text-anchor dominant-baseline"
_SHAPE = _mark(f"{_DRAWN} {_PAINTED} {_LETTERED}", {"title"})
DRAWING: dict[str, Mark] = {
    "svg": _mark(
        "role aria-label aria-labelledby aria-hidden viewbox width height xmlns preserveaspectratio "
        f"{_PAINTED} {_LETTERED}",
        {"title", "desc", "g", "rect", "line", "circle", "ellipse", "path", "polyline", "polygon", "text"},
    ),
    "title": _mark(words=True),
    "desc": _mark(words=True),
    "g": _mark(
        f"{_DRAWN} {_PAINTED} {_LETTERED}",
        {"g", "rect", "line", "circle", "ellipse", "path", "polyline", "polygon", "text", "title"},
    ),
    **dict.fromkeys(("rect", "line", "circle", "ellipse", "path", "polyline", "polygon"), _SHAPE),
    "text": _mark(f"{_DRAWN} {_PAINTED} {_LETTERED}", {"tspan"}, words=True),
    "tspan": _mark(f"{_DRAWN} {_PAINTED} {_LETTERED}", words=True),
}

SPACE = re.compile(r"[ \t\r\n\f]+")
WIDTH = re.compile(r"\s*width:\s*(\d{1,3}(?:\.\d+)?)%;?\s*")
_JUDGED_BELOW = frozenset({etree.ErrorTypes.HTML_UNKNOWN_TAG, etree.ErrorTypes.DTD_ID_REDEFINED})
"""What the parser finds and ``faults`` says better; it knows only the tags of 1999."""

COUNT = re.compile(r"[1-9]\d?")


class PageFault(ChallengeError):
    """Something in a page that keeps it from being filed; the last fact is the place."""


class MalformedPage(PageFault):
    """The page is not well-formed HTML."""

    def __str__(self) -> str:
        """Say what the parser met."""
        detail, place = self.args
        return (
            f"The page is not well-formed at {place}: {detail}. Close every mark in the order it was opened."
        )


class UnknownMark(PageFault):
    """A tag, attribute, class or value that documents do not know."""

    def __str__(self) -> str:
        """Name the mark and the place."""
        mark, place = self.args
        return f"Documents do not know {mark} at {place}. Use a mark that they know, or take it out."


class MisplacedMark(PageFault):
    """A known mark inside another that cannot hold it."""

    def __str__(self) -> str:
        """Name both marks and the place."""
        mark, parent, place = self.args
        return f"<{mark}> cannot stand in <{parent}> at {place}. Close <{parent}> first, or use another mark."


class StrayText(PageFault):
    """Words that belong to no paragraph."""

    def __str__(self) -> str:
        """Quote the words."""
        text, parent, place = self.args
        return f"The words “{text}” stand directly in <{parent}> at {place}. Put them into a paragraph."


class UnsafeLink(PageFault):
    """A link to something other than a secure page, a mailbox or this page."""

    def __str__(self) -> str:
        """Quote the target."""
        target, place = self.args
        return (
            f"The link to “{target}” at {place} is not allowed. Link to https:, mailto: or a heading (#id)."
        )


class BrokenLink(PageFault):
    """A link to a heading that the page does not have."""

    def __str__(self) -> str:
        """Quote the target."""
        target, place = self.args
        return f"The link to “{target}” at {place} leads nowhere. Give the heading it means that id."


class RepeatedId(PageFault):
    """Two elements with one id."""

    def __str__(self) -> str:
        """Name the id."""
        name, place = self.args
        return f"The id “{name}” at {place} is already taken. Give each element an id of its own."


class RaggedTable(PageFault):
    """A table whose rows are not equally wide."""

    def __str__(self) -> str:
        """Say how wide the row is and how wide it should be."""
        wide, columns, place = self.args
        return (
            f"The row at {place} fills {wide} of the table's {columns} columns. "
            "Give every row the same number of cells, counting colspan and rowspan."
        )


def parse(html: str) -> etree._Element:
    """Turn HTML into elements; a page whose marks overlap is refused."""
    if not re.search(r"<html[\s>]", html):
        raise MalformedPage("it has no <html>", "line 1")
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedPage(error.msg, f"line {error.lineno}") from error
    for entry in parser.error_log:
        if entry.type not in _JUDGED_BELOW:
            raise MalformedPage(entry.message.strip(), f"line {entry.line}")
    return root


def place(element: etree._Element) -> str:
    """Say where an element stands: its line, its tag and how its words begin."""
    words = spoken(element)
    start = f" “{words[:40]}{'…' if len(words) > 40 else ''}”" if words else ""  # noqa: PLR2004 - an excerpt
    return f"line {element.sourceline}, <{element.tag}>{start}"


def squeezed(text: str | None) -> str:
    """Fold white space as a browser does; a no-break space stays."""
    return SPACE.sub(" ", text or "").strip(" ")


def spoken(element: etree._Element) -> str:
    """Give all the words in an element as they are read aloud."""
    return squeezed("".join(map(str, element.itertext())))


_NO_CLASSES: frozenset[str] = frozenset()


def classes(element: etree._Element) -> frozenset[str]:
    """Give the classes of an element."""
    named = element.get("class")
    return frozenset(named.split()) if named else _NO_CLASSES


def is_printed(element: etree._Element) -> bool:
    """Say whether an element is more than furniture of the web page."""
    return not any(NOT_PRINTED in classes(each) for each in (element, *element.iterancestors()))


def faults(root: etree._Element) -> Iterator[PageFault]:
    """Go through everything in which a page leaves the subset, in reading order."""
    anchors = {element.get("id") for element in root.iter(*HEADINGS)}
    drawn = {part for drawing in root.iter("svg") for part in drawing.iter()}
    seen: set[str] = set()
    for element in root.iter():
        grammar = DRAWING if element in drawn else MARKS
        if element.tag not in grammar:
            yield UnknownMark(f"<{element.tag}>", place(element))
            continue
        yield from _attribute_faults(element, grammar[str(element.tag)])
        yield from _nesting_faults(element, grammar)
        yield from _link_faults(element, anchors)
        yield from _id_faults(element, seen)
    for table in root.iter("table"):
        yield from _table_faults(table)


def _attribute_faults(element: etree._Element, mark: Mark) -> Iterator[PageFault]:
    for name, value in ((str(name), str(value)) for name, value in element.items()):
        if name not in mark.attributes and name not in EVERYWHERE:
            yield UnknownMark(f"the attribute “{name}”", place(element))
        elif not _value_makes_sense(name, value):
            yield UnknownMark(f"the value {name}=“{value}”", place(element))
    for name in sorted(classes(element)):
        if element.tag not in CLASSES.get(name, ()):
            yield UnknownMark(f"the class “{name}” on <{element.tag}>", place(element))


def _value_makes_sense(name: str, value: str) -> bool:
    """Check the attributes whose value changes what is printed."""
    match name:
        case "style":
            return WIDTH.fullmatch(value) is not None
        case "colspan" | "rowspan":
            return COUNT.fullmatch(value) is not None
        case "scope":
            return value in {"col", "row"}
        case "fill" | "stroke":
            return "(" not in value  # No paint fetched from elsewhere.
        case _:
            return True


def _nesting_faults(element: etree._Element, grammar: dict[str, Mark]) -> Iterator[PageFault]:
    mark = grammar[str(element.tag)]
    for child in element:
        if child.tag in grammar and child.tag not in mark.inside:
            yield MisplacedMark(child.tag, element.tag, place(child))
    if mark.words:
        return
    if stray := squeezed(" ".join(filter(None, (element.text, *(child.tail for child in element))))):
        yield StrayText(stray[:40], element.tag, place(element))


def _link_faults(element: etree._Element, anchors: set[str | None]) -> Iterator[PageFault]:
    if element.tag != "a":
        return
    target = str(element.get("href", ""))
    if not target.startswith(("https://", "mailto:", "#")):
        yield UnsafeLink(target, place(element))
    elif target.startswith("#") and not (
        target[1:] in anchors if is_printed(element) else _has_id(element, target)
    ):
        yield BrokenLink(target, place(element))


def _has_id(element: etree._Element, target: str) -> bool:
    root = element.getroottree().getroot()
    return any(each.get("id") == target[1:] for each in root.iter())


def _id_faults(element: etree._Element, seen: set[str]) -> Iterator[PageFault]:
    name = element.get("id")
    if name is None:
        return
    if name in seen:
        yield RepeatedId(name, place(element))
    seen.add(str(name))


def _table_faults(table: etree._Element) -> Iterator[PageFault]:
    """Lay the cells on a grid, as a browser does; every row must be filled and none overfilled."""
    columns = 0
    for part in table.iterchildren("thead", "tbody"):
        open_cells: dict[int, int] = {}  # How many rows a cell from above still reaches down, by column.
        for row in part:
            wide = len(open_cells) + sum(_span(cell, "colspan") for cell in row)
            columns = columns or wide
            if wide != columns:
                yield RaggedTable(wide, columns, place(row))
                return
            open_cells = _reach_down(row, open_cells, columns)
        if open_cells:
            yield RaggedTable(columns - len(open_cells), columns, f"the end of {place(part)}")


def _reach_down(row: etree._Element, above: dict[int, int], columns: int) -> dict[int, int]:
    free = iter([column for column in range(columns) if column not in above])
    reach = {column: rows - 1 for column, rows in above.items()}
    for cell in row:
        for _ in range(_span(cell, "colspan")):
            reach[next(free)] = _span(cell, "rowspan") - 1
    return {column: rows for column, rows in reach.items() if rows}


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name, "1"))
    return int(value) if COUNT.fullmatch(value) else 1
