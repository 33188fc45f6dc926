"""What a document was made of is written down as text, and read back as equal values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import ModuleType
from typing import Any

import pytest

from domain import contents, days, disclosures, fact_checks, lifecycle, people, rules
from domain.days import Day, Precision
from domain.editions import Edition
from domain.keeping import NotKept, known_in, raw, read, written
from domain.lifecycle import Details, Event, Milestone
from domain.schemes import scheme

KNOWN = known_in([days, lifecycle, rules])


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        7,
        0.5,
        "Llŷn",
        ["a", ("b", 2), ()],
        {"a": 1, Milestone.AGREED: date(2024, 5, 10)},
        datetime(2024, 5, 1, 9, tzinfo=UTC),
        time(9, 30),
        Day(date(2024, 5, 1), Precision.MONTH),
        Event(1, Milestone.DATES_SET, Day(date(2024, 5, 1)), details=Details(visit_start=date(2024, 10, 29))),
    ],
)
def test_what_is_written_down_is_read_back_as_it_was(value: Any) -> None:
    again = read(written(value, KNOWN), KNOWN)

    assert again == value
    assert type(again) is type(value)


def test_what_stands_in_two_places_is_written_and_read_in_both() -> None:
    month = Day(date(2024, 5, 1), Precision.MONTH)

    assert written([month, (month,)], KNOWN).count("2024-05-01") == 2
    assert read(written([month, (month,)], KNOWN), KNOWN) == [month, (month,)]


def test_the_values_of_a_kind_can_be_looked_at_as_they_were_written() -> None:
    first, second = Day.parse("2024-10-29"), Day.parse("2025-03")
    text = written({"days": [first, (second, 7)], "other": "words"}, KNOWN)

    assert [each["first"] for each in raw(text, "Day")] == [{"date": "2024-10-29"}, {"date": "2025-03-01"}]
    with pytest.raises(NotKept):
        list(raw("{", "Day"))


def test_a_whole_scheme_can_be_kept() -> None:
    known = known_in([rules, lifecycle, contents, people, days, fact_checks, disclosures])

    assert read(written(scheme("2024"), known), known) == scheme("2024")


def test_a_value_of_an_unknown_kind_is_refused_before_it_is_lost() -> None:
    with pytest.raises(NotKept, match="a Edition cannot be kept"):
        written([Edition("x", 1, {})], KNOWN)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (json.dumps({"Gone": {}}), "no kind Gone any more"),
        (json.dumps({"Day": {"first": {"date": "2024-05-01"}, "gone": 1}}), "gone"),
        (json.dumps({"Milestone": "gone"}), "gone"),
        (json.dumps({"Day": {}, "Event": {}}), "too many values"),
        ("{", "Expecting property name"),
    ],
)
def test_what_cannot_be_read_any_more_is_said(text: str, why: str) -> None:
    with pytest.raises(NotKept, match=why):
        read(text, KNOWN)


def test_two_kinds_of_one_name_are_refused() -> None:
    other = ModuleType("other")
    other.Day = dataclass(type("Day", (), {"__module__": "other"}))  # type: ignore[attr-defined]

    with pytest.raises(NotKept, match="two kinds of Day"):
        known_in([days, other])


def test_an_edition_is_known_by_all_its_words() -> None:
    one = Edition("a", 1, {"a": "x", "b": "y"})

    assert one.digest == Edition("a", 1, {"b": "y", "a": "x"}).digest
    assert (
        len(
            {
                each.digest
                for each in (
                    one,
                    Edition("a", 2, one.sources),
                    Edition("a", 1, {"a": "x", "b": "z"}),
                    Edition("a", 1, one.sources, is_own=True),
                )
            }
        )
        == 4
    )
