"""Tells every adviser once a week what has changed in their challenges, and what is due next.

A digest tells of events by their numbers and not by the clock: it begins with the first of which the
adviser has not been told. So nothing falls between two of them, whoever writes at the same moment and
whatever is done to the clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from casework.case import Case, cases, working_days
from casework.context import Person, programme
from db import digests, people
from db.models import Standing
from db.people import PersonFacts
from db.post_tables import Message, MessageSlot
from db.session import reading, transaction
from documents.text import text
from documents.tree import read
from domain.calendars import Calendar
from domain.days import Day
from domain.lifecycle import PROGRAMME_TIME, CouncilCode, Event, Happening, Milestone, PersonId, Reference
from domain.outlook import Outlook
from domain.owed import Gap
from domain.people import ROLES, Role, role_named
from settings import settings
from templates import words
from templates.editions import notice_digest
from templates.words import Words

AT_ONCE = 100
WEEK = timedelta(days=7)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
REASON = "You receive this as principal adviser of these challenges."


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that has been recorded."""

    on: Day
    kind: str
    title: str
    council: str
    about: str
    reason: str


@dataclass(frozen=True, slots=True)
class News:
    """What has changed in one challenge, what waits there, and up to which event that tells."""

    reference: Reference
    host: str
    lines: tuple[Line, ...]
    waits: tuple[Gap, ...]
    up_to: int


@dataclass(frozen=True, slots=True)
class Coming:
    """The next date of a challenge."""

    reference: Reference
    host: str
    title: str
    due: date


def write_due(today: date, at: datetime, *, trial: bool = False) -> int:
    """Write the digests of this week that have not been written, one adviser after the other.

    A trial counts them and keeps none.
    """
    with reading() as session:
        day = issue_day(today, working_days(session))
        wanted = advisers(session) if day <= today else []
    return sum(bool(_write(each, day, today, at, trial=trial)) for each in wanted)


def advisers(session: Session) -> Sequence[PersonId]:
    """Return everybody who gets a digest when there is something to say."""
    return digests.advisers(session)


def write_now(today: date, at: datetime, adviser: PersonId | None = None, *, trial: bool = False) -> int:
    """Write digests out of turn, to one adviser or to all; return how many had anything to say.

    A trial counts them and keeps none.
    """
    with reading() as session:
        wanted = [adviser] if adviser else advisers(session)
    return sum(bool(_write(each, today, today, at, trial=trial)) for each in wanted)


def issue_day(today: date, calendar: Calendar) -> date:
    """Return the day of this week's digest, or until that has come of last week's if it was put off into it.

    A digest that is set for Fridays comes after Easter: by then the next week has begun.
    """
    monday = today - timedelta(days=today.weekday())
    this, last = issue_of(monday, calendar), issue_of(monday - WEEK, calendar)
    return last if monday <= last and today < this else this


def issue_of(monday: date, calendar: Calendar) -> date:
    """Return the day of a week's digest: the one that is set, or the next on which people work."""
    return calendar.next_working_day(monday + timedelta(days=WEEKDAYS.index(settings().digest_day)))


def _write(adviser: PersonId, day: date, today: date, at: datetime, *, trial: bool) -> Message | None:
    with transaction() as session:
        made = write(session, adviser, day, today, at)
        if trial:
            session.rollback()
        return made


def write(session: Session, adviser: PersonId, day: date, today: date, at: datetime) -> Message | None:
    """Write somebody's digest of a day, unless it has been written or there is nothing to say."""
    key = f"{digests.DIGEST}/{adviser}/{day}"
    digests.take_turn(session, adviser)
    last = digests.last_digest(session, adviser)
    if digests.has_been_written(session, key, adviser):
        return None
    news = list(_news(session, adviser, today))
    if not news:
        return None
    reader = people.by_id(session, [adviser])[adviser]
    told = _facts(session, reader, news, last, today)
    message = _message(reader, key, words.notice(digests.DIGEST, told), at)
    session.add(message)
    session.add_all(
        MessageSlot(
            key=f"{each.reference}/{key}", slot=f"{each.up_to:06}", message=message, reference=each.reference
        )
        for each in news
    )
    session.flush()
    return message


def _facts(
    session: Session, reader: PersonFacts, news: Sequence[News], last: Message | None, today: date
) -> dict[str, Any]:
    return {
        "recipient": Person(reader.id, reader.name, reader.post, reader.organisation, reader.email),
        "news": news,
        "coming": [_coming(each) for each in digests.standings(session, reader.id)],
        "since": last.queued_at.astimezone(PROGRAMME_TIME).date() if last else None,
        "issued": today,
        "programme": programme(),
        "message_reason": REASON,
    }


def _message(reader: PersonFacts, key: str, written: Words, at: datetime) -> Message:
    return Message(
        key=key,
        notice=digests.DIGEST,
        person_id=reader.id,
        to_name=reader.name,
        to_email=reader.email,
        subject=written.subject,
        text=text(read(written.html)),
        html=written.html,
        words=notice_digest(digests.DIGEST),
        attachments=[],
        reason=REASON,
        state="queued",
        queued_at=at,
        attempts=0,
    )


def _coming(standing: Standing) -> Coming:
    return Coming(
        standing.reference, standing.councils, standing.next_deadline or "", standing.next_due or date.max
    )


def _news(session: Session, adviser: PersonId, today: date) -> Iterator[News]:
    told = digests.told_up_to(session, adviser)
    longer = [
        reference
        for reference, length in digests.lengths(session, adviser).items()
        if length > told.get(reference, 0)
    ]
    for start in range(0, len(longer), AT_ONCE):
        for on_desk in cases(session, longer[start : start + AT_ONCE]):
            yield _of(on_desk, adviser, told.get(on_desk.reference, 0), today)


def _of(on_desk: Case, adviser: PersonId, told: int, today: date) -> News:
    """Return what is new in one challenge to its adviser, who is told of nothing before their own time."""
    view = on_desk.on(today)
    came = max((event.seq for event in on_desk.history if _brings(event, adviser)), default=1)
    new = [event for event in on_desk.history if event.seq > told and event.seq >= came]
    host = ", ".join(place.name for place in view.reading.councils)
    lines = tuple(_line(on_desk, view, event) for event in new)
    return News(on_desk.reference, host, lines, view.gaps, on_desk.history[-1].seq)


def _brings(event: Event, adviser: PersonId) -> bool:
    said = event.details
    is_adviser = said.role == Role.PRINCIPAL_ADVISER and said.person == adviser
    return event.kind is Happening.ASSIGNED and is_adviser


def _line(on_desk: Case, view: Outlook, event: Event) -> Line:
    said = event.details
    role = ROLES[role_named(said.role)].title if said.role else ""
    who = on_desk.people[said.person].post if said.person else ""
    about = ", ".join(dict.fromkeys(each for each in (role, who) if each))
    title = view.scheme.milestones[event.kind].title if isinstance(event.kind, Milestone) else ""
    return Line(event.on, str(event.kind), title, _place(view, event.council), about, said.reason or "")


def _place(view: Outlook, council: CouncilCode | None) -> str:
    place = view.reading.place(view.reading.heir(council))
    return place.name if place and len(view.reading.councils) > 1 else ""
