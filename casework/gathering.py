"""Gathers what one person is to be reminded of, over all challenges, into one message that says everything.

Reminders are held when they are written, because only at the end of a round is it known what else their
readers are to be reminded of. What was held is then queued as it is, or takes its place in one message.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework import preferences
from casework.context import Person, programme
from db import papers, people, reminders
from db.people import PersonFacts
from db.post_tables import Message
from documents.text import text
from documents.tree import read
from domain.lifecycle import PersonId, Reference
from templates import words
from templates.editions import notice_digest

FOLDED = "folded"
"""The notice that takes the place of several."""


@dataclass(frozen=True, slots=True)
class Section:
    """What one of several reminders says."""

    reference: Reference | None
    subject: str
    html: str


def gather(session: Session, at: datetime, readers: Collection[PersonId] | None = None) -> list[Message]:
    """Queue what is held, of some readers or of all, as one message to each; return the new messages."""
    if readers is not None and not readers:
        return []
    session.flush()
    preferences.sort_out(session, at, readers)
    reminders.release_single(session, readers)
    several = reminders.with_several(session, readers)
    facts = people.by_id(session, several)
    return [made for each in several if (made := _fold(session, facts[each], at))]


def _fold(session: Session, reader: PersonFacts, at: datetime) -> Message | None:
    held = reminders.held(session, reader.id)
    if not held:
        return None  # Another worker has them in hand.
    message = _message(session, held, reader, at)
    session.add(message)
    session.flush()
    reminders.move_slots(session, held, message)
    return message


def _message(session: Session, held: Sequence[Message], reader: PersonFacts, at: datetime) -> Message:
    enclosed = [number for each in held for number in each.attachments]
    references = {each.reference for each in held}
    reasons = dict.fromkeys(each.reason for each in held)
    told = {
        "recipient": Person(reader.id, reader.name, reader.post, reader.organisation, reader.email),
        "sections": [Section(each.reference, each.subject, each.part or "") for each in held],
        "references": references,
        "attachments": [each.title for each in papers.named(session, enclosed)],
        "programme": programme(),
        "message_reason": next(iter(reasons)) if len(reasons) == 1 else SEVERAL,
    }
    written = words.notice(FOLDED, told)
    return Message(
        reference=references.pop() if len(references) == 1 else None,
        key=f"{FOLDED}/{reader.id}/{held[0].id}-{held[-1].id}",
        notice=FOLDED,
        person_id=reader.id,
        to_name=reader.name,
        to_email=reader.email,
        subject=written.subject,
        text=text(read(written.html)),
        html=written.html,
        words=notice_digest(FOLDED),
        part="".join(each.part or "" for each in held),
        attachments=list(dict.fromkeys(enclosed)),
        reason=told["message_reason"],
        is_optional=all(each.is_optional for each in held),
        state="queued",
        queued_at=at,
        attempts=0,
    )


SEVERAL = "You receive this in the roles that each part of it names."
