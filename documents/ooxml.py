"""How Word's format is written: elements in their namespaces, parts in a parcel that is always the same.

A file for Word is a parcel of XML parts. Ours holds no part that nobody asked for, and neither
its order nor its times depend on when or where it was packed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

NAMESPACES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
    "adec": "http://schemas.microsoft.com/office/drawing/2017/decorative",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
for _prefix, _namespace in NAMESPACES.items():
    etree.register_namespace(_prefix, _namespace)
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKED = (1980, 1, 1, 0, 0, 0)
"""The first moment that a parcel can name: the true one would make every parcel another."""

CONTENT_TYPES = {
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "word/document.xml": f"{_MAIN}.document.main+xml",
    "word/footer.xml": f"{_MAIN}.footer+xml",
    "word/numbering.xml": f"{_MAIN}.numbering+xml",
    "word/settings.xml": f"{_MAIN}.settings+xml",
    "word/styles.xml": f"{_MAIN}.styles+xml",
}


@cache
def name(qualified: str) -> str:
    """Write ``w:p`` as lxml wants it, with its whole namespace."""
    prefix, _, local = qualified.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def element(
    qualified: str,
    attributes: Mapping[str, str | int] | None = None,
    inside: Iterable[etree._Element] = (),
    text: str | None = None,
) -> etree._Element:
    """Make an element; an attribute without a prefix has no namespace."""
    made = etree.Element(name(qualified))
    for key, value in (attributes or {}).items():
        made.set(name(key) if ":" in key else key, str(value))
    made.text = text
    made.extend(list(inside))
    return made


def w(local: str, *inside: etree._Element, **attributes: str | int) -> etree._Element:
    """Make an element of Word's own, all of whose attributes are Word's own."""
    return element(f"w:{local}", {f"w:{key}": value for key, value in attributes.items()}, inside)


def run(text: str, *looks: etree._Element) -> etree._Element:
    """Write characters that look alike."""
    said = w("t")
    said.text = text
    if text != text.strip():
        said.set(name("xml:space"), "preserve")
    return w("r", *([w("rPr", *looks)] if looks else []), said)


def xml(root: etree._Element) -> bytes:
    """Write a part, with its namespaces named once."""
    etree.cleanup_namespaces(root, top_nsmap={each: NAMESPACES[each] for each in ("w", "r")})
    return _written(root)


def _written(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _about_parts(qualified: str, inside: Iterable[etree._Element]) -> bytes:
    """Write a part that speaks of other parts, without prefixes, as readers expect it."""
    prefix, _, local = qualified.partition(":")
    root = etree.fromstring(f'<{local} xmlns="{NAMESPACES[prefix]}"/>')
    root.extend(list(inside))
    return _written(root)


@dataclass(slots=True)
class Relations:
    """What a part refers to, each thing once, by the numbers that the part uses."""

    found: dict[tuple[str, str], str] = field(default_factory=dict)

    def to(self, kind: str, target: str) -> str:
        """Return the number of a thing that the part refers to."""
        return self.found.setdefault((kind, target), f"rId{len(self.found) + 1}")

    def part(self) -> bytes:
        """Write the part that lists them."""
        return _about_parts("rel:Relationships", [_relation(*each) for each in self.found.items()])


def _relation(what: tuple[str, str], number: str) -> etree._Element:
    kind, target = what
    said = {"Id": number, "Type": kind if ":" in kind else f"{_RELATED}/{kind}", "Target": target}
    return element("rel:Relationship", said | ({"TargetMode": "External"} if kind == "hyperlink" else {}))


def parcel(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts with the list of what they are; the same parts give the same bytes."""
    whole = {"[Content_Types].xml": _content_types(parts), "_rels/.rels": _roots(parts), **parts}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for each in ("[Content_Types].xml", *sorted(whole.keys() - {"[Content_Types].xml"})):
            about = ZipInfo(each, _PACKED)
            about.compress_type = ZIP_DEFLATED
            about.create_system = 0  # Whoever packs it, on whatever machine.
            file.writestr(about, whole[each])
    return out.getvalue()


def _content_types(parts: Mapping[str, bytes]) -> bytes:
    kinds = {
        "png": "image/png",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    usual = [element("ct:Default", {"Extension": end, "ContentType": kind}) for end, kind in kinds.items()]
    named = [
        element("ct:Override", {"PartName": f"/{part}", "ContentType": CONTENT_TYPES[part]})
        for part in sorted(parts)
        if part in CONTENT_TYPES
    ]
    return _about_parts("ct:Types", [*usual, *named])


def _roots(parts: Mapping[str, bytes]) -> bytes:
    roots = Relations()
    roots.to("officeDocument", "word/document.xml")
    if "docProps/core.xml" in parts:
        about = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
        roots.to(about, "docProps/core.xml")
    return roots.part()
