"""Events and proofs in words, as the command prints them and a page shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import Any

from casework import proof_words
from casework.told import said
from domain.lifecycle import Happening, Milestone
from tests.casework.told_stories import laid
from tests.histories import MOORLANDS, Story, opened, visited

QUERY = {"place": "page 2", "text": "12", "correction": "13", "kind": "factual", "evidence": "Minutes"}


def words(story: Story, kind: Happening | Milestone, **details: Any) -> dict[str, str]:
    event = story.happens(kind, "2024-06-01", **details)
    return dict(said(event, laid(story)))


def test_each_detail_is_said_as_a_person_would() -> None:
    story = opened()

    assert words(story, Happening.FACTS_SET, mode="in_person", focus=["housing", "climate"]) == {
        "mode": "in person",
        "focus": "housing, climate",
    }
    assert words(story, Happening.RELEASED, role="lead_member", person="lead_member") == {
        "role": "lead member peer",
        "person": "Lead member",
    }
    assert words(story, Happening.MEETING_SET, meeting="2024-06-05", begins="10:00") == {
        "meeting": "Wednesday 5 June 2024",
        "begins": "10:00",
    }
    assert words(story, Happening.SUPERSEDED, successor=MOORLANDS) == {"successor": MOORLANDS.name}
    assert words(story, Happening.DISCLOSED, ruling="on_request", reason="It is old.") == {
        "reason": "It is old.",
        "ruling": "to be had on request",
    }
    assert words(story, Happening.FACTS_SET, first_time=True) == {"first time": "yes"}
    assert words(story, Happening.FACTS_SET, first_time=False) == {"first time": "no"}
    assert words(story, Happening.AFTERCARE, offer="planning", uptake="to_decide") == {
        "offer": "Planning advisory service",
        "uptake": "To decide",
    }
    assert words(story, Happening.SURVEY_ANSWERED, survey="after_visit", person="lead_member") == {
        "person": "Lead member",
        "survey": "Survey after the visit",
    }
    assert words(story, Happening.QUERIED, number=1, query=QUERY)["query"] == (
        "page 2: “12” to “13” (factual)"
    )


def test_a_moved_date_is_said_with_its_title_and_both_days() -> None:
    story = opened()
    shift = {"deadline": "report", "was": "2025-01-31", "now": "2025-02-03"}

    assert words(story, Happening.RECOUNTED, shifts=[shift])["shifts"] == (
        "Report published from Friday 31 January 2025 to Monday 3 February 2025"
    )


def test_what_serves_the_rules_alone_is_not_said() -> None:
    assert words(opened(), Happening.CONTENT_RECEIVED, content="scope", digest="a" * 64) == {
        "content": "scope"
    }


def test_times_are_said_to_the_minute() -> None:
    story = opened()
    event = story.happens(Happening.MEETING_SET, "2024-06-01", meeting="2024-06-05")
    late = replace(event, details=replace(event.details, ends=time(17, 5)))

    assert ("ends", "17:05") in set(said(late, laid(story)))


def proof(story: Story, name: str, on: str) -> tuple[list[str], list[str], list[str]]:
    view = story.on(on)
    card = view.proof(next(each for each in view.deadlines if each.name == name))
    steps = [proof_words.step_told(each.step) for each in card.steps]
    return list(proof_words.summary(card)), steps, list(proof_words.standing(card))


def test_a_proof_says_the_rule_the_event_and_the_steps() -> None:
    told, steps, stands = proof(visited(), "report", "2024-11-04")

    assert told[0].startswith("3 calendar months after visit ended")
    assert "source:" in told[1]
    assert told[2].startswith("It is counted from Thursday 31 October 2024: event ")
    assert steps == ["3 calendar months on from Thursday 31 October 2024: Friday 31 January 2025."]
    assert "Due: Friday 31 January 2025." in stands
    assert stands[-1] == "Standing: ahead."


def test_a_date_counted_from_a_plan_says_so_and_one_counted_back_too() -> None:
    story = opened().until(Milestone.DATES_SET)

    told, steps, stands = proof(story, "pack", "2024-06-04")
    forecast, _, doubts = proof(story, "report", "2024-06-04")

    assert steps == ["14 days back from Tuesday 29 October 2024: Tuesday 15 October 2024."]
    assert "two to three weeks before the visit" in told[1]
    assert "Aimed at: Tuesday 8 October 2024 (the due day itself is still in time)." in stands
    assert forecast[2] == "It is counted from Thursday 31 October 2024, which is only planned."
    assert "The date may still move: what it is counted from has not happened yet." in doubts


def test_a_date_without_an_anchor_is_explained_and_stands_nowhere() -> None:
    told, steps, stands = proof(opened(), "report", "2024-06-04")

    assert len(told) == 2
    assert steps == []
    assert stands == ["Standing: no date yet."]


def test_what_gave_more_time_is_named_with_its_reason() -> None:
    story = visited()
    story.happens(Happening.EXTENDED, "2024-11-05", deadline="report", days=5, reason="Illness")
    story.happens(Happening.PAUSED, "2024-11-11", reason="An inquiry")
    story.happens(Happening.RESUMED, "2024-11-18", reason="It is over")

    _, steps, _ = proof(story, "report", "2024-11-20")

    assert "5 days more by event" in steps[1]
    assert "(Illness)" in steps[1]
    assert "the clock stood still from Monday 11 November 2024" in steps[2]
    assert steps[2].count(" and ") == 2


def test_a_roll_says_where_it_went() -> None:
    story = visited()
    story.events = [
        replace(each, on=type(each.on).parse("2024-11-01")) if each.kind is Milestone.VISIT_ENDED else each
        for each in story.events
    ]
    back = opened()
    back.happens(Milestone.DATES_SET, "2024-06-03", visit_start="2024-11-10", visit_end="2024-11-12")

    _, onwards, _ = proof(story, "feedback", "2024-11-04")
    _, earlier, _ = proof(back, "pack", "2024-06-04")

    assert onwards[-1] == "On to a working day, 2 days later: Monday 4 November 2024."
    assert earlier[-1] == "Back to a working day, 2 days earlier: Friday 25 October 2024."


def test_days_that_count_are_numbered_and_the_others_say_why_not() -> None:
    story = opened().until(Milestone.DRAFT_SENT)
    view = story.on("2024-11-22")
    card = view.proof(next(each for each in view.deadlines if each.name == "fact_check"))

    rows = list(proof_words.day_rows(card.steps[0].days))

    assert rows[0] == ("Friday 22 November 2024", "1")
    assert rows[1] == ("Saturday 23 November 2024", "no: Saturday")
    assert rows[-1] == ("Thursday 5 December 2024", "10")


def test_a_met_date_says_when() -> None:
    story = visited()

    *_, last = proof(story, "feedback", "2024-11-04")[2]

    assert last == "Standing: met, on Thursday 31 October 2024."
