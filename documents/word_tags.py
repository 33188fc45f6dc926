"""What a Word file tells a screen reader, counted from the file itself and not from what wrote it."""

from collections import Counter
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree

from documents.ooxml import NAMESPACES
from documents.tags import Tally

HEADINGS = {"Title": "H1", "TOCHeading": "H2", **{f"Heading{level}": f"H{level}" for level in range(1, 5)}}
HEADERS = frozenset({"TableHeading", "TableRowHeading"})


def word_tally(docx: bytes) -> Tally:
    """Count what stands in a Word file, by the names that PDF gives to the same things."""
    with ZipFile(BytesIO(docx)) as file:
        body = etree.fromstring(file.read("word/document.xml"))
    styles = [str(each) for each in _all(body, "//w:p/w:pPr/w:pStyle/@w:val")]
    cells = [_style(cell) for cell in _all(body, "//w:tc[not(w:tcPr/w:vMerge[not(@w:val)])]")]
    found: Tally = Counter(HEADINGS[style] for style in styles if style in HEADINGS)
    found.update("TH" if style in HEADERS else "TD" for style in cells)
    found["TOCI"] = len(_all(body, "//w:sdtContent//w:hyperlink"))
    found["Table"] = len(_all(body, "//w:tbl"))
    found["TR"] = len(_all(body, "//w:tr"))
    found["L"] = len({str(each) for each in _all(body, "//w:numPr/w:numId/@w:val")})
    found["LI"] = len(_all(body, "//w:numPr")) + styles.count("Definition")
    found["Link"] = len(_all(body, "//w:hyperlink"))
    found["Figure"] = len(_all(body, "//wp:docPr[@descr != '']"))
    return found


def _all(root: etree._Element, path: str) -> list[Any]:
    found: Any = root.xpath(path, namespaces=NAMESPACES)
    return found if isinstance(found, list) else []


def _style(cell: etree._Element) -> str:
    style = cell.find("w:p/w:pPr/w:pStyle", NAMESPACES)
    return "" if style is None else str(style.get(f"{{{NAMESPACES['w']}}}val"))
