"""A workbook is read as far as it has rows, and nothing in it is computed."""

from __future__ import annotations

from datetime import date

import pytest

from documents.incoming.excel import received
from documents.incoming.grid import Cell, Grid
from documents.incoming.guard import opened_bytes
from documents.incoming.refusals import FileRefused
from tests.hostile.files import packed, sheet, xlsx, xlsx_parts

DATES = (
    '<numFmts><numFmt numFmtId="170" formatCode="[$-809]d mmmm yyyy;@"/>'
    '<numFmt numFmtId="171" formatCode="0.0&quot; days&quot;"/>'
    '<numFmt numFmtId="172" formatCode="mmm yy"/><numFmt numFmtId="173" formatCode="hh:mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/>'
    '<xf numFmtId="172"/><xf numFmtId="173"/></cellXfs>'
)


def grid(*rows: list[str], after: str = "", **more: object) -> Grid:
    return received(opened_bytes(xlsx(sheet(*rows, after=after), **more), "plan.xlsx")).grids[0]


def texts(*rows: list[str], after: str = "", **more: object) -> list[list[str]]:
    return [[cell.text for cell in line.cells] for line in grid(*rows, after=after, **more).lines]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<c t='s'><v>0</v></c>", "shared"),
        ("<c t='s'><v>1</v></c>", "rich text"),
        ("<c t='inlineStr'><is><r><t>in </t></r><r><t>line</t></r></is></c>", "in line"),
        ("<c t='str'><v>said</v></c>", "said"),
        ("<c t='b'><v>1</v></c>", "yes"),
        ("<c t='b'><v>0</v></c>", "no"),
        ("<c><v>4</v></c>", "4"),
        ("<c><v>4.0</v></c>", "4"),
        ("<c><v>2.5E+1</v></c>", "25"),
        ("<c s='1'><v>45838</v></c>", "2025-06-30"),
        ("<c s='2'><v>45838.5</v></c>", "2025-06-30"),
        ("<c s='4'><v>45838</v></c>", "2025-06-30"),
        ("<c s='3'><v>12</v></c>", "12"),
        ("<c s='5'><v>0.5</v></c>", "0.5"),
        ("<c s='5'><v>12.5</v></c>", "12.5"),
        ("<c s='2'><v>99999999</v></c>", "99999999"),
        ("<c t='d'><v>2025-06-30</v></c>", "2025-06-30"),
        ("<c><v>not a number</v></c>", "not a number"),
    ],
)
def test_a_cell_says_what_excel_shows(cell: str, text: str) -> None:
    shared = ("shared", "<r><t>rich </t></r><r><t>text</t></r><rPh><t>sound</t></rPh>")

    assert texts([cell], texts=shared, styles=DATES) == [[text]]


def test_a_date_is_counted_from_1904_where_the_workbook_says_so() -> None:
    old = {"book": '<workbookPr date1904="1"/>', "styles": DATES}

    assert grid(["<c s='1'><v>44376</v></c>"], **old).lines[0].cells[0].day == date(2025, 6, 30)


def test_without_styles_a_number_is_a_number() -> None:
    assert texts(["<c s='1'><v>45838</v></c>"]) == [["45838"]]


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    found = grid(["a"], [], ["<c r='B3' t='str'><v>b</v></c>"])

    assert [line.number for line in found.lines] == [1, 3]
    assert found.lines[1].cells == (Cell(), Cell("b"))
    assert found.place == "sheet 'Sheet 1'"


def test_rows_and_cells_without_an_address_follow_each_other() -> None:
    a, b, c = (f"<c t='str'><v>{each}</v></c>" for each in "abc")
    bare = f"<sheetData><row>{a}{b}</row><row>{c}</row></sheetData>"
    found = received(opened_bytes(xlsx(bare), "plan.xlsx")).grids[0]

    assert [[cell.text for cell in line.cells] for line in found.lines] == [["a", "b"], ["c"]]


