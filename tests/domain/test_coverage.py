"""When a council had its last challenge, and when it is expected to have the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.councils import Council, CouncilType, Nation
from domain.coverage import SOON, Cover, cover, held_on, next_due, parts
from domain.lifecycle import CouncilCode, Happening, Milestone
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story, closed, opened, scoped

LATER = "2026-01-01"
DUE = date(2029, 10, 31)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (DUE - SOON - timedelta(days=1), Cover.AHEAD),
        (DUE - SOON, Cover.SOON),
        (DUE, Cover.SOON),
        (DUE + timedelta(days=1), Cover.PASSED),
    ],
)
def test_a_council_is_in_time_until_the_day_on_which_the_next_is_due(today: date, found: Cover) -> None:
    assert cover(DUE, today, is_under_way=False, was_held=True) is found


def test_a_council_whose_challenge_goes_on_is_counted_as_that_whatever_it_had_before() -> None:
    assert cover(DUE, date(2040, 1, 1), is_under_way=True, was_held=True) is Cover.UNDER_WAY
    assert cover(None, DUE, is_under_way=True, was_held=False) is Cover.UNDER_WAY


def test_a_council_of_which_no_challenge_is_known_and_one_of_which_nobody_says_when_the_next_is_due() -> None:
    assert cover(None, DUE, is_under_way=False, was_held=False) is Cover.NEVER
    assert cover(None, DUE, is_under_way=False, was_held=True) is Cover.AHEAD


def test_the_next_is_due_on_the_day_that_the_challenge_itself_gives() -> None:
    story = closed()

    (part,) = parts(story.on(LATER))

    assert part.held
    assert (part.council, str(part.held), part.is_under_way) == ("TAW", "Thursday 31 October 2024", False)
    assert part.next_due == story.deadline("next_challenge", LATER).due == DUE


def test_a_challenge_is_held_when_its_visit_has_ended() -> None:
    story = scoped().until(Milestone.VISIT_STARTED)

    assert held_on(story.on("2024-10-30")) is None
    (part,) = parts(story.on("2024-10-30"))
    assert (part.next_due, part.is_under_way, part.cancelled_because) == (None, True, None)


def test_a_challenge_that_was_called_off_before_any_visit_says_why() -> None:
    story = opened()
    story.happens(Happening.CANCELLED, "2024-06-01", reason="The council would rather wait.")

    (part,) = parts(story.on(LATER))

    assert (part.held, part.is_under_way, part.cancelled_because) == (
        None,
        False,
        "The council would rather wait.",
    )


def test_one_that_was_called_off_after_its_visit_was_held() -> None:
    story = opened().until(Milestone.VISIT_ENDED)
    story.happens(Happening.CANCELLED, "2024-11-10", reason="Reorganisation")

    (part,) = parts(story.on(LATER))

    assert part.held
    assert part.cancelled_because is None


@pytest.mark.parametrize(
    ("known", "found"),
    [
        ({Milestone.VISIT_ENDED: "2018-03-16", Milestone.VISIT_STARTED: "2018-03-13"}, "2018-03-16"),
        ({Milestone.VISIT_STARTED: "2018-03", Milestone.REPORT_PUBLISHED: "2018-02"}, "2018-03"),
        ({Milestone.REVIEW_REPORT_PUBLISHED: "2020", Milestone.REPORT_PUBLISHED: "2018-06"}, "2018-06"),
        ({}, None),
    ],
)
def test_of_the_past_it_is_what_is_known_of_the_visit_or_else_the_first_day(
    known: dict[Milestone, str], found: str | None
) -> None:
    story = Story(TAMWORTH)
    story.events.clear()
    story.happens(Happening.OPENED, "2018-03", councils=(TAMWORTH,), scheme="2024", backfilled=True)
    for milestone, on in known.items():
        story.happens(milestone, on, backfilled=True)

    held = held_on(story.on(LATER))

    assert (held.iso if held else None) == found
    assert not parts(story.on(LATER))[0].is_under_way


def test_the_part_of_a_council_that_was_replaced_is_its_successors() -> None:
    story = closed(*JOINT)
    story.happens(Happening.SUPERSEDED, "2025-11-01", HIGH_PEAK, successor=TAMWORTH)

    assert [each.council for each in parts(story.on(LATER))] == ["TAW", MOORLANDS.code]


def test_rules_that_name_no_next_challenge_expect_none() -> None:
    view = closed().on(LATER)
    held = held_on(view)
    meets_all = {name: rule for name, rule in view.scheme.deadlines.items() if rule.meets}
    assert held
    assert next_due(held, replace(view.scheme, deadlines=meets_all), view.calendar) is None


@pytest.mark.parametrize(
    ("kind", "nation", "expected"),
    [
        (CouncilType.DISTRICT, Nation.ENGLAND, True),
        (CouncilType.CITY_CORPORATION, Nation.ENGLAND, True),
        (CouncilType.COMBINED, Nation.ENGLAND, False),
        (CouncilType.UNITARY, Nation.WALES, False),
    ],
)
def test_the_principal_councils_of_england_are_expected_to_have_challenges(
    kind: CouncilType, nation: Nation, expected: bool
) -> None:
    assert Council(CouncilCode("XXX"), "Council", "Council", kind, nation).is_principal is expected
