"""Puts a stamp into the properties of a Word or Excel file, which renaming and reformatting leave alone."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lxml import etree

from domain.stamps import Stamp

_PART = "docProps/custom.xml"
_TYPES, _ROOTS = "[Content_Types].xml", "_rels/.rels"
_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_KIND = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
_ROOTS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OF_PEOPLE = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that people name themselves, by the number that Office gives it."""
_FIRST_NUMBER = 2
_PACKED = (1980, 1, 1, 0, 0, 0)


def stamped(content: bytes, stamp: Stamp, more: Mapping[str, str] | None = None) -> bytes:
    """Return a file of ours with a stamp, and more if wanted, in its properties; always the same bytes."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    parts[_PART] = _properties({**stamp.properties, **(more or {})})
    kind = {"PartName": f"/{_PART}", "ContentType": _KIND}
    parts[_TYPES] = _with(parts[_TYPES], f"{{{_TYPES_SPACE}}}Override", kind)
    related = {"Id": "rIdStamp", "Type": _RELATED, "Target": _PART}
    parts[_ROOTS] = _with(parts[_ROOTS], f"{{{_ROOTS_SPACE}}}Relationship", related)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """Pack parts in their order; neither the machine nor the time is to be seen in it."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = ZipInfo(name, _PACKED)
            about.compress_type = ZIP_DEFLATED
            about.create_system = 0
            archive.writestr(about, content)
    return out.getvalue()


def _properties(properties: Mapping[str, str]) -> bytes:
    namespaces: dict[str | None, str] = {None: _CUSTOM, "vt": _VALUES}
    root = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap=namespaces)  # type: ignore[arg-type]
    for number, (name, value) in enumerate(properties.items(), _FIRST_NUMBER):
        said = {"fmtid": _OF_PEOPLE, "pid": str(number), "name": name}
        each = etree.SubElement(root, f"{{{_CUSTOM}}}property", said)
        etree.SubElement(each, f"{{{_VALUES}}}lpwstr").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _with(part: bytes, tag: str, said: dict[str, str]) -> bytes:
    root = etree.fromstring(part)
    etree.SubElement(root, tag, said)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
