"""What every document must pass before it is filed.

Two questions are asked of the page: can everybody read it, and is there nothing in it
that nobody meant to say, such as the mark of an empty value? One is asked of the PDF and of
the Word file: has anything been lost on the way? Each answer is a sentence that names the place.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from documents.blocks import (
    Contents,
    Figure,
    Heading,
    Listing,
    Page,
    Table,
    Terms,
    links,
    walk,
    wording,
)
from documents.marks import HEADINGS, SPACE, MalformedPage, classes, faults, parse, place, spoken, squeezed
from documents.tags import Tally, tally
from documents.word_tags import word_tally

VAGUE = frozenset(
    {
        "click here",
        "details",
        "here",
        "link",
        "more",
        "page",
        "read more",
        "see more",
        "this",
        "this link",
        "this page",
    }
)

_NEVER_EMPTY = ("p", "address", "li", "dt", "dd", "th", "caption", "figcaption", *sorted(HEADINGS))
_SPEAKING = ("title", "desc", "text", "td", *_NEVER_EMPTY)
_APART = frozenset({"p", "ul", "ol"})
"""What speaks for itself inside an item or a cell."""

_SIGNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{\{|\}\}|\{%|%\}"), "A template's mark was left standing"),
    (re.compile(r"\b(?:TODO|FIXME|TBD|XXX+)\b|\b[Ll]orem ipsum\b"), "A note to the author was left standing"),
    (
        re.compile(r"\[\s*(?:insert|enter|add|name|date|council|your|to be|tbc)\b[^\]]*\]", re.IGNORECASE),
        "A blank was not filled in",
    ),
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "There are two full stops"),
    (
        re.compile(r"\s[.,;:!?](?=\s|$)|,\s*[,.](?!\.)"),
        "A word seems to be missing before a punctuation mark",
    ),
    (re.compile(r"\(\s*\)|\[\s*\]|“\s*”"), "There is nothing between two brackets or quotation marks"),
    (re.compile(r"object at 0x|\bdatetime\.\w+\(|<\w+\.\w+: "), "The inside of the program shows"),
)
_NO_VALUE = re.compile(r"(?<![\w-])(?:None|Undefined)(?![\w-])")
_SENTENCE_OPENS = re.compile(r"(?:^|[.!?:;“‘\"'(–—])\s*$")
_SENTENCE_GOES_ON = re.compile(r"\s+[a-z]")
_LONE = frozenset({"undefined", "null", "nan", "NaN"})


def problems(html: str) -> list[str]:
    """Say everything that keeps a page from being filed; an empty list means that it may be."""
    try:
        root = parse(html)
    except MalformedPage as fault:
        return [str(fault)]
    return [*map(str, faults(root)), *_unreadable(root), *_unmeant(root)]


def pdf_problems(page: Page, pdf: bytes) -> list[str]:
    """Say what the PDF tells a screen reader less of, or more of, than the page does."""
    return _differences("PDF", _expected(page), tally(pdf))


def word_problems(page: Page, docx: bytes) -> list[str]:
    """Say what the Word file tells a screen reader less of, or more of, than the page does."""
    wanted = _expected(page)
    wanted["L"] -= sum(isinstance(block, Terms) for block in walk(page.blocks))  # Word has no list of terms.
    return _differences("Word file", wanted, word_tally(docx))


def _differences(what: str, wanted: Tally, found: Tally) -> list[str]:
    return [
        f"The {what} has {found[tag]} of the tag {tag} where the page has {wanted[tag]}."
        for tag in sorted(_COMPARED)
        if found[tag] != wanted[tag]
    ]


_COMPARED = ("H1", "H2", "H3", "H4", "Table", "TR", "TH", "TD", "L", "LI", "Figure", "Link", "TOCI")


def _expected(page: Page) -> Tally:
    """Count the tags that a page should have on paper."""
    wanted: Tally = Counter(dict.fromkeys(_COMPARED, 0))
    for block in walk(page.blocks):
        wanted["Link"] += sum(1 for words in wording(block) for _ in links(words))
        match block:
            case Heading():
                wanted[f"H{block.level}"] += 1
            case Contents():
                wanted.update({"H2": 1, "TOCI": len(block.entries), "Link": len(block.entries)})
            case Listing():
                wanted.update({"L": 1, "LI": len(block.items)})
            case Terms():
                wanted.update({"L": 1, "LI": len(block.entries)})
            case Figure():
                wanted["Figure"] += 1
            case Table():
                cells = [cell for row in block.head + block.body for cell in row]
                wanted.update({"Table": 1, "TR": len(block.head + block.body)})
                wanted.update("TD" if cell.scope is None else "TH" for cell in cells)
    return wanted


def _unreadable(root: etree._Element) -> Iterator[str]:
    """Go through what would keep somebody from reading the page."""
    if not root.get("lang"):
        yield "The page does not say its language: <html> needs lang."
    if not squeezed(root.findtext("head/title")):
        yield "The page has no title."
    yield from _heading_problems(root)
    for table in root.iter("table"):
        yield from _table_problems(table)
    for svg in root.iter("svg"):
        yield from _drawing_problems(svg)
    yield from _chart_problems(root)
    for link in root.iter("a"):
        yield from _link_problems(link)
    yield from _contents_problems(root)
    for element in root.iter(*_NEVER_EMPTY):
        if not spoken(element):
            yield f"There is nothing in it: {place(element)}."


def _heading_problems(root: etree._Element) -> Iterator[str]:
    headings = [(int(str(each.tag)[1]), each) for each in root.iter(*HEADINGS)]
    first = sum(1 for level, _ in headings if level == 1)
    if first != 1:
        yield f"The page needs exactly one <h1> and has {first}."
    printed = [(level, each) for level, each in headings if "toc" not in _above(each)]
    for (before, _), (level, each) in pairwise(printed):
        if level > before + 1:
            yield f"The headings jump from level {before} to {level} at {place(each)}."


def _above(element: etree._Element) -> frozenset[str]:
    return frozenset(name for each in element.iterancestors() for name in classes(each))


def _table_problems(table: etree._Element) -> Iterator[str]:
    where = place(table)
    if table.find("caption") is None:
        yield f"The table has no caption at {where}."
    headers = list(table.iter("th"))
    if not headers:
        yield f"The table has no header cells at {where}."
    for header in headers:
        if header.get("scope") is None:
            yield f"The header cell does not say its scope at {place(header)}."
    region = table.getparent()
    if region is None or not _scrolls(region):
        yield (
            f"The table cannot be scrolled by keyboard on a small screen at {where}: "
            'put it into <div class="table" role="region" aria-label="its caption" tabindex="0">.'
        )


def _scrolls(region: etree._Element) -> bool:
    named = bool(region.get("aria-label") or region.get("aria-labelledby"))
    return (
        "table" in classes(region)
        and region.get("role") == "region"
        and region.get("tabindex") == "0"
        and named
    )


def _chart_problems(root: etree._Element) -> Iterator[str]:
    for figure in root.iter("figure"):
        if "chart" in classes(figure) and figure.get("tabindex") != "0":
            yield (
                f"The chart cannot be scrolled by keyboard on a small screen at {place(figure)}: "
                'give its figure tabindex="0".'
            )


def _drawing_problems(svg: etree._Element) -> Iterator[str]:
    if svg.get("aria-hidden") == "true":
        if "logo" not in _above(svg):
            yield f"The drawing is kept from those who listen, and is no logo, at {place(svg)}."
        return
    if svg.get("role") != "img":
        yield f"The drawing does not say that it is one (role=“img”) at {place(svg)}."
    if not svg.get("viewbox"):
        yield f"The drawing does not say how large it is (viewBox) at {place(svg)}."
    for name in ("title", "desc"):
        if not squeezed(svg.findtext(name)):
            yield f"The drawing has no <{name}> that could be read aloud at {place(svg)}."
    known = {each.get("id") for each in svg.iter()}
    if not {*str(svg.get("aria-labelledby", "")).split()} <= known:
        yield f"The drawing is labelled by something that is not in it at {place(svg)}."


def _link_problems(link: etree._Element) -> Iterator[str]:
    words = spoken(link)
    if not words:
        yield f"The link to {link.get('href')} has no words at {place(link)}."
    elif words.lower().rstrip(".") in VAGUE or re.match(r"(?i)https?://|www\.", words):
        yield f"The words of the link do not say where it leads at {place(link)}."


def _contents_problems(root: etree._Element) -> Iterator[str]:
    """Compare the table of contents with the headings; the PDF prints the headings."""
    headings = {f"#{each.get('id')}": spoken(each) for each in root.iter(*HEADINGS)}
    for link in root.iterfind(".//nav//a"):
        words, target = spoken(link), str(link.get("href", ""))
        if "toc" in _above(link) and target in headings and headings[target] != words:
            yield f"The contents say “{words}” where the heading says “{headings[target]}” at {place(link)}."


def _unmeant(root: etree._Element) -> Iterator[str]:
    """Go through the words that no author would have written."""
    for element in root.iter(*_SPEAKING):
        for line in _own_lines(element):
            yield from (f"{sign} at {place(element)}." for sign in _signs(line))
    for meta in root.iter("meta"):
        yield from (
            f"{sign} in the page's {meta.get('name')}." for sign in _signs(str(meta.get("content", "")))
        )
    for element in root.iterfind(".//*[@aria-label]"):
        yield from (
            f"{sign} in the label at {place(element)}." for sign in _signs(str(element.get("aria-label")))
        )


def _own_lines(element: etree._Element) -> list[str]:
    """Give the lines that an element says itself, without the paragraphs and lists inside it."""
    lines = "".join(_own_words(element)).split("\n")
    return [line for line in map(squeezed, lines) if line]


def _own_words(element: etree._Element) -> Iterator[str]:
    yield SPACE.sub(" ", element.text or "")
    for child in element:
        if child.tag == "br" or child.tag in _APART:
            yield "\n"
        else:
            yield from _own_words(child)
        yield SPACE.sub(" ", child.tail or "")


def _signs(line: str) -> Iterator[str]:
    """Say what in a line looks like a gap in it."""
    for pattern, sign in _SIGNS:
        found = pattern.search(line)
        if found:
            yield f"{sign} (“{found[0].strip()}”)"
    if line.strip(" .") in _LONE or any(_is_value(line, found) for found in _NO_VALUE.finditer(line)):
        yield "A value is missing (“None” or the like)"


def _is_value(line: str, found: re.Match[str]) -> bool:
    """Tell a missing value from the word that opens a sentence: "None of the peers ..."."""
    opens = _SENTENCE_OPENS.search(line, 0, found.start())
    return not (opens and _SENTENCE_GOES_ON.match(line, found.end()))
