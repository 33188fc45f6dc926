"""A figure of many years: its groups by the same years, and its rows taken together by challenges."""

from __future__ import annotations

from domain.board import FigureRow, FigureSplit, Measure, grouped
from domain.days import Day


def row(on: str) -> FigureRow:
    return FigureRow(None, ("Tamworth Borough Council",), Day.parse(on))


def counts(found: tuple[FigureSplit, ...]) -> dict[str, list[tuple[str, int]]]:
    return {line.name: [(group.name, group.value) for group in line.groups] for line in found}


def figure(**parts: list[str]) -> Measure:
    named = [(name, row(on)) for name, days in parts.items() for on in days]
    return Measure("any", "Any", "", tuple(each for _, each in named), splits=(grouped("theme", named),))


def test_every_group_is_told_of_the_same_years_even_where_it_has_none() -> None:
    found = figure(Homes=["2021-03-31", "2021-04-01", "2022-02"], Money=["2019-10"])

    assert counts(found.over_years("theme")) == {
        "Homes": [("2019-20", 0), ("2020-21", 1), ("2021-22", 2)],
        "Money": [("2019-20", 1), ("2020-21", 0), ("2021-22", 0)],
    }


def test_years_before_the_last_few_are_taken_together() -> None:
    found = figure(Homes=["2012-06", "2014-06", "2020-06", "2021-06"], Money=["2021-07"])

    assert counts(found.over_years("theme", most=2)) == {
        "Homes": [("Before 2020-21", 2), ("2020-21", 1), ("2021-22", 1)],
        "Money": [("Before 2020-21", 0), ("2020-21", 0), ("2021-22", 1)],
    }


def test_a_figure_that_is_not_parted_so_has_no_years() -> None:
    assert figure(Homes=["2021-06"]).over_years("region") == ()
    assert figure().over_years("theme") == ()


def test_rows_of_a_challenge_are_taken_together_with_how_many_of_each_part_there_are() -> None:
    found = figure(Homes=["2021-06", "2021-06", "2022-02"], Money=["2021-06"])

    assert [(str(row.on), row.words) for row in found.by_challenge(found.rows)] == [
        ("June 2021", "3 in all: Homes 2, Money 1."),
        ("February 2022", "1 in all: Homes 1."),
    ]


def test_rows_that_are_of_no_part_are_counted_alone() -> None:
    assert [each.words for each in figure(Homes=["2021-06"]).by_challenge([row("2020")])] == ["1 in all."]
