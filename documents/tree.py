"""Reads one page of HTML, the string that is published, into blocks.

Everything that a page says outside its ``no-print`` furniture ends up in the tree,
with white space folded as a browser folds it; what cannot is refused.
"""

from collections.abc import Callable, Iterable

from lxml import etree

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
    Inline,
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
    Scope,
    Strong,
    Table,
    Term,
    Terms,
    Text,
    Words,
)
from documents.marks import (
    HEADINGS,
    INLINE,
    NOT_PRINTED,
    SPACE,
    WIDTH,
    MalformedPage,
    classes,
    faults,
    parse,
    squeezed,
)

_CASED = {"viewbox": "viewBox", "preserveaspectratio": "preserveAspectRatio"}
"""SVG attributes that HTML does not tell from their lower-case form, but a drawing does."""


def read(html: str) -> Page:
    """Read a page of HTML into blocks; the first fault in it is raised."""
    root = parse(html)
    for fault in faults(root):
        raise fault
    title = squeezed(root.findtext("head/title"))
    if not title:
        raise MalformedPage("it has no title", "<head>")
    return Page(
        title=title,
        language=root.get("lang") or "en-GB",
        blocks=_blocks(root.find("body")),
        description=_named(root, "description"),
        author=_named(root, "author"),
        reference=_named(root, "reference"),
        is_wide=any("wide" in classes(main) for main in root.iter("main")),
    )


def _named(root: etree._Element, name: str) -> str:
    return next((str(m.get("content", "")) for m in root.iter("meta") if m.get("name") == name), "")


def _blocks(parent: etree._Element | None) -> Blocks:
    """Read what stands in an element, where only blocks may stand."""
    if parent is None:
        return ()
    return tuple(block for child in parent for block in _block(child))


def _block(element: etree._Element) -> Blocks:
    """Read one element; a section is only what it holds, furniture of the web page is nothing."""
    named = classes(element)
    if NOT_PRINTED in named:
        return ()
    before: Blocks = (PageBreak(),) if "page-break" in named else ()
    reader = _READERS.get(str(element.tag))
    block = reader(element) if reader else _section(element)
    return before + (block if isinstance(block, tuple) else (block,))


def _section(element: etree._Element) -> Block | Blocks:
    named = classes(element)
    if "letterhead" in named:
        return Letterhead(_blocks(element))
    if "cover" in named:
        return Cover(_blocks(element))
    if "toc" in named:
        return _contents(element)
    return _blocks(element)


def _heading(element: etree._Element) -> Block:
    return Heading(int(str(element.tag)[1]), _words(element), element.get("id", ""))


def _paragraph(element: etree._Element) -> Block | Blocks:
    words = _words(element)
    named = classes(element)
    role = next((role for role in Role if role in named), Role.PLAIN) if named else Role.PLAIN
    return Paragraph(words, role) if words else ()


def _address(element: etree._Element) -> Block:
    return Paragraph(_words(element), Role.ADDRESS)


def _listing(element: etree._Element) -> Block:
    return Listing(element.tag == "ol", tuple(Item(_flow(item)) for item in element))


def _terms(element: etree._Element) -> Block:
    """Read a list of terms; several meanings of one term follow each other."""
    entries: list[Term] = []
    for child in element:
        if child.tag == "dt" or not entries:
            entries.append(Term(_words(child), ()))
        else:
            entries[-1] = Term(entries[-1].words, entries[-1].meaning + _flow(child))
    return Terms(tuple(entries))


def _table(element: etree._Element) -> Block:
    caption = element.find("caption")
    return Table(
        caption=_words(caption) if caption is not None else (),
        widths=tuple(_width(col) for col in element.iterfind("colgroup/col")),
        head=tuple(_row(row) for row in element.iterfind("thead/tr")),
        body=tuple(_row(row) for row in element.iterfind("tbody/tr")),
    )


def _width(col: etree._Element) -> float:
    found = WIDTH.fullmatch(str(col.get("style", "")))
    return float(found[1]) if found else 0.0


def _row(element: etree._Element) -> Row:
    return tuple(_cell(cell) for cell in element)


def _cell(element: etree._Element) -> Cell:
    return Cell(
        inside=_flow(element),
        scope=Scope(element.get("scope", Scope.COLUMN)) if element.tag == "th" else None,
        columns=int(element.get("colspan", "1")),
        rows=int(element.get("rowspan", "1")),
    )


