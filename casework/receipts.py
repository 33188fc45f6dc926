"""Takes in what became of messages, and gives what did not arrive to a person, with what can be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Protocol

from sqlalchemy.orm import Session

from casework.case import Case, cases
from casework.outcomes import accept
from channels import ways
from channels.mail import Receipt, TryAgain, check_address
from channels.statuses import Report, Status, joined
from db import outbox, receipts, reminders
from db.people import PersonFacts
from db.post_tables import Message
from db.session import transaction
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.people import ROLES, Holding, Role, Side
from settings import settings

LOOKS_AFTER_IT = (Role.CHALLENGE_MANAGER, Role.PROGRAMME_MANAGER)
"""Whose task it is, the first that is held."""


class NoMessage(WrongUse):
    """There is no message of that number."""

    def __str__(self) -> str:
        return f"There is no message {self.args[0]}. `cpc messages` with a challenge lists its messages."


class NotForPeople(RulesRefuse):
    """A message is not one that waits for somebody."""

    def __str__(self) -> str:
        number, state = self.args
        return (
            f"Message {number} is {state}, so nobody has to see to it. "
            "`cpc messages --failed` lists those that wait for somebody."
        )


class NotAsked(TryAgain):
    """The provider cannot be asked now what became of messages."""

    def __str__(self) -> str:
        return f"What became of messages is not known yet: {self.args[1]}. It is asked with the next post."


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message that somebody has to see to: whose task it is, what is the matter, and what can be done."""

    message: Message
    references: tuple[Reference, ...]
    who: tuple[PersonFacts, ...]
    why: str
    remedies: tuple[str, ...]


class Record(Protocol):
    """A provider that keeps a record of what it was given."""

    @property
    def name(self) -> str:
        """The channel's name."""

    def reports(self) -> Iterator[Report]:
        """Give the whole record, the newest first."""


def take(session: Session, report: Report, channel: str, at: datetime) -> Message | None:
    """Take in what a provider tells of a message; ``None`` if nobody here knows that message.

    Told twice or out of order, it comes to the same. What is told of an unknown message is kept too. That the
    provider tells of it at all also settles whether a message went out.
    """
    attempt = receipts.attempt_known_as(session, channel, report.id, report.reference)
    message = outbox.lock(session, attempt.message_id) if attempt else None
    receipts.keep(
        session,
        message.id if message else None,
        channel=channel,
        provider_id=report.id,
        status=report.status,
        name=report.reference,
        to_email=report.to,
        at=report.at,
        heard_at=at,
    )
    if attempt is None or message is None:
        return None
    session.refresh(attempt)
    if attempt.outcome is None:
        version = report.template_version
        accept(message, attempt, Receipt(report.id, channel, version, note="it told so itself"), at)
    if (message.channel, message.sent_as) == (channel, report.id):
        _stand(message, reduce(joined, map(Status, receipts.statuses(session, channel, report.id))))
    session.flush()
    return message


def _stand(message: Message, status: Status) -> None:
    """Have a message stand as all that was told of it comes to."""
    if status.has_failed:
        message.state = "failed"
        message.error = f"{message.channel} says that it did not arrive: {status}"
    else:
        message.state = "delivered" if status is Status.DELIVERED else "sent"
        message.error = None


def poll(
    record: Record,
    since: datetime,
    at: datetime,
    *,
    sessions: Callable[[], AbstractContextManager[Session]] = transaction,
) -> int:
    """Ask a provider what became of the messages of which it has more to tell; return of how many it did."""
    with sessions() as session:
        wanted = set(receipts.expected(session, record.name, since))
    count = 0
    for report in record.reports() if wanted else ():
        if report.id in wanted:
            wanted.remove(report.id)
            with sessions() as session:
                take(session, report, record.name, at)
            count += 1
        if not wanted:
            break
    return count


def ask(at: datetime) -> int:
    """Ask the provider of this installation what became of messages, if it has one that can be asked.

    ``NotAsked`` if it is out of reach.
    """
    here = settings()
    if here.channel != "notify" or not here.is_for_real:
        return 0
    with closing(ways.notify(here)) as record:
        try:
            return poll(record, at - record.keeps_for, at)
        except TryAgain as error:
            raise NotAsked(*error.args) from error


# What a person has to see to


