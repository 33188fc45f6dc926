"""The letters of a challenge: the latest first, those to several people together, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from casework import deliveries, receipts
from casework.case import Case
from casework.deliveries import Delivery
from casework.disclosure import Reader
from casework.receipts import NoMessage
from casework.shelf import File, sent_files
from casework.spoken import place_name
from db import correspondence, papers
from db.correspondence import Line
from db.people import PersonFacts
from db.post_tables import Message
from domain.lifecycle import PROGRAMME_TIME, Reference
from domain.outlook import Outlook
from domain.permissions import Act

ON_A_PAGE = 20
"""Letters on one page of the list; one that went to nine people is one letter."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with everybody to whom it was written; ``states`` counts what became of it."""

    title: str
    subject: str
    place: str
    written: date
    readers: tuple[Line, ...]
    states: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of the list, how many letters and messages there are in all, and where the page lies."""

    shown: tuple[Letter, ...]
    letters: int
    messages: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Task:
    """A message that somebody has to see to: why, and whose task it is."""

    number: int
    subject: str
    to: str
    why: str
    who: tuple[str, ...]


def letters(session: Session, on_desk: Case, view: Outlook, page: int) -> Letters:
    """Return a page of the letters that had been written by the day of a view; the last for one too high."""
    known = [
        line for line in correspondence.lines(session, on_desk.reference) if written_on(line) <= view.today
    ]
    found = [_letter(on_desk, view, list(same)) for _, same in groupby(known, key=_same)]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    return Letters(tuple(shown), len(found), len(known), page, pages)


def written_on(line: Line) -> date:
    """Return the day on which a message was written, as the programme counts days."""
    return line.queued_at.astimezone(PROGRAMME_TIME).date()


def _same(line: Line) -> tuple[str, date]:
    return line.key, written_on(line)


def _letter(on_desk: Case, view: Outlook, readers: Sequence[Line]) -> Letter:
    first = readers[0]
    rule = on_desk.scheme.notices.get(first.notice)
    return Letter(
        rule.title if rule else first.subject,
        first.subject,
        place_name(view, first.council),
        written_on(first),
        tuple(readers),
        _counted(readers),
    )


def _counted(readers: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(each.state for each in readers).items()))


def tasks(session: Session, reference: Reference, today: date) -> tuple[Task, ...]:
    """Return the messages of a challenge that wait for somebody."""
    return tuple(
        Task(
            each.message.id,
            each.message.subject,
            each.message.to_name,
            each.why,
            tuple(who.name for who in each.who),
        )
        for each in receipts.troubles(session, today, reference)
    )


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A document that went with a letter, in the formats in which it went."""

    title: str
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One message with its delivery, what it encloses, and whether somebody has to see to it."""

    delivery: Delivery
    enclosed: tuple[Enclosure, ...]
    to: PersonFacts | None

    @property
    def message(self) -> Message:
        """The message as it was written."""
        return self.delivery.message


def opened(session: Session, reader: Reader, on_desk: Case, number: int) -> Opened:
    """Return one message of a challenge; ``NoMessage`` if it tells of another, or is not for the reader."""
    if not reader.may(Act.SEE_MESSAGES) or not correspondence.tells_of(session, number, on_desk.reference):
        raise NoMessage(number)
    message = session.get_one(Message, number)
    return Opened(
        deliveries.delivery(session, message),
        tuple(Enclosure(each.title, sent_files(each)) for each in papers.named(session, message.attachments)),
        on_desk.people.get(message.person_id),
    )
