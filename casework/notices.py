"""Queues the notices that are owed: one message to a person, however many roles they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from casework import announcements
from casework.case import Case, case
from casework.context import (
    Person,
    asked,
    context,
    happened,
    later,
    next_letter,
    next_steps,
    person_in,
    recounted,
)
from casework.gathering import gather
from casework.personal_lines import lines_for
from casework.standings import standing_of
from db import letters, standings
from db.letters import Entry, Row
from db.models import Document
from db.post_tables import Message
from documents.text import text
from documents.tree import read
from domain.lifecycle import CouncilCode, Event, PersonId
from domain.outlook import Outlook
from domain.owed import OwedDocument, OwedNotice
from domain.people import ROLES
from templates import words
from templates.editions import notice_digest


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice in words, to one person; it has no page of its own if it is a part of another message."""

    to: Person
    subject: str
    html: str
    text: str
    reason: str
    attachments: tuple[int, ...]
    part: str | None = None


def queue(session: Session, reference: str, today: date, at: datetime) -> tuple[int, ...]:
    """Queue every notice that can be sent now and has not been; return the new messages' numbers.

    All are kept together or none: a failure half-way loses no later recipient, because the next
    run finds the same notices owed.
    """
    found = queue_all(session, [case(session, reference, lock=True)], today, at)
    return tuple(message.id for message in found)


def queue_all(session: Session, on_desk: Sequence[Case], today: date, at: datetime) -> Sequence[Message]:
    """Queue what some challenges owe, as one message to each who is reminded of several things."""
    new = [entry for each in on_desk for entry in queue_on(each, today, at)]
    numbers = letters.enter(session, new)
    announcements.of_letters(session, on_desk, new, today, at)
    standings.put(session, [standing_of(each, today, at) for each in on_desk])
    held = {each.message["person_id"] for each in new if each.message["state"] == "held"}
    gathered = [each.id for each in gather(session, at, held)]
    return letters.still_there(session, [*numbers, *gathered])


def queue_on(on_desk: Case, today: date, at: datetime, several: Collection[PersonId] = ()) -> list[Entry]:
    """Write the notices of a challenge that is on the desk; the caller enters them, with its standing.

    Its reminders are held, until ``gather`` knows who is reminded of what else. For readers of whom that
    is known already nothing but their part in the one message is written.
    """
    view, new = on_desk.on(today), []
    for each in on_desk.notices_owed(today):
        if number := _message_to(on_desk, each):  # The reader has been told in another role.
            letters.fill(on_desk.session, slots(on_desk, [each]), number)
    for group in unwritten(on_desk, today):
        is_part = group[0].rule.is_reminder and _person(group[0]) in several
        letter = write_part(on_desk, view, group) if is_part else write(on_desk, view, group)
        new.append(Entry(message(on_desk, group[0], letter, at), slots(on_desk, group)))
    return new


def unwritten(on_desk: Case, today: date) -> list[list[OwedNotice]]:
    """Return what each person is to be written now, which is one message for each group.

    Of reminders of one deadline the last speaks for all: after an outage nobody reads twice that the
    same thing is late. What it takes the place of is told with it.
    """
    found: dict[Hashable, list[OwedNotice]] = {}
    for each in (owed for owed in on_desk.notices_owed(today) if _message_to(on_desk, owed) is None):
        found.setdefault((matter(each), each.person), []).append(each)
    return [sorted(group, key=lambda each: each.on, reverse=True) for group in found.values()]


def matter(owed: OwedNotice) -> Hashable:
    """Return what a notice is about: a day on which something is due, or what it was owed for alone."""
    due = owed.deadline
    return (due.name, due.council, owed.counted_from) if due else owed.key


def _message_to(on_desk: Case, owed: OwedNotice) -> int | None:
    return on_desk.done.messages.get((on_desk.key(owed.key), _person(owed)))


def slots(on_desk: Case, group: Iterable[OwedNotice]) -> list[Row]:
    """Return the slots that a message fills, and note that people are told by it what they are owed."""
    found = []
    for each in group:
        key = on_desk.key(each.key)
        found.append({"key": key, "slot": each.slot, "reference": on_desk.reference})
        on_desk.done.told[key, each.slot] = _person(each)
    return found


def reminded_of_several(on_desk: Iterable[Case], today: date) -> frozenset[PersonId]:
    """Return those to whom some challenges, taken together, owe more than one reminder."""
    written = (group[0] for each in on_desk for group in unwritten(each, today))
    reminders = Counter(_person(first) for first in written if first.rule.is_reminder)
    return frozenset(person for person, number in reminders.items() if number > 1)


def write(on_desk: Case, view: Outlook, group: Sequence[OwedNotice], **instead: Any) -> Letter:
    """Write the notice that some slots of one person owe, with some facts ``instead`` of the challenge's."""
    name, (told, enclosed) = group[0].rule.name, _told(on_desk, view, group)
    told |= instead
    written = words.notice(name, told)
    part = words.part(name, told) if group[0].rule.is_reminder else None
    plain = text(read(written.html))
    return Letter(
        told["recipient"], written.subject, written.html, plain, told["message_reason"], enclosed, part
    )


