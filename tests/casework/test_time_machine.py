"""What was known on a day: recorded, made and written by its end, whatever has been learnt since."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from casework import documents, notices, record
from casework.record import Entry
from casework.time_machine import NotKnownThen, all_known_on, known_on, messages_on
from domain.days import Day
from domain.lifecycle import Milestone
from domain.moves import Claim
from tests.casework.conftest import Challenge

# Everything in `bare` and `challenge` was written down at ten in the morning of Wednesday 1 May 2024.


def written(challenge: Challenge, milestone: str, on: str, at: datetime) -> None:
    """Record that something happened on one day, and that it was written down on another."""
    entry = Entry("Programme manager", at.date(), at)
    claim = Claim(Milestone(milestone), Day.parse(on))
    record.record(challenge.session, challenge.reference, entry, claim)


def test_what_was_recorded_late_was_not_known_when_it_happened(bare: Challenge) -> None:
    written(bare, "agreed", "2024-05-10", datetime(2024, 5, 20, 9, tzinfo=UTC))

    before = known_on(bare.session, bare.reference, date(2024, 5, 19))
    after = known_on(bare.session, bare.reference, date(2024, 5, 20))

    assert (Milestone.AGREED, None) not in before.on(date(2024, 5, 19)).reading.met
    assert (Milestone.AGREED, None) in after.on(date(2024, 5, 19)).reading.met


def test_a_day_ends_at_midnight_in_london(bare: Challenge) -> None:
    written(
        bare, "agreed", "2024-05-10", datetime(2024, 5, 19, 23, 30, tzinfo=UTC)
    )  # Half past twelve there.

    assert len(known_on(bare.session, bare.reference, date(2024, 5, 19)).history) == 1
    assert len(known_on(bare.session, bare.reference, date(2024, 5, 20)).history) == 2


def test_what_was_corrected_since_still_stood_then(bare: Challenge) -> None:
    written(bare, "agreed", "2024-05-10", datetime(2024, 5, 10, 9, tzinfo=UTC))
    entry = Entry("Programme manager", date(2024, 5, 13), datetime(2024, 5, 13, 9, tzinfo=UTC))
    record.correct(bare.session, bare.reference, entry, 2, "a slip of the pen")

    then = known_on(bare.session, bare.reference, date(2024, 5, 12)).on(date(2024, 5, 12))
    now = known_on(bare.session, bare.reference, date(2024, 5, 13)).on(date(2024, 5, 13))

    assert [(Milestone.AGREED, None) in view.reading.met for view in (then, now)] == [True, False]


def test_what_was_owed_then_is_owed_then_though_it_has_been_done_since(challenge: Challenge) -> None:
    written(challenge, "agreed", "2024-05-10", datetime(2024, 5, 10, 9, tzinfo=UTC))
    later = datetime(2024, 5, 13, 9, tzinfo=UTC)
    (key,) = documents.owed(challenge.session, challenge.reference, date(2024, 5, 10))
    documents.prepare(challenge.session, challenge.reference, key, date(2024, 5, 13), later)
    notices.queue(challenge.session, challenge.reference, date(2024, 5, 13), later)

    then = known_on(challenge.session, challenge.reference, date(2024, 5, 10))
    now = known_on(challenge.session, challenge.reference, date(2024, 5, 13))

    assert [each.key for each in then.documents_owed(date(2024, 5, 10))] == [key]
    assert then.notices_owed(date(2024, 5, 10))
    assert not now.documents_owed(date(2024, 5, 13))
    assert not now.notices_owed(date(2024, 5, 13))


def test_a_message_that_was_sent_since_still_waited_then(challenge: Challenge) -> None:
    notices.queue(
        challenge.session, challenge.reference, date(2024, 5, 1), datetime(2024, 5, 1, 9, tzinfo=UTC)
    )
    challenge.post(at=datetime(2024, 5, 2, 9, tzinfo=UTC))

    def states(day: int) -> set[tuple[str, bool]]:
        found = messages_on(challenge.session, challenge.reference, date(2024, 5, day))
        return {(each.state, each.sent_at is None) for each in found}

    assert messages_on(challenge.session, challenge.reference, date(2024, 4, 30)) == []
    assert states(1) == {("queued", True)}
    assert states(2) == {("sent", False)}
    challenge.session.flush()
    assert states(2) == {("sent", False)}


def test_a_challenge_that_nobody_knew_of_is_not_shown(bare: Challenge) -> None:
    assert all_known_on(bare.session, [bare.reference], date(2024, 4, 30)) == []

    with pytest.raises(NotKnownThen) as refusal:
        known_on(bare.session, bare.reference, date(2024, 4, 30))

    assert str(refusal.value) == (
        "Nobody knew of CPC-2024-001 on Tuesday 30 April 2024. It is known since Wednesday 1 May 2024."
    )
