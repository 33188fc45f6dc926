"""Stopping the clock, setting it going and giving more time, as an officer does it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import clock, record
from casework.case import case
from casework.clock import (
    AlreadyMet,
    AlreadyStopped,
    CannotBeExtended,
    Extension,
    NoDays,
    NotStopped,
    TooMuch,
)
from casework.record import Ended, InTheFuture, WhichCouncil
from casework.standings import rebuild
from db import councils
from db.models import Standing
from db.post_tables import Message
from domain.days import Day
from domain.deadlines import Deadline
from domain.deadlines import Standing as Stands
from domain.lifecycle import CouncilCode, Details, Place, Product
from tests.casework.conftest import AT, Begun, Challenge, entry
from tests.casework.refusals import refused


def code(council: str) -> CouncilCode | None:
    return CouncilCode(council) if council else None


def stop(
    challenge: Challenge, on: str, reason: str = "a by-election", council: str = "", today: str = ""
) -> bool:
    return clock.pause(
        challenge.session,
        challenge.reference,
        entry(today or on),
        date.fromisoformat(on),
        reason=reason,
        council=code(council),
    )


def go_on(challenge: Challenge, on: str, today: str = "") -> bool:
    return clock.resume(
        challenge.session,
        challenge.reference,
        entry(today or on),
        date.fromisoformat(on),
        reason="it was held",
        council=None,
    )


def extend(challenge: Challenge, deadline: str, days: int, on: str, council: str = "") -> bool:
    more = Extension(deadline, days, "a late answer", code(council))
    return clock.extend(challenge.session, challenge.reference, entry(on), date.fromisoformat(on), more)


def deadline(challenge: Challenge, name: str, on: str) -> Deadline:
    view = case(challenge.session, challenge.reference).on(date.fromisoformat(on))
    return next(each for each in view.deadlines if each.name == name)


def standing(challenge: Challenge) -> Standing:
    found = challenge.session.get(Standing, challenge.reference)
    assert found
    return found


def letters(challenge: Challenge, notice: str) -> list[Message]:
    query = select(Message).where(Message.notice == notice).order_by(Message.id)
    return list(challenge.session.scalars(query))


@pytest.fixture
def visited(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose visit has ended."""

    def play() -> Challenge:
        scoped: Challenge = request.getfixturevalue("scoped")
        scoped.hand_in("2024-09-30", "timetable")
        scoped.record("position_statement_received", "2024-09-30")
        scoped.record("pack_sent", "2024-10-11")
        scoped.record("visit_started", "2024-10-29")
        scoped.record("visit_ended", "2024-10-31")
        scoped.hand_in("2024-10-31", "feedback")
        scoped.record("feedback_given", "2024-10-31")
        return scoped

    return begun(play)


@pytest.fixture
def joint(session: Session) -> Challenge:
    """Give a challenge of two councils."""
    councils.load_samples(session)
    places = [councils.find(session, each).place for each in ("HIG", "STF")]
    return open_(session, places, "2022", "2022-01-10")


def open_(session: Session, places: list[Place], scheme: str, on: str) -> Challenge:
    reference = record.open_challenge(
        session,
        entry(on),
        councils=places,
        scheme_name=scheme,
        on=Day.parse(on),
        details=record.opening(places, scheme, Product.CORPORATE),
    )
    return Challenge(session, reference, {})


# Stopped and set going


def test_a_stopped_clock_stands_in_the_list_of_challenges_until_it_runs_again(visited: Challenge) -> None:
    stop(visited, "2024-11-04")
    assert standing(visited).state == "paused"

    go_on(visited, "2024-11-18")

    assert standing(visited).state == "live"
    assert standing(visited).next_due == date(2024, 12, 12)  # The draft, 14 days later.
    assert not rebuild(visited.session, date(2024, 11, 18), AT).differing


def test_what_was_stopped_by_mistake_is_corrected_like_anything_else(visited: Challenge) -> None:
    stop(visited, "2024-11-04")
    go_on(visited, "2024-11-18")
    reading = case(visited.session, visited.reference).on(date(2024, 11, 20)).reading
    stopped, ran = reading.switches

    record.correct(visited.session, visited.reference, entry("2024-11-20"), stopped.seq, "a mistake")
    assert deadline(visited, "draft_report", "2024-11-20").due == date(2024, 11, 28)

    stop(visited, "2024-11-05", today="2024-11-20")
    assert deadline(visited, "draft_report", "2024-11-20").due == date(2024, 12, 11)
    record.correct(visited.session, visited.reference, entry("2024-11-20"), ran.seq, "another")
    assert deadline(visited, "draft_report", "2024-11-20").standing is Stands.PAUSED


def test_the_same_words_twice_stop_the_clock_once(visited: Challenge) -> None:
    assert stop(visited, "2024-11-04") is True
    assert stop(visited, "2024-11-04") is False
    assert go_on(visited, "2024-11-18") is True
    assert go_on(visited, "2024-11-18") is False


def test_the_only_council_of_a_challenge_is_the_whole_of_it(visited: Challenge) -> None:
    stop(visited, "2024-11-04", council="TAW")

    assert deadline(visited, "draft_report", "2024-11-05").standing is Stands.PAUSED


def test_a_clock_that_stands_still_cannot_be_stopped_again(visited: Challenge) -> None:
    stop(visited, "2024-11-04")

    with refused(visited.session, AlreadyStopped, "since Monday 4 November 2024", "cpc resume"):
        stop(visited, "2024-11-06", "a flood")


