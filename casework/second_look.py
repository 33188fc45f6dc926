"""Looks at a reminder once more before it goes: what has been settled since it was written is not sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from casework import notices
from casework.case import cases, working_days
from db import reminders
from db.post_tables import Message
from domain.lifecycle import PROGRAMME_TIME
from domain.notices import GONE
from domain.owed import OwedNotice


def is_to_go(session: Session, message: Message, at: datetime) -> bool:
    """Say whether a message is to go now; of a reminder that is settled the rest is written anew.

    Whoever had a message sent anew has looked at it, and may have named another address, which what is
    written anew would not have.
    """
    if not message.part or message.issue > 1:
        return True
    if _rests(session, message, at):
        return False
    if why := why_not(session, message, at):
        _write_anew(session, message, why, at)
        return False
    return True


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


def _rests(session: Session, message: Message, at: datetime) -> bool:
    """Say whether a reminder from an earlier day has to wait, because nobody is reminded on a free day."""
    written, today = (each.astimezone(PROGRAMME_TIME).date() for each in (message.queued_at, at))
    return bool(written < today and working_days(session).why_not(today))


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
