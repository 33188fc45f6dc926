"""The form for Excel can be filled in by everybody, is always the same, and runs nothing."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from casework.kept import facts_read, facts_written
from documents.house_style import house_style
from documents.incoming.excel import received
from documents.incoming.guard import opened_bytes
from documents.plan_sheet import HEADINGS, PlanForm, plan_sheet
from domain.contents import Rating
from domain.lifecycle import CouncilCode, Reference
from domain.stamps import Stamp, stamp_in

STAMP = Stamp(Reference("CPC-2024-001"), CouncilCode("TAW"), "0123456789ab")
FORM = PlanForm(
    STAMP,
    "Example Borough Council",
    "Example Programme",
    (("1", "Write it down: Say who decides."), ("2", "=cmd|' /C calc'!A0"), ("2a", "-5% of costs " * 40)),
)
ISSUED = date(2024, 12, 2)


@pytest.fixture(scope="module")
def content() -> bytes:
    return plan_sheet(FORM, issued=ISSUED)


@pytest.fixture
def sheet(content: bytes) -> Worksheet:
    found = openpyxl.load_workbook(BytesIO(content))["Action plan"]
    assert isinstance(found, Worksheet)
    return found


def test_the_same_form_gives_the_same_bytes_at_any_time(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.time() + 100_000
    monkeypatch.setattr(time, "time", lambda: later)

    assert plan_sheet(FORM, issued=ISSUED) == content
    with ZipFile(BytesIO(content)) as archive:
        assert archive.read("docProps/core.xml").count(b"2024-12-02T00:00:00Z") == 2
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_is_set_in_the_font_and_colours_of_the_house(sheet: Worksheet) -> None:
    plain = house_style()
    ours = replace(
        plain, office_font="Verdana", colours=replace(plain.colours, ink="#101820", tint="#ffeeaa")
    )
    other = openpyxl.load_workbook(BytesIO(plan_sheet(FORM, issued=ISSUED, house=ours)))["Action plan"]

    assert (sheet["A1"].font.name, sheet["A1"].fill.fgColor.rgb) == (
        plain.office_font,
        f"FF{plain.colours.tint[1:].upper()}",
    )
    said = other["B2"].font
    assert (said.name, said.color.rgb, other["A1"].fill.fgColor.rgb) == ("Verdana", "FF101820", "FFFFEEAA")


def test_its_first_row_names_the_columns_and_stays_in_sight(sheet: Worksheet) -> None:
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("C2", "$1:$1")
    assert list(sheet.merged_cells.ranges) == []
    assert sheet.defined_names["ColumnTitleRegion1"].attr_text.startswith("'Action plan'!$A$1:")


def test_what_the_peers_recommend_is_protected_and_the_rest_is_open(sheet: Worksheet) -> None:
    assert (sheet.protection.sheet, sheet.protection.password) == (True, None)
    assert [sheet.cell(2, column).protection.locked for column in range(1, 9)] == [True] * 2 + [False] * 6
    spare = len(FORM.recommendations) + 2
    assert not any(sheet.cell(spare, column).protection.locked for column in range(1, 9))


def test_statuses_are_offered_and_dates_are_dates(sheet: Worksheet) -> None:
    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}

    assert rules["H2:H104"].formula1 == '"Done,On track,In progress,Not started,Changed"'
    assert rules["F2:F104"].prompt is not None
    assert sheet["F2"].number_format == "dd/mm/yyyy"


def test_a_form_that_offers_to_drop_an_action_asks_why() -> None:
    book = openpyxl.load_workbook(BytesIO(plan_sheet(replace(FORM, statuses=tuple(Rating)), issued=ISSUED)))
    sheet = book["Action plan"]

    rules = {str(each.sqref): each for each in sheet.data_validations.dataValidation}
    assert rules["H2:H104"].formula1 == '"Done,On track,In progress,Not started,Changed,Dropped"'
    assert (sheet["I1"].value, sheet["I2"].protection.locked) == ("Reason", False)
    assert book["Action plan"].defined_names["ColumnTitleRegion1"].attr_text == "'Action plan'!$A$1:$I$104"
    assert "why an action is dropped" in str([row[0].value for row in book["How to fill it in"].iter_rows()])


def test_a_form_that_went_out_before_actions_could_be_dropped_is_made_again_as_it_was(
    sheet: Worksheet, content: bytes
) -> None:
    kept = facts_written({"sheet": FORM})
    older = json.loads(kept)
    del older["{}"][0][1]["PlanForm"]["statuses"]

    assert plan_sheet(facts_read(json.dumps(older).encode(), "the form")["sheet"], issued=ISSUED) == content
    assert sheet["I1"].value is None


def test_no_text_becomes_a_formula(sheet: Worksheet, content: bytes) -> None:
    cell = sheet["B3"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)
    assert (sheet["B2"].quotePrefix, sheet["B4"].quotePrefix) == (False, True)
    with ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_long_words_are_wrapped_in_a_row_that_is_high_enough(sheet: Worksheet) -> None:
    heights = [sheet.row_dimensions[row].height for row in (2, 4)]

    assert heights[0] < heights[1] <= 400
    assert sheet["B4"].alignment.wrap_text


def test_it_says_whose_it_is_in_its_properties_and_in_its_words(content: bytes) -> None:
    file = received(opened_bytes(content, "plan.xlsx"))

    assert stamp_in(file.properties, "") == stamp_in({}, file.words) == STAMP
    book = openpyxl.load_workbook(BytesIO(content))
    assert (book.properties.language, book.properties.creator) == ("en-GB", "Example Programme")
