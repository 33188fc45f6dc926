"""Lessons 15 to 24: other systems' messages that went out twice, to the wrong people, or cut short.

17, 18 and 19 are about mail providers: they belong to the post.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from casework import digests, invitations, notices, record
from casework.case import case
from db import papers
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import Details
from domain.people import Role
from tests.casework.conftest import Challenge, entry
from tests.casework.rounds import run_round


def written(challenge: Challenge) -> list[Message]:
    """Return what has been written about a challenge, digests of the adviser's apart."""
    found = papers.messages(challenge.session, challenge.reference)
    return [each for each in found if each.notice != "digest"]


def digests_of(challenge: Challenge) -> list[Message]:
    found = challenge.session.scalars(select(Message).where(Message.notice == "digest")).all()
    challenge.session.commit()  # It would keep the workers waiting.
    return list(found)


def test_lesson_15_somebody_in_two_roles_gets_one_mail(challenge: Challenge) -> None:
    """pkp-lib 1148."""
    challenge.assign(Role.PRINCIPAL_ADVISER, "2024-05-01", "programme_manager@programme.example")

    challenge.queue("2024-05-01")

    (message,) = (each for each in written(challenge) if each.notice == "challenge_opened")
    assert message.reason == "You receive this as programme manager and principal adviser."


def test_lesson_16_a_failure_half_way_loses_no_later_recipient(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """trade-tariff-backend 3586: whoever came after the failure was never written to."""
    challenge.session.commit()
    letters: list[object] = []

    def full_disk(*words: Any) -> notices.Letter:
        letters.append(words)
        if len(letters) > 1:
            raise OSError("the disk is full")
        return write(*words)

    write = notices.write
    monkeypatch.setattr(notices, "write", full_disk)
    with pytest.raises(OSError, match="full"):
        challenge.queue("2024-05-01")
    challenge.session.rollback()
    monkeypatch.setattr(notices, "write", write)
    assert written(challenge) == []

    challenge.queue("2024-05-01")

    owed = {each.person for each in case(challenge.session, challenge.reference).on(date(2024, 5, 1)).notices}
    assert {each.person_id for each in written(challenge)} == owed


@pytest.mark.parametrize(
    "moments",
    [
        (datetime(2025, 3, 31, 6, 30, tzinfo=UTC), datetime(2025, 3, 31, 7, 30, tzinfo=UTC)),
        (datetime(2025, 10, 27, 0, 30, tzinfo=UTC), datetime(2025, 10, 27, 23, 30, tzinfo=UTC)),
    ],
    ids=["summer time begins", "summer time ends"],
)
def test_lesson_20_a_digest_is_written_once_by_overlapping_workers_when_the_clocks_change_and_never_empty(
    challenge: Challenge, moments: tuple[datetime, datetime]
) -> None:
    challenge.session.commit()
    with ThreadPoolExecutor(3) as workers:
        found = [workers.submit(digests.write_due, each.date(), each) for each in (*moments, moments[0])]
        assert sum(each.result() for each in found) == 1
    assert len(digests_of(challenge)) == 1

    assert digests.write_due(date(2025, 11, 3), datetime(2025, 11, 3, 7, 30, tzinfo=UTC)) == 0
    assert len(digests_of(challenge)) == 1


def test_lesson_21_everybody_who_is_to_be_written_to_is_written_down(visited: Challenge) -> None:
    """Janeway: the readers of copies were worked out and never kept."""
    run_round(visited.session, "2025-02-03")

    on_desk = case(visited.session, visited.reference)
    ready = [each for each in on_desk.on(date(2025, 2, 3)).notices if each.is_ready]
    kept = {each.id: each.to_email for each in written(visited)}
    assert len({each.role for each in ready}) > 3
    for each in ready:
        assert each.person
        assert kept[on_desk.done.messages[on_desk.key(each.key), each.person]]


def test_lesson_22_a_step_back_writes_to_nobody(challenge: Challenge) -> None:
    """DOAJ 1406: whenever something was sent back, everybody had mail."""
    challenge.record("agreed", "2024-05-10")
    run_round(challenge.session, "2024-05-10")
    before = len(written(challenge))
    seq = case(challenge.session, challenge.reference).history[-1].seq

    record.correct(challenge.session, challenge.reference, entry("2024-05-13"), seq, "it was the wrong day")
    run_round(challenge.session, "2024-05-13")
    challenge.record("agreed", "2024-05-14")
    run_round(challenge.session, "2024-05-14")

    assert before > 0
    assert len(written(challenge)) == before


def test_lesson_23_a_calendar_entry_has_the_same_name_whenever_it_is_fetched(challenge: Challenge) -> None:
    """sendou.ink 2888."""
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")

    def fetched(on: str) -> dict[str, str]:
        on_desk = case(challenge.session, challenge.reference)
        found = invitations.entries(on_desk, on_desk.on(date.fromisoformat(on)))
        return {each.name: each.appointment.uid for each in found}

    before = fetched("2024-09-10")
    moved = Details(visit_start=date(2024, 12, 3), visit_end=date(2024, 12, 5), reason="a by-election")
    on = Day.parse("2024-09-11")
    record.postpone(
        challenge.session, challenge.reference, entry("2024-09-11"), on, council=None, details=moved
    )
    challenge.assign(Role.CHIEF_EXECUTIVE, "2024-09-12", email="another.chief@council.example")

    assert fetched("2024-09-10") == fetched("2024-09-11") == fetched("2024-09-12") == before
    assert len(set(before.values())) == len(before) > 5


def test_lesson_24_a_digest_of_more_than_twenty_things_shows_all_of_them(challenge: Challenge) -> None:
    """OJS: its code cuts the list at twenty."""
    for number in range(30):
        challenge.assign(Role.OFFICER_PEER, "2024-05-08", f"officer.{number}@peers.example")

    run_round(challenge.session, "2024-05-13")

    (digest,) = digests_of(challenge)
    assert digest.html.count("Officer peer") >= 30
