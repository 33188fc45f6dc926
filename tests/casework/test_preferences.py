"""Optional reminders go at once, wait for the digest's day or are left out; all others always go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import preferences, record
from casework.parcels import mail_of
from casework.preferences import NotOurs
from casework.record import Entry
from db.post_tables import Message
from db.preferences import rolled
from domain.days import Day
from domain.lifecycle import Event, Milestone, PersonId
from domain.people import Role
from domain.preferences import Choice
from settings import settings
from tests.casework.conftest import Begun, Challenge
from tests.casework.rounds import address, at, deliver_all, run_round, told

REMINDED = "2025-07-02"
"""A Wednesday, two months before the review is to be held."""
MONDAY = "2025-07-07"


@pytest.fixture
def waiting(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose visit ended on Thursday 31 October 2024: its review is due by 31 August."""

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        by = Entry("Programme manager", at("2024-10-31").date(), at("2024-10-31"))
        story = [
            ("visit_ended", "2024-10-31"),
            ("report_published", "2025-01-20"),
            ("plan_published", "2025-01-20"),
        ]
        events = [Event(0, Milestone(name), Day.parse(on)) for name, on in story]
        record.write(challenge.session, challenge.reference, by, events)
        run_round(challenge.session, "2025-07-01")
        deliver_all(challenge.session, "2025-07-01")
        assert told(challenge, "review_due") == []
        return challenge

    return begun(play)


def choose(challenge: Challenge, role: Role, choice: Choice) -> PersonId:
    person = challenge.people[role]
    preferences.choose(challenge.session, person, choice, "officer", at(REMINDED, "07:00"))
    return person


def states(challenge: Challenge) -> dict[str, str]:
    """Return what has become of the reminder of each reader."""
    return {each.to_email.partition("@")[0]: each.state for each in told(challenge, "review_due")}


def test_who_has_not_said_otherwise_is_reminded_at_once(waiting: Challenge) -> None:
    run_round(waiting.session, REMINDED)

    assert set(states(waiting).values()) == {"queued"}
    manager = waiting.people[Role.CHALLENGE_MANAGER]
    assert preferences.choice_of(waiting.session, manager) is Choice.AT_ONCE


def test_what_is_switched_off_is_left_out_and_not_owed_again(waiting: Challenge) -> None:
    choose(waiting, Role.PROJECT_LEAD, Choice.OFF)
    choose(waiting, Role.CHALLENGE_MANAGER, Choice.DIGEST)
    choose(waiting, Role.CHALLENGE_MANAGER, Choice.OFF)

    run_round(waiting.session, REMINDED)
    run_round(waiting.session, "2025-07-03")
    deliver_all(waiting.session, "2025-07-03")

    assert states(waiting) == {
        "project_lead": "declined",
        "challenge_manager": "declined",
        "principal_adviser": "sent",
    }


def test_what_waits_for_the_digest_goes_out_on_its_day(waiting: Challenge) -> None:
    choose(waiting, Role.PROJECT_LEAD, Choice.DIGEST)
    run_round(waiting.session, REMINDED)
    run_round(waiting.session, "2025-07-03")
    assert states(waiting)["project_lead"] == "rolled"

    run_round(waiting.session, MONDAY)
    deliver_all(waiting.session, MONDAY)

    assert states(waiting)["project_lead"] == "sent"


def test_what_is_switched_off_while_it_waits_for_the_digest_is_left_out(waiting: Challenge) -> None:
    choose(waiting, Role.PROJECT_LEAD, Choice.DIGEST)
    choose(waiting, Role.CHALLENGE_MANAGER, Choice.DIGEST)
    run_round(waiting.session, REMINDED)
    choose(waiting, Role.PROJECT_LEAD, Choice.OFF)

    run_round(waiting.session, MONDAY)
    deliver_all(waiting.session, MONDAY)

    assert states(waiting)["project_lead"] == "declined"
    assert states(waiting)["challenge_manager"] == "sent"


def test_what_has_been_settled_while_it_waited_is_withdrawn(waiting: Challenge) -> None:
    choose(waiting, Role.PROJECT_LEAD, Choice.DIGEST)
    run_round(waiting.session, REMINDED)
    by = Entry("Programme manager", at("2025-07-04").date(), at("2025-07-04"))
    held = Event(0, Milestone.REVIEW_HELD, Day.parse("2025-07-04"))
    record.write(waiting.session, waiting.reference, by, [held])

    run_round(waiting.session, MONDAY)

    assert states(waiting)["project_lead"] == "withdrawn"
    assert list(rolled(waiting.session, at(MONDAY) + timedelta(days=30))) == []


def test_more_than_so_many_a_week_wait_for_the_digest(
    waiting: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_OPTIONAL_A_WEEK", "0")
    settings.cache_clear()

    run_round(waiting.session, REMINDED)

    assert set(states(waiting).values()) == {"rolled"}


def test_what_is_mandatory_goes_whatever_somebody_wants(waiting: Challenge) -> None:
    for role in waiting.people:
        choose(waiting, role, Choice.OFF)

    run_round(waiting.session, "2025-10-03")
    deliver_all(waiting.session, "2025-10-03")

    late = told(waiting, "review_late")
    assert late
    assert {each.state for each in late} == {"sent"}


# One click


@pytest.fixture
def _with_links(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example/")
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()


@pytest.mark.usefixtures("_with_links")
def test_an_optional_reminder_can_be_ended_with_one_click(waiting: Challenge) -> None:
    run_round(waiting.session, REMINDED)
    (letter,) = (
        each for each in told(waiting, "review_due") if each.to_email == address(waiting, Role.PROJECT_LEAD)
    )
    url = mail_of(letter).unsubscribe_url or ""
    assert url.startswith("https://challenges.example/unsubscribe/")

    token = url.rpartition("/")[2]
    person = preferences.unsubscribe(waiting.session, token, at(REMINDED, "10:00"))
    assert preferences.unsubscribe(waiting.session, token, at(REMINDED, "10:01")) == person

    assert person == waiting.people[Role.PROJECT_LEAD]
    assert preferences.choice_of(waiting.session, person) is Choice.OFF


@pytest.mark.usefixtures("_with_links")
def test_what_is_mandatory_has_no_such_link(challenge: Challenge) -> None:
    challenge.queue("2024-05-01")

    assert {mail_of(each).unsubscribe_url for each in challenge.session.query(Message)} == {None}


def test_without_an_address_of_ours_there_is_no_link(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()

    assert preferences.link(challenge.people[Role.LEADER]) is None


def test_a_link_that_was_not_made_here_ends_nothing(challenge: Challenge) -> None:
    person = challenge.people[Role.LEADER]
    whole = preferences.token(person)
    forged = [
        whole[:-1] + ("0" if whole[-1] != "0" else "1"),
        "\xff.x",
        "x",
        preferences.token(PersonId("p")),
    ]

    for each in forged:
        with pytest.raises(NotOurs, match="not one of ours"):
            preferences.unsubscribe(challenge.session, each, at(REMINDED))

    assert preferences.choice_of(challenge.session, person) is Choice.AT_ONCE
