"""Opens a file from outside only as far as it is harmless.

A Word or Excel file is an archive of XML parts. Any number in it can lie, so nothing is allocated because
a header says so: the file's size is asked of the system before a byte is read, the list of parts is
measured before it is parsed, and each part is inflated against a limit. What neither a plan nor a report
needs (macros, files within files, links to other files) is refused rather than cleaned. Tried without
all this: a file of 0.14 MB took 52 seconds and 3.9 GB.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import urlsplit

from lxml import etree

from documents.incoming.refusals import ASK, RESAVE, FileRefused, shown_name

MB = 1_000_000
LARGEST_FILE = 20 * MB
LARGEST_WHOLE = 60 * MB
LARGEST_XML = 5 * MB
MOST_TAGS = 300_000
"""Marks of one part; every one becomes an object in memory, a hundred times its size."""
LARGEST_SIDE_PART = 250_000
"""Inflated size of a part that holds properties or relations: they have a few kilobytes."""
MOST_PARTS = 500
LARGEST_LIST = 200_000
"""Bytes of the archive's own list of parts."""
LONGEST_PART_NAME = 150
MOST_RELATIONS = 1_000

_END = struct.Struct("<4s4H2LH")
_END_MARK, _END_MARK_64 = b"PK\x05\x06", b"PK\x06\x07"
_ZIP_MARK, _OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,  # A part is packed or locked in a way that zipfile does not know.
    OverflowError,
    RuntimeError,
    ValueError,
)
"""What the standard library raises over an archive that is not one."""