def _figure(element: etree._Element) -> Block | Blocks:
    if "logo" in classes(element):
        return ()  # Decoration: paper takes it from the house style.
    svg, caption = element.find("svg"), element.find("figcaption")
    if svg is None:
        return (Paragraph(_words(caption)),) if caption is not None else ()
    told = (squeezed(svg.findtext("title")), squeezed(svg.findtext("desc")))
    return Figure(
        drawing=_drawing(svg),
        alternative=". ".join(each.rstrip(".") for each in told if each) + ".",
        caption=_words(caption) if caption is not None else (),
        is_chart="chart" in classes(element),
    )


def _drawing(svg: etree._Element) -> str:
    """Write a drawing as a file of its own."""
    copy = etree.fromstring(etree.tostring(svg, with_tail=False))
    for lowered, cased in _CASED.items():
        if lowered in copy.attrib:
            copy.set(cased, str(copy.attrib.pop(lowered)))
    if not etree.QName(copy).namespace:
        copy.set("xmlns", "http://www.w3.org/2000/svg")
    return etree.tostring(copy, encoding="unicode")


def _contents(element: etree._Element) -> Block:
    heading = next(element.iter(*HEADINGS), None)
    return Contents(
        title=_words(heading) if heading is not None else (Text("Contents"),),
        entries=tuple(Link(str(a.get("href", "")), _words(a)) for a in element.iter("a")),
    )


_READERS: dict[str, Callable[[etree._Element], Block | Blocks]] = {
    **dict.fromkeys(HEADINGS, _heading),
    "p": _paragraph,
    "address": _address,
    "ul": _listing,
    "ol": _listing,
    "dl": _terms,
    "table": _table,
    "figure": _figure,
    "aside": lambda element: Callout(_blocks(element)),
    "blockquote": lambda element: Quote(_blocks(element)),
}


def _flow(parent: etree._Element) -> Blocks:
    """Read an item or a cell, where words and blocks may follow each other."""
    if not len(parent):
        return _paragraphs(_alone(parent))
    blocks: list[Block] = []
    run: list[Inline] = [*_raw(parent.text)]
    for child in parent:
        if child.tag in INLINE:
            run += _inline(child)
        else:
            blocks += [*_spoken(run), *_block(child)]
            run = []
        run += _raw(child.tail)
    return (*blocks, *_spoken(run))


def _spoken(run: Iterable[Inline]) -> Blocks:
    return _paragraphs(tidy(tuple(run)))


def _paragraphs(words: Words) -> Blocks:
    return (Paragraph(words),) if words else ()


def _words(element: etree._Element) -> Words:
    """Read the words of an element and the marks among them."""
    return tidy(_untidy(element)) if len(element) else _alone(element)


def _alone(element: etree._Element) -> Words:
    """Read the words of an element without marks among them, as most are: they are but one text to tidy."""
    said = squeezed(element.text)
    return (Text(said),) if said else ()


def _untidy(element: etree._Element) -> Words:
    words = [*_raw(element.text)]
    for child in element:
        words += [*_inline(child), *_raw(child.tail)]
    return tuple(words)


def _raw(text: str | None) -> Words:
    return (Text(text),) if text else ()


def _inline(element: etree._Element) -> Words:
    match element.tag:
        case "br":
            return (Break(),)
        case "strong":
            return (Strong(_untidy(element)),)
        case "em":
            return (Emphasis(_untidy(element)),)
        case _:
            return (Link(str(element.get("href", "")), _untidy(element)),)


def tidy(words: Words) -> Words:
    """Fold white space across marks, so that one space is left between words and none at the ends."""
    folded, _ = _folded(words, after_space=True)
    return _clipped(folded)


def _folded(words: Words, *, after_space: bool) -> tuple[Words, bool]:
    kept: list[Inline] = []
    for inline in words:
        match inline:
            case Text(text):
                text = SPACE.sub(" ", text)
                text = text.removeprefix(" ") if after_space else text
                if text:
                    kept.append(Text(text))
                    after_space = text.endswith(" ")
            case Break():
                kept = [*_clipped(tuple(kept)), inline]
                after_space = True
            case _:
                inner, after_space = _folded(inline.words, after_space=after_space)
                if inner:
                    kept.append(_around(inline, inner))
    return tuple(kept), after_space


def _around(mark: Strong | Emphasis | Link, words: Words) -> Inline:
    """Put a mark around other words."""
    return Link(mark.target, words) if isinstance(mark, Link) else type(mark)(words)


def _clipped(words: Words) -> Words:
    """Take the space from the end of some words, however deep in marks it is."""
    if not words:
        return ()
    *first, last = words
    match last:
        case Text(text):
            clipped = text.removesuffix(" ")
            return (*first, Text(clipped)) if clipped else _clipped(tuple(first))
        case Break():
            return words
        case _:
            inner = _clipped(last.words)
            return (*first, _around(last, inner)) if inner else _clipped(tuple(first))
