"""The adviser's digest: everything that changed since the last one, once, and nothing if nothing did."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import digests, morning_round, team
from casework.case import working_days
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import PersonId
from domain.people import Role
from settings import settings
from tests.casework.conftest import Challenge, entry
from tests.casework.rounds import at, run_round

MONDAY = "2024-05-13"


def written(session: Session) -> list[Message]:
    """Return the digests in the order in which they were written."""
    session.commit()
    found = session.scalars(select(Message).where(Message.notice == "digest").order_by(Message.id))
    return list(found)


def in_one_line(message: Message) -> str:
    return " ".join(message.text.split())


def test_a_digest_tells_all_that_was_recorded_and_what_is_due_next(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-10", visit_start="2024-10-29", visit_end="2024-10-31")

    run_round(challenge.session, MONDAY)

    (digest,) = written(challenge.session)
    said = in_one_line(digest)
    assert (digest.state, digest.reference) == ("queued", None)
    assert digest.key == f"digest/{challenge.people[Role.PRINCIPAL_ADVISER]}/2024-05-13"
    assert digest.subject == "One peer challenge with news, one date to come"
    assert "Friday 10 May 2024: Council agrees to the challenge." in said
    assert "Friday 10 May 2024: Dates set." in said
    assert f"Tamworth Borough Council ({challenge.reference}): Scope agreed, by Monday 29 July 2024." in said


def test_what_one_digest_has_told_the_next_does_not_repeat(challenge: Challenge) -> None:
    run_round(challenge.session, MONDAY)
    challenge.record("agreed", "2024-05-14")

    run_round(challenge.session, "2024-05-20")

    first, second = written(challenge.session)
    assert "the challenge was opened" not in in_one_line(second)
    assert "Tuesday 14 May 2024: Council agrees to the challenge." in in_one_line(second)
    assert "since Monday 13 May 2024" in in_one_line(second)
    assert "took on a role" in in_one_line(first)


def test_a_digest_with_nothing_to_say_is_not_sent(challenge: Challenge) -> None:
    """Lesson 20: an empty digest is none."""
    run_round(challenge.session, MONDAY)
    run_round(challenge.session, "2024-05-20")

    assert len(written(challenge.session)) == 1


def test_a_digest_of_more_than_twenty_things_tells_all_of_them(challenge: Challenge) -> None:
    """Lesson 24 (OJS cuts at 20)."""
    peers = [
        team.assign(
            challenge.session,
            challenge.reference,
            entry("2024-05-08"),
            team.Newcomer(Role.OFFICER_PEER, f"Officer peer {number}", f"peer.{number}@council.example",
                          post=f"Officer of council {number}"),
            Day.parse("2024-05-08"),
        )
        for number in range(45)
    ]  # fmt: skip

    run_round(challenge.session, MONDAY)

    said = in_one_line(written(challenge.session)[0])
    assert len(peers) == 45
    assert all(f"(Officer peer, Officer of council {number})." in said for number in range(45))


@pytest.mark.parametrize(
    ("moments", "days"),
    [
        ((datetime(2025, 3, 31, 6, 30, tzinfo=UTC), datetime(2025, 3, 31, 7, 30, tzinfo=UTC)), 1),
        ((datetime(2025, 10, 27, 0, 30, tzinfo=UTC), datetime(2025, 10, 27, 23, 30, tzinfo=UTC)), 1),
        ((datetime(2025, 10, 27, 6, 30, tzinfo=UTC), datetime(2025, 11, 3, 6, 30, tzinfo=UTC)), 1),
    ],
)
def test_a_digest_is_written_once_whatever_is_done_to_the_clock(
    challenge: Challenge, moments: tuple[datetime, ...], days: int
) -> None:
    """Lesson 20: on the Mondays after the clocks change too."""
    for moment in moments:
        challenge.session.commit()
        digests.write_due(moment.date(), moment)

    assert len(written(challenge.session)) == days


def test_workers_at_the_same_time_write_one_digest(challenge: Challenge) -> None:
    """Lesson 20: sent once across overlapping workers."""
    challenge.session.commit()
    day = date(2024, 5, 13)

    with ThreadPoolExecutor(4) as workers:
        found = [workers.submit(digests.write_due, day, at(MONDAY)) for _ in range(4)]
        counts = sorted(each.result() for each in found)

    assert counts == [0, 0, 0, 1]
    assert len(written(challenge.session)) == 1


def test_nothing_falls_between_two_digests_whenever_it_was_written_down(challenge: Challenge) -> None:
    run_round(challenge.session, MONDAY)
    challenge.record("agreed", "2024-05-10")  # Its clock is days behind that of the digest.

    run_round(challenge.session, "2024-05-20")

    assert "Council agrees to the challenge" in in_one_line(written(challenge.session)[1])


def test_a_digest_that_was_missed_is_made_up_for_within_the_week(challenge: Challenge) -> None:
    run_round(challenge.session, "2024-05-16")

    (digest,) = written(challenge.session)
    assert digest.key.endswith("/2024-05-13")


@pytest.mark.parametrize(
    ("today", "set_to", "day"),
    [
        ("2024-05-13", "Monday", "2024-05-13"),
        ("2024-05-27", "Monday", "2024-05-28"),  # The Spring bank holiday.
        ("2024-05-14", "Wednesday", "2024-05-15"),
        ("2024-03-28", "Friday", "2024-04-02"),  # Good Friday puts it off into the next week.
        ("2024-04-01", "Friday", "2024-04-02"),
        ("2024-04-02", "Friday", "2024-04-02"),
        ("2024-04-04", "Friday", "2024-04-02"),  # If nobody came to it on its day.
        ("2024-04-05", "Friday", "2024-04-05"),
    ],
)
def test_the_digest_has_its_weekday_or_the_next_on_which_people_work(
    session: Session, monkeypatch: pytest.MonkeyPatch, today: str, set_to: str, day: str
) -> None:
    monkeypatch.setenv("CPC_DIGEST_DAY", set_to)
    settings.cache_clear()

    found = digests.issue_day(date.fromisoformat(today), working_days(session))

    assert found == date.fromisoformat(day)


def test_before_its_day_no_digest_is_written(challenge: Challenge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_DIGEST_DAY", "Wednesday")
    settings.cache_clear()

    run_round(challenge.session, "2024-05-14")

    assert written(challenge.session) == []


def test_a_new_adviser_is_told_from_their_own_first_day(challenge: Challenge) -> None:
    """Lesson 14: what was handed on stays with whom it was handed on to."""
    run_round(challenge.session, MONDAY)
    challenge.record("agreed", "2024-05-14")
    newcomer = challenge.assign(Role.PRINCIPAL_ADVISER, "2024-05-15", "new.adviser@programme.example")
    challenge.record("dates_set", "2024-05-16", visit_start="2024-10-29", visit_end="2024-10-31")

    run_round(challenge.session, "2024-05-20")

    (_, digest) = written(challenge.session)
    assert digest.person_id == newcomer
    assert "Council agrees" not in in_one_line(digest)
    assert "Principal adviser" in in_one_line(digest)
    assert "Dates set" in in_one_line(digest)


def test_a_digest_out_of_turn_takes_nothing_from_the_next(challenge: Challenge) -> None:
    challenge.session.commit()
    day = date(2024, 5, 9)

    assert digests.write_now(day, at("2024-05-09")) == 1
    assert digests.write_now(day, at("2024-05-09")) == 0
    challenge.record("agreed", "2024-05-10")
    challenge.session.commit()
    adviser = challenge.people[Role.PRINCIPAL_ADVISER]
    assert digests.write_now(date(2024, 5, 10), at("2024-05-10"), adviser) == 1
    assert digests.advisers(challenge.session) == [adviser]


def test_what_waits_in_a_challenge_with_news_is_said_beside_it(bare: Challenge) -> None:
    bare.assign(Role.PRINCIPAL_ADVISER, "2024-05-02")

    run_round(bare.session, MONDAY)

    said = in_one_line(written(bare.session)[0])
    assert "nobody is programme manager (Programme manager can put that right)." in said


def test_a_round_says_how_many_digests_it_wrote(challenge: Challenge) -> None:
    challenge.session.commit()

    assert morning_round.finish(date(2024, 5, 13), at(MONDAY)) == 1
    assert PersonId(challenge.people[Role.PRINCIPAL_ADVISER]) == written(challenge.session)[0].person_id
