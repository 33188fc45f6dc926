"""Challenges that wait for a council's check of the facts, the one period that is counted in working days."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from casework import notices, record
from db import challenges
from db.models import Person
from domain.lifecycle import Milestone, Place, Reference
from tests.casework.conftest import AT, entry
from tests.histories import opened

TODAY = "2024-11-22"
"""A Friday; the drafts went out on Thursday 21 November and are due back on Thursday 5 December."""


def checking(session: Session, *places: Place, is_told: bool = True) -> Reference:
    """Open a challenge whose council has the draft report to check, with its history as it was told."""
    story = opened(*places).until(Milestone.DRAFT_SENT)
    for person in {event.details.person for event in story.events} - {None}:
        if session.get(Person, person) is None:
            role = str(person).partition(".")[0]
            said = {"name": role, "post": role, "organisation": "Example", "email": f"{person}@lga.example"}
            session.add(Person(id=person, created_at=AT, **said))
    codes = [place.code for place in story.councils]
    reference = challenges.start(session, scheme="2024", councils=codes, on=date(2024, 5, 1), at=AT)
    record.write(session, reference, entry(TODAY), story.events)
    if is_told:
        notices.queue(session, reference, date.fromisoformat(TODAY), AT)
    return reference