def test_merged_cells_say_the_same_in_each_row_and_nothing_beside() -> None:
    blocks = ("A1:A1048576", "B1:C1", "H9:H12")
    after = "<mergeCells>" + "".join(f'<mergeCell ref="{each}"/>' for each in blocks) + "</mergeCells>"
    found = grid(["4", "x", "", "d"], ["", "y"], after=after)

    assert [[cell.text for cell in line.cells] for line in found.lines] == [["4", "x", "", "d"], ["4", "y"]]
    assert found.lines[1].cells[0].is_repeated


def test_every_sheet_is_read_and_a_chart_is_none() -> None:
    parts = xlsx_parts(sheet(["a"]), sheet(["b"]))
    related = str(parts["xl/_rels/workbook.xml.rels"])
    parts["xl/_rels/workbook.xml.rels"] = related.replace("/worksheet", "/chartsheet", 1)
    found = received(opened_bytes(packed(parts), "plan.xlsx"))

    assert [each.place for each in found.grids] == ["sheet 'Sheet 2'"]
    assert found.words == "b"


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("<c r='D1'><f>1+1</f><v>2</v></c>", "D1 of its sheet 'Sheet 1' holds a formula"),
        ("<c r='D1'><f t='shared' si='0'/><v>2</v></c>", "D1 of its sheet 'Sheet 1' holds a formula"),
        ("<c r='AA1' t='e'><v>#REF!</v></c>", "AA1 of its sheet 'Sheet 1' holds the error #REF!"),
        ("<c t='s'><v>7</v></c>", "points to a text that is not there"),
        ("<c t='s'><v>-1</v></c>", "points to a text that is not there"),
        ("<c r='AZ1' t='str'><v>x</v></c>", "has more than 40 columns"),
        (f"<c t='str'><v>{'x' * 20_001}</v></c>", "A1 of its sheet 'Sheet 1' holds a whole book"),
    ],
)
def test_what_is_no_plain_value_is_refused_with_its_place(cell: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why.replace("(", r"\(")):
        grid([cell])


def test_a_formula_is_named_by_its_row() -> None:
    with pytest.raises(FileRefused, match="C2 of its sheet 'Sheet 1' holds a formula"):
        grid(["a"], ["<c r='C2'><f>TODAY()</f></c>"])


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (f"<sheetData>{'<row/>' * 2001}</sheetData>", "has more than 2000 rows"),
        ("<sheetData/><mergeCells><mergeCell ref='A1'/></mergeCells>", "merges cells that are none"),
        ("<sheetData/><mergeCells><mergeCell ref='A1:nowhere'/></mergeCells>", "merges cells that are none"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(inside: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        received(opened_bytes(xlsx(inside), "plan.xlsx"))


def test_one_text_in_every_cell_is_refused_before_it_fills_the_memory() -> None:
    row = ["<c t='s'><v>0</v></c>"] * 40

    with pytest.raises(FileRefused, match="holds a whole library"):
        grid(*[row] * 10, texts=["x" * 20_000])


@pytest.mark.parametrize(
    ("name", "change", "why"),
    [
        ("xl/worksheets/sheet1.xml", ("</worksheet>", ""), "its part xl/worksheets/sheet1.xml is damaged"),
        ("xl/workbook.xml", ("<sheet ", "<other "), "it has no sheet"),
        ("xl/_rels/workbook.xml.rels", ('Id="rId1"', 'Id="rId9"'), "one of its sheets is missing"),
        (
            "xl/_rels/workbook.xml.rels",
            ("sheet1.xml", "sheet9.xml"),
            "its part xl/worksheets/sheet9.xml is missing",
        ),
    ],
)
def test_a_workbook_that_does_not_hold_together_is_refused(
    name: str, change: tuple[str, str], why: str
) -> None:
    parts = xlsx_parts(sheet(["a"]))
    parts[name] = str(parts[name]).replace(*change)

    with pytest.raises(FileRefused, match=why):
        received(opened_bytes(packed(parts), "plan.xlsx"))


def test_more_sheets_or_texts_than_any_plan_has_are_refused() -> None:
    with pytest.raises(FileRefused, match="more than 20"):
        received(opened_bytes(xlsx(*[sheet(["a"])] * 21), "plan.xlsx"))
    with pytest.raises(FileRefused, match="more texts than any plan"):
        grid(["a"], texts=["x"] * 50_001)
