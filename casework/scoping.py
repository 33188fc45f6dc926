"""Sets the meeting at which a council and the programme agree what the peer team is to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy.orm import Session

from casework.case import case
from casework.record import Entry, check_open, happen
from domain.days import Day
from domain.errors import WrongUse
from domain.lifecycle import Details, Event, Happening


@dataclass(frozen=True, slots=True)
class Meeting:
    """When and where people meet; without hours the day is kept for it."""

    on: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""


class NotAnHour(WrongUse):
    """The hours of a meeting do not go together."""

    def __str__(self) -> str:
        begins, ends = (f"{each:%H:%M}" if each else "no hour" for each in self.args)
        return (
            f"A meeting cannot be from {begins} to {ends}. Give both hours, the earlier one first, or none."
        )


def set_meeting(session: Session, reference: str, entry: Entry, meeting: Meeting) -> bool:
    """Set the scoping meeting, or move it; return False if it stands there already."""
    begins, ends = meeting.begins, meeting.ends
    if (begins is None) is not (ends is None) or (begins and ends and begins >= ends):
        raise NotAnHour(begins, ends)
    on_desk = case(session, reference, lock=True)
    check_open(on_desk, "given a scoping meeting", entry.today)
    said = Details(meeting=meeting.on, begins=begins, ends=ends, place=meeting.place or None)
    known = on_desk.on(entry.today).reading.scoping_meeting
    if known and known.details == said:
        return False
    happen(session, reference, entry, Event(0, Happening.MEETING_SET, Day(entry.today), details=said))
    return True
