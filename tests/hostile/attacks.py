"""Every way in which a file is known to hurt whoever opens it, each as small as it can be made."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.files import (
    W,
    docx,
    docx_parts,
    packed,
    paragraph,
    relations,
    sheet,
    types,
    with_relations,
    word_table,
    xlsx,
    xlsx_parts,
)

ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY a{n} "{"&a" + (str(n - 1) if n > 1 else "") + ";"}{"&a;" * 9}">' for n in range(1, 10)
    )
    + "]>"
)
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@dataclass(frozen=True, slots=True)
class Attack:
    """A file that has to be refused, and words of the refusal."""

    what: str
    name: str
    content: Callable[[], bytes]
    words: str


def with_outside(kind: str, target: str) -> bytes:
    """Return a Word file that refers to something outside of it."""
    return with_relations((kind, target, True))


def with_part(name: str, content: bytes | str = b"x") -> bytes:
    return packed(docx_parts(paragraph("Plan")) | {name: content})


def swollen(part: str, parts: dict[str, str | bytes], megabytes: int) -> bytes:
    """Return a file one part of which is said to be, and is, of many megabytes of nothing."""
    before, _, after = str(parts[part]).rpartition("</")
    return packed(parts | {part: f"{before}{' ' * (megabytes * 1_000_000)}</{after}"})


def lying(part: str, size: int) -> bytes:
    """Return a file whose list says of one part that it is small."""
    whole = swollen(part, docx_parts(paragraph("Plan")), 30)
    at = whole.rfind(part.encode()) - 46 + 24
    return whole[:at] + struct.pack("<L", size) + whole[at + 4 :]


def many_parts(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in docx_parts(paragraph("Plan")).items():
            archive.writestr(name, content)
        for number in range(count):
            archive.writestr(f"word/media/{number}.png", b"")
    return out.getvalue()


def lying_about_parts() -> bytes:
    """Return a file that says it has eight parts and lists thousands."""
    whole = bytearray(many_parts(6_000))
    whole[-14:-10] = struct.pack("<HH", 8, 8)
    return bytes(whole)


def encrypted_part() -> bytes:
    whole = bytearray(docx(paragraph("Plan")))
    at = whole.rfind(b"PK\x01\x02")
    whole[at + 8] |= 1
    return bytes(whole)


def with_svg(inside: str) -> bytes:
    return with_part("word/media/image1.svg", SVG.format(inside))


def renamed(name: str, to: str) -> bytes:
    """Return a file with a part whose name is exchanged for another of the same length."""
    return with_part(name).replace(name.encode(), to.encode())


def twice() -> bytes:
    return renamed("word/documenu.xml", "word/Document.xml")


def deep(levels: int) -> bytes:
    return docx("<w:p>" * levels + "</w:p>" * levels)


def reference() -> bytes:
    return docx(paragraph("Plan")).replace(b"PK\x05\x06", b"PK\x05\x07")


def behind_the_end() -> bytes:
    return docx(paragraph("Plan")) + b"<script>"


def bzipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in docx_parts(paragraph("Plan")).items():
            archive.writestr(name, content)
    return out.getvalue()


def document(content: str | bytes) -> bytes:
    return packed(docx_parts("") | {"word/document.xml": content})


PLAIN = f'<w:document xmlns:w="{W}"><w:body/></w:document>'
LONG = f'<w:document xmlns:w="{W}"><w:body>{"<w:p/>" * 320_000}</w:body></w:document>'

ATTACKS = (
    Attack(
        "a bomb in a Word file",
        "plan.docx",
        lambda: swollen("word/document.xml", docx_parts(""), 40),
        "larger than 5 MB",
    ),
    Attack(
        "a bomb in an Excel file",
        "plan.xlsx",
        lambda: swollen("xl/worksheets/sheet1.xml", xlsx_parts(sheet(["a"])), 40),
        "larger than 5 MB",
    ),
    Attack(
        "a bomb of pictures",
        "plan.docx",
        lambda: with_part("word/media/a.png", b"\0" * 61_000_000),
        "larger than 60 MB",
    ),
    Attack(
        "a bomb that lies about its size", "plan.docx", lambda: lying("word/document.xml", 900), "is damaged"
    ),
    Attack("too many parts", "plan.docx", lambda: many_parts(6_000), "more than 500 parts"),
    Attack("a list of parts that lies", "plan.docx", lying_about_parts, "a list of them that lies"),
    Attack("a bomb of entities", "plan.docx", lambda: document(ENTITIES + PLAIN), "defines entities"),
    Attack(
        "an entity that reads a file",
        "plan.docx",
        lambda: document('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + PLAIN),
        "defines entities",
    ),
    Attack(
        "entities in UTF-16",
        "plan.docx",
        lambda: document((ENTITIES + PLAIN).encode("utf-16")),
        "is not in UTF-8",
    ),
    Attack(
        "entities in UTF-7",
        "plan.docx",
        lambda: document('<?xml version="1.0" encoding="utf-7"?>' + PLAIN),
        "is not in UTF-8",
    ),
    Attack("millions of marks", "plan.docx", lambda: document(LONG), "longer than any plan or report"),
    Attack("marks within marks", "plan.docx", lambda: deep(5_000), "is damaged"),
    Attack("a macro", "plan.docm", lambda: with_part("word/vbaProject.bin"), "it holds macros"),
    Attack(
        "a macro under another name",
        "plan.docx",
        lambda: packed(docx_parts("") | {"[Content_Types].xml": types("word/document.xml", MACROS)}),
        "it holds macros",
    ),
    Attack(
        "a macro in Excel",
        "plan.xlsm",
        lambda: packed(xlsx_parts(sheet(["a"])) | {"xl/vbaProject.bin": "x"}),
        "macros",
    ),
    Attack(
        "an old macro sheet",
        "plan.xlsx",
        lambda: packed(xlsx_parts(sheet(["a"])) | {"xl/macrosheets/sheet1.xml": "x"}),
        "macros",
    ),
    Attack(
        "a password",
        "plan.docx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3_000,
        "locked with a password",
    ),
    Attack("an encrypted part", "plan.docx", encrypted_part, "parts of it are encrypted"),
    Attack(
        "a sheet of a million rows",
        "plan.xlsx",
        lambda: xlsx(f"<sheetData>{'<row/>' * 1_048_576}</sheetData>"),
        "larger than 5 MB",
    ),
    Attack(
        "a sheet of too many rows",
        "plan.xlsx",
        lambda: xlsx(f"<sheetData>{'<row/>' * 100_000}</sheetData>"),
        "more than 2000 rows",
    ),
    Attack(
        "a sheet that lies about its size",
        "plan.xlsx",
        lambda: xlsx('<dimension ref="A1:B2"/>' + f"<sheetData>{'<row/>' * 3_000}</sheetData>"),
        "more than 2000 rows",
    ),
    Attack(
        "one long text in every cell",
        "plan.xlsx",
        lambda: xlsx(sheet(*[["<c t='s'><v>0</v></c>"] * 40] * 1_000), texts=["x" * 19_000]),
        "holds a whole library",
    ),
    Attack(
        "a formula",
        "plan.xlsx",
        lambda: xlsx(sheet(["<c r='A1'><f>WEBSERVICE(A2)</f></c>"])),
        "holds a formula",
    ),
    Attack(
        "data from another file",
        "plan.xlsx",
        lambda: packed(xlsx_parts(sheet(["a"])) | {"xl/externalLinks/externalLink1.xml": "x"}),
        "from elsewhere",
    ),
    Attack(
        "a link to a script",
        "plan.docx",
        lambda: with_outside("hyperlink", "javascript:alert(1)"),
        "a link to 'javascript",
    ),
    Attack(
        "a link to a script in disguise",
        "plan.docx",
        lambda: with_outside("hyperlink", " JaVa\tScript:alert(1)"),
        "a link to",
    ),
    Attack(
        "a link to a file",
        "plan.docx",
        lambda: with_outside("hyperlink", "file:///etc/passwd"),
        "a link to 'file",
    ),
    Attack(
        "a link to a share",
        "plan.docx",
        lambda: with_outside("hyperlink", "\\\\server.example\\x"),
        "a link to",
    ),
    Attack("a link that is none", "plan.docx", lambda: with_outside("hyperlink", "http://[x"), "a link to"),
    Attack(
        "a template from outside",
        "plan.docx",
        lambda: with_outside("attachedTemplate", "https://x.example/t.dotm"),
        "attachedTemplate",
    ),
    Attack(
        "a picture from outside",
        "plan.docx",
        lambda: with_outside("image", "https://x.example/p.png"),
        "(image)",
    ),
    Attack(
        "a file within the file",
        "plan.docx",
        lambda: with_part("word/embeddings/Microsoft_Excel_Sheet.xlsx"),
        "another file within it",
    ),
    Attack(
        "an archive within the file",
        "plan.docx",
        lambda: with_part("word/media/more.zip"),
        "another file within it",
    ),
    Attack(
        "an object within the file",
        "plan.docx",
        lambda: with_part("word/oleObject1.bin"),
        "another file within it",
    ),
    Attack(
        "a program within the file",
        "plan.docx",
        lambda: with_part("word/media/run.exe"),
        "macros or programs",
    ),
    Attack(
        "something unheard of",
        "plan.docx",
        lambda: with_part("word/media/what.ever"),
        "which is nothing to read",
    ),
    Attack(
        "a drawing with a script",
        "plan.docx",
        lambda: with_svg("<script>alert(1)</script>"),
        "holds a script",
    ),
    Attack(
        "a drawing that acts", "plan.docx", lambda: with_svg('<rect onload="alert(1)"/>'), "holds a script"
    ),
    Attack(
        "a drawing that fetches",
        "plan.docx",
        lambda: with_svg('<image xlink:href="https://x.example/p"/>'),
        "fetches things",
    ),
    Attack(
        "a drawing with a style that fetches",
        "plan.docx",
        lambda: with_svg('<rect fill="url(#a) URL(https://x.example)"/>'),
        "fetches things",
    ),
    Attack(
        "a part that climbs out",
        "plan.docx",
        lambda: with_part("../../etc/cron.xml"),
        "a name that none should have",
    ),
    Attack(
        "a part at the root", "plan.docx", lambda: with_part("/etc/cron.xml"), "a name that none should have"
    ),
    Attack(
        "a part with a name of another system",
        "plan.docx",
        lambda: renamed("word/..%..%x.xml", "word/..\\..\\x.xml"),
        "a name that none",
    ),
    Attack(
        "a part with a very long name",
        "plan.docx",
        lambda: with_part(f"word/{'x' * 300}.xml"),
        "a name that none",
    ),
    Attack("two parts of one name", "plan.docx", twice, "a name that none should have"),
    Attack("a file that is cut off", "plan.docx", lambda: docx(paragraph("Plan"))[:-30], "it is cut off"),
    Attack("a file without an end", "plan.docx", reference, "it is cut off"),
    Attack("something behind the end", "plan.docx", behind_the_end, "put behind its end"),
    Attack("another way of packing", "plan.docx", bzipped, "packed in a way"),
    Attack(
        "a web page",
        "plan.docx",
        lambda: b"<html><script>alert(1)</script></html>",
        "neither a Word nor an Excel",
    ),
    Attack("nothing at all", "plan.docx", lambda: b"", "neither a Word nor an Excel"),
    Attack(
        "an archive of something else",
        "plan.docx",
        lambda: packed({"readme.txt": "x"}),
        "neither a Word nor an Excel",
    ),
    Attack(
        "a presentation",
        "plan.docx",
        lambda: packed(docx_parts("") | {"[Content_Types].xml": types("x.xml", "x")}),
        "neither a Word nor",
    ),
    Attack(
        "endless relations",
        "plan.docx",
        lambda: with_part("word/_rels/document.xml.rels", relations(*[("image", "a.png", False)] * 1_500)),
        "refers to more places",
    ),
    Attack(
        "a table beyond all measure",
        "plan.docx",
        lambda: docx(word_table(*[["x"]] * 5_000)),
        "its tables have more than 1000 rows",
    ),
)
