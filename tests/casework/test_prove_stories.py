"""The proof of a story that was told at one sitting, long after the days of which it tells."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from casework.expectations import Calendars, Days, Expectations, Expected, expect
from casework.proof import prove
from casework.proof_findings import Kind, Proof, Window
from db import challenges, councils
from db.models import Person
from db.post_tables import Message, MessageSlot
from domain.lifecycle import Milestone
from tests.casework.proving import in_short
from tests.histories import CALENDAR, TAMWORTH, Story

LATE = datetime(2026, 3, 6, 12, tzinfo=UTC)


@pytest.fixture
def told(session: Session) -> Expectations:
    """Tell a challenge over again at one sitting in 2026, with a message for all that its days owed."""
    councils.load_samples(session)
    story = Story().staffed().until(Milestone.POSITION_STATEMENT_RECEIVED)
    for who in sorted({each.details.person for each in story.events if each.details.person}):
        facts = {"name": "Somebody", "post": "Somebody", "organisation": "Example"}
        session.add(Person(id=who, email=f"{who}@council.example".lower(), created_at=LATE, **facts))
    session.flush()
    reference = challenges.start(
        session, scheme="2024", councils=[TAMWORTH.code], on=date(2024, 5, 1), at=LATE
    )
    written = challenges.append(session, reference, story.events, by="Demonstration", at=LATE)
    calendar = Calendars((), (CALENDAR,))
    found = expect(reference, story.scheme, calendar, Days.told(written), date(2024, 9, 30))
    for each in (*found.due.values(), *found.loose.values()):
        fill(session, found, each)
    return found


def fill(session: Session, found: Expectations, each: Expected) -> None:
    """Write a message for one part."""
    one = Message(
        reference=found.reference,
        key=f"{each.key}/{each.slot}",
        notice=each.key.split("/")[2],
        person_id=each.person,
        to_name="Somebody",
        to_email=f"{each.person}@council.example".lower(),
        subject=each.title,
        text=f"{each.key} {each.slot}",
        html="<p></p>",
        attachments=[],
        reason="",
        state="queued",
        queued_at=LATE,
    )
    session.add(MessageSlot(key=each.key, slot=each.slot, message=one, reference=found.reference))
    session.flush()


def drop(session: Session, *slots: tuple[str, str]) -> None:
    """Take messages away with their slots."""
    for key, slot in slots:
        one = session.get_one(MessageSlot, (key, slot))
        number = one.message_id
        session.delete(one)
        session.flush()
        session.delete(session.get_one(Message, number))
    session.flush()


def again(session: Session) -> Proof:
    return prove(session, Window(None, LATE.date()), LATE, {})


def test_a_story_told_at_one_sitting_is_read_by_its_own_days(session: Session, told: Expectations) -> None:
    """The demonstration writes a year down in a minute; its reminders are owed on the days of the year."""
    found = again(session)

    assert in_short(found) == []
    assert found.owed == len(told.due)
    assert told.loose


def test_a_story_that_left_a_day_out_owes_nothing_of_it_and_one_that_lived_it_owes_all(
    session: Session, told: Expectations
) -> None:
    one, *others = told.loose

    drop(session, one)
    left_one_out = again(session).findings
    drop(session, *others)
    left_all_out = again(session).findings

    assert [(each.kind, each.key) for each in left_one_out] == [(Kind.MISSING, one[0])]
    assert left_one_out[0].remedy.startswith("It is owed no longer (it was met on ")
    assert left_all_out == []


def test_of_a_story_too_every_part_is_proven(session: Session, told: Expectations) -> None:
    slot = next(iter(told.due))
    drop(session, slot)

    found = again(session)

    assert {each: found.count(each) for each in Kind if found.count(each)} == {Kind.MISSING: 1}
    assert found.findings[0].key == slot[0]


def test_a_reminder_withdrawn_because_it_was_settled_is_not_missed(
    session: Session, told: Expectations
) -> None:
    key, slot = next(iter(told.loose))
    row = session.get_one(MessageSlot, (key, slot))
    one = session.get_one(Message, row.message_id)
    row.slot, one.state = f"{slot}!{one.id}", "withdrawn"

    assert again(session).is_proven
