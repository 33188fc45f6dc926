"""Where one sheet ends and the next begins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from documents.pdf import pdf
from documents.tree import read
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
