"""A drawing says in words, in patterns and in a table what it shows: nobody has to see its colours."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import etree

from documents.blocks import Figure, Table, plain, walk
from documents.formats import Format, checked
from documents.tree import read
from domain.contents import Rating
from domain.days import Day
from templates import words

SVG = "{http://www.w3.org/2000/svg}"


def chart(html: str, number: int = 0) -> tuple[Figure, Table]:
    """Return a chart and the table that follows it."""
    blocks = list(walk(read(html).blocks))
    at = [index for index, block in enumerate(blocks) if isinstance(block, Figure)][number]
    table = next(block for block in blocks[at:] if isinstance(block, Table))
    figure = blocks[at]
    assert isinstance(figure, Figure)
    return figure, table


def cells(table: Table) -> list[list[str]]:
    return [
        [" / ".join(plain(inner.words) for inner in cell.inside if hasattr(inner, "words")) for cell in row]
        for row in table.body
    ]


@pytest.fixture
def review(single: Any) -> str:
    return words.document("review_report", single.all("review_report"))


def test_a_drawing_tells_the_figures_of_the_table_below_it(review: str) -> None:
    figure, table = chart(review, 1)

    assert figure.is_chart
    assert figure.alternative == (
        "Recommendations by progress. Done: four recommendations. On track: four recommendations. "
        "In progress: three recommendations. Not started: one recommendation. Changed: no recommendations. "
        "Dropped: no recommendations."
    )
    assert cells(table) == [
        ["Done", "4", "2, 6, 7 and 11"],
        ["On track", "4", "3, 5, 8 and 9"],
        ["In progress", "3", "1, 4 and 10"],
        ["Not started", "1", "12"],
        ["Changed", "0", "None of them"],
        ["Dropped", "0", "None of them"],
    ]


def test_bars_are_as_long_as_their_numbers_and_each_has_a_pattern_of_its_own(review: str) -> None:
    svg = etree.fromstring(chart(review, 1)[0].drawing)
    bars = [each for each in svg.iter(f"{SVG}rect") if each.get("height") == "20"]

    assert [each.get("width") for each in bars] == ["128", "128", "96", "32"]
    looks = [(each.get("fill"), _lines(each)) for each in bars]
    assert len(set(looks)) == len(looks)


def test_every_rating_has_a_pattern_that_no_other_has(single: Any) -> None:
    facts = single.all("review_report")
    review = facts["review_report"]
    found = tuple(replace(each, rating=rating) for each, rating in zip(review.progress, Rating, strict=False))
    html = words.document("review_report", facts | {"review_report": replace(review, progress=found)})
    svg = etree.fromstring(chart(html, 1)[0].drawing)
    bars = [each for each in svg.iter(f"{SVG}rect") if each.get("height") == "20"]

    assert len({(each.get("fill"), _lines(each)) for each in bars}) == len(bars) == len(Rating)


def _lines(bar: etree._Element) -> int:
    """Count the lines that are drawn across a bar."""
    after = bar.getnext()
    return str(after.get("d")).count("M") if after is not None and after.tag == f"{SVG}path" else 0


def test_the_longest_bar_stays_within_the_drawing(single: Any) -> None:
    facts = single.all("review_report")
    review = facts["review_report"]
    many = tuple(replace(review.progress[0], recommendation=str(n)) for n in range(1, 121))
    html = words.document("review_report", facts | {"review_report": replace(review, progress=many)})

    svg = etree.fromstring(chart(html, 1)[0].drawing)
    (bar,) = [each for each in svg.iter(f"{SVG}rect") if each.get("height") == "20"]
    assert 200 < float(str(bar.get("width"))) <= 320


def test_a_timeline_stands_in_the_order_of_the_days_and_ends_with_the_last(review: str) -> None:
    figure, table = chart(review, 0)
    svg = etree.fromstring(figure.drawing)
    marks = [float(str(each.get("cx"))) for each in svg.iter(f"{SVG}circle")]

    assert marks == sorted(marks)
    assert marks[-1] == 630
    assert cells(table)[0] == ["Visit ended", "Thursday 31 October 2024"]
    assert "Visit ended: Thursday 31 October 2024." in figure.alternative


def test_what_is_known_to_the_month_is_drawn_as_a_month(single: Any) -> None:
    facts = single.all("review_report")
    met = facts["milestones"] | {"report_published": Day.parse("2025-01")}
    figure, table = chart(words.document("review_report", facts | {"milestones": met}), 0)

    svg = etree.fromstring(figure.drawing)
    months = [each for each in svg.iter(f"{SVG}rect") if each.get("height") == "14"]
    assert [float(str(each.get("width"))) for each in months] == [pytest.approx(33, abs=1)]
    assert ["Report published", "January 2025"] in cells(table)


def test_a_timeline_needs_two_days(single: Any) -> None:
    facts = single.all("review_report", milestones={"visit_ended": Day.parse("2024-10-31")})

    html = words.document("review_report", facts)

    assert "way-chart" not in html
    assert "From the visit" not in html


@pytest.mark.parametrize(("review_held", "ticks"), [("2024-12-05", 3), ("2025-09-11", 4), ("2027-09-11", 6)])
def test_a_timeline_names_as_many_months_as_there_is_room_for(
    review_held: str, ticks: int, single: Any
) -> None:
    met = {"visit_ended": Day.parse("2024-10-31"), "review_held": Day.parse(review_held)}
    html = words.document("review_report", single.all("review_report", milestones=met))

    svg = etree.fromstring(chart(html, 0)[0].drawing)
    named = [each.text or "" for each in svg.iter(f"{SVG}text") if each.get("font-size") == "12"]
    assert len(named) == ticks
    assert named[0] == "Oct 2024"


def test_plain_text_has_the_table_and_not_the_drawing(review: str) -> None:
    files = checked(review, issued=date(2025, 10, 1)).files

    said = files[Format.TEXT].decode()
    assert "four recommendations" not in said
    assert "Progress: Done\n  How many: 4\n  Which: 2, 6, 7 and 11" in said


def test_colours_come_from_the_house_and_nothing_is_fetched(single: Any) -> None:
    facts = single.all("final_report")
    colours = dict.fromkeys(facts["programme"].colours, "#010203")
    html = words.document("final_report", facts | {"programme": replace(facts["programme"], colours=colours)})

    drawing = chart(html)[0].drawing
    assert set(re.findall(r"#[0-9a-f]{6}", drawing)) == {"#010203"}
    assert not re.search(r"url\(|href|style=", drawing)


def test_a_report_counts_its_recommendations_by_theme(single: Any) -> None:
    _, table = chart(words.document("final_report", single.all("final_report")))

    assert [row[:2] for row in cells(table)] == [
        ["Local priorities and outcomes", "2"],
        ["Organisational and place leadership", "2"],
        ["Governance and culture", "3"],
        ["Financial planning and management", "2"],
        ["Capacity for improvement", "3"],
    ]
