"""The demonstration's people answer surveys as people do, and once however often the story is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from casework import content, record
from casework.case import case
from casework.findings import findings
from casework.opening import Opening, open_with_people
from cli.play import Play
from cli.story import Step, stories
from db import challenges, councils
from db.session import reading, transaction
from db.surveys_tables import SurveyAnswers
from domain.days import Day
from domain.lifecycle import Event, Happening, Milestone

AT = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


@pytest.fixture
def visited(database: Engine) -> Play:  # noqa: ARG001 - The settings name it.
    """Give the story of Tamworth, whose council has heard the feedback."""
    (story,) = (each for each in stories() if each.scheme == "2024")
    play = Play(story, AT)
    heard = next(step for step in story.steps if step.done is Milestone.FEEDBACK_GIVEN)
    with transaction() as session:
        councils.load_samples(session)
        opening = Opening(story.councils, story.opened, story.scheme)
        play.reference, _ = open_with_people(session, play.entry(story.opened), opening)
        play.assign(session, story.people, story.opened)
        for step in (each for each in story.steps if each.on <= heard.on):
            play.assign(session, step.people, step.on)
        given = Event(0, Milestone.FEEDBACK_GIVEN, Day(heard.on))
        record.write(session, play.reference, play.entry(heard.on), [given])
    return play


def answering(play: Play) -> Step:
    """Return the step on which the survey after the visit is answered, and nothing else of it."""
    return next(replace(step, hand_in=()) for step in play.story.steps if step.answers)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_answers_in_the_story_has_answered_once_when_it_is_told_again(visited: Play) -> None:
    step = answering(visited)
    for _ in range(2):
        visited.prepare(step)

    with reading() as session:
        history = challenges.history(session, visited.reference)
        kept = Counter(session.scalars(select(SurveyAnswers.audience)))
    answered = [each for each in history if each.kind is Happening.SURVEY_ANSWERED]
    assert len({each.details.person for each in answered}) == len(answered) == len(step.answers)
    assert {each.by for each in answered} == {"Demonstration"}
    assert {each.on for each in answered} == {Day(step.on)}
    assert kept == {"leadership": 2, "peers": 5, "took_part": 1}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_the_council_of_the_story_shares_is_shared_once_and_for_all_to_see(visited: Play) -> None:
    finalised, published = (
        next(step for step in visited.story.steps if step.done is each)
        for each in (Milestone.REPORT_FINALISED, Milestone.REPORT_PUBLISHED)
    )
    with transaction() as session:
        path = visited.story.content / "report.yaml"
        content.hand_in(
            session, visited.reference, visited.entry(finalised.on), path, kind=None, council=None
        )
        final = Event(0, Milestone.REPORT_FINALISED, Day(finalised.on))
        record.write(session, visited.reference, visited.entry(finalised.on), [final])
    for _ in range(2):
        visited.prepare(published)

    with reading() as session:
        history = challenges.history(session, visited.reference)
        on_desk = case(session, visited.reference)
        shared = {each.finding.name for each in findings(on_desk, on_desk.on(published.on)) if each.is_shared}
    agreed = [each for each in history if each.kind is Happening.CONSENTED]
    assert shared == {*published.shares}
    assert {(each.on, each.by) for each in agreed} == {(Day(published.on), "Demonstration")}
    assert len(agreed) == len(published.shares) == 2
