"""Dates as histories have them: counted in calendar months, and known only in part."""

from calendar import month_name
from datetime import date

import pytest

from domain.days import Day, NotADate, Precision, add_months, long_date


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("Thursday 31 October 2024", 3, "Friday 31 January 2025"),
        ("Thursday 31 October 2024", 5, "Monday 31 March 2025"),
        ("Thursday 31 October 2024", 4, "Friday 28 February 2025"),
        ("Tuesday 31 October 2023", 4, "Thursday 29 February 2024"),
        ("Wednesday 31 July 2024", 2, "Monday 30 September 2024"),
        ("Thursday 29 February 2024", 12, "Friday 28 February 2025"),
        ("Tuesday 29 October 2024", -3, "Monday 29 July 2024"),
        ("Friday 31 May 2024", -3, "Thursday 29 February 2024"),
        ("Wednesday 15 January 2025", -1, "Sunday 15 December 2024"),
        ("Thursday 31 October 2024", 60, "Wednesday 31 October 2029"),
    ],
)
def test_a_period_of_months_ends_on_the_same_day_or_with_the_month(start: str, months: int, end: str) -> None:
    assert long_date(add_months(day(start), months)) == end


@pytest.mark.parametrize(
    ("text", "first", "last", "spoken"),
    [
        ("2026-03-06", "2026-03-06", "2026-03-06", "Friday 6 March 2026"),
        (" 2026-03 ", "2026-03-01", "2026-03-31", "March 2026"),
        ("2024-02", "2024-02-01", "2024-02-29", "February 2024"),
        ("2026", "2026-01-01", "2026-12-31", "2026"),
    ],
)
def test_a_date_keeps_how_much_of_it_is_known(text: str, first: str, last: str, spoken: str) -> None:
    read = Day.parse(text)

    assert (read.first.isoformat(), read.last.isoformat(), str(read)) == (first, last, spoken)
    assert read.iso == text.strip()
    assert Day.parse(read.iso) == read


@pytest.mark.parametrize("text", ["", "6 March 2026", "2026-3-6", "2026-02-30", "2026-13", "26", "0000"])
def test_what_is_no_date_is_refused_with_the_way_to_write_one(text: str) -> None:
    with pytest.raises(NotADate) as refusal:
        Day.parse(text)

    how = "Write it as 2026-03-06, or 2026-03 or 2026 where only that is known."
    assert str(refusal.value) == f"{text!r} is not a date. {how}"


def test_a_day_is_known_to_the_day_unless_it_says_otherwise() -> None:
    assert Day(date(2026, 3, 6)).precision is Precision.DAY


def day(text: str) -> date:
    """Read a date as it is spoken, and mind that the weekday is right."""
    _, number, month, year = text.split()
    found = date(int(year), list(month_name).index(month), int(number))
    assert long_date(found) == text
    return found


@pytest.mark.parametrize(
    ("text", "said"),
    [("2026-03-06", "on Friday 6 March 2026"), ("2026-03", "in March 2026"), ("2026", "in 2026")],
)
def test_a_sentence_says_on_a_day_but_in_a_month_or_year(text: str, said: str) -> None:
    assert Day.parse(text).when == said
