"""Rounds as they are run, and a challenge that has come so far that somebody is late."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from casework import morning_round
from casework.morning_round import Made
from db import papers
from db.post_tables import Message
from domain.people import Role
from tests.casework.conftest import Challenge, hand_in_all


def at(on: str, clock: str = "07:30") -> datetime:
    """Return a moment of a day."""
    return datetime.combine(date.fromisoformat(on), time.fromisoformat(clock), UTC)


def run_round(session: Session, on: str) -> Made:
    """See to everything that has come due; what was written waits for the post."""
    session.commit()
    today, made = date.fromisoformat(on), Made()
    for some in morning_round.begin(today, at(on)):
        made += morning_round.see_to_each(some, today, at(on))
    morning_round.finish(today, at(on))
    session.expire_all()
    return made


def deliver_all(session: Session, on: str) -> list[str]:
    """Hand everything that waits to the post."""
    found = hand_in_all(session, None, at=at(on, "09:00"))
    return [each.receipt.id for each in found if each.receipt]


def visit(challenge: Challenge) -> None:
    """Take a challenge whose team is confirmed through its visit, with all that it owes by then done."""
    challenge.record("position_statement_received", "2024-09-30")
    challenge.hand_in("2024-10-11", "timetable")
    challenge.record("pack_sent", "2024-10-11")
    challenge.record("visit_started", "2024-10-29")
    challenge.record("visit_ended", "2024-10-31")
    run_round(challenge.session, "2024-10-31")
    deliver_all(challenge.session, "2024-10-31")


def told(challenge: Challenge, *notices: str) -> list[Message]:
    """Return the messages of some notices in the order in which they were written."""
    found = papers.messages(challenge.session, challenge.reference)
    return [each for each in found if each.notice in notices]


def address(challenge: Challenge, role: Role) -> str:
    """Return where somebody in a role gets messages."""
    person = challenge.people[role]
    return next(
        each.to_email
        for each in papers.messages(challenge.session, challenge.reference)
        if each.person_id == person
    )
