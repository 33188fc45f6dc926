"""Surveys: each person's own link, answers that name nobody, and figures that tell nothing of a few."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from casework import survey_forms, survey_links, surveys
from casework.case import Case, case
from casework.parcels import mail_of
from casework.preview import Wanted, preview
from casework.proof import prove
from casework.proof_findings import Window
from casework.standings import rebuild
from casework.survey_forms import (
    LONGEST,
    BadAnswer,
    CommentTooLong,
    CommentUnprintable,
    NoSuchChoice,
    NothingAnswered,
    Stage,
    SurveyClosed,
)
from casework.survey_links import Invitation, NoSuchSurvey
from casework.surveys import EVERYBODY, Surveyed, percent
from db import challenges
from db import surveys as rows
from db.post_tables import Message
from db.surveys_tables import SurveyAnswers, SurveyGroup
from domain.lifecycle import CouncilCode, Happening, Milestone, PersonId, Reference
from domain.people import Role
from settings import settings
from tests.casework.asked import (
    CLOSED,
    EXTENT,
    LAST,
    PEER,
    VISIT,
    answer,
    asked,
    heard,
    linked,
    token,
)
from tests.casework.conftest import Begun, Challenge, opened
from tests.casework.rounds import at, deliver_all, run_round, told

__all__ = ["linked"]  # A fixture, which pytest finds here.
LETTER = "survey_after_visit"
AFTER = date(2026, 1, 1)
PLACE = "https://cpc.example/surveys/your-own-link~{}~after_visit~"


@pytest.fixture
def visited(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge of Tamworth whose survey opened on Thursday 31 October 2024."""

    def play() -> Challenge:
        return heard(request.getfixturevalue("challenge"), participants=5)

    return begun(play)


def kept(challenge: Challenge) -> list[SurveyAnswers]:
    challenge.session.expire_all()
    return [*challenge.session.scalars(select(SurveyAnswers))]


def stage(challenge: Challenge, person: PersonId, on: str) -> Stage:
    found = survey_forms.form(challenge.session, token(challenge, person), date.fromisoformat(on))
    return found.stage


# Letters and links


@pytest.mark.usefixtures("linked")
def test_each_reader_gets_a_link_of_their_own_and_the_letter_that_is_kept_has_none(
    visited: Challenge,
) -> None:
    run_round(visited.session, "2024-11-01")

    links = {}
    for each in told(visited, LETTER):
        assert PLACE.format(visited.reference) in each.text
        assert PLACE.format(visited.reference) in each.html
        sent = mail_of(each)
        links[each.person_id] = sent.text.partition("/surveys/")[2].split(")")[0].split()[0]
        assert survey_links.PLACE not in sent.text + sent.html
        assert f"/surveys/{links[each.person_id]}" in sent.html
    assert len({*links.values()}) == len(links) == 15
    for person, link in links.items():
        assert survey_links.opened(link) == Invitation(visited.reference, VISIT, None, person)


