"""A Word document is read as its author sees it, with all changes accepted."""

from __future__ import annotations

import pytest

from documents.incoming.grid import Received
from documents.incoming.guard import opened_bytes
from documents.incoming.refusals import FileRefused
from documents.incoming.word import LONGEST_TEXT, received
from tests.hostile.files import docx, paragraph, word_cell, word_row, word_table


def read(body: str) -> Received:
    return received(opened_bytes(docx(body), "plan.docx"))


def rows(body: str) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for grid in read(body).grids for line in grid.lines]


def tracked(kind: str, text: str) -> str:
    said = "delText" if kind == "del" else "t"
    return f'<w:{kind} w:id="1"><w:r><w:{said}>{text}</w:{said}></w:r></w:{kind}>'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (
            f"<w:p>{run('Say ')}{tracked('del', 'who')}{tracked('ins', 'what')}{run(' is done')}</w:p>",
            "Say what is done",
        ),
        (f"<w:p>{tracked('moveFrom', 'gone')}{run('stays')}</w:p>", "stays"),
        (f"<w:p>{tracked('moveTo', 'came')}{run(' here')}</w:p>", "came here"),
        (f"<w:p><w:ins w:id='1'>{tracked('del', 'inserted and deleted')}{run('kept')}</w:ins></w:p>", "kept"),
        (
            f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{run('in a field')}</w:sdtContent></w:sdt></w:p>",
            "in a field",
        ),
        (
            (
                "<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
                f"{run('Click here to enter text')}</w:sdtContent></w:sdt></w:p>"
            ),
            "",
        ),
        (f"<w:sdt><w:sdtContent><w:p>{run('a field')}</w:p></w:sdtContent></w:sdt>", "a field"),
        (
            "<w:p><w:r><w:rPr><w:b/><w:rPrChange w:id='1'/></w:rPr><w:t>bold</w:t></w:r></w:p>",
            "bold",
        ),
        (
            f"<w:p>{run('one')}<w:r><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>",
            "one two\nthree",
        ),
        ("<w:p><w:r><w:t>by</w:t><w:noBreakHyphen/><w:t>law</w:t></w:r></w:p>", "by-law"),
        ("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r></w:p>", "\N{REPLACEMENT CHARACTER}"),
        (f"<w:p><w:hyperlink>{run('a link')}</w:hyperlink></w:p>", "a link"),
        (f"<w:p><w:r><w:instrText>HYPERLINK x</w:instrText></w:r>{run('shown')}</w:p>", "shown"),
        (paragraph("first") + "<w:p/>" + paragraph("second"), "first\nsecond"),
        (
            (
                "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>first </w:t></w:r></w:p>"
                f"<w:p><w:pPr/>{run('second')}</w:p>"
            ),
            "first second",
        ),
        (
            "".join(
                f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>{each} </w:t></w:r></w:p>"
                for each in "abc"
            )
            + paragraph("d"),
            "a b c d",
        ),
        ("<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>last</w:t></w:r></w:p>", "last"),
        (
            (
                '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<mc:Choice>{run('new')}</mc:Choice><mc:Fallback>{run('old')}</mc:Fallback>"
                "</mc:AlternateContent></w:p>"
            ),
            "old",
        ),
        (
            f"<w:p><w:smartTag>{run('smart')}</w:smartTag><w:customXml>{run(' tags')}</w:customXml></w:p>",
            "smart tags",
        ),
    ],
)
def test_a_cell_says_what_its_author_sees(inside: str, text: str) -> None:
    assert rows(word_table([word_cell(inside)])) == [[text]]


def test_a_row_that_was_deleted_is_gone_and_one_that_was_inserted_is_there() -> None:
    gone = word_row(["2", "gone"], "<w:trPr><w:del w:id='1'/></w:trPr>")
    came = word_row(["3", "came"], "<w:trPr><w:ins w:id='1'/></w:trPr>")

    assert rows(f"<w:tbl>{word_row(['1', 'stays'])}{gone}{came}</w:tbl>") == [["1", "stays"], ["3", "came"]]


