"""Hands messages to a channel, and knows of each what became of it: nothing is lost, and nothing goes twice.

Messages go out in three steps. Some are taken in hand and an attempt of each is written down; then they
are handed to the channel, with nothing in the database open; then what came of it is written down. A worker
that is killed in between leaves attempts without an end. Its logbook tells which message it was handing
over: of that one it is found out by asking the provider whether it went out, and where nobody can be asked,
by a person. It is never sent again on a guess.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

from sqlalchemy.orm import Session

from casework import logbooks
from casework.logbooks import Logbook
from casework.outcomes import Chance, Outcome, accept, leave_open, record, record_answer
from casework.parcels import Packed, Parcel, opened, pack
from casework.second_look import is_to_go
from casework.workers import LEASE, is_gone, worker
from channels import ways as installed
from channels.folder import Folder
from channels.mail import Channel, TryAgain, Undeliverable
from channels.settling import CannotTell, settle
from channels.ways import Ways
from db import outbox
from db.outbox import Start
from db.post_tables import Attempt, Message
from db.session import transaction
from settings import settings

AT_ONCE = 50
"""How many messages are taken in hand with one commit; decision 0017 weighs it."""
IN_HAND = 20.0
"""Seconds after which a worker gives back what it has not begun to send: long before its lease is over."""
STOPPED = "the worker was stopped before it wrote down what came of it"

Sessions = Callable[[], AbstractContextManager[Session]]


def channel() -> Channel:
    """Return the way out that this installation has for letters; whoever takes it closes it.

    Outside production that is the folder, unless the installation says that it means to write to people.
    """
    here = settings()
    return installed.letters(here) if here.is_for_real else Folder(here.outbox_folder)


def ways() -> Ways:
    """Return every way out that this installation has for letters; whoever takes them closes them.

    Letters with an entry for the calendar have a way of their own where the usual one cannot carry it.
    """
    here = settings()
    return Ways(channel(), installed.entries(here) if here.is_for_real else None)


def waiting(session: Session, reference: str | None = None) -> tuple[int, ...]:
    """Return the numbers of the messages that the post has still to see to, of one challenge or of all."""
    return tuple(outbox.waiting(session, reference))


def why_delayed(session: Session, reference: str | None = None) -> str | None:
    """Say what keeps the first of the messages back that have been tried in vain, if there is any."""
    found = outbox.delayed(session, reference)
    return outbox.attempt_of(session, found).note if found else None


def deliver(
    way: Channel | Ways,
    clock: Callable[[], datetime],
    reference: str | None = None,
    *,
    sessions: Sessions = transaction,
    chance: Chance = random.random,
) -> Iterator[Outcome]:
    """Send what waits, of one challenge or of all, each message once; give what came of each.

    Any number of workers may do so at once. It ends early if the channel says that all would fare the same.
    """
    out = way if isinstance(way, Ways) else Ways(way)
    yield from _find_out(out, clock, reference, sessions, chance)
    done: list[Outcome] = []
    after, started = 0, clock()
    with logbooks.keeping() as logbook:
        while True:
            with sessions() as session:
                record(session, out, done, clock(), chance)
                stop = any(each.stops_all and each.parcel.channel == out.letters.name for each in done)
                parcels: Sequence[Parcel] = ()
                if not stop:
                    after, parcels = take(session, out, started, clock(), after=after, reference=reference)
            yield from done
            if not parcels:
                break
            done = list(hand_over(out, parcels, logbook))


def _find_out(
    out: Ways, clock: Callable[[], datetime], reference: str | None, sessions: Sessions, chance: Chance
) -> Iterator[Outcome]:
    """Settle what earlier workers have left open."""
    read = logbooks.left_by_the_gone()
    with sessions() as session:
        take_over(session, out, clock())
        unsettled = outbox.unsettled(session, clock(), reference)
        open_ = [_parcel(session, each) for each in pack(session, unsettled)]
    for each in read:
        each.unlink(missing_ok=True)  # Another worker may have read it too.
    for parcel in open_:
        outcome = _ask(out, parcel, clock())
        with sessions() as session:
            record_answer(session, outcome, clock(), chance)
        yield outcome


# Taking in hand


def take(
    session: Session,
    out: Ways,
    due_by: datetime,
    at: datetime,
    *,
    after: int = 0,
    reference: str | None = None,
) -> tuple[int, Sequence[Parcel]]:
    """Take some messages in hand and begin an attempt of each; return also the number to go on after.

    A reminder of what has been settled meanwhile is withdrawn, and what it still has to say is written anew.
    """
    taken: list[Message] = []
    while not taken:
        found = outbox.due(session, due_by, after=after, at_most=AT_ONCE, reference=reference)
        if not found:
            break
        after = found[-1].id
        taken = [each for each in found if is_to_go(session, each, at)]
    return after, _begin(session, out, pack(session, taken), at)


def _begin(session: Session, out: Ways, packed: Sequence[Packed], at: datetime) -> list[Parcel]:
    starts = [Start(each.message, each.mail.name, out.of(each.mail).name) for each in packed]
    numbers = outbox.begin(session, starts, holder=worker(), at=at, until=at + LEASE)
    return [
        Parcel(each.message.id, number, each.mail, each.enclosed, start.channel, at)
        for each, start, number in zip(packed, starts, numbers, strict=True)
    ]


def _parcel(session: Session, packed: Packed) -> Parcel:
    attempt = outbox.attempt_of(session, packed.message)
    return Parcel(
        packed.message.id, attempt.id, packed.mail, packed.enclosed, attempt.channel, attempt.began_at
    )


def take_over(session: Session, out: Ways, at: datetime) -> None:
    """Take messages out of the hands of workers that are no more."""
    for message in outbox.in_hand(session):
        gone = is_gone(message.holder or "")
        if gone or (message.held_until and message.held_until <= at):
            attempt = outbox.attempt_of(session, message)
            attempt.note = STOPPED
            _take_over(message, attempt, out, at, left_a_logbook=gone)
    session.flush()


def _take_over(message: Message, attempt: Attempt, out: Ways, at: datetime, *, left_a_logbook: bool) -> None:
    """Queue a message again that is known not to have gone out, or that may go out again.

    A worker that may still live may still send, so what it has written so far counts for nothing.
    """
    way = out.named(attempt.channel)
    logged = logbooks.of(attempt.holder, attempt.channel) if left_a_logbook else None
    if logged and attempt.id in logged.taken:
        accept(message, attempt, logged.taken[attempt.id], at)
    elif logged and logged.knows(attempt.id):
        outbox.end(attempt, "not_sent", at)
        outbox.let_go(message, "queued")
    elif way and way.is_safe_to_repeat:
        outbox.end(attempt, "lost", at)
        outbox.let_go(message, "queued")
    else:
        leave_open(message, attempt, out, at)


# Handing over


def hand_over(
    out: Ways,
    parcels: Iterable[Parcel],
    logbook: Logbook,
    *,
    elapsed: Callable[[], float] = time.monotonic,
) -> Iterator[Outcome]:
    """Hand parcels to their channels; what one cannot take now, or what takes too long, is given back."""
    began, stopped = elapsed(), set[str]()
    for parcel in parcels:
        is_late = elapsed() - began > IN_HAND
        outcome = Outcome(parcel) if is_late or parcel.channel in stopped else _send(out, parcel, logbook)
        stopped |= {parcel.channel} if outcome.stops_all else set()
        yield outcome


def _send(out: Ways, parcel: Parcel, logbook: Logbook) -> Outcome:
    try:
        mail = opened(parcel)
        logbook.begin(parcel.attempt)
        receipt = out.of(parcel.mail).send(mail)
    except Undeliverable as error:
        logbook.end(parcel.attempt, None)
        return Outcome(parcel, error=error)
    except TryAgain as error:
        if not error.may_have_arrived:
            logbook.end(parcel.attempt, None)
        return Outcome(parcel, error=error)
    logbook.end(parcel.attempt, receipt)
    return Outcome(parcel, receipt)


def _ask(out: Ways, parcel: Parcel, at: datetime) -> Outcome:
    """Ask what became of a message; with neither receipt nor error it was never taken."""
    way = out.named(parcel.channel)
    if way is None:
        return Outcome(parcel, error=CannotTell(parcel.mail.name, parcel.channel))
    try:
        return Outcome(parcel, settle(way, parcel.mail, sent_at=parcel.began_at, now=at))
    except (CannotTell, TryAgain) as error:
        return Outcome(parcel, error=error)
