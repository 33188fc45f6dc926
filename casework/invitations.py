"""Puts a challenge's dates into people's calendars: what goes with a letter, and files for whoever wants.

Nothing of it is stored. An entry is written from the history as it was known when its letter was written, so
that a letter that is sent a second time carries the same entry, byte for byte.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.context import surroundings
from channels.mail import Invitation
from db import challenges, papers
from db.post_tables import Message
from documents import ics
from documents.house_style import house_style
from documents.ics import Line, Mailbox, Method
from domain.appointments import Appointment, Feedback, Status, appointments, gatherings
from domain.contents import Content, Meeting, Timetable
from domain.lifecycle import PROGRAMME_TIME, CouncilCode, Event
from domain.outlook import Outlook
from domain.reading import Reading
from domain.schemes import scheme
from templates import words


@dataclass(frozen=True, slots=True)
class Entry:
    """An appointment in words, and as a file that any calendar takes in; that is written when asked for."""

    name: str
    line: Line

    @property
    def appointment(self) -> Appointment:
        """What stands in the calendar."""
        return self.line.appointment

    @property
    def title(self) -> str:
        """What it is called there."""
        return self.line.summary

    @property
    def content(self) -> str:
        """The file."""
        return ics.calendar([self.line], Method.PUBLISH, _organiser())


def entries(on_desk: Case, view: Outlook) -> tuple[Entry, ...]:
    """Return everything that stands in a challenge's calendar by the day of a view, earliest first."""
    known = appointments(on_desk.reference, view, _feedback(on_desk, view))
    return tuple(_entry(on_desk, view, each) for each in sorted(known, key=_order))


def lines(on_desk: Case, view: Outlook, since: date) -> tuple[Line, ...]:
    """Return what stands in a challenge's calendar and is not over before a day."""
    known = appointments(on_desk.reference, view, _feedback(on_desk, view))
    recent = (each for each in known if each.when.last >= since)
    return tuple(_line(on_desk, view, each) for each in sorted(recent, key=_order))


def calendar(written: Sequence[Line], name: str) -> str:
    """Write lines of many challenges as one calendar, for whoever subscribes to it."""
    return ics.calendar(written, Method.PUBLISH, _organiser(), feed=name)


def enclosed(session: Session, message: Message) -> tuple[Invitation, ...]:
    """Return the calendar entries that go with a message, what changed last first; most have none."""
    if not _announces(session, message):
        return ()
    on_desk, day = _as_known(session, message)
    view = on_desk.on(day)
    guest = Mailbox(message.to_name, message.to_email)
    found = sorted(_for(on_desk, view, message), key=lambda each: each.changed, reverse=True)
    return tuple(_invitation(on_desk, view, each, guest) for each in found)


def _announces(session: Session, message: Message) -> bool:
    """Say whether a message is of a notice that announces dates."""
    if message.reference is None:
        return False
    rules = scheme(challenges.get(session, message.reference).scheme).notices
    return message.notice in rules and bool(rules[message.notice].invite)


def _as_known(session: Session, message: Message) -> tuple[Case, date]:
    """Take a challenge onto the desk as it was known when a message was written, and say on which day."""
    on_desk = case(session, message.reference or "")
    known = tuple(each for each in on_desk.history if each.at is None or each.at <= message.queued_at)
    written = message.queued_at.astimezone(PROGRAMME_TIME).date()
    return replace(on_desk, history=known, _kept={}), max(written, *(each.on.last for each in known))


def _for(on_desk: Case, view: Outlook, message: Message) -> Iterator[Appointment]:
    """Choose what concerns a message's reader and is not over; only who was asked to come is told not to."""
    invite = on_desk.scheme.notices[message.notice].invite
    councils = _councils(message, view.reading)
    for each in gatherings(on_desk.reference, view, _feedback(on_desk, view)):
        is_theirs = not councils or each.council is None or view.reading.heir(each.council) in councils
        if each.subject not in invite or not is_theirs or each.when.last < view.today:
            continue
        if each.status is not Status.CANCELLED or _was_asked(on_desk, each, message):
            yield each


def _councils(message: Message, reading: Reading) -> Collection[CouncilCode]:
    """Return of which councils a message speaks to its reader; none means all."""
    if message.council:
        return {reading.heir(message.council) or message.council}
    return {each.council for each in reading.holdings if each.person == message.person_id and each.council}


def _was_asked(on_desk: Case, appointment: Appointment, message: Message) -> bool:
    """Say whether an earlier message has put an appointment into its reader's calendar."""
    rules = on_desk.scheme.notices
    return any(
        appointment.subject in rules[each.notice].invite
        for each in papers.messages(on_desk.session, on_desk.reference)
        if each.person_id == message.person_id and each.id < message.id and each.state != "withdrawn"
        if each.notice in rules and each.queued_at >= appointment.made
    )


def _feedback(on_desk: Case, view: Outlook) -> Feedback:
    """Look up feedback meetings in the timetables that were handed in."""

    def found(event: Event) -> Meeting | None:
        brought = on_desk.brought(view, event, Content.TIMETABLE)
        return brought.feedback if isinstance(brought, Timetable) else None

    return found


def _invitation(on_desk: Case, view: Outlook, appointment: Appointment, guest: Mailbox) -> Invitation:
    line = _line(on_desk, view, appointment, guest)
    method = Method.CANCEL if appointment.status is Status.CANCELLED else Method.REQUEST
    return Invitation(method.value, ics.calendar([line], method, _organiser()), f"{appointment.name}.ics")


def _entry(on_desk: Case, view: Outlook, appointment: Appointment) -> Entry:
    what = f"due-{appointment.name}" if appointment.is_deadline else appointment.name
    name = "-".join(filter(None, (on_desk.reference, what.replace("_", "-"), appointment.council)))
    return Entry(f"{name}.ics", _line(on_desk, view, appointment))


def _line(on_desk: Case, view: Outlook, appointment: Appointment, guest: Mailbox | None = None) -> Line:
    template = "deadline" if appointment.is_deadline else appointment.name
    facts = surroundings(on_desk, view, view.reading.heir(appointment.council), view.today)
    written = words.appointment(template, facts | {"when": appointment.when, "deadline": appointment.subject})
    return Line(appointment, written.summary, written.description, guest)


def _organiser() -> Mailbox:
    house = house_style()
    return Mailbox(house.programme, house.email)


def _order(appointment: Appointment) -> tuple[date, bool, str, str]:
    return appointment.when.first, appointment.is_deadline, appointment.name, appointment.council or ""