def write_part(on_desk: Case, view: Outlook, group: Sequence[OwedNotice]) -> Letter:
    """Write a reminder as nothing but a part of a message that says several things."""
    name, (told, enclosed) = group[0].rule.name, _told(on_desk, view, group)
    subject, part = words.subject(name, told), words.part(name, told)
    return Letter(told["recipient"], subject, "", "", told["message_reason"], enclosed, part)


def _told(
    on_desk: Case, view: Outlook, group: Sequence[OwedNotice]
) -> tuple[dict[str, Any], tuple[int, ...]]:
    """Return what a notice to one person speaks of, and the numbers of the documents that go with it."""
    enclosed = list(_enclosed(on_desk, view, group[0], group))
    told = _facts(on_desk, view, group[0]) | {
        "recipient": person_in(on_desk, view, _person(group[0])),
        "message_reason": why(offices(group, view)),
        "attachments": tuple(each.title for each in enclosed),
        "personal": lines_for(on_desk, view, group),
    }
    return told, tuple(each.id for each in enclosed)


def by_person(notices: Sequence[OwedNotice]) -> list[list[OwedNotice]]:
    """Return what each person is owed under a key, which is one message; notices in their order."""
    places = {each.key: number for number, each in enumerate(notices)}
    ordered = sorted(notices, key=lambda each: (places[each.key], _person(each)))
    return [list(group) for _, group in groupby(ordered, key=lambda each: (each.key, each.person))]


def message(on_desk: Case, first: OwedNotice, letter: Letter, at: datetime) -> Row:
    """Return a letter as a message that is to be sent, under the key of what it was owed for."""
    return {
        "reference": on_desk.reference,
        "key": on_desk.key(first.key),
        "notice": first.rule.name,
        "council": first.council,
        "person_id": letter.to.person,
        "to_name": letter.to.name,
        "to_email": letter.to.email,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "words": notice_digest(first.rule.name),
        "part": letter.part,
        "attachments": list(letter.attachments),
        "reason": letter.reason,
        "is_optional": first.rule.optional,
        "state": "held" if letter.part else "queued",
        "queued_at": at,
        "attempts": 0,
    }


def _facts(on_desk: Case, view: Outlook, notice: OwedNotice) -> dict[str, Any]:
    counted_from = notice.counted_from
    return context(on_desk, view, notice.council, view.today) | {
        "next_steps": on_desk.once(
            (view.today, "next_steps", notice.council), lambda: next_steps(view, notice.council)
        ),
        "deadline": notice.deadline,
        "days_left": (counted_from - view.today).days if counted_from else None,
        "next_letter": next_letter(view, notice),
        "survey": asked(on_desk, notice),
        "approves": notice.key,
        "event": happened(on_desk, view, notice.because) if notice.because else None,
        "later": later(view, notice.because) if notice.because else (),
        "recounts": (recounted(on_desk, view, notice.because),) if notice.because else (),
    }


def _enclosed(
    on_desk: Case, view: Outlook, notice: OwedNotice, group: Sequence[OwedNotice]
) -> Iterator[Document]:
    """Return the documents that go with a notice: those of the reader's own council, or of the challenge.

    Of a document that is made more than once it is the one that the notice's own event has brought, or
    the last one if such an event brings none.
    """
    councils = {code for each in group for code in (each.council, each.role_council) if code}
    last: dict[tuple[str, CouncilCode | None], OwedDocument] = {}
    for owed in view.documents:
        is_theirs = not councils or owed.council is None or owed.council in councils
        is_wanted = owed.rule.name in notice.rule.attach and owed.person in (None, notice.person)
        if is_theirs and is_wanted and not owed.lapsed and _belongs(owed, notice.because):
            last[owed.rule.name, owed.council] = owed
    made = on_desk.done.made
    yield from (made[key] for each in last.values() if (key := on_desk.key(each.key)) in made)


def _belongs(owed: OwedDocument, event: Event | None) -> bool:
    """Say whether a document is what an event has brought, or is brought by events of other kinds alone."""
    brings = event is not None and event.kind in owed.rule.brought_by
    return not brings or owed.because == event


def offices(group: Sequence[OwedNotice], view: Outlook) -> list[str]:
    """Name the roles for which somebody receives a message, and of which council they are."""
    return [_office(each, view) for each in group]


def why(roles: Iterable[str]) -> str:
    """Say why somebody receives a message; a role that stands there twice is named once."""
    return f"You receive this as {' and '.join(dict.fromkeys(roles))}."


def _office(notice: OwedNotice, view: Outlook) -> str:
    place = view.reading.place(notice.role_council)
    title = ROLES[notice.role].title.lower() if notice.role else "member of the peer team"
    return f"{title.removesuffix(' of the council')} of {place.name}" if place else title


def _person(notice: OwedNotice) -> PersonId:
    return notice.person or PersonId("")
