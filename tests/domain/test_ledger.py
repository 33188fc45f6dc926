"""The ledger knows an action again in the next plan, keeps every date it had, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.contents import (
    Action,
    Cited,
    Number,
    Part,
    Plan,
    Progress,
    Rating,
    Recommendation,
    ReviewFinding,
    Theme,
)
from domain.days import Day
from domain.ledger import Ground, Impact, Line, Papers, Tracked, ledger, likeness, together, words_of
from domain.lifecycle import CouncilCode, Event, Happening, Place
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story

TAW, HIG, STF = (each.code for each in (TAMWORTH, HIGH_PEAK, MOORLANDS))
ASSETS = Recommendation(Number("1"), "Assets", "Have a plan for the buildings.", Theme("Finance"))
CULTURE = Recommendation(
    Number("2"),
    "Culture",
    "Listen to staff.",
    Theme("Culture"),
    parts=(Part(Number("2a"), "Ask them."), Part(Number("2b"), "Tell them what came of it.")),
)
LATER = "2030-01-01"


def action(
    text: str,
    due: str = "2025-06-30",
    number: str = "1",
    status: Rating = Rating.NOT_STARTED,
    reason: str = "",
) -> Action:
    return Action(
        Cited(number), text, "Leader", "Chief executive", Day.parse(due), "It is there.", status, reason
    )


SURVEY = action("Survey all buildings", number="1")
SELL = action("Sell what nobody needs", due="2025-09", number="1")


class Told:
    """A story with the plans that were handed in along it."""

    def __init__(self, *councils: Place) -> None:
        self.story = Story(*councils)
        self.plans: dict[int, Plan] = {}

    def plan(self, on: str, *actions: Action, council: Place = TAMWORTH) -> Event:
        event = self.story.happens(Happening.CONTENT_RECEIVED, on, council, content="plan")
        self.plans[event.seq] = Plan(actions)
        return event

    def update(self, on: str, key: str, council: Place = TAMWORTH, **said: Any) -> Event:
        return self.story.happens(Happening.ACTION_UPDATED, on, council, key=key, **said)

    def lines(self, on: str = LATER, **papers: Any) -> tuple[Line, ...]:
        asked = papers.pop("recommendations", (ASSETS, CULTURE))
        return ledger(self.story.on(on).reading, Papers(asked, self.plans, **papers))

    def actions(self, on: str = LATER, **papers: Any) -> dict[str, Tracked]:
        return {each.key: each for line in self.lines(on, **papers) for each in line.actions}


@pytest.fixture
def told() -> Told:
    told = Told()
    told.plan("2025-02-03", SURVEY, SELL, action("Ask all staff", number="2a"))
    return told


# Actions over time


def test_actions_go_under_the_number_of_their_recommendation_in_the_order_of_the_plan(told: Told) -> None:
    assert {key: each.action.action for key, each in told.actions().items()} == {
        "1.1": "Survey all buildings",
        "1.2": "Sell what nobody needs",
        "2.1": "Ask all staff",
    }


def test_a_later_plan_holds_the_same_action_if_its_words_are_the_same_or_nearly(told: Told) -> None:
    told.plan(
        "2025-05-01",
        action("Let empty rooms"),
        action("Sell what nobody needs any more"),
        action("survey ALL buildings."),
        action("Ask all staff", number="2b"),
    )

    found = told.actions()

    assert {key: each.action.action for key, each in found.items()} == {
        "1.1": "survey ALL buildings.",
        "1.2": "Sell what nobody needs any more",
        "1.3": "Let empty rooms",
        "2.1": "Ask all staff",
    }
    assert [len(found[key].versions) for key in ("1.1", "1.2", "1.3", "2.1")] == [2, 2, 1, 2]


def test_of_several_likely_actions_the_closest_is_the_same(told: Told) -> None:
    told.plan("2025-05-01", action("Survey all buildings and land"), action("Survey all buildings again now"))

    assert told.actions()["1.1"].action.action == "Survey all buildings and land"
    assert told.actions()["1.3"].action.action == "Survey all buildings again now"


def test_an_action_is_not_the_same_under_another_recommendation(told: Told) -> None:
    told.plan("2025-05-01", SELL, action("Survey all buildings", number="2"))

    found = told.actions()

    assert (found["1.1"].is_left_out, found["2.2"].action.action) == (True, "Survey all buildings")


def test_two_actions_of_the_same_words_stay_two() -> None:
    told = Told()
    told.plan("2025-02-03", action("Meet", due="2025-03"), action("Meet", due="2025-04"))
    told.plan("2025-05-01", action("Meet", due="2025-03"), action("Meet", due="2025-05"))

    found = told.actions()

    assert {key: [each.due.iso for each in it.promises] for key, it in found.items()} == {
        "1.1": ["2025-03"],
        "1.2": ["2025-04", "2025-05"],
    }


def test_what_a_later_plan_leaves_out_is_dropped_and_may_come_back(told: Told) -> None:
    told.plan("2025-05-01", SELL)
    left_out = told.actions()["1.1"]
    told.plan("2025-07-01", SELL, SURVEY)
    back = told.actions()["1.1"]

    assert (left_out.rating, left_out.closed_on, left_out.is_left_out) == (
        Rating.DROPPED,
        Day.parse("2025-05-01"),
        True,
    )
    assert (back.rating, back.closed_on, back.is_left_out) == (Rating.NOT_STARTED, None, False)


def test_what_comes_back_done_was_not_done_on_the_day_on_which_it_was_left_out(told: Told) -> None:
    told.plan("2025-02-03", SURVEY, SELL)
    told.plan("2025-05-05", SELL)
    told.plan("2025-08-04", replace(SURVEY, status=Rating.DONE), SELL)

    back = told.actions()["1.1"]

    assert (back.rating, back.closed_on) == (Rating.DONE, Day.parse("2025-08-04"))


def test_only_words_that_are_the_same_bring_back_what_was_left_out(told: Told) -> None:
    told.plan("2025-05-01", SELL)
    told.plan("2025-07-01", SELL, action("Survey all buildings twice"))

    assert told.actions()["1.1"].is_left_out
    assert told.actions()["1.3"].action.action == "Survey all buildings twice"


def test_what_was_done_stays_done_when_a_later_plan_leaves_it_out(told: Told) -> None:
    told.update("2025-04-01", "1.1", rating="done", evidence="The survey is on our page.")
    told.plan("2025-05-01", SELL)

    found = told.actions()["1.1"]

    assert (found.rating, found.closed_on, found.is_left_out) == (
        Rating.DONE,
        Day.parse("2025-04-01"),
        False,
    )


def test_dates_are_kept_with_the_reason_for_each_new_one(told: Told) -> None:
    told.update("2025-04-01", "1.1", due="2025-09-30", reason="The surveyor left.")
    told.update("2025-05-01", "1.1", due="2025-09-30", reason="Said again.")
    told.plan("2025-06-01", action("Survey all buildings", due="2025-12", reason="Budget."), SELL)

    found = told.actions()["1.1"]

    assert [(each.due.iso, each.since.iso, each.reason) for each in found.promises] == [
        ("2025-06-30", "2025-02-03", ""),
        ("2025-09-30", "2025-04-01", "The surveyor left."),
        ("2025-12", "2025-06-01", "Budget."),
    ]
    assert found.due == Day.parse("2025-12")


def test_a_plan_that_repeats_what_the_one_before_said_takes_nothing_back(told: Told) -> None:
    told.update("2025-04-01", "1.1", rating="on track", due="2025-09-30", reason="The surveyor left.")
    told.plan("2025-06-01", SURVEY, SELL)

    found = told.actions()["1.1"]

    assert (found.rating, found.due.iso) == (Rating.ON_TRACK, "2025-09-30")


def test_a_plan_that_rates_an_action_anew_is_believed(told: Told) -> None:
    told.plan("2025-06-01", action("Survey all buildings", status=Rating.DONE), SELL)

    found = told.actions()["1.1"]

    assert (found.rating, found.rated, found.closed_on) == (
        Rating.DONE,
        Day.parse("2025-06-01"),
        Day.parse("2025-06-01"),
    )


def test_an_action_can_be_dropped_in_the_plan_that_first_names_it() -> None:
    told = Told()
    told.plan("2025-02-03", action("Move", status=Rating.DROPPED, reason="It costs too much."))

    found = told.actions()["1.1"]

    assert (found.is_open, found.reason) == (False, "It costs too much.")


def test_an_update_says_only_what_it_says(told: Told) -> None:
    told.update("2025-04-01", "1.1", rating="in progress", evidence="Half are done.", note="It rained.")
    told.update("2025-05-01", "1.1", note="It is dry.")
    told.update("2025-06-01", "1.1", rating="done")
    told.update("2025-06-20", "1.1", rating="done")
    done = told.actions()["1.1"]
    told.update("2025-07-01", "1.1", rating="in progress")

    assert (done.evidence, done.note, done.closed_on) == (
        "Half are done.",
        "It is dry.",
        Day.parse("2025-06-01"),
    )
    assert told.actions()["1.1"].is_open


@pytest.mark.parametrize(
    ("due", "on", "is_overdue"),
    [
        ("2025-06-30", "2025-06-30", False),
        ("2025-06-30", "2025-07-01", True),
        ("2025-06", "2025-06-30", False),
        ("2025-06", "2025-07-01", True),
        ("2025", "2025-12-31", False),
    ],
)
def test_an_action_is_overdue_from_the_day_after_the_last_that_it_may_be_due(
    due: str, on: str, is_overdue: bool
) -> None:
    told = Told()
    told.plan("2025-02-03", action("Survey all buildings", due=due))
    today = date.fromisoformat(on)

    (line, _) = told.lines(on)

    assert line.actions[0].is_overdue(today) is is_overdue
    assert line.overdue(today) == (line.actions if is_overdue else ())


def test_once_a_recommendation_is_met_no_action_on_it_is_overdue(told: Told) -> None:
    statement = {TAW: (said("1", Rating.DONE),)}

    (line, _) = told.lines(said=statement)

    assert (line.open_actions, line.overdue(date(2030, 1, 1))) == ((), ())
    assert line.actions[0].is_overdue(date(2030, 1, 1))


@pytest.mark.parametrize("rating", ["done", "changed", "dropped"])
def test_what_has_ended_is_never_overdue(told: Told, rating: str) -> None:
    told.update("2025-04-01", "1.1", rating=rating, reason="So it was decided.")

    (line, _) = told.lines()

    assert [each.key for each in line.open_actions] == ["1.2"]
    assert [each.key for each in line.overdue(date(2030, 1, 1))] == ["1.2"]


def test_on_a_day_gone_by_nothing_is_known_of_what_came_later(told: Told) -> None:
    told.update("2025-04-01", "1.1", rating="done")

    assert told.actions("2025-03-31")["1.1"].rating is Rating.NOT_STARTED
    assert told.actions("2025-01-01") == {}


# Corrections and what is hidden


def test_a_key_is_never_given_twice_even_where_the_plan_that_had_it_was_a_mistake(told: Told) -> None:
    mistake = told.plan("2025-03-01", SURVEY, SELL, action("Build a town hall"))
    told.story.undo(mistake, "2025-03-02")
    told.plan("2025-04-01", SURVEY, SELL, action("Rent a smaller office"))

    assert {key: each.action.action for key, each in told.actions().items() if key.startswith("1")} == {
        "1.1": "Survey all buildings",
        "1.2": "Sell what nobody needs",
        "1.4": "Rent a smaller office",
    }
    assert len(told.actions()["1.1"].versions) == 2


def test_an_update_that_was_corrected_counts_for_nothing(told: Told) -> None:
    told.story.undo(told.update("2025-04-01", "1.1", rating="done"), "2025-04-02")

    assert told.actions()["1.1"].rating is Rating.NOT_STARTED


def test_of_what_is_hidden_nothing_is_told_and_keys_stay(told: Told) -> None:
    (first,) = told.plans
    later = told.plan("2025-05-01", SELL, action("Let empty rooms"))
    said = told.update("2025-06-01", "1.2", rating="done")

    unpublished = told.actions(hidden={later.seq, said.seq})
    published_late = told.actions(hidden={first, said.seq})

    assert {key: each.rating for key, each in unpublished.items()} == dict.fromkeys(
        ("1.1", "1.2", "2.1"), Rating.NOT_STARTED
    )
    assert set(published_late) == {"1.2", "1.3"}


def test_nothing_can_be_said_of_an_action_that_there_is_not(told: Told) -> None:
    told.update("2025-04-01", "7.1", rating="done")

    assert {each.rating for each in told.actions().values()} == {Rating.NOT_STARTED}


# Councils


def test_each_council_has_its_own_actions_and_no_two_have_one_key() -> None:
    told = Told(*JOINT)
    told.plan("2025-02-03", SURVEY, council=HIGH_PEAK)
    told.plan("2025-02-10", SURVEY, council=MOORLANDS)
    told.update("2025-03-01", "1.2", MOORLANDS, rating="done")

    lines = [each for each in told.lines() if each.number == "1"]

    assert [(each.council, [it.key for it in each.actions], str(each.impact)) for each in lines] == [
        (HIG, ["1.1"], "not started"),
        (STF, ["1.2"], "done"),
    ]


def test_a_recommendation_to_one_council_has_a_line_for_that_council_alone() -> None:
    to_one = Recommendation(Number("3"), "Listen", "Ask residents.", Theme("Place"), councils=(STF,))

    assert [each.council for each in Told(*JOINT).lines(recommendations=(to_one,))] == [STF]


def test_a_successor_takes_on_the_actions_of_all_before_it() -> None:
    new = Place(CouncilCode("NEW"), "New Council")
    told = Told(*JOINT)
    told.plan("2025-02-03", SURVEY, council=HIGH_PEAK)
    told.plan("2025-02-10", SELL, council=MOORLANDS)
    told.story.happens(Happening.SUPERSEDED, "2025-04-01", HIGH_PEAK, successor=new)
    told.story.happens(Happening.SUPERSEDED, "2025-04-01", MOORLANDS, successor=new)
    told.update("2025-05-01", "1.1", new, rating="done")
    before = told.lines()[0]
    told.plan("2025-06-01", SELL, action("Merge the offices"), council=new)
    after = told.lines()[0]

    assert (before.council, [each.key for each in before.actions]) == ("NEW", ["1.1", "1.2"])
    assert {each.key: str(each.rating) for each in after.actions} == {
        "1.1": "done",
        "1.2": "not started",
        "1.3": "not started",
    }


def test_a_council_without_a_plan_passes_nothing_on() -> None:
    new = Place(CouncilCode("NEW"), "New Council")
    told = Told()
    mistake = told.plan("2025-02-03", SURVEY)
    told.story.undo(mistake, "2025-02-04")
    told.story.happens(Happening.SUPERSEDED, "2025-04-01", TAMWORTH, successor=new)

    assert told.actions() == {}


# What became of it


def said(number: str, rating: Rating, evidence: str = "") -> Progress:
    return Progress(Cited(number), rating, f"We say {number}.", evidence)


def found(number: str, rating: Rating) -> ReviewFinding:
    return ReviewFinding(Cited(number), rating, f"They found {number}.")


def test_the_review_counts_before_the_statement_and_the_statement_before_the_actions(told: Told) -> None:
    told.update("2025-04-01", "1.1", rating="done", evidence="The survey.")
    statement = {TAW: (said("1", Rating.CHANGED, "The minutes."), said("2", Rating.DONE))}
    review = {TAW: (found("1", Rating.ON_TRACK),)}

    by_actions = told.lines()
    by_statement = told.lines(said=statement)
    by_review = told.lines(said=statement, found=review)

    assert [
        (each.impact, each.ground, each.evidence) for each in (*by_actions, *by_statement, *by_review)
    ] == [
        (Impact.IN_PROGRESS, Ground.ACTIONS, "The survey."),
        (Impact.NOT_STARTED, Ground.ACTIONS, ""),
        (Impact.CHANGED, Ground.STATEMENT, "The minutes."),
        (Impact.DONE, Ground.STATEMENT, "We say 2."),
        (Impact.IN_PROGRESS, Ground.REVIEW, "They found 1."),
        (Impact.DONE, Ground.STATEMENT, "We say 2."),
    ]


def test_of_a_recommendation_about_which_nothing_was_said_nothing_is_known() -> None:
    line = Told().lines()[0]

    assert (line.impact, line.ground, line.evidence, line.is_empty) == (Impact.NOT_KNOWN, None, "", True)


@pytest.mark.parametrize(
    ("findings", "impact"),
    [
        ([found("2", Rating.DONE), found("2a", Rating.NOT_STARTED)], Impact.DONE),
        ([found("2a", Rating.DONE), found("2b", Rating.DONE)], Impact.DONE),
        ([found("2a", Rating.DONE)], Impact.IN_PROGRESS),
        ([found("2a", Rating.DROPPED), found("2b", Rating.DONE)], Impact.DONE),
    ],
    ids=["the whole decides", "all parts", "a part that nobody looked at", "a part that was dropped"],
)
def test_where_only_parts_were_rated_they_count_together(
    findings: Sequence[ReviewFinding], impact: Impact
) -> None:
    line = Told().lines(found={TAW: tuple(findings)})[1]

    assert (line.impact, line.is_empty) == (impact, False)


DONE, ON_TRACK, UNDER_WAY, IDLE, CHANGED, DROPPED = Rating


@pytest.mark.parametrize(
    ("ratings", "impact"),
    [
        ([DONE], Impact.DONE),
        ([DONE, DONE, DROPPED], Impact.DONE),
        ([ON_TRACK], Impact.IN_PROGRESS),
        ([UNDER_WAY, DONE], Impact.IN_PROGRESS),
        ([DONE, IDLE], Impact.IN_PROGRESS),
        ([CHANGED, IDLE], Impact.IN_PROGRESS),
        ([IDLE, IDLE], Impact.NOT_STARTED),
        ([IDLE, DROPPED], Impact.NOT_STARTED),
        ([CHANGED], Impact.CHANGED),
        ([CHANGED, DONE], Impact.CHANGED),
        ([DROPPED, DROPPED], Impact.DROPPED),
    ],
)
def test_several_ratings_come_to_one_impact(ratings: list[Rating], impact: Impact) -> None:
    assert together(ratings) is impact
    assert together(ratings[::-1]) is impact


def test_likeness_is_about_words_and_their_order() -> None:
    assert likeness(words_of("Publish a plan"), words_of("publish, a PLAN!")) == 1
    assert likeness(words_of("Publish a plan"), words_of("Hire more staff")) == 0
    assert likeness((), ()) == 1
