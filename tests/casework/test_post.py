"""What waits goes out once: no lost answer, no stopped worker and no second worker makes it two."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import logbooks, post
from casework.outcomes import Outcome, accept, record
from casework.parcels import Parcel
from casework.post import IN_HAND, hand_over, take
from casework.workers import LEASE, worker
from channels.folder import Folder
from channels.mail import Askable, Channel, Mail, Receipt, TryAgain, Undeliverable
from channels.smtp import Smtp
from channels.ways import Ways
from db import outbox
from db.post_tables import Attempt, Message
from settings import settings
from tests.casework.conftest import AT, Challenge, hand_in_all

LATER = AT + timedelta(minutes=10)


class Strict:
    """A channel that takes each message, cannot be asked, and would pass it on twice."""

    name = "strict"
    is_safe_to_repeat = False

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.taken: list[str] = []

    def send(self, mail: Mail) -> Receipt:
        error = self.errors.pop(0) if self.errors else None
        if error is None or (isinstance(error, TryAgain) and error.may_have_arrived):
            self.taken.append(mail.name)
        if error:
            raise error
        return Receipt(f"id of {mail.name}", self.name)

    def close(self) -> None: ...


class Asked(Strict):
    """The same, but it says afterwards what it has taken, once it has had a minute to write that down."""

    name = "asked"
    settles_after = timedelta(minutes=1)
    keeps_for = timedelta(days=7)

    def find(self, reference: str) -> Receipt | None:
        return Receipt(f"found {reference}", self.name) if reference in self.taken else None


class Forgetful(Asked):
    """The same, but nobody tells it that a message arrived."""

    def find(self, reference: str) -> Receipt | None:
        raise TryAgain(reference, "it cannot be asked now")


LOST = TryAgain("m", "the connection broke", may_have_arrived=True)


@pytest.fixture
def queued(challenge: Challenge) -> list[int]:
    """Queue the messages of an opened challenge, and return their numbers."""
    challenge.queue("2024-05-01")
    return list(post.waiting(challenge.session))


def message(challenge: Challenge, number: int) -> Message:
    return challenge.session.get_one(Message, number, populate_existing=True)


def tries(challenge: Challenge, number: int) -> list[tuple[str | None, str | None]]:
    return [(each.outcome, each.note) for each in outbox.attempts(challenge.session, number)]


def test_each_message_goes_out_once_and_its_attempt_is_written_down(
    challenge: Challenge, queued: list[int]
) -> None:
    way = Strict()

    challenge.post(way)
    assert challenge.post(way) == []

    assert len(way.taken) == len(queued) == len(set(way.taken))
    assert post.waiting(challenge.session) == ()
    first = message(challenge, queued[0])
    assert (first.state, first.channel, first.sent_at, first.attempts) == ("sent", "strict", AT, 1)
    (attempt,) = outbox.attempts(challenge.session, queued[0])
    assert (attempt.outcome, attempt.provider_id, attempt.name) == ("taken", first.sent_as, way.taken[0])
    assert attempt.to_email == first.to_email


# Failures


def test_a_busy_channel_gets_the_message_again_when_it_asked_for_that(
    challenge: Challenge, queued: list[int]
) -> None:
    busy = TryAgain("m", "it is busy", after=timedelta(minutes=5), concerns_all=False)
    way = Strict(busy)

    assert len(challenge.post(way)) == len(queued) - 1
    assert post.why_delayed(challenge.session, challenge.reference) == "it is busy"
    assert challenge.post(way) == []
    assert len(challenge.post(way, AT + timedelta(minutes=5))) == 1

    assert tries(challenge, queued[0]) == [("busy", "it is busy"), ("taken", None)]
    assert message(challenge, queued[0]).error is None
    assert post.why_delayed(challenge.session) is None


def test_waits_grow_and_differ_by_chance(challenge: Challenge, queued: list[int]) -> None:
    way = Strict(TryAgain("m", "busy"), TryAgain("m", "busy"))

    def next_try(at: datetime) -> timedelta:
        hand_in_all(challenge.session, None, way, at, chance=0.5)
        return (message(challenge, queued[0]).next_try_at or at) - at

    first = next_try(AT)

    assert first == timedelta(seconds=1)
    assert next_try(AT + first) == timedelta(seconds=2)


def test_where_all_would_fare_the_same_the_rest_is_not_even_tried(
    challenge: Challenge, queued: list[int]
) -> None:
    """Seven thousand messages at a limit of the day must not ask seven thousand times."""
    midnight = TryAgain("m", "the limit of the day is reached", after=timedelta(hours=15))
    way = Asked(midnight)

    challenge.post(way)

    assert way.taken == []
    assert tries(challenge, queued[1]) == [("not_sent", None)]
    assert challenge.post(way, AT + timedelta(hours=14)) == []
    assert len(challenge.post(way, AT + timedelta(hours=15))) == len(queued)


def test_what_can_never_arrive_is_kept_as_failed_with_its_reason(
    challenge: Challenge, queued: list[int]
) -> None:
    challenge.post(Strict(Undeliverable("m", "no such address")))

    failed = message(challenge, queued[0])
    assert (failed.state, failed.sent_at) == ("failed", None)
    assert "no such address" in (failed.error or "")
    assert queued[0] not in post.waiting(challenge.session)
    assert tries(challenge, queued[0]) == [("refused", "no such address")]


# Lost answers


def test_a_provider_is_asked_before_anything_is_sent_again(challenge: Challenge, queued: list[int]) -> None:
    """Lesson 17: the answer was lost and the message was not."""
    way = Asked(LOST)
    assert isinstance(way, Askable)
    challenge.post(way)
    assert message(challenge, queued[0]).state == "unknown"

    challenge.post(way, AT + timedelta(minutes=1))
    challenge.post(way, LATER)

    assert message(challenge, queued[0]).state == "sent"
    assert message(challenge, queued[0]).sent_as == f"found {way.taken[0]}"
    assert len(way.taken) == len(set(way.taken)) == len(queued)
    assert tries(challenge, queued[0]) == [("taken", "the connection broke")]


def test_what_a_provider_never_had_goes_out_under_the_same_name(
    challenge: Challenge, queued: list[int]
) -> None:
    way = Asked(LOST)
    challenge.post(way)
    (name,) = way.taken[:1]
    way.taken.remove(name)

    challenge.post(way, LATER)

    assert way.taken.count(name) == 1
    assert [outcome for outcome, _ in tries(challenge, queued[0])] == ["lost", "taken"]


def test_a_provider_that_cannot_be_asked_now_is_asked_later(challenge: Challenge, queued: list[int]) -> None:
    way = Forgetful(LOST)
    challenge.post(way)

    challenge.post(way, LATER)

    assert message(challenge, queued[0]).state == "unknown"
    assert queued[0] in post.waiting(challenge.session)
    assert tries(challenge, queued[0]) == [(None, "the connection broke")]


@pytest.mark.parametrize(("way", "later"), [(Strict, LATER), (Asked, AT + timedelta(days=8))])
def test_what_nobody_can_tell_any_more_waits_for_a_person(
    way: type[Strict], later: datetime, challenge: Challenge, queued: list[int]
) -> None:
    forgetting = way(LOST)
    challenge.post(forgetting)
    forgetting.taken.clear()

    challenge.post(forgetting, later)

    left = message(challenge, queued[0])
    assert (left.state, left.next_try_at) == ("unknown", None)
    assert "Nobody" in (left.error or "")
    assert queued[0] not in post.waiting(challenge.session)


def test_another_channel_is_not_asked_what_became_of_a_message(
    challenge: Challenge, queued: list[int]
) -> None:
    challenge.post(Asked(LOST))

    challenge.post(Folder(settings().outbox_folder), LATER)

    left = message(challenge, queued[0])
    assert (left.state, left.next_try_at) == ("unknown", None)
    assert "asked cannot be asked" in (left.error or "")


# Stopped workers


def in_hand(challenge: Challenge, way: Channel, at: datetime = AT) -> list[Parcel]:
    """Take messages in hand and leave them there, as a worker does that is stopped."""
    _, parcels = take(challenge.session, Ways(way), at, at)
    return list(parcels)


def handed_over(way: Channel, parcels: list[Parcel]) -> list[Outcome]:
    """Hand parcels over, without writing down what came of it."""
    with logbooks.keeping() as logbook:
        return list(hand_over(Ways(way), parcels, logbook))


def test_what_a_stopped_worker_had_in_hand_goes_to_a_folder_again(
    challenge: Challenge, queued: list[int]
) -> None:
    folder = Folder(settings().outbox_folder)
    parcels = in_hand(challenge, folder)
    assert challenge.post(folder) == []

    challenge.post(folder, AT + LEASE)

    assert len(parcels) == len(queued) == len(list(settings().outbox_folder.iterdir()))
    assert tries(challenge, queued[0]) == [("lost", post.STOPPED), ("taken", None)]


def test_what_a_stopped_worker_was_sending_is_not_sent_by_another(
    challenge: Challenge, queued: list[int]
) -> None:
    """It may still live, so its logbook tells nothing."""
    way = Strict()
    in_hand(challenge, way)

    challenge.post(way, AT + LEASE)

    assert way.taken == []
    assert {message(challenge, number).state for number in queued} == {"unknown"}


def test_a_worker_that_was_slow_is_believed_when_it_says_what_came_of_it(
    challenge: Challenge, queued: list[int]
) -> None:
    """A clock that jumps makes every lease seem over."""
    way = Asked()
    parcels = in_hand(challenge, way)
    outcomes = handed_over(way, parcels)
    challenge.post(way, AT + LEASE)

    record(challenge.session, Ways(way), outcomes, LATER, lambda: 0.0)
    challenge.post(way, LATER + LEASE)

    assert len(way.taken) == len(set(way.taken)) == len(queued)
    assert {each.state for each in challenge.session.scalars(select(Message))} == {"sent"}


def test_what_was_settled_by_asking_is_not_settled_again(challenge: Challenge, queued: list[int]) -> None:
    way = Asked()
    parcels = in_hand(challenge, way)
    outcomes = handed_over(way, parcels)
    challenge.post(way, AT + LEASE)
    challenge.post(way, AT + 2 * LEASE)
    said = {each.sent_as for each in challenge.session.scalars(select(Message))}

    record(challenge.session, Ways(way), outcomes, LATER, lambda: 0.0)

    assert {each.sent_as for each in challenge.session.scalars(select(Message))} == said
    assert len(queued) == len(said)


def test_an_answer_that_comes_when_another_attempt_is_under_way_leaves_that_alone(
    challenge: Challenge, queued: list[int]
) -> None:
    """The first attempt is given up by a person who has the message sent again."""
    way = Asked()
    first = in_hand(challenge, way)
    for number in queued:
        outbox.let_go(message(challenge, number), "queued")
    again = in_hand(challenge, way, LATER)
    assert len(again) == len(first)

    refused = Outcome(first[0], error=Undeliverable("m", "no such address"))
    taken = Outcome(first[1], Receipt("late", "asked"))
    record(challenge.session, Ways(way), [refused, taken], LATER, lambda: 0.0)

    assert {message(challenge, number).state for number in queued} == {"sending"}
    assert [outcome for outcome, _ in tries(challenge, queued[1])] == ["taken", None]


def test_a_question_that_somebody_else_has_settled_is_settled(
    challenge: Challenge, queued: list[int]
) -> None:
    way = Asked(LOST)
    challenge.post(way)

    class Sudden(Asked):
        """Somebody settles it while the question is under way."""

        def find(self, reference: str) -> Receipt | None:
            attempt = outbox.attempts(challenge.session, queued[0])[0]
            accept(message(challenge, queued[0]), attempt, Receipt("by callback", self.name), LATER)
            challenge.session.flush()
            return super().find(reference)

    challenge.post(Sudden(), LATER)

    assert message(challenge, queued[0]).sent_as == "by callback"


# Several workers


def test_what_one_worker_has_in_hand_another_leaves_alone(
    challenge: Challenge, queued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It passes over the locked rows on PostgreSQL, and waits its turn on SQLite."""
    challenge.session.commit()
    monkeypatch.setattr(post, "AT_ONCE", 1)
    with Session(challenge.session.get_bind()) as first, Session(challenge.session.get_bind()) as second:
        _, one = take(first, Ways(Strict()), AT, AT)
        if first.get_bind().dialect.name == "sqlite":
            first.commit()
        _, other = take(second, Ways(Strict()), AT, AT)
        first.commit()
        second.commit()

    assert [each.message for each in (*one, *other)] == queued[:2]


