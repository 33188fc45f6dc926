"""The form of a plan asks the same in Word as in Excel, and what a council writes into either comes back."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from lxml import etree

from casework import content, plans
from casework.case import Case, case
from documents.incoming.reading import received
from documents.plan_sheet import HEADINGS, REASON
from domain.contents import Rating
from domain.days import Day
from tests.casework.conftest import Challenge, entry
from tests.casework.test_plans import ON, REPORT, TODAY
from tests.hostile.files import W as WORD
from tests.hostile.files import packed

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is read of a file no database changes."""
W = f"{{{WORD}}}"
EXAMPLES = hypothesis_settings().max_examples // 5
ASKED = ("action", "lead_member", "lead_officer", "due", "measure", "status", "reason")
"""What a council fills in, in the order of the columns behind the recommendation."""
NUMBERS = ("1", "2", "2a", "2b", "3")
WORDS = ("review", "the", "Board’s", "£5m", "(2)", "a–b", "co-produce", "Café", "50%", "=", "A & B", "<soon>")
OFFICES = ("Leader of the council", "Deputy leader", "Chief executive", "Section 151 officer")
Filled = tuple[str, dict[str, str]]
"""The number of a recommendation, and what is written into its row."""


@pytest.fixture
def on_desk(bare: Challenge, tmp_path: Path) -> Case:
    """Give a challenge whose report makes some recommendations."""
    path = tmp_path / "report.yaml"
    path.write_text(REPORT)
    content.hand_in(bare.session, bare.reference, entry(ON), path, kind=None, council=None)
    return case(bare.session, bare.reference)


# What a council might write


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(lambda words: f"To {' '.join(words)}")
days = st.dates(date(2024, 1, 1), date(2030, 12, 31)).map(lambda day: Day(day).iso)
months = days.map(lambda day: day[:7])
planned = st.fixed_dictionaries(
    {
        "action": texts,
        "lead_member": st.sampled_from(OFFICES),
        "lead_officer": st.sampled_from(OFFICES),
        "due": days | months,
        "measure": texts,
    }
)
how_it_goes = st.fixed_dictionaries({}, optional={"reason": texts}).flatmap(
    lambda why: st.sampled_from([each for each in Rating if why or each is not Rating.DROPPED]).flatmap(
        lambda rating: st.sampled_from([why, why | {"status": str(rating)}])
    )
)
answers = st.builds(lambda plan, more: plan | more, planned, how_it_goes)
rows = st.lists(
    st.tuples(st.sampled_from(NUMBERS), answers),
    min_size=1,
    max_size=7,
    unique_by=lambda row: (row[0], *row[1].values()),
)


# Writing it


def shown(name: str, said: str) -> str:
    """Return an answer as somebody writes it: dates and statuses as the form asks for them."""
    if name == "due" and len(said) > len("2024-01"):
        return f"{date.fromisoformat(said):%d/%m/%Y}"
    return (
        f"{date.fromisoformat(f'{said}-01'):%B %Y}"
        if name == "due"
        else said.capitalize()
        if name == "status"
        else said
    )


def in_word(form: bytes, filled: Iterable[Filled]) -> bytes:
    """Fill the form in as in Word: instead of dashes, and in further rows below those that are filled."""
    with ZipFile(BytesIO(form)) as archive:
        parts = {each.filename: archive.read(each) for each in archive.infolist()}
    root = etree.fromstring(parts["word/document.xml"])
    (table,) = root.iter(f"{W}tbl")
    empty = {"".join(map(str, row[1].itertext())): row for row in table.iterfind(f"{W}tr")}
    last: dict[str, etree._Element] = {}
    for number, said in filled:
        row = deepcopy(empty[number])
        if number in last:
            last[number].addnext(row)
        else:
            table.replace(empty[number], row)
        last[number] = row
        cells = row.findall(f"{W}tc")[2:]
        for name, cell in zip(ASKED, cells, strict=True):
            if name in said:
                (words,) = cell.iter(f"{W}t")
                words.text = shown(name, said[name])
    return packed(parts | {"word/document.xml": etree.tostring(root)})


def in_excel(form: bytes, filled: Iterable[Filled]) -> bytes:
    """Fill the form in as in Excel: beside the recommendations, and in the rows below them with a number."""
    book = openpyxl.load_workbook(BytesIO(form))
    sheet = book["Action plan"]
    rows_of = {str(sheet.cell(row, 1).value): row for row in range(2, 2 + len(NUMBERS))}
    spare, seen = 2 + len(NUMBERS), set[str]()
    for number, said in filled:
        row = rows_of[number]
        if number in seen:
            row, spare = spare, spare + 1
            sheet.cell(row, 1).value = number
        seen.add(number)
        for column, name in enumerate(ASKED, 3):
            if name in said:
                sheet.cell(row, column).value = shown(name, said[name])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# What comes back


def test_what_is_written_into_either_form_comes_back_as_it_was_written(on_desk: Case, tmp_path: Path) -> None:
    forms = plans.form(on_desk, TODAY, None)
    ways = {".docx": in_word, ".xlsx": in_excel}

    @given(filled=rows)
    @hypothesis_settings(max_examples=EXAMPLES)
    def holds(filled: list[Filled]) -> None:
        for name, form in forms.items():
            path = tmp_path / name
            path.write_bytes(ways[path.suffix](form, filled))

            found = plans.understand(on_desk, TODAY, path, None)

            wanted = sorted(filled, key=lambda row: NUMBERS.index(row[0]))
            assert found.problems == ()
            assert [(each.recommendation, dict(each.said)) for each in found.actions] == wanted

    holds()


def test_both_forms_have_the_same_columns_and_name_every_status(on_desk: Case, tmp_path: Path) -> None:
    for name, form in plans.form(on_desk, TODAY, None).items():
        (tmp_path / name).write_bytes(form)
        file = received(tmp_path / name)

        heads = [[cell.text for cell in grid.lines[0].cells] for grid in file.grids]

        assert [*HEADINGS, REASON] in heads
        if name.endswith("docx"):
            assert ", ".join(Rating).replace(", dropped", " or dropped") in file.words
            assert "why an action is dropped, or why it has another date" in file.words
