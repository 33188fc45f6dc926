"""The proof card: every date can be recomputed from its card by somebody who has nothing else."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from domain.calendars import Calendar
from domain.lifecycle import CouncilCode, Happening, Milestone, Place
from domain.outlook import Outlook, outlook
from domain.past import read_history
from domain.rules import Offset
from domain.schemes import known_schemes, scheme
from domain.working_days import Closure
from tests.histories import (
    CALENDAR,
    HIGH_PEAK,
    JOINT,
    Story,
    closed,
    finalised,
    opened,
    planned,
    reported,
    reviewed,
    scoped,
    visited,
)
from tests.proof_checker import check

PAUSED, RESUMED, EXTENDED = Happening.PAUSED, Happening.RESUMED, Happening.EXTENDED
HISTORY = Path(__file__).parents[3] / "shared" / "data" / "cpc_history.csv"
STORIES = (Story, opened, scoped, visited, finalised, reported, planned, reviewed, closed)


def cards(view: Outlook) -> Iterator[dict[str, Any]]:
    """Return the card of every deadline, as a program gets it."""
    for each in view.deadlines:
        card: dict[str, Any] = json.loads(json.dumps(view.proof(each).to_json()))
        assert (card["due"], card["target"]) == tuple(
            day and day.isoformat() for day in (each.due, each.target)
        )
        yield card


def card_of(story: Story, name: str, on: str) -> dict[str, Any]:
    return next(each for each in cards(story.on(on)) if each["rule"]["name"] == name)


def eventful() -> Story:
    """Return a challenge whose dates have been through everything."""
    story = visited(*JOINT)
    story.meets(Milestone.DRAFT_SENT, "2024-12-18")
    story.happens(EXTENDED, "2024-12-19", deadline="fact_check", days=2, reason="a late answer")
    story.happens(PAUSED, "2024-12-31", reason="a flood")
    story.happens(RESUMED, "2025-01-06", reason="the water fell")
    story.happens(EXTENDED, "2025-01-07", HIGH_PEAK, deadline="report", days=20, reason="a new cabinet")
    story.happens(EXTENDED, "2025-01-08", HIGH_PEAK, deadline="report", days=20, reason="a new leader")
    story.happens(PAUSED, "2025-02-10", HIGH_PEAK, reason="a by-election")
    story.happens(RESUMED, "2025-02-17", HIGH_PEAK, reason="it was held")
    return story


def test_the_card_says_the_rule_the_anchor_and_every_step() -> None:
    card = card_of(visited(), "report", on="2024-11-01")

    assert card == {
        "scheme": "2024",
        "on": "2024-11-01",
        "council": "TAW",
        "rule": {
            "name": "report",
            "title": "Report published",
            "offset": {"count": 3, "unit": "months"},
            "target": None,
            "tolerance_days": 0,
            "extend_at_most": 28,
            "never_pauses": False,
            "roll": None,
            "source": "reports page",
            "note": "",
        },
        "anchor": {
            "name": "visit_ended",
            "title": "visit ended",
            "on": "2024-10-31",
            "counted_from": "2024-10-31",
            "event": card["anchor"]["event"],
        },
        "steps": [
            {"do": "months", "from": "2024-10-31", "to": "2025-01-31", "count": 3, "unit": "months"},
        ],
        "due": "2025-01-31",
        "target_steps": [],
        "target": None,
        "late_from": "2025-02-01",
        "provisional": [],
    }


def test_working_days_are_named_one_by_one_with_what_is_left_out() -> None:
    story = visited()
    story.meets(Milestone.DRAFT_SENT, "2024-12-18")

    (step,) = card_of(story, "fact_check", on="2024-12-18")["steps"]

    assert step["days"][:3] == [
        {"day": "2024-12-19"},
        {"day": "2024-12-20"},
        {"day": "2024-12-21", "left_out": "Saturday"},
    ]
    assert [each["left_out"] for each in step["days"] if each["day"] in ("2024-12-25", "2025-01-01")] == [
        "Christmas Day",
        "New Year's Day",
    ]
    assert len([each for each in step["days"] if "left_out" not in each]) == 10


def test_a_pause_and_an_extension_name_their_events_and_reasons() -> None:
    story = eventful()
    numbers = [event.seq for event in story.events if event.kind in (EXTENDED, PAUSED, RESUMED)]

    _, extend, pause = card_of(story, "fact_check", on="2025-02-20")["steps"]

    assert (extend["do"], extend["count"], extend["unit"]) == ("extend", 2, "working_days")
    assert (extend["events"], extend["reason"]) == (numbers[:1], "a late answer")
    assert (pause["do"], pause["count"]) == ("pause", 3)
    assert (pause["paused"], pause["until"], pause["reason"]) == ("2024-12-31", "2025-01-06", "a flood")
    assert pause["events"] == numbers[1:3]
    assert pause["stopped"] == [
        {"day": "2024-12-31"},
        {"day": "2025-01-01", "left_out": "New Year's Day"},
        {"day": "2025-01-02"},
        {"day": "2025-01-03"},
        {"day": "2025-01-04", "left_out": "Saturday"},
        {"day": "2025-01-05", "left_out": "Sunday"},
    ]


def test_an_extension_beyond_the_cap_counts_as_far_as_the_cap_allows() -> None:
    steps = card_of(eventful(), "report", on="2025-02-20")["steps"]

    assert [(each["do"], each["count"]) for each in steps] == [
        ("months", 3),
        ("extend", 20),
        ("extend", 8),
        ("pause", 6),
        ("pause", 7),
    ]


def test_a_roll_names_the_days_that_it_passes_over() -> None:
    story = opened().until(Milestone.AGREED)
    story.meets(Milestone.DATES_SET, visit_start="2025-05-05", visit_end="2025-05-07")

    card = card_of(story, "pack", on="2024-06-03")

    assert card["steps"][-1] == {
        "do": "roll",
        "from": "2025-04-21",
        "to": "2025-04-17",
        "count": -4,
        "unit": "days",
        "days": [
            {"day": "2025-04-18", "left_out": "Good Friday"},
            {"day": "2025-04-19", "left_out": "Saturday"},
            {"day": "2025-04-20", "left_out": "Sunday"},
            {"day": "2025-04-21", "left_out": "Easter Monday"},
        ],
    }


def test_a_date_with_nothing_to_count_from_has_an_empty_card() -> None:
    card = card_of(opened(), "report", on="2024-05-02")

    assert (card["anchor"], card["steps"], card["due"], card["provisional"]) == (None, [], None, [])


def test_a_planned_anchor_a_stopped_clock_and_unpublished_bank_holidays_make_a_date_provisional() -> None:
    paused = visited().until(Milestone.DRAFT_SENT)
    stop = paused.happens(PAUSED, "2024-11-25", reason="a flood")
    distant = opened().until(Milestone.AGREED)
    distant.meets(Milestone.DATES_SET, visit_start="2027-03-02", visit_end="2027-03-04")

    forecast = card_of(opened().until(Milestone.DATES_SET), "report", on="2024-06-03")

    assert forecast["anchor"]["event"] == "planned"
    assert forecast["provisional"] == ["what it is counted from has not happened yet"]
    assert card_of(paused, "fact_check", on="2024-11-26")["provisional"] == [
        f"the clock has been stopped since Monday 25 November 2024, by event {stop.seq}"
    ]
    assert card_of(distant, "pack", on="2024-06-03")["provisional"] == [
        "bank holidays have been published only to Thursday 31 December 2026"
    ]
    assert card_of(distant, "pack", on="2025-01-02")["provisional"] == []


def test_a_count_of_working_days_back_from_the_visit_names_each_day_down_to_the_one_it_ends_on() -> None:
    story = opened().until(Milestone.DATES_SET)  # From Tuesday 29 October 2024 on.
    pack = replace(story.scheme.deadlines["pack"], offset=Offset(working_days=-4), target=None, roll=None)
    story.scheme = replace(story.scheme, deadlines={**story.scheme.deadlines, "pack": pack})

    card = card_of(story, "pack", on="2024-06-03")

    (step,) = card["steps"]
    assert (step["count"], step["unit"], card["due"]) == (-4, "working_days", "2024-10-23")
    assert step["days"] == [
        {"day": "2024-10-23"},
        {"day": "2024-10-24"},
        {"day": "2024-10-25"},
        {"day": "2024-10-26", "left_out": "Saturday"},
        {"day": "2024-10-27", "left_out": "Sunday"},
        {"day": "2024-10-28"},
    ]
    check(json.dumps(card))


@pytest.mark.parametrize("make", STORIES)
@pytest.mark.parametrize("under", known_schemes())
@pytest.mark.parametrize("councils", [(), JOINT], ids=["single", "joint"])
def test_every_date_follows_from_its_card(
    make: Callable[..., Story], under: str, councils: tuple[Place, ...]
) -> None:
    story = make(*councils, under=under)

    for card in cards(story.on("2030-01-01")):
        check(json.dumps(card))


def test_every_date_of_a_challenge_that_has_been_through_everything_follows_from_its_card() -> None:
    own = Calendar(closures=(Closure("Christmas shutdown", date(2024, 12, 23), date(2025, 1, 3)),))
    story = eventful()

    for calendar in (CALENDAR, own):
        for card in cards(outlook(story.events, story.scheme, calendar, date(2025, 2, 20))):
            check(json.dumps(card))


@pytest.mark.skipif(not HISTORY.is_file(), reason="The table of real challenges is not beside this checkout.")
def test_every_date_of_every_real_challenge_follows_from_its_card() -> None:
    numbers, places = count(1), dict[str, Place]()

    def find(name: str) -> Place:
        return places.setdefault(name, Place(CouncilCode(f"C{next(numbers)}"), name))

    today, dates, rows = date(2026, 11, 20), 0, HISTORY.read_text("utf-8")
    told = read_history(rows, find, today)
    for past in told:
        history = [replace(event, seq=number) for number, event in enumerate(past.events(), 1)]
        view = outlook(history, scheme(past.scheme), CALENDAR, today)
        proven = list(cards(view))
        assert {card["rule"]["name"] for card in proven} == set(view.scheme.deadlines)
        assert {card["scheme"] for card in proven} == {past.scheme}
        for card in proven:
            check(json.dumps(card))
        for card in (each for each in proven if each["due"]):
            a_day_later = date.fromisoformat(card["due"]) + timedelta(days=1)
            with pytest.raises(AssertionError):
                check(json.dumps({**card, "due": a_day_later.isoformat()}))
            dates += 1

    assert len(told) == len(list(csv.DictReader(rows.splitlines()))) > 20
    assert dates > 100


def tampered(card: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> str:
    change(card)
    return json.dumps(card)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("report", lambda card: card.update(due="2025-03-12")),
        ("report", lambda card: card["rule"].update(offset={"count": 2, "unit": "months"})),
        ("report", lambda card: card["rule"].update(extend_at_most=27)),
        ("report", lambda card: card["anchor"].update(counted_from="2024-10-30")),
        ("report", lambda card: card["steps"][0].update(to="2025-01-30")),
        ("report", lambda card: card["steps"].pop(1)),
        ("report", lambda card: card["steps"][3].update(until="2025-01-07")),
        ("fact_check", lambda card: card["steps"][0]["days"].pop(4)),
        ("fact_check", lambda card: card["steps"][0]["days"][0].update(left_out="a day off")),
        ("fact_check", lambda card: card["steps"][0]["days"][2].pop("left_out")),
        ("fact_check", lambda card: card["steps"][0]["days"][2].update(left_out="Sunday")),
        ("fact_check", lambda card: card["steps"][2]["stopped"].pop(0)),
        ("action_plan", lambda card: card.update(target="2025-02-07")),
    ],
)
def test_a_card_that_has_been_tampered_with_is_refused(
    name: str, change: Callable[[dict[str, Any]], object]
) -> None:
    card = card_of(eventful(), name, on="2025-02-20")
    check(json.dumps(card))

    with pytest.raises(AssertionError):
        check(tampered(card, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda card: (card["steps"].pop(), card.update(due="2024-11-30")),
        lambda card: card["steps"][-1].update(to="2024-12-03"),
        lambda card: card["steps"][-1]["days"][1].pop("left_out"),
    ],
)
def test_a_roll_that_is_not_as_the_card_says_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    story = opened().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, "2024-11-02")
    card = card_of(story, "draft_report", on="2024-11-02")  # Due on Saturday 30 November.
    check(json.dumps(card))

    with pytest.raises(AssertionError):
        check(tampered(card, change))
