"""Hands messages to a channel, and knows of each what became of it: nothing is lost, and nothing goes twice.

A message goes out in three steps. It is taken in hand and the attempt is written down; then the channel is
asked, with nothing in the database open; then what came of it is written down. A worker that is killed in
between leaves an attempt without an end. Whether that message went out is found out by asking the provider,
and where nobody can be asked, by a person: it is never sent again on a guess.
"""

from __future__ import annotations

import os
import random
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from casework import invitations, notices, preferences
from casework.case import cases, working_days
from casework.forms import going_out
from channels import ways
from channels.backoff import pause
from channels.folder import Folder
from channels.mail import Askable, Attachment, Channel, Mail, Receipt, TryAgain, Undeliverable
from channels.settling import CannotTell, settle
from db import outbox, papers, reminders
from db.models import Attempt, Message
from db.session import transaction
from documents.house_style import house_style
from domain.lifecycle import PROGRAMME_TIME
from domain.notices import GONE
from domain.owed import OwedNotice
from settings import settings

LEASE = timedelta(minutes=5)
"""How long a worker's messages are its own, if nobody can say whether it still lives."""
AT_ONCE = 20
"""How many messages are taken in hand at once, where a lost answer can be settled by itself."""
IN_HAND = 20.0
"""Seconds after which a worker gives back what it has not begun to send: long before its lease is over."""
STOPPED = "the worker was stopped before it wrote down what came of it"
_ALIVE = secrets.token_hex(4)
"""What tells this process from an earlier one of the same number."""

Chance = Callable[[], float]
Sessions = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message in hand, with what goes with it, and the attempt that has been written down."""

    message: int
    attempt: int
    mail: Mail
    enclosed: tuple[Path, ...]
    channel: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of handing over a parcel; with neither receipt nor error, it was not handed over."""

    parcel: Parcel
    receipt: Receipt | None = None
    error: TryAgain | Undeliverable | CannotTell | None = None

    @property
    def stops_all(self) -> bool:
        """Whether the next message would fare the same."""
        return isinstance(self.error, TryAgain) and self.error.concerns_all

    @property
    def asked_for_rest(self) -> timedelta | None:
        """How long the provider asks to be left in peace by everybody, if it does."""
        if isinstance(self.error, TryAgain) and self.stops_all and not self.error.may_have_arrived:
            return self.error.after
        return None


def channel() -> Channel:
    """Return the way out that this installation has; whoever takes it closes it.

    Outside production that is the folder, unless the installation says that it means to write to people.
    """
    here = settings()
    return ways.letters(here) if is_for_real() else Folder(here.outbox_folder)


def is_for_real() -> bool:
    """Whether letters leave for the channel that is set up, and not for the folder."""
    return settings().is_production or settings().send_for_real


def waiting(session: Session, reference: str | None = None) -> tuple[int, ...]:
    """Return the numbers of the messages that the post has still to see to, of one challenge or of all."""
    return tuple(outbox.waiting(session, reference))


def why_delayed(session: Session, reference: str | None = None) -> str | None:
    """Say what keeps the first of the messages back that have been tried in vain, if there is any."""
    found = outbox.delayed(session, reference)
    return outbox.attempt_of(session, found).note if found else None


def worker() -> str:
    """Name this process, so that others can tell whether it is still there."""
    return f"{socket.gethostname()}/{os.getpid()}/{_ALIVE}"


def deliver(
    way: Channel,
    clock: Callable[[], datetime],
    reference: str | None = None,
    *,
    sessions: Sessions = transaction,
    chance: Chance = random.random,
) -> Iterator[Outcome]:
    """Send what waits, of one challenge or of all, each message once; give what came of each.

    Any number of workers may do so at once. It ends early if the channel says that all would fare the same.
    """
    yield from _find_out(way, clock, reference, sessions, chance)
    done: list[Outcome] = []
    after, started = 0, clock()
    while True:
        with sessions() as session:
            record(session, way, done, clock(), chance)
            stop = any(each.stops_all for each in done)
            parcels: Sequence[Parcel] = ()
            if not stop:
                after, parcels = take(session, way, started, clock(), after=after, reference=reference)
        yield from done
        if not parcels:
            return
        done = list(hand_over(way, parcels))


def _find_out(
    way: Channel, clock: Callable[[], datetime], reference: str | None, sessions: Sessions, chance: Chance
) -> Iterator[Outcome]:
    """Settle what earlier workers have left open."""
    with sessions() as session:
        take_over(session, way, clock())
        open_ = [_parcel(session, each) for each in outbox.unsettled(session, clock(), reference)]
    for parcel in open_:
        outcome = _ask(way, parcel, clock())
        with sessions() as session:
            _record_answer(session, way, outcome, clock(), chance)
        yield outcome


# Taking in hand


