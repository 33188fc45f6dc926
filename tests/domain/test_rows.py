"""Tables that arrive as CSV: nothing in them is lost in silence."""

import pytest

from domain import rows
from domain.rows import BadRows, listed, read_rows


def problems(text: str, *optional: str) -> tuple[str, ...]:
    with pytest.raises(BadRows) as refused:
        read_rows(text, ("council", "source"), optional)
    return refused.value.args


def test_a_row_knows_its_line_and_what_its_cells_hold() -> None:
    (row,) = read_rows('\ufeffcouncil,source\n"Tamworth\nBorough", a page \n', ("council",))

    assert row.line == 3
    assert row.text("source") == "a page"
    assert row.text("scheme") == ""


def test_a_column_that_is_missing_is_named() -> None:
    assert problems("council\nTamworth\n") == ("line 1 has no column source",)
    assert problems("") == ("line 1 has no column council, source",)


def test_a_column_that_stands_twice_is_named() -> None:
    assert problems("council,source,source\n") == ("line 1 has more than one column source",)


def test_a_column_that_nobody_reads_is_named_where_all_are_read() -> None:
    text = "council,source,schema\nTamworth,page,2024\n"

    assert problems(text, "scheme") == ("line 1 has a column schema, which nobody would read",)
    assert len(read_rows(text, ("council", "source"))) == 1


def test_a_row_that_is_too_short_or_too_long_is_named() -> None:
    assert problems("council,source\nTamworth\nGedling,page,more\n") == (
        "line 2 has not as many cells as line 1",
        "line 3 has not as many cells as line 1",
    )


def test_what_is_no_csv_is_named_by_its_line() -> None:
    (problem,) = problems('council,source\n"Tamworth"?,page\n')

    assert problem.startswith("line 2 cannot be read as CSV")


@pytest.mark.parametrize(("count", "end"), [(10, "no 9"), (11, "no 9; and 1 more")])
def test_ten_problems_are_enough_to_read(count: int, end: str) -> None:
    assert listed([f"no {number}" for number in range(count)]).endswith(end)


def test_a_table_of_very_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "MOST_ROWS", 2)

    assert len(read_rows("place\na\nb\n", ["place"])) == 2
    with pytest.raises(BadRows, match="it has more than 2 rows"):
        read_rows("place\na\nb\nc\n", ["place"])
