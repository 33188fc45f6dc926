"""The tag tree of a PDF: what a screen reader is told about a document.

Typst writes the tree; two things are done here because it does not do them. Header
cells of rows are marked, which it knows only for columns, and what the tree holds is
counted, because a validator finds nothing wrong with a table whose headers were lost.
"""

from collections import Counter
from collections.abc import Iterator
from io import BytesIO

import pikepdf

from documents.blocks import Cell, Page, Scope, Table, walk

Tally = Counter[str]


def with_row_headers(page: Page, pdf: bytes) -> bytes:
    """Mark the cells that speak for their row as headers of it."""
    tables = [block for block in walk(page.blocks) if isinstance(block, Table)]
    if not any(cell.scope is Scope.ROW for table in tables for cell in _cells(table)):
        return pdf
    with pikepdf.open(BytesIO(pdf)) as file:
        tagged = [element for element in _elements(file) if element.S == "/Table"]
        for table, element in zip(tables, tagged, strict=True):
            _mark_rows(table, element)
        return _bytes(file)


def _cells(table: Table) -> Iterator[Cell]:
    for row in table.head + table.body:
        yield from row


def _mark_rows(table: Table, element: pikepdf.Object) -> None:
    tagged = [each for each in _below(element) if each.S in {"/TH", "/TD"}]
    for cell, each in zip(_cells(table), tagged, strict=True):
        if cell.scope is Scope.ROW:
            each.S = pikepdf.Name.TH
            each.A = pikepdf.Dictionary(
                {**_attributes(each), "/O": pikepdf.Name.Table, "/Scope": pikepdf.Name.Row}
            )


def _attributes(element: pikepdf.Object) -> dict[str, pikepdf.Object]:
    """Give what an element says already about its place in the table, such as its spans."""
    given = element.get("/A", pikepdf.Dictionary())
    parts = given if isinstance(given, pikepdf.Array) else [given]
    return {key: value for part in parts for key, value in part.items() if key not in {"/O", "/Scope"}}


def _bytes(file: pikepdf.Pdf) -> bytes:
    """Write a file so that the same contents give the same bytes."""
    out = BytesIO()
    file.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def tally(pdf: bytes) -> Tally:
    """Count the tags of a PDF by kind."""
    with pikepdf.open(BytesIO(pdf)) as file:
        return Counter(str(element.S).removeprefix("/") for element in _elements(file))


def _elements(file: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Go through the elements of the tag tree in reading order."""
    root = file.Root.get("/StructTreeRoot")
    if root is not None:
        yield from _below(root)


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _below(kid)
