"""After a hand-over the adviser talks with each council; what is not settled then stays on the list."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.aftercare import Chore, ToDo, agreed, still_to_do
from domain.lifecycle import Event, Happening, Milestone, Place
from domain.support import OfferKey
from domain.uptakes import Uptake
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story, closed, opened

LATER = "2026-01-01"


def to_do(story: Story, on: str = LATER) -> list[tuple[str, Chore, str]]:
    view = story.on(on)
    found = still_to_do(view.reading, view.documents)
    return [(each.council, each.chore, each.offer or "") for each in found]


def say(story: Story, on: str, council: Place, **said: Any) -> Event:
    return story.happens(Happening.AFTERCARE, on, council, reason="As we spoke.", **said)


def test_before_anything_is_handed_over_nothing_is_to_do() -> None:
    assert to_do(closed(), "2025-10-26") == []


def test_a_council_that_was_handed_over_is_spoken_to_and_then_no_more() -> None:
    story = closed()
    assert to_do(story) == [("TAW", Chore.TALK, "")]

    say(story, "2025-11-10", TAMWORTH)

    assert to_do(story) == []


def test_each_hand_over_of_a_first_challenge_is_talked_about() -> None:
    story = opened()
    story.happens(Happening.FACTS_SET, "2024-05-01", first_time=True)
    story.until(Milestone.PACK_SENT)
    say(story, "2024-10-20", TAMWORTH)
    assert to_do(story, "2024-10-28") == []

    story.until(Milestone.FEEDBACK_GIVEN)

    assert to_do(story, "2024-11-01") == [("TAW", Chore.TALK, "")]


def test_each_council_of_a_joint_challenge_has_a_talk_of_its_own() -> None:
    story = closed(*JOINT)
    say(story, "2025-11-10", HIGH_PEAK)

    assert to_do(story) == [("STF", Chore.TALK, "")]


def test_an_offer_that_is_still_to_be_decided_stays_until_it_is_and_is_late_after_its_day() -> None:
    story = closed()
    say(story, "2025-11-10", TAMWORTH, offer="planning", uptake="to_decide", until="2025-12-01")
    view = story.on(LATER)

    (found,) = still_to_do(view.reading, view.documents)

    assert found == ToDo(
        TAMWORTH.code, Chore.DECIDE, date(2025, 11, 10), OfferKey("planning"), date(2025, 12, 1)
    )
    assert [found.is_late(date(2025, 12, day)) for day in (1, 2)] == [False, True]
    assert not ToDo(TAMWORTH.code, Chore.TALK, date(2025, 11, 10)).is_late(date(2030, 1, 1))

    say(story, "2025-12-05", TAMWORTH, offer="planning", uptake="taken_up")
    assert to_do(story) == []


def test_of_each_offer_the_last_word_counts() -> None:
    story = closed(*JOINT)
    say(story, "2025-11-10", HIGH_PEAK, offer="planning", uptake="to_decide")
    say(story, "2025-11-11", MOORLANDS, offer="planning", uptake="declined")
    say(story, "2025-11-12", HIGH_PEAK, offer="planning", uptake="taken_up")
    say(story, "2025-11-13", HIGH_PEAK)

    found = agreed(story.on(LATER).reading)

    assert [(each.council, each.details.uptake) for each in found] == [
        ("STF", Uptake.DECLINED),
        ("HIG", Uptake.TAKEN_UP),
    ]


def test_what_was_noted_down_by_mistake_counts_for_nothing() -> None:
    story = closed()
    story.undo(say(story, "2025-11-10", TAMWORTH), "2025-11-11")

    assert to_do(story) == [("TAW", Chore.TALK, "")]


def test_a_council_that_takes_anothers_place_takes_over_what_is_to_do_there() -> None:
    story = closed(*JOINT)
    say(story, "2025-11-10", HIGH_PEAK, offer="planning", uptake="to_decide")
    story.happens(Happening.SUPERSEDED, "2025-11-20", HIGH_PEAK, successor=TAMWORTH)

    assert (
        to_do(story)
        == [
            ("TAW", Chore.TALK, ""),
            ("TAW", Chore.DECIDE, "planning"),
            ("STF", Chore.TALK, ""),
        ][1:]
    )


@pytest.mark.parametrize(
    ("uptake", "label"),
    [(Uptake.TAKEN_UP, "Taken up"), (Uptake.DECLINED, "Declined"), (Uptake.TO_DECIDE, "To decide")],
)
def test_an_answer_has_words(uptake: Uptake, label: str) -> None:
    assert uptake.label == label
