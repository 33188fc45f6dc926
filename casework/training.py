"""Training events for peers: they are written down, set right and taken back, one at a time or by a table.

What was once said of an event stays, and what was said last counts. A table can be brought in again and
again: what is there already stays as it is, and what the table tells otherwise is a correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework import printable
from casework.record import Entry
from db import training as rows
from domain.errors import RulesRefuse, WrongUse
from domain.training import (
    Training,
    TrainingEvent,
    TrainingLine,
    checked,
    read_trainings,
)
from domain.years import FinancialYear

BY_TABLE = "A table told otherwise."
"""Why an event was corrected that a table tells of in another way."""


class TrainingKnown(RulesRefuse):
    """A training event of that day, name and place has been written down before."""

    def __str__(self) -> str:
        return (
            f"That is training event {self.args[0]}, which is kept already. Correct it if it was different."
        )


class NothingNew(WrongUse):
    """A correction says what is known already."""

    def __str__(self) -> str:
        return f"That is what is kept of training event {self.args[0]} already. Say what was different."


class NoReason(WrongUse):
    """Something that was kept is changed, and it is not said why."""

    def __str__(self) -> str:
        return "It is not said why. Give the reason, which is kept beside what was said before."


@dataclass(frozen=True, slots=True)
class TrainingYear:
    """The training events of a financial year, in the order of their days."""

    year: FinancialYear
    events: tuple[TrainingEvent, ...]

    @property
    def held(self) -> tuple[TrainingEvent, ...]:
        """Those that count."""
        return tuple(each for each in self.events if each.is_held)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a table brought: events that are new, that were told otherwise, that stay as they were.

    Those that were ``taken_back`` before are left so: a table that is older does not bring them again.
    """

    added: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()
    unchanged: tuple[int, ...] = ()
    taken_back: tuple[int, ...] = ()


def add(session: Session, told: Training, entry: Entry) -> TrainingEvent:
    """Write down a training event; ``TrainingKnown`` if there is one of that day, name and place."""
    new = _fit(told, entry.today)
    known = _known(rows.events(session)).get(new.key)
    if known and known.is_held:
        raise TrainingKnown(known.number)
    return rows.event(session, rows.begin(session, _line(new, entry), at=entry.at))


def correct(session: Session, number: int, told: Training, reason: str, entry: Entry) -> TrainingEvent:
    """Write down how a training event was instead, and why that was not said at first."""
    event = rows.event(session, number, lock=True)
    event.check_held()
    new = _fit(told, entry.today)
    if new == event.told:
        raise NothingNew(number)
    known = _known(rows.events(session)).get(new.key)
    if known and known.is_held and known.number != number:
        raise TrainingKnown(known.number)
    rows.tell(session, number, _line(new, entry, _why(reason)), at=entry.at)
    return rows.event(session, number)


def take_back(session: Session, number: int, reason: str, entry: Entry) -> TrainingEvent:
    """Write down that a training event was not held, or is another one, and why; it counts no more."""
    event = rows.event(session, number, lock=True)
    event.check_held()
    line = replace(_line(event.told, entry, _why(reason)), is_held=False)
    rows.tell(session, number, line, at=entry.at)
    return rows.event(session, number)


def bring_in(session: Session, text: str, entry: Entry) -> Brought:
    """Bring a table of training events in; ``BadTrainings`` names every bad cell, and nothing is written."""
    table = read_trainings(text, entry.today)
    printable.check(words for told in table for words in (told.title, told.place))
    known = _known(rows.events(session))
    done: dict[str, list[int]] = {"added": [], "corrected": [], "unchanged": [], "taken_back": []}
    for told in table:
        how, number = _brought(session, told, known.get(told.key), entry)
        done[how].append(number)
    return Brought(**{how: tuple(numbers) for how, numbers in done.items()})


def _brought(session: Session, told: Training, known: TrainingEvent | None, entry: Entry) -> tuple[str, int]:
    if known is None:
        return "added", rows.begin(session, _line(told, entry), at=entry.at)
    if not known.is_held:
        return "taken_back", known.number
    if known.told == told:
        return "unchanged", known.number
    rows.tell(session, known.number, _line(told, entry, BY_TABLE), at=entry.at)
    return "corrected", known.number


def years(session: Session, only: FinancialYear | None = None) -> tuple[TrainingYear, ...]:
    """Return the training events by financial year, the last year first; of one year, if one is named."""
    found: dict[FinancialYear, list[TrainingEvent]] = {}
    for each in sorted(rows.events(session), key=lambda each: (each.told.first, each.number)):
        found.setdefault(each.told.year, []).append(each)
    return tuple(
        TrainingYear(year, tuple(found[year])) for year in sorted(found, reverse=True) if only in (None, year)
    )


def _known(events: list[TrainingEvent]) -> Mapping[tuple[date, str, str], TrainingEvent]:
    """Return events by what they are known by; one that was held goes before others of its name."""
    return {each.told.key: each for each in sorted(events, key=lambda each: each.is_held)}


def _fit(told: Training, today: date) -> Training:
    printable.check([told.title, told.place])
    return checked(told, today)


def _line(told: Training, entry: Entry, reason: str = "") -> TrainingLine:
    return TrainingLine(told, entry.today, entry.by, reason)


def _why(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise NoReason
    printable.check([said])
    return said