_SAFE_NAME = re.compile(r"[\w\[\]()., ~+&'=@%-]+(?:/[\w\[\]()., ~+&'=@%-]+)*")
_MACROS = re.compile(r"(?i)vba|macro|activex|customui|\.js$|\.vbs$|\.exe$|\.dll$")
_PACKED = re.compile(
    r"(?i)(?:^|/)embeddings/|oleobject|\.(?:zip|docx|xlsx|pptx|jar|7z|rar|gz|ole|docm|xlsm)$"
)
_ELSEWHERE = re.compile(r"(?i)(?:^|/)(?:externallinks|querytables|afchunk)|(?:^|/)(?:connections|ddelink)")
_KNOWN = re.compile(r"(?i)\.(?:xml|rels|vml|png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|odttf|bin|txt)$")
_TYPES_OF_MACROS = re.compile(rb"(?i)macroenabled|vbaproject")
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([^"']{1,40})["']""")

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MAIN = "/officeDocument"
_LINK = "/hyperlink"
_LINKS = ("https", "http", "mailto", "")


class Kind(StrEnum):
    """What can be read."""

    WORD = "Word"
    EXCEL = "Excel"


_KINDS = {
    b"wordprocessingml.document.main+xml": Kind.WORD,
    b"spreadsheetml.sheet.main+xml": Kind.EXCEL,
}


@dataclass(frozen=True, slots=True)
class Relation:
    """How one part of a file refers to another, or to something outside."""

    kind: str
    target: str
    is_outside: bool


@dataclass(frozen=True)
class Package:
    """A file that may be read: its parts are inflated when asked for, each against the limit."""

    name: str
    kind: Kind
    main: str
    _archive: zipfile.ZipFile
    _parts: dict[str, bytes] = field(default_factory=dict, repr=False)

    def has(self, part: str) -> bool:
        """Whether there is a part of that name."""
        return part in self._archive.NameToInfo

    def data(self, part: str, limit: int = LARGEST_XML) -> bytes:
        """Return a part's bytes; ``FileRefused`` if it is missing, damaged or too large."""
        if part not in self._parts:
            self._parts[part] = _inflated(self._archive, self.name, part, limit)
        return self._parts[part]

    def checked_xml(self, part: str, limit: int = LARGEST_XML) -> bytes:
        """Return the bytes of a part that are XML without a document type, in UTF-8."""
        return _plain_xml(self.data(part, limit), self.name, part)

    def xml(self, part: str, limit: int = LARGEST_XML) -> etree._Element:
        """Return a part as XML."""
        try:
            return etree.fromstring(self.checked_xml(part, limit), parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise FileRefused(self.name, f"its part {part} is damaged", RESAVE) from error

    def relations(self, part: str) -> Mapping[str, Relation]:
        """Return what a part refers to, by the marks that it uses for it."""
        folder, _, file = part.rpartition("/")
        path = join(folder, "_rels", f"{file}.rels")
        if not self.has(path):
            return {}
        return {
            each.get("Id", ""): _relation(each, folder)
            for each in self.xml(path, LARGEST_SIDE_PART).iter(_RELATIONS)
        }

    def related(self, part: str, kind: str) -> str | None:
        """Return the part that another refers to as something, ``/styles``, if there is one."""
        found = (each.target for each in self.relations(part).values() if each.kind.endswith(kind))
        return next((target for target in found if self.has(target)), None)

    def properties(self) -> dict[str, str]:
        """Return the named texts that the file says of itself."""
        part = self.related("", "/custom-properties")
        if part is None:
            return {}
        root = self.xml(part, LARGEST_SIDE_PART)
        return {each.get("name", ""): "".join(map(str, each.itertext())).strip() for each in root}

    def part_names(self) -> tuple[str, ...]:
        """Return the names of all parts."""
        return tuple(self._archive.NameToInfo)


def parser() -> etree.XMLParser:
    """Return a reader of XML that follows nothing and expands nothing."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def opened(path: Path) -> Package:
    """Open a Word or Excel file from outside; ``FileRefused`` says why it is not taken in."""
    name = shown_name(path.name)
    return opened_bytes(_read(path, name), name)


def opened_bytes(content: bytes, name: str) -> Package:
    """Open a file that is in memory already."""
    if content.startswith(_OLE_MARK):
        why = "it is locked with a password, or of the time before 2007"
        raise FileRefused(name, why, "Take the password off, save it as .docx or .xlsx, and hand that in.")
    if not content.startswith(_ZIP_MARK):
        raise FileRefused(name, "it is neither a Word nor an Excel file", RESAVE)
    archive = _archive(content, name)
    _check_parts(archive, name)
    package = _package(archive, name)
    _check_relations(package)
    _check_drawings(package)
    return package


def _read(path: Path, name: str) -> bytes:
    try:
        if not path.is_file():
            raise FileRefused(name, "there is no file of that name", "Check the name.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise FileRefused(name, f"it is larger than {LARGEST_FILE // MB} MB", "Take its pictures out.")
        with path.open("rb") as file:
            return file.read(size)
    except OSError as error:
        why = error.strerror or "the system refuses"
        raise FileRefused(
            name, f"it cannot be read ({why})", "Check its name and who may read it."
        ) from error
    except ValueError as error:
        raise FileRefused(name, "no file can have that name", "Give it a plain name.") from error


def _archive(content: bytes, name: str) -> zipfile.ZipFile:
    """Parse the list of parts, after measuring it: a list can have millions of lines."""
    if len(content) < _END.size or content[-_END.size :][:4] != _END_MARK:
        raise FileRefused(name, "it is cut off, or something was put behind its end", RESAVE)
    _, disk, first_disk, here, parts, length, _, _ = _END.unpack(content[-_END.size :])
    is_64 = content[-_END.size - 20 :][:4] == _END_MARK_64
    if is_64 or disk or first_disk or here != parts or parts > MOST_PARTS or length > LARGEST_LIST:
        raise FileRefused(name, f"it has more than {MOST_PARTS} parts, or a list of them that lies", ASK)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGED as error:
        raise FileRefused(name, "it is damaged", RESAVE) from error
    if len(archive.infolist()) != parts:
        raise FileRefused(name, "its list of parts lies", ASK)
    return archive


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """Look at every part as the list describes it; nothing is inflated yet."""
    seen: set[str] = set()
    for each in archive.infolist():
        _check_name(each, name, seen)
        if each.flag_bits & 1:
            raise FileRefused(name, "parts of it are encrypted", ASK)
        if each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(name, "it is packed in a way that no office program packs", RESAVE)
    if sum(each.file_size for each in archive.infolist()) > LARGEST_WHOLE:
        raise FileRefused(name, f"unpacked it is larger than {LARGEST_WHOLE // MB} MB", ASK)


_UNWANTED = (
    (_MACROS, "it holds macros or programs", "Save it without them, as .docx or .xlsx, and hand that in."),
    (_PACKED, "it holds another file within it", "Take that out, or hand it in by itself."),
    (_ELSEWHERE, "it draws on data from elsewhere", "Replace that by its values, and hand it in again."),
)


def _check_name(each: zipfile.ZipInfo, name: str, seen: set[str]) -> None:
    part = each.filename
    folded = part.casefold()
    is_odd = len(part) > LONGEST_PART_NAME or not _SAFE_NAME.fullmatch(part.removesuffix("/"))
    if is_odd or {".", ".."} & set(part.split("/")) or folded in seen:
        raise FileRefused(name, f"it has a part with a name that none should have, {shown_name(part)!r}", ASK)
    seen.add(folded)
    for pattern, why, remedy in _UNWANTED:
        if pattern.search(part):
            raise FileRefused(name, why, remedy)
    if not each.is_dir() and not _KNOWN.search(part):
        raise FileRefused(name, f"it holds {shown_name(part)!r}, which is nothing to read", RESAVE)


def _inflated(archive: zipfile.ZipFile, name: str, part: str, limit: int) -> bytes:
    """Inflate a part and count while doing so; what its header says of its size is only a first check."""
    info = archive.NameToInfo.get(part)
    if info is None:
        raise FileRefused(name, f"its part {shown_name(part)} is missing", RESAVE)
    if info.file_size > limit:
        raise FileRefused(name, f"its part {part} is larger than {limit / MB:g} MB", ASK)
    try:
        with archive.open(info) as file:
            found = file.read(limit + 1)
    except DAMAGED as error:
        raise FileRefused(name, f"its part {part} is damaged", RESAVE) from error
    if len(found) > limit or len(found) != info.file_size:
        raise FileRefused(name, f"its part {part} is not as large as it says", ASK)
    return found


def _plain_xml(content: bytes, name: str, part: str) -> bytes:
    """Let XML through that is UTF-8 and defines nothing of its own; entities can grow without end."""
    named = _ENCODING.match(content.lstrip(b"\xef\xbb\xbf \r\n\t"))
    if b"\0" in content or (named and named[1].lower() not in (b"utf-8", b"us-ascii")):
        raise FileRefused(name, f"its part {part} is not in UTF-8", RESAVE)
    if content.count(b"<") > MOST_TAGS:
        raise FileRefused(name, f"its part {part} is longer than any plan or report", ASK)
    if _ENTITIES.search(content):
        raise FileRefused(name, f"its part {part} defines entities, as no office program does", ASK)
    return content


def _package(archive: zipfile.ZipFile, name: str) -> Package:
    """Say what a file is by what it says of its main part."""
    types = "[Content_Types].xml"
    probe = Package(name, Kind.WORD, "", archive)
    if not probe.has(types):
        raise FileRefused(name, "it is neither a Word nor an Excel file", RESAVE)
    said = probe.checked_xml(types, LARGEST_SIDE_PART)
    if _TYPES_OF_MACROS.search(said):
        raise FileRefused(name, *_UNWANTED[0][1:])
    main = probe.related("", _MAIN)
    kind = next((kind for mark, kind in _KINDS.items() if mark in said), None)
    if main is None or kind is None:
        raise FileRefused(name, "it is neither a Word nor an Excel document", RESAVE)
    return Package(name, kind, main, archive)


def _relation(each: etree._Element, folder: str) -> Relation:
    target = each.get("Target", "")
    outside = each.get("TargetMode", "") == "External"
    if not outside:
        target = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
    return Relation(each.get("Type", ""), target, outside)


def _check_relations(package: Package) -> None:
    """Refuse whatever would be fetched from outside; a link that a person may follow is let through."""
    found = 0
    for part in package.part_names():
        if not part.endswith(".rels"):
            continue
        for each in package.xml(part, LARGEST_SIDE_PART).iter(_RELATIONS):
            relation = _relation(each, "")
            found += 1
            if relation.is_outside:
                _check_outside(package.name, relation)
    if found > MOST_RELATIONS:
        raise FileRefused(package.name, "it refers to more places than any report does", ASK)


def _check_outside(name: str, relation: Relation) -> None:
    if not relation.kind.endswith(_LINK):
        what = shown_name(relation.kind.rpartition("/")[2])
        raise FileRefused(name, f"it would fetch something from outside ({what})", ASK)
    if _scheme(relation.target) not in _LINKS:
        raise FileRefused(
            name,
            f"it holds a link to {shown_name(relation.target)!r}",
            "Let its links begin with https: or mailto:, and hand it in again.",
        )


def _scheme(target: str) -> str:
    """Name the scheme of an address as a browser would, which overlooks white space and controls."""
    bare = "".join(each for each in target if each > " ")
    if bare.startswith(("\\\\", "//")):
        return "file"
    try:
        return urlsplit(bare).scheme
    except ValueError:
        return "broken"


_ACTIVE = frozenset({"script", "foreignobject", "iframe", "handler", "set", "animate", "use", "style"})


def _check_drawings(package: Package) -> None:
    """Refuse a drawing that does something or fetches something when it is looked at."""
    for part in package.part_names():
        if not part.lower().endswith(".svg"):
            continue
        for each in package.xml(part, LARGEST_SIDE_PART).iter():
            if _is_active(each):
                raise FileRefused(package.name, f"its drawing {part} holds a script or fetches things", ASK)


def _is_active(element: etree._Element) -> bool:
    if etree.QName(element).localname.lower() in _ACTIVE:
        return True
    for name, value in element.attrib.items():
        local = str(name).rpartition("}")[2].lower()
        if local.startswith("on") or (local == "href" and not str(value).startswith("#")):
            return True
        if "url(" in str(value).lower().replace("url(#", ""):
            return True
    return False