def take(
    session: Session,
    way: Channel,
    due_by: datetime,
    at: datetime,
    *,
    after: int = 0,
    reference: str | None = None,
) -> tuple[int, Sequence[Parcel]]:
    """Take some messages in hand and begin an attempt of each; return also the number to go on after.

    A reminder of what has been settled meanwhile is withdrawn, and what it still has to say is written anew.
    """
    can_be_settled = way.is_safe_to_repeat or isinstance(way, Askable)
    at_most = AT_ONCE if can_be_settled else 1
    taken: list[Parcel] = []
    while not taken:
        found = outbox.due(session, due_by, after=after, at_most=at_most, reference=reference)
        if not found:
            break
        after = found[-1].id
        taken = [_begin(session, each, way, at) for each in found if _is_to_go(session, each, at)]
    return after, taken


def _is_to_go(session: Session, message: Message, at: datetime) -> bool:
    if not message.part:
        return True
    if _rests(session, message, at):
        return False
    if why := why_not(session, message, at):
        _write_anew(session, message, why, at)
        return False
    return True


def _begin(session: Session, message: Message, way: Channel, at: datetime) -> Parcel:
    attempt = outbox.begin(
        session,
        message,
        name=mail_of(message).name,
        channel=way.name,
        holder=worker(),
        at=at,
        until=at + LEASE,
    )
    session.flush()
    return _as_parcel(session, message, attempt)


def _parcel(session: Session, message: Message) -> Parcel:
    return _as_parcel(session, message, outbox.attempt_of(session, message))


def _as_parcel(session: Session, message: Message, attempt: Attempt) -> Parcel:
    folder = settings().documents_folder
    rows = papers.named(session, message.attachments)
    enclosed = tuple(folder / path for each in rows for path in going_out(each))
    mail = replace(mail_of(message), invitations=invitations.enclosed(session, message))
    return Parcel(message.id, attempt.id, mail, enclosed, attempt.channel, attempt.began_at)


def _rests(session: Session, message: Message, at: datetime) -> bool:
    """Say whether a reminder from an earlier day has to wait, because nobody is reminded on a free day."""
    written, today = (each.astimezone(PROGRAMME_TIME).date() for each in (message.queued_at, at))
    return bool(written < today and working_days(session).why_not(today))


def why_not(session: Session, message: Message, at: datetime) -> str | None:
    """Say why a reminder is not to be sent as it was written, if anything has changed since."""
    slots = reminders.slots_of(session, message)
    references = sorted({each.reference for each in slots})
    written, today = (each.astimezone(PROGRAMME_TIME).date() for each in (message.queued_at, at))
    if today <= written and not reminders.has_news(session, references, message.queued_at):
        return None
    owed = {
        (each.key(notice.key), notice.slot): notice
        for each in cases(session, references)
        for notice in each.on(today).notices
        if notice.rule.is_reminder
    }
    found = (_why_not_owed(owed.get((each.key, each.slot)), message) for each in slots)
    return next((why for why in found if why), None)


def _why_not_owed(notice: OwedNotice | None, message: Message) -> str | None:
    if notice is None:
        return "the day of which it reminds has moved or has been settled"
    if notice.lapsed or notice.person != message.person_id:
        return notice.lapsed or GONE
    return next((gap.text for gap in notice.waits_for), None)


def _write_anew(session: Session, message: Message, why: str, at: datetime) -> None:
    """Withdraw a reminder; what it said and is still to be said is queued in other words."""
    references = reminders.withdraw(session, message, why)
    today = at.astimezone(PROGRAMME_TIME).date()
    notices.queue_all(session, cases(session, references, lock=True), today, at)


def take_over(session: Session, way: Channel, at: datetime) -> None:
    """Take messages out of the hands of workers that are no more: nobody knows whether those went out.

    A channel that does not mind gets them again; of another it has to be found out first.
    """
    for message in outbox.in_hand(session):
        if message.held_until and (message.held_until <= at or _is_gone(message.holder or "")):
            attempt = outbox.attempt_of(session, message)
            attempt.note = STOPPED
            if way.is_safe_to_repeat and way.name == attempt.channel:
                outbox.end(attempt, "lost", at)
                outbox.let_go(message, "queued")
            else:
                _leave_open(message, attempt, way, at)


def _leave_open(message: Message, attempt: Attempt, way: Channel, at: datetime) -> None:
    """Note that nobody knows whether a message went out, and when it can be asked for, if that can be."""
    is_askable = isinstance(way, Askable) and way.name == attempt.channel
    outbox.let_go(message, "unknown", next_try_at=at + _settles_after(way) if is_askable else None)
    message.error = f"Nobody knows whether it has arrived: {attempt.note}."


def _settles_after(way: Channel) -> timedelta:
    return way.settles_after if isinstance(way, Askable) else timedelta()


def _is_gone(holder: str) -> bool:
    """Say whether a process of this machine is no more; of other machines that is never known."""
    host, number, alive = holder.rsplit("/", 2)
    if host != socket.gethostname():
        return False
    if int(number) == os.getpid():
        return alive != _ALIVE
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


# Handing over


