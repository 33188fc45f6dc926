"""What stands around the text of a Word file: its foot, its settings, what it says about itself."""

from __future__ import annotations

from datetime import date

from lxml import etree

from documents.blocks import Page
from documents.house_style import HouseStyle
from documents.ooxml import element, run, w, xml
from documents.word_styles import hexed

_DC = "http://purl.org/dc/elements/1.1/"
_TERMS = "http://purl.org/dc/terms/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def settings_part(language: str) -> bytes:
    """Write the settings: above all that this is no file of an older Word."""
    compatible: dict[str, str | int] = {
        "name": "compatibilityMode",
        "uri": "http://schemas.microsoft.com/office/word",
        "val": 15,
    }
    return xml(
        w(
            "settings",
            w("zoom", percent=100),
            w("defaultTabStop", val=720),
            w("characterSpacingControl", val="doNotCompress"),
            w("compat", w("compatSetting", **compatible)),
            w("themeFontLang", val=language),
            w("decimalSymbol", val="."),
            w("listSeparator", val=","),
        )
    )


def core(page: Page, issued: date) -> bytes:
    """Write what the file says about itself; the only time in it is the day of issue."""
    namespaces = {"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI}
    root = etree.Element(f"{{{_CORE}}}coreProperties", nsmap=namespaces)
    facts = {
        "title": page.title,
        "subject": page.description,
        "creator": page.author,
        "identifier": page.reference,
        "language": page.language,
    }
    for key, value in facts.items():
        if value:
            etree.SubElement(root, f"{{{_DC}}}{key}").text = value
    for key in ("created", "modified"):
        when = etree.SubElement(root, f"{{{_TERMS}}}{key}")
        when.set(f"{{{_XSI}}}type", "dcterms:W3CDTF")
        when.text = f"{issued.isoformat()}T00:00:00Z"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def footer(page: Page, house: HouseStyle) -> bytes:
    """Write the foot of each sheet: what it is, and which page of how many."""
    above = w("top", val="single", sz=4, space=6, color=hexed(house.colours.line))
    words = [
        run(page.title),
        w("r", w("br")),  # A long title and the number would run into each other on one line.
        *([run(f"Reference {page.reference}")] if page.reference else []),
        w("r", w("tab")),
        run("Page "),
        _field("PAGE"),
        run(" of "),
        _field("NUMPAGES"),
    ]
    return xml(w("ftr", w("p", w("pPr", w("pStyle", val="Footer"), w("pBdr", above)), *words)))


def _field(code: str) -> etree._Element:
    """Write a number that Word reckons each time it lays the file out."""
    return w("fldSimple", run("1"), instr=f" {code} ")


def field_mark(kind: str) -> etree._Element:
    """Write where a field begins, where its result begins, or where it ends."""
    return w("r", w("fldChar", fldCharType=kind))


def field_code(code: str) -> etree._Element:
    """Write what a field is made from."""
    said = element("w:instrText", {"xml:space": "preserve"}, text=f" {code} ")
    return w("r", said)