def test_a_worker_that_takes_too_long_gives_back_what_it_has_not_begun(
    challenge: Challenge, queued: list[int]
) -> None:
    way, moments = Asked(), iter((0.0, 1.0, IN_HAND + 1, IN_HAND + 1, IN_HAND + 1))

    with logbooks.keeping() as logbook:
        parcels = in_hand(challenge, way)
        outcomes = list(hand_over(Ways(way), parcels, logbook, elapsed=lambda: next(moments, 99.0)))
    record(challenge.session, Ways(way), outcomes, AT, lambda: 0.0)

    assert len(way.taken) == 1
    assert [message(challenge, number).state for number in queued] == ["sent"] + ["queued"] * (
        len(queued) - 1
    )


@pytest.mark.parametrize(
    ("holder", "is_over"),
    [
        ("another.machine/1/abc", False),
        ("{host}/{dead}/abc", True),
        ("{host}/{parent}/abc", False),
        ("{host}/{own}/an-earlier-process", True),
    ],
)
def test_the_lease_of_a_process_of_this_machine_ends_with_it(
    holder: str, is_over: bool, challenge: Challenge, queued: list[int]
) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = worker().split("/")[0]
    named = holder.format(host=here, dead=ended.pid, parent=os.getppid(), own=os.getpid())
    folder = Folder(settings().outbox_folder)
    in_hand(challenge, folder)
    for number in queued:
        message(challenge, number).holder = named

    sent = challenge.post(folder)

    assert len(sent) == (len(queued) if is_over else 0)