def test_a_clock_that_runs_cannot_be_set_going(visited: Challenge) -> None:
    with refused(visited.session, NotStopped, "is running on Monday 18 November 2024"):
        go_on(visited, "2024-11-18")
    stop(visited, "2024-11-18")
    with refused(visited.session, NotStopped, "Friday 15 November 2024"):
        go_on(visited, "2024-11-15", today="2024-11-20")


def test_one_word_sets_every_council_going(joint: Challenge) -> None:
    stop(joint, "2022-04-04", council="HIG")
    assert standing(joint).state == "paused"

    go_on(joint, "2022-04-11")

    assert standing(joint).state != "paused"


def test_the_clock_is_not_stopped_in_advance_or_after_the_end(visited: Challenge) -> None:
    with refused(visited.session, InTheFuture, "Tuesday 5 November 2024"):
        stop(visited, "2024-11-05", today="2024-11-04")
    record.cancel(
        visited.session, visited.reference, entry("2024-11-04"), Day.parse("2024-11-04"), "a merger"
    )
    with refused(visited.session, Ended, "cannot be paused"):
        stop(visited, "2024-11-05")


def test_those_concerned_are_told_when_the_clock_stops_and_when_it_runs_again(visited: Challenge) -> None:
    visited.queue("2024-11-01")
    stop(visited, "2024-11-04")
    visited.queue("2024-11-04")
    go_on(visited, "2024-11-18")
    visited.queue("2024-11-18")

    stopped, ran = letters(visited, "clock_stopped"), letters(visited, "clock_resumed")

    assert len(stopped) == len(ran) == 4
    assert "From Monday 4 November 2024 on, the clock" in stopped[0].text
    assert "The reason: a by-election." in stopped[0].text
    assert ", by " not in stopped[0].text
    assert "Report published: Friday 14 February 2025" in " ".join(ran[0].text.split())


# More time


def test_time_is_given_as_far_as_the_scheme_allows(visited: Challenge) -> None:
    with refused(visited.session, TooMuch, "by 28 days in all, and has not been yet", "Give 28 days at most"):
        extend(visited, "report", 29, "2024-12-02")

    assert extend(visited, "report", 14, "2024-12-02") is True
    assert extend(visited, "report", 14, "2024-12-02") is False
    assert deadline(visited, "report", "2024-12-02").due == date(2025, 2, 14)

    with refused(
        visited.session, TooMuch, "can be extended by 28 days in all, and has been by 14", "Give 14 days at"
    ):
        extend(visited, "report", 15, "2024-12-03")
    extend(visited, "report", 14, "2024-12-03")
    with refused(visited.session, TooMuch, "Give no more", "cpc correct"):
        extend(visited, "report", 1, "2024-12-04")


def test_an_extension_taken_back_leaves_room_for_another(visited: Challenge) -> None:
    extend(visited, "report", 28, "2024-12-02")
    (event,) = case(visited.session, visited.reference).on(date(2024, 12, 3)).reading.extensions

    record.correct(visited.session, visited.reference, entry("2024-12-03"), event.seq, "a mistake")

    assert extend(visited, "report", 7, "2024-12-03") is True
    assert deadline(visited, "report", "2024-12-03").due == date(2025, 2, 7)


def test_what_cannot_be_extended_is_refused(visited: Challenge) -> None:
    with refused(visited.session, CannotBeExtended, "'Next challenge due'", "cpc pause"):
        extend(visited, "next_challenge", 7, "2024-12-02")
    with refused(visited.session, AlreadyMet, "'Pack sent to peers' was met on Friday 11 October 2024"):
        extend(visited, "pack", 2, "2024-12-02")
    with refused(visited.session, NoDays, "of 0 days"):
        extend(visited, "report", 0, "2024-12-02")


def test_in_a_joint_challenge_time_is_given_to_one_council(joint: Challenge) -> None:
    with refused(joint.session, WhichCouncil, "'Progress review held'", "HIG, STF"):
        extend(joint, "review", 7, "2022-04-04")

    assert extend(joint, "review", 7, "2022-04-04", "HIG") is True


def test_those_concerned_are_told_of_more_time(visited: Challenge) -> None:
    visited.queue("2024-11-01")
    extend(visited, "report", 14, "2024-12-02")
    visited.queue("2024-12-02")

    told = letters(visited, "deadline_extended")

    assert len(told) == 4
    assert told[0].subject.endswith("more time for report published")
    assert "Report published: by Friday 14 February 2025 now." in told[0].text
    assert "there is more time: 14 days" in " ".join(told[0].text.split())


# The rules change


def test_a_challenge_keeps_the_scheme_that_it_was_opened_under(bare: Challenge) -> None:
    """Lesson 12 (spiff-arena#1909): new rules move no date of a running challenge and owe nothing anew."""
    running = open_(bare.session, [councils.find(bare.session, "Tamworth").place], "2022", "2024-01-08")
    running.record("agreed", "2024-01-10")
    running.record("dates_set", "2024-01-12", visit_start="2024-03-19", visit_end="2024-03-21")
    before = case(running.session, running.reference).on(date(2024, 2, 1))

    record.postpone(  # To a day on which the scheme of 2024 has begun.
        running.session,
        running.reference,
        entry("2024-02-01"),
        Day.parse("2024-02-01"),
        council=None,
        details=Details(visit_start=date(2024, 6, 4), visit_end=date(2024, 6, 6), reason="a storm"),
    )

    after = case(running.session, running.reference).on(date(2024, 2, 1))
    assert after.scheme.name == before.scheme.name == "2022"
    assert {each.name for each in after.deadlines} == {each.name for each in before.deadlines}
    assert {each.rule.name for each in after.notices} - {each.rule.name for each in before.notices} == {
        "dates_moved"
    }
