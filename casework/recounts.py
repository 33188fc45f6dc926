"""Counts the dates of running challenges anew when the calendar changes, and tells each person once.

What would happen is worked out without writing anything, and what does happen is exactly that written
down: a trial and the real thing cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from sqlalchemy.orm import Session

from casework import announcements
from casework.case import Case, cases
from casework.context import Recounted, recounted
from casework.notices import Letter, message, offices, slots, why, write
from casework.record import Entry
from casework.standings import standing_of
from db import challenges, letters, standings
from domain.calendars import Calendar
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, PersonId
from domain.owed import OwedNotice
from domain.recounts import shifts

AT_ONCE = 100
"""How many challenges are read with one question to the database."""

Part = tuple[Case, tuple[OwedNotice, ...]]
"""What one person is owed of one challenge."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One message to one person about the dates of all challenges that concern them."""

    letter: Letter
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Recount:
    """The challenges whose dates a new calendar moves, as they will be, and the messages that say so."""

    on_desk: tuple[Case, ...] = ()
    moved: tuple[Recounted, ...] = ()
    tellings: tuple[Telling, ...] = ()


def recount(session: Session, after: Calendar, entry: Entry, reason: str, *, lock: bool = False) -> Recount:
    """Work out what a calendar moves in the challenges that run, and whom that has to be told."""
    on_desk = tuple(_moved(session, after, entry, reason, lock=lock))
    return Recount(
        on_desk,
        tuple(recounted(each, each.on(entry.today), each.history[-1]) for each in on_desk),
        tuple(_tellings(on_desk, entry.today)),
    )


def carry_out(session: Session, found: Recount, entry: Entry) -> None:
    """Write down that dates were recounted and queue the messages, all in the same transaction."""
    for each in found.on_desk:
        written = challenges.append(session, each.reference, each.history[-1:], by=entry.by, at=entry.at)
        announcements.of_events(session, each, written, entry.today, entry.at)
    letters.enter(session, [_entry(each, entry.at) for each in found.tellings])
    standings.put(session, [standing_of(each, entry.today, entry.at) for each in found.on_desk])


def _entry(telling: Telling, at: datetime) -> letters.Entry:
    first, group = telling.parts[0]
    filled = [slot for on_desk, owed in telling.parts for slot in slots(on_desk, owed)]
    return letters.Entry(message(first, group[0], telling.letter, at), filled)


def _moved(session: Session, after: Calendar, entry: Entry, reason: str, *, lock: bool) -> Iterator[Case]:
    """Return each running challenge of which a date moves, with the event that says so."""
    running = standings.running(session)
    for start in range(0, len(running), AT_ONCE):
        for each in cases(session, running[start : start + AT_ONCE], lock=lock):
            moved = replace(each, calendar=after, _kept={})
            found = shifts(each.on(entry.today), moved.on(entry.today))
            if found:
                details = Details(reason=reason, shifts=found)
                event = Event(
                    len(each.history) + 1,
                    Happening.RECOUNTED,
                    Day(entry.today),
                    details=details,
                    by=entry.by,
                    at=entry.at,
                )
                yield replace(moved, history=(*each.history, event), _kept={})


def _tellings(on_desk: tuple[Case, ...], today: date) -> Iterator[Telling]:
    concerned: dict[PersonId, dict[int, list[OwedNotice]]] = {}
    for number, each in enumerate(on_desk):
        for notice in each.notices_owed(today):
            if notice.person and notice.because == each.history[-1]:
                concerned.setdefault(notice.person, {}).setdefault(number, []).append(notice)
    for owed in concerned.values():
        parts = tuple((on_desk[number], tuple(group)) for number, group in owed.items())
        yield Telling(_letter(parts, today), parts)


def _letter(parts: tuple[Part, ...], today: date) -> Letter:
    """Write to one person; of several challenges it is the programme team who answers."""
    (first, group), *others = parts
    view = first.on(today)
    if not others:
        return write(first, view, group)
    return write(
        first,
        view,
        group,
        recounts=tuple(recounted(each, each.on(today), each.history[-1]) for each, _ in parts),
        message_reason=why(chain.from_iterable(offices(owed, each.on(today)) for each, owed in parts)),
        principal_adviser=None,
        challenge_manager=None,
    )
