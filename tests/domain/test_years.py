"""The programme's years run from April to March."""

from __future__ import annotations

from datetime import date

import pytest

from domain.days import Day
from domain.years import FinancialYear, NotAYear


@pytest.mark.parametrize(
    ("day", "year"),
    [
        ("2021-03-31", "2020-21"),  # Wednesday, the last day of a year
        ("2021-04-01", "2021-22"),  # Thursday, the first of the next
        ("2021-12-31", "2021-22"),
        ("2022-03-31", "2021-22"),
        ("2099-04-01", "2099-00"),
    ],
)
def test_a_year_begins_on_the_first_of_april(day: str, year: str) -> None:
    assert str(FinancialYear.of(date.fromisoformat(day))) == year


def test_a_year_knows_its_first_and_last_day() -> None:
    year = FinancialYear.parse("2021-22")

    assert (year.first, year.last) == (date(2021, 4, 1), date(2022, 3, 31))


@pytest.mark.parametrize("text", ["2021-22", "2021/22", "2021-2022", " 2021-22 "])
def test_a_year_is_read_as_people_write_it(text: str) -> None:
    assert FinancialYear.parse(text) == FinancialYear(2021)


@pytest.mark.parametrize("text", ["2021", "2021-23", "21-22", "2021-22-23", "0000-01", "9999-00", ""])
def test_what_is_no_year_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(NotAYear, match="Write it as 2021-22"):
        FinancialYear.parse(text)


@pytest.mark.parametrize(
    ("known", "year"),
    [("2022-03-08", "2021-22"), ("2022-03", "2021-22"), ("2022-04", "2022-23"), ("2022", "None")],
)
def test_a_date_of_which_too_little_is_known_lies_in_no_year(known: str, year: str) -> None:
    assert str(FinancialYear.of_span(Day.parse(known))) == year


def test_years_stand_in_their_order() -> None:
    years = [FinancialYear(2022), FinancialYear(2020), FinancialYear(2021)]

    assert [str(each) for each in sorted(years)] == ["2020-21", "2021-22", "2022-23"]
