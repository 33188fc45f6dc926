"""Lessons 17 to 19: a provider loses an answer, or refuses, and there is one message all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from casework import post, receipts
from channels.mail import Undeliverable
from channels.notify import Notify, Using
from channels.notify_api import SETTLES_AFTER, api
from channels.pace import InMemory, Pace, Rate
from channels.stand_in import notify as stand_in
from channels.stand_in.faults import Fault
from channels.stand_in.server import serving
from db import outbox
from db.post_tables import Message
from tests.casework.conftest import Challenge
from tests.casework.test_post import Strict

NOW = datetime.now(UTC)


@pytest.fixture
def there() -> stand_in.Notify:
    return stand_in.Notify(transit=0.01)


@pytest.fixture
def address(there: stand_in.Notify) -> Iterator[str]:
    with serving(there.app()) as address:
        yield address


def way(there: stand_in.Notify, address: str, *moments: datetime) -> Notify:
    """Return a client of the stand-in; its clock reads some moments first, and then the time."""
    readings = iter(moments)
    called = api(SecretStr(there.key()), address, lambda: next(readings, None) or datetime.now(UTC))
    return Notify(called, Using(there.letter.id), Pace(Rate(1000, 100), InMemory()))


def references(there: stand_in.Notify) -> list[str | None]:
    return [each.reference for each in there.ledger.kept]


def test_lesson_17_an_answer_that_is_lost_after_the_message_was_taken_makes_no_second_one(
    challenge: Challenge, there: stand_in.Notify, address: str
) -> None:
    challenge.queue("2024-05-01")
    queued = post.waiting(challenge.session)
    notify = way(there, address)
    there.faults.plan([Fault.LOST])

    challenge.post(notify, NOW)
    challenge.post(notify, NOW + SETTLES_AFTER)
    challenge.post(notify, NOW + timedelta(hours=1))
    notify.close()

    assert len(references(there)) == len(set(references(there))) == len(queued)
    assert {each.state for each in challenge.session.scalars(select(Message))} == {"sent"}


def test_lesson_18_a_token_that_grew_old_on_the_way_is_made_anew_for_the_same_message(
    challenge: Challenge, there: stand_in.Notify, address: str
) -> None:
    """The template is asked for first; the token of the letter after it is older than half a minute."""
    challenge.queue("2024-05-01")
    queued = post.waiting(challenge.session)
    now = datetime.now(UTC)
    notify = way(there, address, now, now - timedelta(seconds=60))

    challenge.post(notify, NOW)
    notify.close()

    assert len(references(there)) == len(set(references(there))) == len(queued)
    assert [len(outbox.attempts(challenge.session, number)) for number in queued] == [1] * len(queued)


def test_lesson_19_a_message_that_is_sent_again_is_the_same_message_in_attempts_that_can_be_told_apart(
    challenge: Challenge,
) -> None:
    """DfE 1928."""
    challenge.queue("2024-05-01")
    (number, *_) = post.waiting(challenge.session)
    challenge.post(Strict(Undeliverable("m", "no such address")))
    before = challenge.session.get_one(Message, number)
    key, text = before.key, before.text

    receipts.retry(challenge.session, number, "Programme manager", NOW)
    challenge.post(Strict(), NOW)

    after = challenge.session.get_one(Message, number)
    attempts = outbox.attempts(challenge.session, number)
    assert (after.key, after.text) == (key, text)
    assert [(each.number, each.outcome) for each in attempts] == [(1, "refused"), (2, "taken")]
    assert len({each.name for each in attempts}) == 2
