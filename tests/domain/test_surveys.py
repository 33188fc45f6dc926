"""Surveys: whom they ask, from when to when, and what a scheme cannot say of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.lifecycle import CouncilCode, Event, Happening, Kind, Milestone, PersonId, Place
from domain.notices import ANSWERED, GONE
from domain.owed import OwedNotice
from domain.people import Role
from domain.reminders import CANCELLED, CLOSED
from domain.rules import AnswerKind
from domain.schemes import SchemeRefused, parse, scheme
from domain.surveys import Opening, changes_who_is_asked, opening_of, openings, respondents
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story, reviewed, scoped, visited

VISIT, REVIEW = "after_visit", "after_review"
FEEDBACK = "2024-10-31"
"""A Thursday; the survey closes on Thursday 28 November."""
NEW = Place(CouncilCode("NEW"), "New Council", "West Midlands")
LATE = "people are asked after the survey opens and not after it closes"


def survey(story: Story, on: str, name: str = VISIT, council: Place | None = None) -> Opening | None:
    view = story.on(on)
    return opening_of(view.reading, view.scheme, name, council.code if council else None, view.today)


def asked(story: Story, on: str, name: str = VISIT, council: Place | None = None) -> dict[str, str]:
    """Return whom a survey asks on a day, and with whom their answers are counted."""
    opening = survey(story, on, name, council)
    assert opening
    return {each.person: each.audience.name for each in respondents(story.on(on).reading, opening)}


def answered(story: Story, person: str, on: str, council: Place | None = None, name: str = VISIT) -> Event:
    return story.happens(Happening.SURVEY_ANSWERED, on, council, survey=name, person=person)


def to(notices: list[OwedNotice]) -> set[str]:
    return {str(each.person) for each in notices if each.is_ready}


def why_not(notices: list[OwedNotice], person: str) -> str | None:
    """Return why the last notice to somebody is owed no longer."""
    return [each.lapsed for each in notices if each.person == person][-1]


# When it is open


def test_a_survey_opens_with_its_milestone_and_closes_after_its_days() -> None:
    story = visited()

    assert survey(story, "2024-10-30") is None
    opening = survey(story, FEEDBACK)
    assert opening
    assert (opening.first, opening.last) == (date(2024, 10, 31), date(2024, 11, 28))
    assert not opening.has_closed(date(2024, 11, 28))
    assert opening.has_closed(date(2024, 11, 29))


def test_a_survey_opens_when_its_milestone_is_known_so_that_people_have_their_time() -> None:
    story = visited()
    place = next(n for n, each in enumerate(story.events) if each.kind is Milestone.FEEDBACK_GIVEN)
    story.events[place] = replace(story.events[place], at=datetime(2024, 11, 18, 9, tzinfo=UTC))

    opening = survey(story, "2024-11-20")

    assert opening
    assert opening.first == date(2024, 11, 18)


def test_a_story_that_is_told_over_again_opens_its_surveys_on_its_own_days() -> None:
    story = visited()
    story.events = [replace(each, at=datetime(2026, 11, 18, 9, tzinfo=UTC)) for each in story.events]

    for day in ("2024-11-20", "2026-11-18", "2026-11-23"):
        opening = survey(story, day)
        assert opening
        assert opening.first == date(2024, 10, 31)


@pytest.mark.parametrize(("written", "first"), [("2024-11-28", "2024-11-28"), ("2024-11-29", "2024-10-31")])
def test_nobody_is_asked_about_what_was_over_for_as_long_as_the_survey_lasts(
    written: str, first: str
) -> None:
    story = visited()
    at = datetime.fromisoformat(f"{written}T09:00:00+00:00")
    story.events = [
        replace(each, at=at) if each.kind is Milestone.FEEDBACK_GIVEN else each for each in story.events
    ]

    opening = survey(story, "2024-12-02")

    assert opening
    assert opening.first.isoformat() == first
    assert opening.has_closed(date(2024, 12, 2)) is opening.came_too_late is (first != written)
    notices = [each for each in story.on("2024-12-02").notices if each.rule.survey]
    assert bool(to(notices)) is (first == written)


def test_what_was_brought_in_from_the_past_opens_no_survey() -> None:
    story = scoped()
    story.happens(Milestone.FEEDBACK_GIVEN, FEEDBACK, backfilled=True)

    assert openings(story.on("2024-11-20").reading, story.scheme, date(2024, 11, 20)) == ()


def test_a_survey_is_taken_back_with_its_milestone_and_opens_with_it_again() -> None:
    story = visited()
    story.undo(story.events[-1], "2024-11-04")
    assert survey(story, "2024-11-04") is None

    story.meets(Milestone.FEEDBACK_GIVEN, "2024-11-06")

    opening = survey(story, "2024-11-06")
    assert opening
    assert opening.first == date(2024, 11, 6)


def test_a_survey_that_has_closed_stays_closed_whatever_is_corrected() -> None:
    story = visited()
    story.undo(story.events[-1], "2024-12-02")
    story.meets(Milestone.FEEDBACK_GIVEN, "2024-12-03")

    opening = survey(story, "2024-12-04")

    assert opening
    assert opening.last == date(2024, 11, 28)


def test_each_council_of_a_joint_challenge_has_a_survey_of_its_own_review() -> None:
    story = scoped(*JOINT).until(Milestone.REVIEW_STATEMENT_RECEIVED)
    story.meets(Milestone.REVIEW_HELD, "2025-08-29", HIGH_PEAK)

    assert survey(story, "2025-09-01", REVIEW, MOORLANDS) is None
    assert "leader.HIG" in asked(story, "2025-09-01", REVIEW, HIGH_PEAK)
    assert "leader.STF" not in asked(story, "2025-09-01", REVIEW, HIGH_PEAK)


@pytest.fixture
def merged() -> Story:
    """Hold the review of one of two councils, make both into one, and hold the review of that."""
    story = scoped(*JOINT).until(Milestone.REVIEW_STATEMENT_RECEIVED)
    story.meets(Milestone.REVIEW_HELD, "2025-08-29", HIGH_PEAK, attended=["lead_member"])
    for old in JOINT:
        story.happens(Happening.SUPERSEDED, "2025-09-15", old, successor=NEW)
    story.assign(Role.LEADER, "new leader", "2025-09-16", NEW)
    story.meets(Milestone.REVIEW_HELD, "2025-10-01", NEW, attended=["officer_peer"])
    return story


def test_where_two_councils_become_one_between_two_reviews_each_review_has_its_survey(merged: Story) -> None:
    found = openings(merged.on("2025-10-02").reading, merged.scheme, date(2025, 10, 2))

    assert [(each.council, each.first.isoformat()) for each in found if each.survey.name == REVIEW] == [
        ("HIG", "2025-08-29"),
        ("NEW", "2025-10-01"),
    ]
    first, second = (survey(merged, "2025-10-02", REVIEW, each) for each in (HIGH_PEAK, NEW))
    assert (first, second) == tuple(each for each in found if each.survey.name == REVIEW)
    assert survey(merged, "2025-10-02", REVIEW, MOORLANDS) == second


def test_the_survey_of_one_of_two_councils_asks_whom_it_asked_before_they_became_one(merged: Story) -> None:
    before = asked(merged, "2025-09-01", REVIEW, HIGH_PEAK)

    assert "lead_member" in before
    assert not {"leader.STF", "officer_peer"} & set(before)
    assert asked(merged, "2025-10-02", REVIEW, HIGH_PEAK) == before
    assert {"new leader", "officer_peer"} <= set(asked(merged, "2025-10-02", REVIEW, NEW))
    assert "lead_member" not in asked(merged, "2025-10-02", REVIEW, NEW)


def test_who_has_answered_the_survey_of_one_review_has_not_answered_that_of_the_other(merged: Story) -> None:
    answered(merged, "new leader", "2025-10-02", NEW, REVIEW)
    answered(merged, "leader.HIG", "2025-10-02", HIGH_PEAK, REVIEW)

    reading = merged.on("2025-10-03").reading
    first, second = (survey(merged, "2025-10-03", REVIEW, each) for each in (HIGH_PEAK, NEW))
    assert first
    assert second
    assert [each.person for each in respondents(reading, first) if each.has_answered] == ["leader.HIG"]
    assert [each.person for each in respondents(reading, second) if each.has_answered] == ["new leader"]


def test_letters_about_two_surveys_of_one_council_are_two(merged: Story) -> None:
    merged.meets(Milestone.REVIEW_REPORT_FINALISED, "2025-10-02", NEW)

    keys = {each.key for each in merged.notices("survey_after_review", "2025-10-02")}

    assert keys == {
        *(f"notice/survey_after_review/HIG/2025-08-29+{days}" for days in (1, 8, 15)),
        "notice/survey_after_review/NEW/2025-10-01+1",
    }


def test_a_council_that_took_another_in_after_its_review_has_a_survey_of_each_review() -> None:
    story = scoped(*JOINT).until(Milestone.REVIEW_STATEMENT_RECEIVED)
    story.meets(Milestone.REVIEW_HELD, "2025-08-29", MOORLANDS, attended=["lead_member"])
    story.happens(Happening.SUPERSEDED, "2025-09-15", HIGH_PEAK, successor=MOORLANDS)
    story.meets(Milestone.REVIEW_HELD, "2025-10-01", MOORLANDS, attended=["officer_peer"])

    found = openings(story.on("2025-10-02").reading, story.scheme, date(2025, 10, 2))

    assert [(each.council, each.first.isoformat()) for each in found if each.survey.name == REVIEW] == [
        ("STF", "2025-08-29"),
        ("HIG", "2025-10-01"),
    ]
    assert "officer_peer" not in asked(story, "2025-10-02", REVIEW, MOORLANDS)
    assert "officer_peer" in asked(story, "2025-10-02", REVIEW, HIGH_PEAK)


def test_two_councils_that_were_one_before_their_review_have_one_survey() -> None:
    story = scoped(*JOINT).until(Milestone.REVIEW_STATEMENT_RECEIVED)
    for old in JOINT:
        story.happens(Happening.SUPERSEDED, "2025-08-01", old, successor=NEW)
    story.meets(Milestone.REVIEW_HELD, "2025-08-29", NEW)

    found = openings(story.on("2025-09-01").reading, story.scheme, date(2025, 9, 1))

    assert [each.council for each in found if each.survey.name == REVIEW] == ["NEW"]


# Whom it asks


def test_a_survey_asks_those_who_took_part_each_once() -> None:
    story = visited()
    story.assign(Role.PARTICIPANT, "leader.TAW", "2024-10-30")
    story.assign(Role.PARTICIPANT, "head of planning", "2024-10-30")

    assert asked(story, FEEDBACK) == {
        "leader.TAW": "leadership",
        "chief_executive.TAW": "leadership",
        "lead_chief_executive": "peers",
        "lead_member": "peers",
        "member_peer": "peers",
        "officer_peer": "peers",
        "opposition_leader.TAW": "took_part",
        "project_lead.TAW": "took_part",
        "participant.TAW": "took_part",
        "head of planning": "took_part",
    }


def test_a_survey_asks_who_held_a_role_then_and_no_successor() -> None:
    story = visited()
    story.release(Role.LEADER, "leader.TAW", "2024-11-05", TAMWORTH)
    story.assign(Role.LEADER, "new leader", "2024-11-06")

    found = asked(story, "2024-11-08")

    assert "leader.TAW" in found
    assert "new leader" not in found


def test_a_survey_does_not_ask_who_had_left_before_it_opened() -> None:
    story = scoped()
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-10-20")
    story.until(Milestone.FEEDBACK_GIVEN)

    assert "officer_peer" not in asked(story, FEEDBACK)


def test_whom_the_peers_have_met_may_be_entered_while_the_survey_is_open() -> None:
    story = visited()
    story.assign(Role.PARTICIPANT, "head of planning", "2024-11-12")
    story.assign(Role.PARTICIPANT, "head of housing", "2024-11-29")
    story.assign(Role.OPPOSITION_LEADER, "another group", "2024-11-12")

    found = asked(story, "2024-12-01")

    assert "head of planning" in found
    assert not {"head of housing", "another group"} & set(found)


def test_of_the_peers_it_asks_those_who_are_recorded_as_there() -> None:
    story = scoped().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, attended=["lead_member", "lead_chief_executive"])
    story.meets(Milestone.FEEDBACK_GIVEN)

    found = asked(story, FEEDBACK)

    assert {who for who, audience in found.items() if audience == "peers"} == {
        "lead_member",
        "lead_chief_executive",
    }
    assert "leader.TAW" in found


def test_a_survey_without_a_milestone_that_says_who_was_there_asks_the_whole_team() -> None:
    story = scoped().until(Milestone.VISIT_STARTED)
    story.meets(Milestone.VISIT_ENDED, attended=["lead_member"])
    story.meets(Milestone.FEEDBACK_GIVEN)
    opening = survey(story, FEEDBACK)
    assert opening

    of_all = replace(opening, survey=replace(opening.survey, attended_with=None))

    assert "officer_peer" in {each.person for each in respondents(story.on(FEEDBACK).reading, of_all)}


def test_a_council_that_is_abolished_leaves_its_survey_to_those_whom_it_asked() -> None:
    story = reviewed()
    story.happens(Happening.SUPERSEDED, "2025-09-01", TAMWORTH, successor=NEW)
    answered(story, "leader.TAW", "2025-09-02", NEW, REVIEW)

    opening = survey(story, "2025-09-03", REVIEW, TAMWORTH)

    assert opening == survey(story, "2025-09-03", REVIEW, NEW)
    assert opening
    found = {each.person: each for each in respondents(story.on("2025-09-03").reading, opening)}
    assert found[PersonId("leader.TAW")].has_answered
    assert not found[PersonId("chief_executive.TAW")].has_answered


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (Milestone.FEEDBACK_GIVEN, True),
        (Milestone.VISIT_ENDED, True),
        (Milestone.REVIEW_HELD, True),
        (Milestone.AGREED, False),
        (Happening.ASSIGNED, True),
        (Happening.CORRECTED, True),
        (Happening.SURVEY_ANSWERED, False),
    ],
)
def test_what_changes_whom_a_survey_asks_is_known(kind: Kind, changes: bool) -> None:
    assert changes_who_is_asked([kind], scheme("2024")) is changes


# What is written


def test_people_are_asked_the_day_after_and_reminded_twice() -> None:
    story = visited()

    mornings = {
        day: {
            each.key.rpartition("/")[2] for each in story.notices("survey_after_visit", day) if each.is_ready
        }
        for day in ("2024-10-31", "2024-11-01", "2024-11-08", "2024-11-15", "2024-11-28")
    }

    assert mornings == {
        "2024-10-31": set(),
        "2024-11-01": {"2024-10-31+1"},
        "2024-11-08": {"2024-10-31+8"},
        "2024-11-15": {"2024-10-31+15"},
        "2024-11-28": {"2024-10-31+15"},
    }


def test_reminders_go_to_those_alone_who_have_not_answered() -> None:
    story = visited()
    answered(story, "leader.TAW", "2024-11-04")

    notices = story.notices("survey_after_visit", "2024-11-08")

    assert "leader.TAW" not in to(notices)
    assert "chief_executive.TAW" in to(notices)
    assert why_not(notices, "leader.TAW") == ANSWERED


def test_to_have_answered_one_survey_is_not_to_have_answered_another() -> None:
    story = reviewed()
    answered(story, "leader.TAW", "2024-11-04")

    assert "leader.TAW" in to(story.notices("survey_after_review", "2025-09-01"))


def test_an_answer_that_was_entered_by_mistake_is_asked_for_again() -> None:
    story = visited()
    story.undo(answered(story, "leader.TAW", "2024-11-04"), "2024-11-05")

    assert "leader.TAW" in to(story.notices("survey_after_visit", "2024-11-08"))


def test_nobody_is_written_to_about_a_survey_that_has_closed() -> None:
    notices = visited().notices("survey_after_visit", "2024-11-29")

    assert {each.lapsed for each in notices} == {CLOSED}


def test_nobody_is_written_to_about_a_survey_of_a_challenge_that_was_cancelled() -> None:
    story = visited()
    story.happens(Happening.CANCELLED, "2024-11-05", reason="a merger")

    notices = story.notices("survey_after_visit", "2024-11-08")

    assert to(notices) == set()
    assert CANCELLED in {each.lapsed for each in notices}


def test_who_has_left_is_not_written_to_and_nobody_else_in_their_place() -> None:
    story = visited()
    story.release(Role.LEADER, "leader.TAW", "2024-11-05", TAMWORTH)
    story.assign(Role.LEADER, "new leader", "2024-11-06")

    notices = story.notices("survey_after_visit", "2024-11-08")

    assert why_not(notices, "leader.TAW") == GONE
    assert not {"leader.TAW", "new leader"} & to(notices)


def test_a_survey_waits_for_nobody_in_a_role_that_is_empty() -> None:
    story = Story().until(Milestone.FEEDBACK_GIVEN)

    assert story.notices("survey_after_visit", "2024-11-08") == []


def test_a_notice_asks_for_the_survey_that_it_names() -> None:
    story = reviewed()

    assert {
        each.opening.survey.name
        for each in story.notices("survey_after_review", "2025-09-01")
        if each.opening
    } == {REVIEW}


# What a scheme says


def test_each_audience_is_asked_its_own_questions() -> None:
    rule = scheme("2024").surveys[VISIT]

    assert [each.name for each in rule.asked_of("peers")] == [
        "peer_satisfaction",
        "peer_learning",
        "recommend",
        "comment",
    ]
    assert rule.audience_of(Role.MEMBER_PEER).name == "peers"
    assert [*AnswerKind.EXTENT.choices] == ["great", "moderate", "small", "not_at_all"]
    assert AnswerKind.TEXT.choices == {}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (
            "[surveys.after_visit]\ncloses_after = 0",
            "[surveys.after_visit] closes_after: people need a day at least",
        ),
        (
            "[milestones.closed]\nafter = ['closed']\n[surveys.after_visit]\nopens_with = 'closed'",
            "[surveys.after_visit] opens_with: the milestone 'closed' can never be reached",
        ),
        (
            "[surveys.after_visit.audiences.peers]\nroles = ['peers', 'leader']",
            "[surveys.after_visit] audiences: 'leader' is in more than one of them",
        ),
        (
            (
                "[surveys.after_visit.audiences.web]\ntitle = 'Web'\nroles = ['web_team']\n"
                "[surveys.after_visit.questions.recommend]\naudiences = ['peers']"
            ),
            "[surveys.after_visit] questions: none to 'web' can be counted",
        ),
        (
            "[surveys.after_visit.questions.comment]\naudiences = ['everybody']",
            "[surveys.after_visit.questions.comment] audiences: there is no 'everybody'",
        ),
        (
            "[notices.survey_after_visit]\nsurvey = 'after_review'",
            "[surveys.after_visit]: no notice asks anybody to answer it",
        ),
        (
            "[notices.survey_after_visit]\nsurvey = 'of_lunch'",
            "[notices.survey_after_visit] survey: the scheme has no survey 'of_lunch'",
        ),
        (
            "[notices.survey_after_visit]\ndays = [1, 29]",
            f"[notices.survey_after_visit] days: {LATE}",
        ),
        (
            "[notices.survey_after_visit]\ndays = [0]",
            f"[notices.survey_after_visit] days: {LATE}",
        ),
        (
            "[notices.survey_after_visit]\ndays = []",
            f"[notices.survey_after_visit] days: {LATE}",
        ),
        (
            "[notices.survey_after_visit]\napproval = true",
            "[notices.survey_after_visit] survey: what asks for answers is neither approved nor held back",
        ),
        (
            "[notices.survey_after_visit]\nto = ['leader']",
            "[notices.survey_after_visit] to: it goes to the audiences of the survey, and to nobody else",
        ),
        (
            "[surveys.after_visit.questions.comment]\nkind = 'song'",
            "[surveys.after_visit.questions.comment] kind: 'song' is no answerkind",
        ),
        (
            "[surveys.after_visit.audiences.peers]\nroles = ['cook']",
            "[surveys.after_visit.audiences.peers] roles: 'cook' is no role",
        ),
        ("[surveys.lunch]\ntitle = 'Lunch'", "[surveys.lunch.audiences]: it is missing or empty"),
    ],
)
def test_what_cannot_be_in_a_survey_is_named_by_table_and_key(said: str, problem: str) -> None:
    with pytest.raises(SchemeRefused) as refused:
        parse(f'name = "next"\nextends = "2024"\n{said}', where="next.toml")

    assert problem in refused.value.args[1]


def test_a_scheme_may_have_no_survey() -> None:
    assert replace(scheme("2024"), surveys={}).surveys == {}
