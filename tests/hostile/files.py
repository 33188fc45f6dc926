"""Word and Excel files part by part, as good or as bad as a test wants them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{OFFICE}.wordprocessingml.document.main+xml"
EXCEL = f"{OFFICE}.spreadsheetml.sheet.main+xml"

Parts = Mapping[str, str | bytes]


def packed(parts: Parts) -> bytes:
    """Pack parts into an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(*each: tuple[str, str, bool]) -> str:
    """Write what a part refers to: the kind, the target, and whether that is outside."""
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"/>' if outside else "/>")
        for number, (kind, target, outside) in enumerate(each, 1)
    )
    return f'<Relationships xmlns="{P}/relationships">{found}</Relationships>'


def types(main: str, kind: str) -> str:
    return (
        f'<Types xmlns="{P}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/></Types>'
    )


def custom(said: Mapping[str, str]) -> str:
    found = "".join(
        f'<property name="{name}"><lpwstr>{escape(value)}</lpwstr></property>' for name, value in said.items()
    )
    return f"<Properties>{found}</Properties>"


def docx_parts(body: str, properties: Mapping[str, str] | None = None) -> dict[str, str | bytes]:
    """Return the parts of a Word file with a body."""
    roots = [("officeDocument", "word/document.xml", False)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types("word/document.xml", WORD),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
    }
    if properties is not None:
        roots.append(("custom-properties", "docProps/custom.xml", False))
        parts["docProps/custom.xml"] = custom(properties)
    return parts | {"_rels/.rels": relations(*roots)}


def docx(body: str, properties: Mapping[str, str] | None = None, *, more: Parts | None = None) -> bytes:
    return packed({**docx_parts(body, properties), **(more or {})})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def word_table(*rows: Iterable[str]) -> str:
    """Write a table; a cell that begins with < is taken as it is."""
    return f"<w:tbl>{''.join(word_row(row) for row in rows)}</w:tbl>"


def word_row(cells: Iterable[str], about: str = "") -> str:
    inside = "".join(each if each.startswith("<w:tc>") else word_cell(each) for each in cells)
    return f"<w:tr>{about}{inside}</w:tr>"


def word_cell(inside: str, about: str = "") -> str:
    words = inside if inside.startswith("<") else paragraph(inside)
    return f"<w:tc>{about}{words}</w:tc>"


def xlsx_parts(
    *sheets: str,
    texts: Iterable[str] = (),
    styles: str = "",
    book: str = "",
    properties: Mapping[str, str] | None = None,
) -> dict[str, str | bytes]:
    """Return the parts of an Excel file; each sheet is what stands in its <worksheet>."""
    names = [f"xl/worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="Sheet {number}" sheetId="{number}" r:id="rId{number}"/>'
        for number in range(1, len(sheets) + 1)
    )
    roots = [("officeDocument", "xl/workbook.xml", False)]
    related = [("worksheet", f"worksheets/sheet{number}.xml", False) for number in range(1, len(sheets) + 1)]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": types("xl/workbook.xml", EXCEL),
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}">{book}<sheets>{listed}</sheets></workbook>',
        **{
            name: f'<worksheet xmlns="{S}">{inside}</worksheet>'
            for name, inside in zip(names, sheets, strict=True)
        },
    }
    shared = "".join(
        f"<si>{each}</si>" if each.startswith("<") else f"<si><t>{each}</t></si>" for each in texts
    )
    if shared:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{S}">{shared}</sst>'
        related.append(("sharedStrings", "sharedStrings.xml", False))
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{S}">{styles}</styleSheet>'
        related.append(("styles", "styles.xml", False))
    if properties is not None:
        parts["docProps/custom.xml"] = custom(properties)
        roots.append(("custom-properties", "docProps/custom.xml", False))
    return parts | {"_rels/.rels": relations(*roots), "xl/_rels/workbook.xml.rels": relations(*related)}


def sheet(*rows: Iterable[str], after: str = "") -> str:
    """Write the rows of a sheet; a cell that begins with < is taken as it is."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            each
            if each.startswith("<") or not each
            else f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{escape(each)}</t></is></c>'
            for column, each in enumerate(row, 1)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>{after}"


def xlsx(*sheets: str, **more: object) -> bytes:
    return packed(xlsx_parts(*sheets, **more))  # type: ignore[arg-type]


def with_relations(*each: tuple[str, str, bool]) -> bytes:
    """Return a Word file that refers to other things."""
    return packed(docx_parts(paragraph("Plan")) | {"word/_rels/document.xml.rels": relations(*each)})