def troubles(session: Session, today: date, reference: Reference | None = None) -> list[Trouble]:
    """Return what waits for somebody, of one challenge or of all."""
    found = receipts.for_people(session, reference)
    if not found:
        return []
    about = {each.id: _references(session, each) for each in found}
    references = sorted({each for some in about.values() for each in some})
    on_desk = {each.reference: each for each in cases(session, references)}
    return [_trouble(each, [on_desk[one] for one in about[each.id]], today) for each in found]


def _references(session: Session, message: Message) -> list[Reference]:
    return sorted({each.reference for each in reminders.slots_of(session, message)})


def _trouble(message: Message, on_desk: Sequence[Case], today: date) -> Trouble:
    who = {person.id: person for each in on_desk for person in _looks_after(each, today)}
    others = {person.id: person for each in on_desk for person in _beside(each, message.person_id, today)}
    return Trouble(
        message=message,
        references=tuple(each.reference for each in on_desk),
        who=tuple(who.values()),
        why=message.error or "",
        remedies=tuple(_remedies(message, tuple(others.values()))),
    )


def _looks_after(on_desk: Case, today: date) -> list[PersonFacts]:
    known = on_desk.on(today).reading
    held = next((found for role in LOOKS_AFTER_IT if (found := known.in_office(role))), [])
    return [on_desk.people[each.person] for each in held]


def _beside(on_desk: Case, person: PersonId, today: date) -> Iterator[PersonFacts]:
    """Return who else could be told: those who act for the same council, or in the same part of the team."""
    known = on_desk.on(today).reading
    in_office = [each for each in known.holdings if known.left_on(each) is None]
    theirs = {_part(each) for each in in_office if each.person == person}
    for each in in_office:
        if _part(each) in theirs and each.person != person:
            yield on_desk.people[each.person]


def _part(holding: Holding) -> tuple[Side, CouncilCode | None]:
    return ROLES[holding.role].side, holding.council


def _remedies(message: Message, others: Sequence[PersonFacts]) -> Iterator[str]:
    number = message.id
    if message.state == "unknown":
        yield f"ask {message.to_name} whether it has arrived: cpc messages arrived {number}"
        yield f"if it has not, send it again: cpc messages retry {number}"
        return
    yield f"send it again, if the reason has passed: cpc messages retry {number}"
    yield f"send it to another address: cpc messages retry {number} --to ADDRESS"
    if others:
        names = ", ".join(f"{each.name} ({each.email})" for each in others[:3])
        yield f"ask another who can pass it on: {names}"
    yield f"send it as a letter by post, and say so: cpc messages done {number} --how 'letter by post'"


def retry(session: Session, number: int, by: str, at: datetime, *, to: str | None = None) -> Message:
    """Have a message sent anew that did not arrive, to another address if one is given.

    It goes out under a name of its own, so that no provider takes it for the one that did not arrive.
    """
    message = _for_people(session, number)
    address = check_address(to) if to else message.to_email
    if message.state == "unknown":
        outbox.end(outbox.attempt_of(session, message), "lost", at, f"{by} says that it did not arrive")
    outbox.let_go(message, "queued")
    message.to_email, message.issue = address, message.issue + 1
    message.sent_at = message.sent_as = message.channel = message.error = None
    outbox.note(session, message, by=by, what="retry", said=f"to {address}", at=at)
    return message


def arrived(session: Session, number: int, by: str, at: datetime) -> Message:
    """Write down that a message arrived of which nobody knew."""
    message = _for_people(session, number)
    if message.state != "unknown":
        raise NotForPeople(number, message.state)
    attempt = outbox.attempt_of(session, message)
    said = Receipt(attempt.name, attempt.channel, note=f"{by} says that it arrived")
    accept(message, attempt, said, at)
    outbox.note(session, message, by=by, what="arrived", said="", at=at)
    return message


def done(session: Session, number: int, by: str, at: datetime, *, how: str) -> Message:
    """Write down that somebody has seen to a message that did not arrive, and how."""
    message = _for_people(session, number)
    message.seen_to_at = at
    outbox.note(session, message, by=by, what="done", said=how, at=at)
    return message


def _for_people(session: Session, number: int) -> Message:
    if session.get(Message, number) is None:
        raise NoMessage(number)
    message = outbox.lock(session, number)
    is_theirs = message.state == "failed" or (message.state == "unknown" and message.next_try_at is None)
    if not is_theirs or message.seen_to_at:
        raise NotForPeople(number, "seen to" if message.seen_to_at else message.state)
    return message