def test_the_process_of_another_user_counts_as_alive(
    challenge: Challenge, queued: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_yours(*_: object) -> None:
        raise PermissionError

    folder = Folder(settings().outbox_folder)
    in_hand(challenge, folder)
    for number in queued:
        message(challenge, number).holder = f"{worker().split('/')[0]}/1/abc"
    monkeypatch.setattr(os, "kill", not_yours)

    assert challenge.post(folder) == []


# Where it goes


@pytest.fixture
def dated(challenge: Challenge) -> Challenge:
    """Queue what is owed when the dates of a visit are set: letters with an entry for it, and others."""
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    challenge.prepare("2024-05-20")
    challenge.queue("2024-05-20")
    return challenge


def test_a_letter_with_an_entry_for_the_calendar_goes_where_entries_can(dated: Challenge) -> None:
    """The other way is another provider, which alone can be asked for what it was given."""
    broken = TryAgain("m", "the connection broke", may_have_arrived=True, concerns_all=False)

    dated.post(Ways(Asked(), Strict(broken)))

    found = dated.session.scalars(select(Message)).all()
    (lost,) = (each for each in found if each.state == "unknown")
    assert (lost.notice, lost.next_try_at) == ("dates_set", None)
    assert {each.notice for each in found if each.channel == "strict"} == {"dates_set", "peer_invited"}
    assert "invitation" in {each.notice for each in found if each.channel == "asked"}


def test_the_way_of_entries_keeps_no_other_letter_waiting(dated: Challenge) -> None:
    midnight = TryAgain("m", "it is down", after=timedelta(hours=15))

    dated.post(Ways(Strict(), Asked(midnight)))

    waiting = [each for each in dated.session.scalars(select(Message)) if each.state == "queued"]
    assert {each.notice for each in waiting} == {"dates_set", "peer_invited"}
    assert sum(each.next_try_at is not None for each in waiting) == 1


def test_outside_production_letters_go_to_the_folder_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def channel(**said: str) -> str:
        for name, value in said.items():
            monkeypatch.setenv(f"CPC_{name}", value)
        settings.cache_clear()
        return post.channel().name

    assert channel(CHANNEL="smtp", SMTP_HOST="mail.example") == Folder.__dataclass_fields__["name"].default
    assert channel(SEND_FOR_REAL="true") == Smtp.__dataclass_fields__["name"].default
    assert channel(SEND_FOR_REAL="false", ENVIRONMENT="production") == "smtp"
    assert post.ways().entries is None


def test_a_settled_attempt_is_never_changed(challenge: Challenge, queued: list[int]) -> None:
    challenge.post()
    attempt = challenge.session.scalars(select(Attempt).where(Attempt.message_id == queued[0])).one()
    challenge.session.commit()

    attempt.outcome = "lost"

    with pytest.raises(Exception, match="says what has happened"):
        challenge.session.flush()
    challenge.session.rollback()
