"""Accepts the tracked changes of a Word document, as Word itself would.

People send a plan back with changes tracked. A reader that does not mind them loses what was inserted and
keeps what was deleted. Here the document is rewritten to what its author sees under "no markup", so
that everything after this step reads plain paragraphs and tables.
"""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_GONE = {
    W + name
    for name in (
        "del",
        "moveFrom",
        "rPrChange",
        "pPrChange",
        "tblPrChange",
        "tblPrExChange",
        "tblGridChange",
        "trPrChange",
        "tcPrChange",
        "sectPrChange",
        "numberingChange",
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "annotationRef",
        "sdtPr",
        "sdtEndPr",
        "customXmlPr",
        "smartTagPr",
    )
} | {_MC + "Choice"}
"""What nobody sees once all changes are accepted."""
_OPEN = {W + name for name in ("ins", "moveTo", "sdt", "sdtContent", "customXml", "smartTag")} | {
    _MC + "AlternateContent",
    _MC + "Fallback",
}
"""What is only a wrapper around what is seen."""


def accept(root: etree._Element) -> None:
    """Rewrite a document so that nothing of it is tracked, optional or a form field any more."""
    _empty_fields(root)
    _drop_cells_and_rows(root)
    ended = [each for each in root.iter(W + "p") if _has_lost_its_end(each)]
    for each in list(root.iter(*_GONE)):
        _remove(each)
    for each in list(root.iter(*_OPEN)):
        _unwrap(each)
    for each in reversed(ended):  # From the last, so that nothing of a long chain is moved twice.
        _join_with_next(each)


def _empty_fields(root: etree._Element) -> None:
    """Take the grey hint out of form fields that nobody filled in."""
    for field in list(root.iter(W + "sdt")):
        if field.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            for text in list(field.iter(W + "t")):
                text.text = ""


def _drop_cells_and_rows(root: etree._Element) -> None:
    for mark, whole in ((f"{W}trPr/{W}del", "tr"), (f"{W}tcPr/{W}cellDel", "tc")):
        for each in list(root.iter(W + whole)):
            if each.find(mark) is not None:
                _remove(each)
    for table in list(root.iter(W + "tbl")):
        if next(table.iter(W + "tr"), None) is None:
            _remove(table)


def _has_lost_its_end(paragraph: etree._Element) -> bool:
    mark = f"{W}pPr/{W}rPr/{W}"
    return any(paragraph.find(mark + name) is not None for name in ("del", "moveFrom"))


def _remove(element: etree._Element) -> None:
    """Remove an element, whose tail in XML would go with it."""
    parent = element.getparent()
    if parent is not None:
        element.tail = None
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    """Put what an element holds into its place."""
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _join_with_next(paragraph: etree._Element) -> None:
    """Join a paragraph whose end was deleted with the next, which keeps its own look, as in Word."""
    following = paragraph.getnext()
    if following is None or following.tag != W + "p":
        return
    words = [each for each in paragraph if each.tag != W + "pPr"]
    at = 1 if len(following) and following[0].tag == W + "pPr" else 0
    following[at:at] = words
    _remove(paragraph)