def test_a_table_of_deleted_rows_and_a_deleted_cell_are_gone() -> None:
    gone = word_row(["1"], "<w:trPr><w:del w:id='1'/></w:trPr>")
    cell = word_cell("gone", "<w:tcPr><w:cellDel w:id='1'/></w:tcPr>")

    assert rows(f"<w:tbl>{gone}</w:tbl>{word_table(['stays', cell])}") == [["stays"]]


def test_rows_within_a_form_field_are_rows() -> None:
    field = f"<w:sdt><w:sdtPr/><w:sdtContent>{word_row(['2'])}</w:sdtContent></w:sdt>"

    assert rows(f"<w:tbl>{word_row(['1'])}{field}</w:tbl>") == [["1"], ["2"]]


def test_a_cell_merged_over_rows_says_the_same_in_each() -> None:
    top = word_cell("4", "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>")
    below = word_cell("", "<w:tcPr><w:vMerge/></w:tcPr>")
    found = read(word_table([top, "a"], [below, "b"])).grids[0].lines

    assert [[cell.text for cell in line.cells] for line in found] == [["4", "a"], ["4", "b"]]
    assert [line.cells[0].is_repeated for line in found] == [False, True]


def test_a_merge_with_nothing_above_it_says_what_it_says() -> None:
    assert rows(word_table([word_cell("x", "<w:tcPr><w:vMerge/></w:tcPr>")])) == [["x"]]


def test_a_cell_merged_over_columns_leaves_the_others_in_place() -> None:
    wide = word_cell("wide", "<w:tcPr><w:gridSpan w:val='2'/></w:tcPr>")
    late = word_row(["late"], "<w:trPr><w:gridBefore w:val='2'/></w:trPr>")

    assert rows(f"<w:tbl>{word_row([wide, 'x'])}{late}</w:tbl>") == [["wide", "", "x"], ["", "", "late"]]


def test_what_stands_outside_tables_and_in_the_properties_is_told() -> None:
    found = received(opened_bytes(docx(paragraph("This form is X."), {"Council": "TAW"}), "plan.docx"))

    assert (found.words, found.properties, found.grids) == ("This form is X.", {"Council": "TAW"}, ())


def test_of_endless_words_only_the_beginning_is_looked_through() -> None:
    found = read(paragraph("x" * LONGEST_TEXT) * 3)

    assert len(found.words) <= 2 * LONGEST_TEXT + 1


def test_a_text_box_does_not_speak_for_its_paragraph() -> None:
    boxed = f"<w:txbxContent>{paragraph('boxed')}</w:txbxContent>"
    box = f"<w:p><w:r><w:pict>{boxed}</w:pict></w:r>{run('own')}</w:p>"

    assert rows(word_table([word_cell(box)])) == [["own\nboxed"]]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (word_table(["x"]) * 101, "it has more than 100 tables"),
        (word_table(*[["x"]] * 1001), "its tables have more than 1000 rows"),
        (word_table(["x"] * 41), "its table 1 has more than 40 columns"),
        (
            word_table([word_cell("x", "<w:tcPr><w:gridSpan w:val='1000000'/></w:tcPr>")]),
            "its table 1 has more than 40 columns",
        ),
        (word_table(["x" * 20_001]), "row 1 of its table 1 holds a whole book"),
    ],
)
def test_what_is_larger_than_any_plan_is_refused(body: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        read(body)


def test_a_span_that_is_no_number_is_one_column() -> None:
    cell = word_cell("x", "<w:tcPr><w:gridSpan w:val='99999999999'/></w:tcPr>")

    assert rows(word_table([cell, "y"])) == [["x", "y"]]


def test_a_document_without_a_body_is_refused() -> None:
    broken = docx("", more={"word/document.xml": "<document/>"})

    with pytest.raises(FileRefused, match="its words are not where Word keeps them"):
        received(opened_bytes(broken, "plan.docx"))
