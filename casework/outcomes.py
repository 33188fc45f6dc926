"""Writes down what came of attempts to send messages; nothing of it is a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from casework.parcels import Parcel
from channels.backoff import pause
from channels.mail import Askable, Receipt, TryAgain, Undeliverable
from channels.settling import CannotTell
from channels.ways import Ways
from db import outbox
from db.post_tables import Attempt, Message

Chance = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over a parcel; with neither receipt nor error, it was not handed over."""

    parcel: Parcel
    receipt: Receipt | None = None
    error: TryAgain | Undeliverable | CannotTell | None = None

    @property
    def stops_all(self) -> bool:
        """Whether the next message of the same way would fare the same."""
        return isinstance(self.error, TryAgain) and self.error.concerns_all

    @property
    def asked_for_rest(self) -> timedelta | None:
        """How long the provider asks to be left in peace by everybody, if it does."""
        if isinstance(self.error, TryAgain) and self.stops_all and not self.error.may_have_arrived:
            return self.error.after
        return None


def record(session: Session, ways: Ways, outcomes: Sequence[Outcome], at: datetime, chance: Chance) -> None:
    """Write down what came of attempts; what another way has settled meanwhile stays as it is."""
    messages = outbox.lock_all(session, [each.parcel.message for each in outcomes])
    attempts = outbox.unsettled_attempts(session, [each.parcel.attempt for each in outcomes])
    for each in outcomes:
        if attempt := attempts.get(each.parcel.attempt):
            _settle(messages[each.parcel.message], attempt, each, ways, at=at, chance=chance)
    session.flush()
    usual = (each for each in outcomes if each.parcel.channel == ways.letters.name)
    for rest in (each.asked_for_rest for each in usual if each.asked_for_rest):
        outbox.rest(session, at + rest)


def _settle(
    message: Message, attempt: Attempt, outcome: Outcome, ways: Ways, *, at: datetime, chance: Chance
) -> None:
    if outcome.receipt:
        accept(message, attempt, outcome.receipt, at)
    elif isinstance(outcome.error, Undeliverable):
        _refuse(message, attempt, outcome.error, at)
    elif isinstance(outcome.error, TryAgain):
        _put_off(message, attempt, outcome.error, ways, at, chance=chance())
    else:
        outbox.end(attempt, "not_sent", at)
        _let_go(message, attempt, "queued")


def accept(message: Message, attempt: Attempt, receipt: Receipt, at: datetime) -> None:
    """Write down that a channel has taken a message, even if nobody believed that any more."""
    outbox.end(attempt, "taken", at, receipt.note)
    attempt.provider_id, attempt.template_version = receipt.id, receipt.template_version
    if message.attempts == attempt.number:
        outbox.let_go(message, "sent")
        message.sent_at, message.sent_as, message.channel = at, receipt.id, attempt.channel
        message.error = None


def leave_open(message: Message, attempt: Attempt, ways: Ways, at: datetime) -> None:
    """Note that nobody knows whether a message went out, and when it can be asked for, if that can be."""
    way = ways.named(attempt.channel)
    outbox.let_go(
        message, "unknown", next_try_at=at + way.settles_after if isinstance(way, Askable) else None
    )
    message.error = f"Nobody knows whether it has arrived: {attempt.note}."


def record_answer(session: Session, outcome: Outcome, at: datetime, chance: Chance) -> None:
    """Write down what was found out about a message whose answer was lost."""
    message = outbox.lock_all(session, [outcome.parcel.message])[outcome.parcel.message]
    attempt = outbox.unsettled_attempts(session, [outcome.parcel.attempt]).get(outcome.parcel.attempt)
    if attempt is None or message.state != "unknown":
        return
    if outcome.receipt:
        accept(message, attempt, outcome.receipt, at)
    elif isinstance(outcome.error, TryAgain):
        wait = pause(attempt.number, chance(), after=outcome.error.after)
        message.next_try_at = at + wait
    elif outcome.error:
        message.next_try_at, message.error = None, str(outcome.error)
    else:
        outbox.end(attempt, "lost", at, f"{attempt.channel} says that it never had it")
        outbox.let_go(message, "queued")


def _refuse(message: Message, attempt: Attempt, error: Undeliverable, at: datetime) -> None:
    outbox.end(attempt, "refused", at, str(error.args[-1]))
    _let_go(message, attempt, "failed", error)


def _put_off(
    message: Message, attempt: Attempt, error: TryAgain, ways: Ways, at: datetime, *, chance: float
) -> None:
    """Have a message wait for another try, or for the answer to the question whether it went out."""
    way = ways.named(attempt.channel)
    if error.may_have_arrived and not (way and way.is_safe_to_repeat):
        attempt.note = str(error.args[-1])
        leave_open(message, attempt, ways, at)
        return
    outbox.end(attempt, "busy", at, str(error.args[-1]))
    wait = pause(attempt.number, chance, after=error.after)
    _let_go(message, attempt, "queued", error, at + wait)


def _let_go(
    message: Message,
    attempt: Attempt,
    state: str,
    error: Exception | None = None,
    next_try_at: datetime | None = None,
) -> None:
    """Give a message out of hand, unless somebody else has it by now."""
    if message.attempts == attempt.number:
        outbox.let_go(message, state, next_try_at=next_try_at)
        message.error = str(error) if error else message.error