def test_without_an_address_of_the_dashboard_a_letter_says_whom_to_ask(
    visited: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()
    run_round(visited.session, "2024-11-01")

    for each in told(visited, LETTER):
        assert "We have no link to the survey for you yet." in " ".join(each.text.split())
        assert survey_links.PLACE not in each.text


@pytest.mark.usefixtures("linked")
def test_a_preview_shows_nobodys_link(visited: Challenge) -> None:
    on_desk = case(visited.session, visited.reference)

    found = preview(on_desk, Wanted(LETTER, date(2024, 11, 8)))

    assert len(found.letters) == 15
    assert all(PLACE.format(visited.reference) in each.text for each in found.letters)


@pytest.mark.usefixtures("linked")
def test_the_link_of_one_council_in_a_letter_of_several_reminders_is_filled_in_too() -> None:
    said = "https://cpc.example/surveys/your-own-link~CPC-2024-001~after_review~TAW or elsewhere"
    whole = survey_links.whole(Message(person_id=PersonId("p_1")), said)

    link = whole.removeprefix("https://cpc.example/surveys/").removesuffix(" or elsewhere")
    invitation = Invitation(Reference("CPC-2024-001"), "after_review", CouncilCode("TAW"), PersonId("p_1"))
    assert survey_links.opened(link) == invitation


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("wrong", ["", "x", "a.b", "é.é", "{0}x", "x{0}", "{1}"])
def test_a_link_that_is_not_ours_opens_nothing(wrong: str) -> None:
    ours = survey_links.token(Invitation(Reference("CPC-2024-001"), VISIT, None, PersonId("p_1")))
    name, _, _ = ours.partition(".")

    with pytest.raises(NoSuchSurvey) as refused:
        survey_links.opened(wrong.format(ours, name))

    assert str(refused.value).startswith("This link leads to no survey.")


@pytest.mark.usefixtures("linked")
def test_a_link_is_no_good_any_more_when_the_secret_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = survey_links.token(Invitation(Reference("CPC-2024-001"), VISIT, None, PersonId("p_1")))
    monkeypatch.setenv("CPC_SECRET", "another")
    settings.cache_clear()

    with pytest.raises(NoSuchSurvey):
        survey_links.opened(before)


# Answering


@pytest.mark.usefixtures("linked")
def test_answers_are_kept_without_a_person_and_that_somebody_answered_without_answers(
    visited: Challenge,
) -> None:
    leader = visited.people[Role.LEADER]

    assert answer(visited, leader, "2024-11-04", comment=" More time.\n", **EXTENT)

    (row,) = kept(visited)
    assert row.answers == {**EXTENT, "comment": "More time."}
    assert (row.reference, row.survey, row.council, row.audience) == (
        visited.reference,
        VISIT,
        "",
        "leadership",
    )
    last = challenges.history(visited.session, visited.reference)[-1]
    assert last.kind is Happening.SURVEY_ANSWERED
    assert last.details.to_json() == {"survey": VISIT, "person": leader}
    assert last.by == "the link in a letter"


@pytest.mark.usefixtures("linked")
def test_answering_twice_changes_nothing(visited: Challenge) -> None:
    leader = visited.people[Role.LEADER]
    assert stage(visited, leader, "2024-11-04") is Stage.OPEN
    answer(visited, leader, "2024-11-04", satisfaction="great")

    assert not answer(visited, leader, "2024-11-05", satisfaction="not_at_all")

    assert [each.answers for each in kept(visited)] == [{"satisfaction": "great"}]
    assert stage(visited, leader, "2024-11-05") is Stage.ANSWERED


@pytest.mark.usefixtures("linked")
def test_nobody_can_answer_after_the_last_day(visited: Challenge) -> None:
    leader = visited.people[Role.LEADER]
    assert stage(visited, leader, LAST) is Stage.OPEN
    assert stage(visited, leader, CLOSED) is Stage.CLOSED

    with pytest.raises(SurveyClosed) as refused:
        answer(visited, leader, CLOSED, satisfaction="great")

    assert "closed on Thursday 28 November 2024" in str(refused.value)
    assert kept(visited) == []


@pytest.mark.usefixtures("linked")
def test_a_link_leads_nowhere_before_the_survey_opens_and_for_whom_it_does_not_ask(
    visited: Challenge,
) -> None:
    for person, on in ((Role.LEADER, "2024-10-30"), (Role.PRINCIPAL_ADVISER, "2024-11-04")):
        with pytest.raises(NoSuchSurvey):
            stage(visited, visited.people[person], on)


@pytest.mark.usefixtures("linked")
def test_a_form_asks_what_its_reader_can_answer(visited: Challenge) -> None:
    link = token(visited, visited.people[Role.MEMBER_PEER])
    found = survey_forms.form(visited.session, link, date(2024, 11, 4))

    assert [each.name for each in found.questions] == [*PEER, "comment"]
    assert (found.title, found.councils) == ("Survey after the visit", ("Tamworth Borough Council",))


@pytest.mark.usefixtures("linked")
def test_what_cannot_be_kept_is_refused_and_nobody_has_answered(visited: Challenge) -> None:
    leader = visited.people[Role.LEADER]
    refused: tuple[tuple[dict[str, str], type[BadAnswer]], ...] = (
        ({}, NothingAnswered),
        ({"satisfaction": "", "comment": "  "}, NothingAnswered),
        ({"peer_learning": "great"}, NothingAnswered),  # It is not asked of a leader.
        ({"satisfaction": "yes"}, NoSuchChoice),
        ({"comment": "x" * (LONGEST + 1)}, CommentTooLong),
        ({"comment": "a\u200bb"}, CommentUnprintable),
    )

    for said, wrong in refused:
        with pytest.raises(wrong) as refusal:
            answer(visited, leader, "2024-11-04", **said)
        assert ". " in str(refusal.value)
        assert refusal.value.question in {"satisfaction", "comment"}

    assert kept(visited) == []
    assert stage(visited, leader, "2024-11-04") is Stage.OPEN


@pytest.mark.usefixtures("linked")
def test_no_place_in_the_table_tells_which_answers_came_last(visited: Challenge) -> None:
    """They are written anew each time: only the identifiers are left, which are drawn by lot."""
    answer(visited, visited.people[Role.LEADER], "2024-11-04", satisfaction="great")
    before = {each.id for each in kept(visited)}
    answer(visited, visited.people[Role.CHIEF_EXECUTIVE], "2024-11-05", satisfaction="small")

    assert not before & {each.id for each in kept(visited)}
    columns = {each["name"] for each in inspect(visited.session.connection()).get_columns("survey_answers")}
    assert columns == {"id", "reference", "survey", "council", "audience", "answers"}


@pytest.mark.usefixtures("linked")
def test_reminders_go_to_those_who_have_not_answered_and_the_proof_agrees(visited: Challenge) -> None:
    for day in ("2024-10-31", "2024-11-01", "2024-11-04"):
        run_round(visited.session, day)
        deliver_all(visited.session, day)
    answer(visited, visited.people[Role.LEADER], "2024-11-05", satisfaction="great")
    answer(
        visited, visited.people[Role.MEMBER_PEER], "2024-11-08", recommend="yes"
    )  # A reminder's own morning.
    for day in ("2024-11-08", "2024-11-15"):
        run_round(visited.session, day)
        deliver_all(visited.session, day)

    letters: dict[PersonId, int] = {}
    for each in told(visited, LETTER):
        letters[each.person_id] = letters.get(each.person_id, 0) + 1
    assert letters.pop(visited.people[Role.LEADER]) == 1
    assert letters.pop(visited.people[Role.MEMBER_PEER]) == 1
    assert {*letters.values()} == {3}
    found = prove(
        visited.session, Window(date(2024, 10, 31), date(2024, 11, 15)), at("2024-11-15", "18:00"), {}
    )
    assert [each for each in found.findings if LETTER in each.key] == []


# Groups


@pytest.mark.usefixtures("linked")
def test_whom_a_survey_asks_is_kept_up_and_made_again_from_the_history(visited: Challenge) -> None:
    def groups() -> dict[str, int]:
        visited.session.expire_all()
        found = rows.groups(visited.session, rows.Wanted(reference=visited.reference))
        return {each.audience: each.invited for each in found}

    assert groups() == {"leadership": 2, "peers": 5, "took_part": 8}
    visited.assign(Role.PARTICIPANT, "2024-11-05", "late@council.example")
    assert groups() == {"leadership": 2, "peers": 5, "took_part": 9}

    answer(visited, visited.people[Role.LEADER], "2024-11-06", satisfaction="great")
    visited.session.execute(SurveyGroup.__table__.delete())  # type: ignore[attr-defined]
    rebuild(visited.session, date(2024, 11, 6), at("2024-11-06"))

    assert groups() == {"leadership": 2, "peers": 5, "took_part": 9}
    assert len(kept(visited)) == 1


def test_whom_a_survey_never_asked_because_its_visit_was_written_down_too_late_is_not_counted(
    visited: Challenge,
) -> None:
    on_desk = case(visited.session, visited.reference)
    late = [
        replace(each, at=at("2024-12-02")) if each.kind is Milestone.FEEDBACK_GIVEN else each
        for each in on_desk.history
    ]

    def groups(of: Case) -> list[SurveyGroup]:
        return [*surveys.groups(of, of.on(date(2024, 12, 3)))]

    assert groups(on_desk)
    assert groups(replace(on_desk, history=late, _kept={})) == []


# Results


def said(*counts: int, question: str = "recommend") -> list[dict[str, str]]:
    """So many yes and so many no."""
    return [
        {question: choice} for choice, count in zip(("yes", "no"), counts, strict=False) for _ in range(count)
    ]


def shares(found: Surveyed, question: str = "recommend") -> dict[str, tuple[int, int]] | None:
    figure = next(each for each in found.figures if each.question.name == question)
    return (
        None
        if figure.answers is None
        else {each.choice: (each.count, each.percent) for each in figure.shares}
    )


@pytest.mark.parametrize(
    ("part", "whole", "rounded"), [(1, 8, 13), (5, 6, 83), (2, 3, 67), (0, 5, 0), (5, 5, 100)]
)
def test_shares_are_whole_numbers_of_a_hundred(part: int, whole: int, rounded: int) -> None:
    assert percent(part, whole) == rounded


def test_nothing_is_told_of_a_survey_that_is_open(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", said(5, 1))

    found = surveys.results(bare.session, date(2024, 11, 28), reference=bare.reference)

    assert found.surveyed == ()
    assert [(each.title, each.until) for each in found.running] == [
        ("Survey after the visit", date(2024, 11, 28))
    ]


def test_of_a_challenge_groups_of_five_answers_are_told_and_smaller_ones_are_not(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", [*said(4, 1), {"peer_learning": "great"}], invited=7)
    asked(bare.session, bare.reference, "leadership", said(2), invited=2)

    leaders, peers = surveys.results(bare.session, AFTER, reference=bare.reference).surveyed

    assert (peers.invited, peers.answered, peers.rate, peers.leaves_out) == (7, 6, 86, False)
    assert shares(peers) == {"yes": (4, 80), "no": (1, 20)}
    assert shares(peers, "peer_learning") is None
    assert (leaders.invited, leaders.answered, leaders.rate) == (2, None, None)
    assert shares(leaders) is None
    assert leaders.reference == bare.reference


def test_a_year_is_told_of_when_it_is_over_and_all_of_its_surveys_have_closed(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", said(5), opened=date(2025, 3, 20), closes=date(2025, 4, 17))

    def told_on(day: date) -> tuple[int, int]:
        found = surveys.results(bare.session, day)
        return len(found.surveyed), len(found.running)

    assert told_on(date(2025, 3, 31)) == (0, 1)
    assert told_on(date(2025, 4, 17)) == (0, 1)
    assert told_on(date(2025, 4, 18)) == (2, 0)


def test_a_year_that_is_not_over_is_not_told_of_though_its_surveys_have_closed(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", said(5))

    assert surveys.results(bare.session, date(2025, 3, 31)).surveyed == ()
    assert len(surveys.results(bare.session, date(2025, 4, 1)).surveyed) == 2


def test_results_can_be_asked_for_one_year_and_one_survey(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", said(5))

    assert len(surveys.results(bare.session, AFTER, year="2024-25", survey=VISIT).surveyed) == 2
    assert surveys.results(bare.session, AFTER, year="2023-24").surveyed == ()
    assert surveys.results(bare.session, AFTER, survey="after_review").surveyed == ()


def test_samples_count_for_nothing_in_the_programme(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", said(5), is_sample=True)

    assert surveys.results(bare.session, AFTER).surveyed == ()
    assert len(surveys.results(bare.session, AFTER, reference=bare.reference).surveyed) == 1


def references(session: Session, number: int) -> list[Reference]:
    return [opened(session, "Tamworth").reference for _ in range(number)]


def test_a_year_leaves_out_the_group_that_subtraction_would_tell_of(session: Session) -> None:
    one, two, three = references(session, 3)
    asked(session, one, "peers", said(6, 1), invited=8)
    asked(session, two, "peers", said(5, 1), invited=7)
    asked(session, three, "peers", said(1, 1), invited=6)
    asked(session, three, "leadership", said(2), invited=2)
    asked(session, two, "leadership", said(1), invited=2)

    found = {each.audience: each for each in surveys.results(session, AFTER).surveyed}

    assert [*found] == ["leadership", "peers", EVERYBODY]
    peers, everybody = found["peers"], found[EVERYBODY]
    assert (peers.invited, peers.answered, peers.leaves_out) == (15, 13, True)
    assert shares(peers) == {"yes": (11, 85), "no": (2, 15)}
    assert found["leadership"].answered is None
    assert (everybody.invited, everybody.answered, everybody.leaves_out) == (25, 18, False)
    assert everybody.audience_title == "Everybody who was asked"


def published(session: Session, every: Sequence[Reference]) -> str:
    """Everything that is shown anywhere, as one text."""
    found: list[Any] = [surveys.results(session, AFTER)]
    for each in every:
        found += surveys.results(session, AFTER, reference=each), *surveys.comments(session, each, AFTER)
    return json.dumps([asdict(each) for each in found], default=str, sort_keys=True)


def test_nothing_that_is_shown_depends_on_how_a_small_group_answered(session: Session) -> None:
    """Whoever reads every page and table there is, and knows how they are worked out, learns nothing."""
    one, two, three = references(session, 3)
    asked(session, one, "peers", said(6, 1))
    asked(session, two, "peers", said(5, 2))
    asked(session, two, "took_part", said(2, 5))
    small = asked(session, three, "peers", [])
    seen = set()
    for choices in product(("yes", "no"), repeat=3):
        session.query(SurveyAnswers).filter_by(reference=three).delete()
        for each in choices:
            rows.add(session, small, {"recommend": each, "comment": f"I say {each}"})
        seen.add(published(session, [one, two, three]))

    assert len(seen) == 1
    assert "I say" not in seen.pop()


def test_of_small_groups_that_are_told_together_nobody_learns_which_said_what(session: Session) -> None:
    one, two = references(session, 2)
    first = asked(session, one, "leadership", [])
    second = asked(session, two, "leadership", [])
    seen = set()
    for place in range(5):
        session.query(SurveyAnswers).delete()
        for number in range(5):
            choice = {"recommend": "no" if number == place else "yes"}
            rows.add(session, first if number < 2 else second, choice)
        seen.add(published(session, [one, two]))

    assert len(seen) == 1
    assert '"count": 4' in seen.pop()


# Comments


def test_comments_are_shown_where_five_have_answered_and_in_an_order_that_tells_nothing(
    bare: Challenge,
) -> None:
    wrote = [{"recommend": "yes", "comment": each} for each in ("Well done.", "again, please", "More time.")]
    asked(bare.session, bare.reference, "peers", [*wrote, *said(2)])
    asked(bare.session, bare.reference, "took_part", [*wrote, *said(1)])
    asked(bare.session, bare.reference, "leadership", said(6))

    (found,) = surveys.comments(bare.session, bare.reference, AFTER)

    assert found.audience_title == "Peer team"
    assert found.texts == ("again, please", "More time.", "Well done.")


def test_no_comment_is_shown_while_a_survey_is_open(bare: Challenge) -> None:
    asked(bare.session, bare.reference, "peers", [{"comment": "More time."}] * 6)

    assert surveys.comments(bare.session, bare.reference, date(2024, 11, 28)) == ()
