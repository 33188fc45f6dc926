"""Where one sheet ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from documents.pdf import pdf
from documents.tree import read
from documents.word import word
from documents.word_styles import WIDE_LINE
from tests.documents.conftest import written

ROWS = written("Areas", ["Area", "Lead"], [["Alpha", "Leader"], ["Beta", "Deputy"]])


@pytest.mark.parametrize(
    "announced",
    ["<p>The areas:</p><ul><li>Alpha</li><li>Beta</li></ul>", f"<p>The areas.</p>{ROWS}"],
    ids=["list", "table"],
)
def test_what_announces_a_list_or_a_table_stands_on_the_sheet_where_that_begins(
    announced: str, html: Callable[..., str], reader: Any
) -> None:
    begins = set()
    for lines in range(20, 29):
        page = html("<p>The council knows its place.</p>" * lines, "<h2>Scope</h2>", announced)

        sheets = reader(pdf(read(page), issued=date(2026, 3, 6))).pages()

        on = [[sheet for sheet, text in enumerate(sheets) if said in text] for said in ("Theareas", "Alpha")]
        assert on[0] == on[1]
        begins.add(on[0][0])
    assert begins == {0, 1}


def test_a_form_with_many_columns_lies_on_its_side_on_paper_and_in_word(
    html: Callable[..., str], reader: Any
) -> None:
    form = html(written("Plan", ["No.", "Recommendation", "Action", "Lead", "Due"], [["1", *["–"] * 4]]))
    wide = read(form.replace("<main>", '<main class="wide">'))

    printed, upright = (reader(pdf(each, issued=date(2026, 3, 6))) for each in (wide, read(form)))

    across, down = map(float, list(printed.pdf.pages[0].mediabox)[2:])
    assert across > down
    assert [down, across] == list(map(float, list(upright.pdf.pages[0].mediabox)[2:]))
    with ZipFile(BytesIO(word(wide, issued=date(2026, 3, 6)))) as file:
        body, looks = (file.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    assert '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' in body
    assert sum(map(int, re.findall(r'<w:gridCol w:w="(\d+)"', body))) == pytest.approx(WIDE_LINE, abs=5)
    assert f'<w:tab w:val="right" w:pos="{WIDE_LINE}"/>' in looks
