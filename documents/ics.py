"""Writes appointments as calendar programs read them: iCalendar, RFC 5545, and as a request by RFC 5546.

The same appointments always come out as the same bytes: the stamp of each is the moment at which it last
changed, never the moment of writing. The time zone is written out by its rule, which holds for every year;
the library's own list of its days ends in 2038.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import icalendar

from domain.appointments import Appointment, Status, When
from domain.lifecycle import PROGRAMME_TIME

ASK_AGAIN = timedelta(hours=1)
"""How often a calendar that people subscribe to is worth asking for."""
MAKER = "-//Peer challenge programme//cpc//EN"
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZNAME:BST
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
DTSTART:19810329T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:GMT
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


class Method(StrEnum):
    """What a calendar is to do with the appointments."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Somebody as a calendar names them."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Line:
    """An appointment in words, and who is asked to it; nobody is, where it is only made known."""

    appointment: Appointment
    summary: str
    description: str
    guest: Mailbox | None = None


def calendar(lines: Sequence[Line], method: Method, organiser: Mailbox, *, feed: str = "") -> str:
    """Write appointments as one calendar, each line of it folded and ended as the standard has it.

    One that people subscribe to has a name, and says how often it is worth asking for.
    """
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", MAKER)
    made.add("method", method.value)
    if feed:
        for name in ("name", "x-wr-calname"):  # Of the standard, and of Outlook and Apple.
            made.add(name, feed)
        made.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
        made.add("x-published-ttl", icalendar.vDuration(ASK_AGAIN))
    if any(each.appointment.when.begins for each in lines):
        made.add_component(icalendar.Timezone.from_ical(LONDON.replace("\n", "\r\n")))
    for each in lines:
        made.add_component(_event(each, organiser))
    written: bytes = made.to_ical()
    return written.decode()


def _event(line: Line, organiser: Mailbox) -> icalendar.Event:
    known = line.appointment
    event = icalendar.Event()
    event.add("uid", known.uid)
    event.add("sequence", known.sequence)
    event.add("created", known.made.astimezone(UTC).replace(microsecond=0))
    for name in ("dtstamp", "last-modified"):
        event.add(name, known.changed.astimezone(UTC).replace(microsecond=0))
    _set_time(event, known.when)
    event.add("summary", line.summary)
    event.add("description", line.description)
    event.add("status", known.status.value.upper())
    is_busy = not known.is_deadline and known.status is not Status.CANCELLED
    event.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    if known.when.place:
        event.add("location", known.when.place)
    event.add("organizer", _address(organiser))
    if line.guest:
        event.add("attendee", _asked(line.guest))
    return event


def _set_time(event: icalendar.Event, when: When) -> None:
    """Set from when to when it is; whole days end on the morning after the last."""
    if when.begins is None:
        event.add("dtstart", when.first)
        event.add("dtend", when.last + timedelta(days=1))
        return
    event.add("dtstart", datetime.combine(when.first, when.begins, PROGRAMME_TIME))
    if when.ends:
        event.add("dtend", datetime.combine(when.last, when.ends, PROGRAMME_TIME))


def _address(of: Mailbox) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{of.email}")
    address.params["CN"] = icalendar.vText(of.name)
    return address


def _asked(guest: Mailbox) -> icalendar.vCalAddress:
    """Ask somebody without wanting an answer: nobody reads the answers of calendars."""
    address = _address(guest)
    for name, value in {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}.items():
        address.params[name] = icalendar.vText(value)
    return address