def hand_over(
    way: Channel, parcels: Iterable[Parcel], *, elapsed: Callable[[], float] = time.monotonic
) -> Iterator[Outcome]:
    """Hand parcels to a channel; what it cannot take now, or what takes too long, is given back."""
    began, stopped = elapsed(), False
    for parcel in parcels:
        stopped = stopped or elapsed() - began > IN_HAND
        outcome = Outcome(parcel) if stopped else _send(way, parcel)
        stopped = stopped or outcome.stops_all
        yield outcome


def _send(way: Channel, parcel: Parcel) -> Outcome:
    try:
        return Outcome(parcel, way.send(replace(parcel.mail, attachments=_read(parcel))))
    except (Undeliverable, TryAgain) as error:
        return Outcome(parcel, error=error)


def _read(parcel: Parcel) -> tuple[Attachment, ...]:
    try:
        return tuple(Attachment(each.name, each.read_bytes()) for each in parcel.enclosed)
    except OSError as error:
        why = f"{error.filename} cannot be read"
        raise TryAgain(parcel.mail.name, why, concerns_all=False) from error


def _ask(way: Channel, parcel: Parcel, at: datetime) -> Outcome:
    """Ask what became of a message; with neither receipt nor error it was never taken."""
    if way.name != parcel.channel:
        return Outcome(parcel, error=CannotTell(parcel.mail.name, parcel.channel))
    try:
        return Outcome(parcel, settle(way, parcel.mail, sent_at=parcel.began_at, now=at))
    except (CannotTell, TryAgain) as error:
        return Outcome(parcel, error=error)


# Writing down what came of it


def record(session: Session, way: Channel, outcomes: Sequence[Outcome], at: datetime, chance: Chance) -> None:
    """Write down what came of attempts; what another way has settled meanwhile stays as it is."""
    for each in outcomes:
        message, attempt = _open(session, each)
        if attempt.outcome is not None:
            continue
        if each.receipt:
            accept(message, attempt, each.receipt, at)
        elif isinstance(each.error, Undeliverable):
            _refuse(message, attempt, each.error, at)
        elif isinstance(each.error, TryAgain):
            _put_off(message, attempt, each.error, way, at, chance=chance())
        else:
            outbox.end(attempt, "not_sent", at)
            _let_go(message, attempt, "queued")
    session.flush()
    for rest in (each.asked_for_rest for each in outcomes if each.asked_for_rest):
        outbox.rest(session, at + rest)


def accept(message: Message, attempt: Attempt, receipt: Receipt, at: datetime) -> None:
    """Write down that a channel has taken a message, even if nobody believed that any more."""
    outbox.end(attempt, "taken", at, receipt.note)
    attempt.provider_id, attempt.template_version = receipt.id, receipt.template_version
    if message.attempts == attempt.number:
        outbox.let_go(message, "sent")
        message.sent_at, message.sent_as, message.channel = at, receipt.id, attempt.channel
        message.error = None


def _open(session: Session, outcome: Outcome) -> tuple[Message, Attempt]:
    message = outbox.lock(session, outcome.parcel.message)
    return message, session.get_one(Attempt, outcome.parcel.attempt, populate_existing=True)


def _refuse(message: Message, attempt: Attempt, error: Undeliverable, at: datetime) -> None:
    outbox.end(attempt, "refused", at, str(error.args[-1]))
    _let_go(message, attempt, "failed", error)


def _put_off(
    message: Message, attempt: Attempt, error: TryAgain, way: Channel, at: datetime, *, chance: float
) -> None:
    """Have a message wait for another try, or for the answer to the question whether it went out."""
    if error.may_have_arrived and not way.is_safe_to_repeat:
        attempt.note = str(error.args[-1])
        _leave_open(message, attempt, way, at)
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


def _record_answer(session: Session, way: Channel, outcome: Outcome, at: datetime, chance: Chance) -> None:
    """Write down what was found out about a message whose answer was lost."""
    message, attempt = _open(session, outcome)
    if attempt.outcome is not None or message.state != "unknown":
        return
    if outcome.receipt:
        accept(message, attempt, outcome.receipt, at)
    elif isinstance(outcome.error, TryAgain):
        wait = pause(attempt.number, chance(), after=outcome.error.after)
        message.next_try_at = at + wait
    elif outcome.error:
        message.next_try_at, message.error = None, str(outcome.error)
    else:
        outbox.end(attempt, "lost", at, f"{way.name} says that it never had it")
        outbox.let_go(message, "queued")


# The message as a mail


def mail_of(message: Message) -> Mail:
    """Return a message as it goes out, but for its documents."""
    named, house = settings(), house_style()
    prefix = "" if named.is_production else f"[{named.environment}] "
    return Mail(
        key=message.key if message.issue == 1 else f"{message.key}/{message.issue}",
        to_name=message.to_name,
        to_email=message.to_email,
        from_name=house.programme,
        from_email=house.email,
        subject=prefix + message.subject,
        text=message.text,
        html=message.html,
        queued_at=message.queued_at,
        unsubscribe_url=preferences.link(message.person_id) if message.is_optional else None,
        challenge=message.reference or "",
        place=message.id,
    )
