"""Spares people what they need not have: optional reminders wait for the day of the digest, or are left out.

Optional is what a scheme calls so: early reminders, which say nothing that has not been said before. They are
sorted out while they are held, so that what is left still makes one message.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from casework.case import working_days
from casework.digests import WEEK, issue_day
from casework.seals import seal
from db import people
from db import preferences as rows
from db.post_tables import Message
from domain.errors import WrongUse
from domain.lifecycle import PROGRAMME_TIME, PersonId
from domain.preferences import Choice, Fate, fate
from settings import settings

BY_LINK = "the link in a message"


class NotOurs(WrongUse):
    """A link to unsubscribe was not made here."""

    def __str__(self) -> str:
        return "This link is not one of ours, or not whole. Open it from the message again, or write to us."


def choose(session: Session, person: PersonId, choice: Choice, by: str, at: datetime) -> None:
    """Keep how somebody wants optional reminders: what is written from now on, and none that waits if off."""
    rows.choose(session, person, choice, by, at)


def choice_of(session: Session, person: PersonId) -> Choice:
    """Return how somebody wants optional reminders; who has not said so gets them at once."""
    return rows.choices(session, [person]).get(person, Choice.AT_ONCE)


def sort_out(session: Session, at: datetime, readers: Collection[PersonId] | None) -> None:
    """Take what somebody does not want now out of what is held, of some readers or of all.

    What is held from an earlier day has had its turn of waiting.
    """
    today = at.astimezone(PROGRAMME_TIME).date()
    found = rows.held(session, _midnight(today), readers)
    if not found:
        return
    concerned = {each.person_id for each in found}
    wanted, had = rows.choices(session, concerned), rows.had_since(session, concerned, at - WEEK)
    is_digest_day = issue_day(today, working_days(session)) == today
    for each in found:
        each.state = fate(
            wanted.get(each.person_id, Choice.AT_ONCE),
            this_week=had.get(each.person_id, 0),
            ceiling=settings().optional_a_week,
            is_digest_day=is_digest_day,
        )
    session.flush()


def after_waiting(session: Session, messages: Collection[Message]) -> dict[PersonId, Fate]:
    """Say what becomes of messages that have waited, by their readers: who has had enough since gets none."""
    wanted = rows.choices(session, {each.person_id for each in messages})
    return {
        each.person_id: Fate.IS_LEFT if wanted.get(each.person_id) is Choice.OFF else Fate.GOES
        for each in messages
    }


def end_of_waiting(session: Session, today: date) -> datetime | None:
    """Return before which moment must have been written what waits no longer, once its day has come."""
    day = issue_day(today, working_days(session))
    return _midnight(day) if day <= today else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PROGRAMME_TIME)


# One click


def link(person: PersonId) -> str | None:
    """Return the address at which somebody ends optional reminders with one click, if there is one."""
    address = settings().address
    return f"{address}/unsubscribe/{token(person)}" if address else None


def token(person: PersonId) -> str:
    """Sign who may unsubscribe with it."""
    return f"{urlsafe_b64encode(person.encode()).decode().rstrip('=')}.{_signature(person)}"


def unsubscribe(session: Session, text: str, at: datetime) -> PersonId:
    """End optional reminders to whom a token belongs; done twice, it is done. ``NotOurs`` if it is forged."""
    name, _, signature = text.partition(".")
    try:
        person = PersonId(urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode())
    except ValueError as error:
        raise NotOurs from error
    if not hmac.compare_digest(signature.encode(), _signature(person).encode()):
        raise NotOurs
    if not people.by_id(session, [person]):
        raise NotOurs
    choose(session, person, Choice.OFF, BY_LINK, at)
    return person


def _signature(person: PersonId) -> str:
    return seal(f"unsubscribe {person}").hex()
