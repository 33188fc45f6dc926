"""An outbox filled from what a history owes, without a round: for the proof and for the storms."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.expectations import Calendars, Days, Expectations, Expected, expect
from db import challenges
from db.models import Person
from db.post_tables import Message, MessageSlot
from tests.histories import CALENDAR, TAMWORTH, Story


def enter(session: Session, story: Story, at: datetime, until: date) -> Expectations:
    """Enter a story of Tamworth at one sitting, with its people, and return what it owes up to a day."""
    for who in sorted({each.details.person for each in story.events if each.details.person}):
        if session.get(Person, who) is None:
            facts = {"name": "Somebody", "post": "Somebody", "organisation": "Example"}
            session.add(Person(id=who, email=_address(who), created_at=at, **facts))
    session.flush()
    opened = story.events[0].on.first
    reference = challenges.start(
        session, scheme=story.scheme.name, councils=[TAMWORTH.code], on=opened, at=at
    )
    written = challenges.append(session, reference, story.events, by="Sitting", at=at)
    return expect(reference, story.scheme, Calendars((), (CALENDAR,)), Days.told(written), until)


def write(session: Session, found: Expectations, each: Expected, at: datetime) -> None:
    """Queue the message for one part."""
    one = Message(
        reference=found.reference,
        key=f"{each.key}/{each.slot}",
        notice=each.key.split("/")[2],
        person_id=each.person,
        to_name="Somebody",
        to_email=_address(each.person),
        subject=each.title,
        text=f"{each.key}\n{each.slot}\n",
        html="<p></p>",
        attachments=[],
        reason="",
        state="queued",
        queued_at=at,
    )
    session.add(MessageSlot(key=each.key, slot=each.slot, message=one, reference=found.reference))
    session.flush()


def _address(who: str) -> str:
    return f"{who}@council.example".lower()
