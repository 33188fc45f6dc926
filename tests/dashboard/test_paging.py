"""Where a page of a list lies, and which ways to others it shows."""

from __future__ import annotations

import pytest

from dashboard.paging import numbered, pages_of
from templates.screens import environment

CASES = (
    # number, total: first, last, to the first, one back, one on, to the last
    (1, 0, (0, 0, None, None, None, None)),
    (1, 50, (1, 50, None, None, None, None)),
    (1, 51, (1, 50, None, None, "2", None)),
    (1, 101, (1, 50, None, None, "2", "3")),
    (2, 101, (51, 100, None, "1", "3", None)),
    (3, 101, (101, 101, "1", "2", None, None)),
    (6, 1204, (251, 300, "1", "5", "7", "25")),
    (9, 51, (51, 51, "1", "2", None, None)),
)


@pytest.mark.parametrize(("number", "total", "told"), CASES)
def test_a_page_says_where_it_lies_and_leads_to_those_beside_it(
    number: int, total: int, told: tuple[object, ...]
) -> None:
    found = numbered(number, 50, total, str)

    assert (found.first, found.last, found.start, found.previous, found.next, found.end) == told
    assert found.total == total


def test_nothing_at_all_has_one_page() -> None:
    assert [pages_of(total, 50) for total in (0, 1, 50, 51)] == [1, 1, 1, 2]


def test_large_numbers_are_written_to_be_read() -> None:
    parts = environment().get_template("dashboard/_parts.html.j2").module

    drawn = str(parts.pages(numbered(6, 250, 1204_0, lambda leaf: f"/list?page={leaf}"), "lines"))  # type: ignore[attr-defined]

    assert "1,251 to 1,500 of 12,040" in drawn
    assert 'aria-label="Pages of lines"' in drawn
    assert 'href="/list?page=5" rel="prev"' in drawn


def test_a_list_of_one_page_has_no_ways() -> None:
    parts = environment().get_template("dashboard/_parts.html.j2").module

    assert str(parts.pages(numbered(1, 50, 50, str))).strip() == ""  # type: ignore[attr-defined]
