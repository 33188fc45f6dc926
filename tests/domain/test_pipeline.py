"""Selections: read from an address, written into one, and met by rows or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qsl

import pytest

from domain.councils import CouncilType
from domain.lifecycle import PersonId, Product, Stage
from domain.pipeline import (
    EARLIER,
    MEETS,
    Expected,
    NotInAList,
    Selection,
    Sort,
    Span,
    in_order,
    is_late,
    meets,
    months_from,
    selection,
    several,
    span,
)

TODAY = date(2026, 3, 6)
"""A Friday."""
ALL_OF_IT = Selection(
    stage=Stage.ON_SITE,
    state="paused",
    adviser=PersonId("p_1"),
    region="West Midlands",
    type=CouncilType.DISTRICT,
    scheme="2024",
    product=Product.FINANCE,
    first_time=False,
    late=True,
    expects=Expected.PLAN,
    month="2026-03",
    text="St Albans & Co",
    sort=Sort.AGE,
    backwards=True,
)


@dataclass
class Row:
    """A challenge in a list, as far as lists look at it."""

    reference: str = "CPC-2026-001"
    stage: str = "on_site"
    state: str = "live"
    councils: str = "Tamworth Borough Council"
    adviser: str | None = "p_1"
    scheme: str = "2024"
    product: str = "corporate"
    regions: str = "|West Midlands|East Midlands|"
    types: str = "|NMD|"
    is_first_time: bool = True
    searched: str = "cpc 2026 001 tamworth borough council"
    next_due: date | None = None
    late_from: date | None = None
    stage_since: date | None = None
    visit_start: date | None = None
    report_due: date | None = None
    plan_due: date | None = None
    review_due: date | None = None
    review_report_due: date | None = None
    updated_at: None = None


def is_met(row: Row, **asked: Any) -> bool:
    return meets(row, Selection(**asked).criteria(TODAY))


def test_a_selection_is_read_back_from_the_address_that_it_was_written_into() -> None:
    assert ALL_OF_IT.query.startswith("stage=on_site&state=paused&adviser=p_1&region=West+Midlands&type=NMD")
    assert ALL_OF_IT.query.endswith(
        "&first_time=no&late=yes&expects=plan&month=2026-03&text=St+Albans+%26+Co&sort=-age"
    )
    assert selection(dict(parse_qsl(ALL_OF_IT.query))) == ALL_OF_IT


def test_what_is_usual_is_not_said() -> None:
    assert Selection().query == ""
    assert selection({}) == selection({"state": "under_way", "stage": "", "late": " "}) == Selection()
    assert selection({"sort": "-due"}).query == "sort=-due"
    assert selection({"after": "CPC-2026-001", "utm": "x"}) == Selection()


def test_only_what_narrows_a_list_down_counts_as_that() -> None:
    assert not Selection(sort=Sort.AGE, backwards=True).is_narrowed
    assert Selection(late=False).is_narrowed


@pytest.mark.parametrize(
    ("name", "value", "offered"),
    [
        ("stage", "somewhere", "scoping, on_site"),
        ("state", "gone", "under_way, all, live"),
        ("type", "X", "CTY, NMD"),
        ("product", "X", "corporate, finance or governance"),
        ("first_time", "maybe", "yes or no"),
        ("late", "very", "yes or no"),
        ("expects", "snow", "visit, report"),
        ("month", "March", "a month such as 2026-03, or earlier"),
        ("month", "2026-13", "a month such as 2026-03, or earlier"),
        ("month", "9999-12", "a month such as 2026-03, or earlier"),
        ("sort", "-luck", "due, lateness"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(name: str, value: str, offered: str) -> None:
    with pytest.raises(NotInAList) as refused:
        selection({name: value})

    assert offered in str(refused.value)
    assert str(refused.value).startswith(f"A list cannot be asked for {name} '{value.removeprefix('-')}'. ")


@pytest.mark.parametrize(
    ("asked", "row", "expected"),
    [
        ({}, Row(), True),
        ({}, Row(state="closed"), False),
        ({}, Row(state="superseded"), False),
        ({"state": "all"}, Row(state="closed"), True),
        ({"state": "closed"}, Row(state="closed"), True),
        ({"state": "closed"}, Row(), False),
        ({"stage": Stage.ON_SITE}, Row(), True),
        ({"stage": Stage.SCOPING}, Row(), False),
        ({"adviser": "p_1"}, Row(), True),
        ({"adviser": "p_2"}, Row(), False),
        ({"region": "East Midlands"}, Row(), True),
        ({"region": "Midlands"}, Row(), False),
        ({"type": CouncilType.DISTRICT}, Row(), True),
        ({"type": CouncilType.COUNTY}, Row(), False),
        ({"scheme": "2024"}, Row(), True),
        ({"scheme": "2022"}, Row(), False),
        ({"product": Product.CORPORATE}, Row(), True),
        ({"product": Product.FINANCE}, Row(), False),
        ({"first_time": True}, Row(), True),
        ({"first_time": False}, Row(), False),
        ({"late": True}, Row(late_from=TODAY), True),
        ({"late": True}, Row(late_from=date(2026, 3, 7)), False),
        ({"late": False}, Row(late_from=date(2026, 3, 7)), True),
        ({"late": False}, Row(late_from=TODAY), False),
        ({"late": False}, Row(), True),
        ({"text": "TAMWORTH"}, Row(), True),
        ({"text": "CPC-2026-001"}, Row(), True),
        ({"text": "chorley"}, Row(), False),
        ({"text": "!?"}, Row(), True),
        ({"expects": Expected.REPORT, "month": "2026-03"}, Row(report_due=date(2026, 3, 31)), True),
        ({"expects": Expected.REPORT, "month": "2026-03"}, Row(report_due=date(2026, 4, 1)), False),
        ({"expects": Expected.REPORT, "month": "2026-03"}, Row(), False),
        ({"expects": Expected.PLAN}, Row(plan_due=date(2031, 4, 1)), True),
        ({"expects": Expected.PLAN}, Row(), False),
        ({"expects": Expected.REVIEW, "month": EARLIER}, Row(review_due=date(2026, 2, 28)), True),
        ({"expects": Expected.REVIEW, "month": EARLIER}, Row(review_due=date(2026, 3, 1)), False),
        ({"expects": Expected.VISIT, "month": "2026-03"}, Row(visit_start=TODAY), True),
    ],
)
def test_a_row_meets_what_is_asked_or_does_not(asked: dict[str, Any], row: Row, expected: bool) -> None:
    assert is_met(row, **asked) is expected


def test_every_criterion_that_can_be_asked_for_can_be_met() -> None:
    both = ALL_OF_IT.criteria(TODAY) | Selection(late=False).criteria(TODAY)
    expected = {each.column for each in Expected}

    assert {*both, *expected} == {*MEETS}


def test_a_state_is_shown_as_it_is_listed() -> None:
    assert [Selection().shows(state) for state in ("live", "closed")] == [True, False]
    assert [Selection(state="all").shows(state) for state in ("live", "closed")] == [True, True]
    assert [Selection(state="closed").shows(state) for state in ("live", "closed")] == [False, True]


def test_months_go_on_over_the_turn_of_a_year() -> None:
    assert months_from(date(2026, 11, 30), 3) == ["2026-11", "2026-12", "2027-01"]
    assert span("2026-02", TODAY) == Span(date(2026, 2, 1), date(2026, 2, 28))
    assert span("", TODAY) == Span(date.min, date.max)
    assert span(EARLIER, date.min).last == date.min


def test_several_values_are_each_named_once() -> None:
    assert several(["A", "", "B", "A"]) == "|A|B|"
    assert several([]) == several([""]) == ""


def test_lateness_begins_on_its_day() -> None:
    assert [
        is_late(Row(late_from=day), TODAY) for day in (date(2026, 3, 5), TODAY, date(2026, 3, 7), None)
    ] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("backwards", "order"), [(False, "BCADE"), (True, "ACBDE")])
def test_what_has_no_date_comes_last_in_either_direction(backwards: bool, order: str) -> None:
    rows = [
        Row("A", next_due=date(2026, 4, 1)),
        Row("D"),
        Row("B", next_due=date(2026, 3, 1)),
        Row("C", next_due=date(2026, 3, 1)),
        Row("E"),
    ]

    assert "".join(row.reference for row in in_order(rows, Sort.DUE, backwards=backwards)) == order
