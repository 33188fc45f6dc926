"""An edited report is read as headings, paragraphs, items and rows, whatever it looks like."""

from __future__ import annotations

import pytest

from documents.incoming.guard import opened_bytes
from documents.incoming.outline import Piece, Shape, outline
from documents.incoming.refusals import FileRefused
from tests.hostile.files import W, docx, docx_parts, packed, paragraph, relations, word_table

STYLES = "".join(
    f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in {
        "berschrift2": "heading 2",
        "Titel": "Title",
        "Verzeichnis2": "toc 2",
        "Aufzhlung": "List Bullet",
    }.items()
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
DRAWN = f'<w:drawing><wp:docPr xmlns:wp="{DRAWING}" descr="A chart"/></w:drawing>'
NUMBERED = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='{}'/></w:numPr></w:pPr>"


def read(body: str) -> tuple[Piece, ...]:
    parts = {
        **docx_parts(body),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">{STYLES}</w:styles>',
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml", False)),
    }
    return outline(opened_bytes(packed(parts), "report.docx"))


def styled(style: str, inside: str) -> str:
    return f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{inside}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        (paragraph("  Some  words "), [Piece(Shape.PARAGRAPH, "Some words")]),
        ("<w:p/>", []),
        (styled("berschrift2", run("Summary")), [Piece(Shape.HEADING, "Summary", 2)]),
        (
            styled("berschrift2", f"<w:bookmarkStart w:name='summary'/>{run('Summary')}"),
            [Piece(Shape.HEADING, "Summary", 2, "summary")],
        ),
        (styled("Titel", run("Report")), [Piece(Shape.HEADING, "Report", 1)]),
        (styled("Verzeichnis2", run("Summary 3")), []),
        (styled("Aufzhlung", run("one")), [Piece(Shape.ITEM, "one")]),
        (styled("unknown", run("one")), [Piece(Shape.PARAGRAPH, "one")]),
        (f"<w:p>{NUMBERED.format(4)}{run('one')}</w:p>", [Piece(Shape.ITEM, "one")]),
        (f"<w:p>{NUMBERED.format(0)}{run('one')}</w:p>", [Piece(Shape.PARAGRAPH, "one")]),
        (f"<w:p><w:r>{DRAWN}</w:r></w:p>", [Piece(Shape.PICTURE, "A chart")]),
        (
            word_table(["1", "Write"]),
            [
                Piece(
                    Shape.ROW,
                    "1 | Write",
                    1,
                    cells=((Piece(Shape.PARAGRAPH, "1"),), (Piece(Shape.PARAGRAPH, "Write"),)),
                )
            ],
        ),
        ("<w:sectPr/>", []),
    ],
)
def test_a_line_is_what_word_says_that_it_is(body: str, pieces: list[Piece]) -> None:
    assert list(read(body)) == pieces


def test_tables_are_counted() -> None:
    assert [piece.level for piece in read(word_table(["a"], ["b"]) + word_table(["c"]))] == [1, 1, 2]


def test_without_styles_there_are_paragraphs() -> None:
    body = styled("Heading2", run("Summary"))

    assert outline(opened_bytes(docx(body), "report.docx")) == (Piece(Shape.PARAGRAPH, "Summary"),)


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (
            run("Some words") + "<w:r><w:footnoteReference w:id='2'/></w:r>",
            "it has a footnote in “Some words”",
        ),
        ("<w:r><w:endnoteReference w:id='2'/></w:r>", "it has an endnote in an empty paragraph"),
        ("<w:r><w:object/></w:r>", "it has an object of another program"),
        ("<w:r><w:pict><w:txbxContent/></w:pict></w:r>", "it has a text box"),
    ],
)
def test_what_an_outline_cannot_hold_is_refused_with_its_place(inside: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        read(f"<w:p>{inside}</w:p>")


def test_what_is_longer_than_any_report_is_refused() -> None:
    with pytest.raises(FileRefused, match="it is longer than any report"):
        read(paragraph("x") * 5_001)
