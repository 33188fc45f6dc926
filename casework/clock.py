"""Stops the clock of a challenge, sets it going, and gives more time: by events, never by editing dates.

What is counted from what has happened follows by itself. Each verb may meet its own past work: said again in
the same words, nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.case import case
from casework.record import Entry, check_open, happen, whose
from domain.days import Day, long_date
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening
from domain.pauses import Pause
from domain.reading import Reading
from domain.rules import DeadlineRule, Per, Scheme


class AlreadyStopped(RulesRefuse):
    """The clock cannot be stopped twice."""

    def __str__(self) -> str:
        reference, since, seq = self.args
        return (
            f"The clock of {reference} has been stopped since {long_date(since)}, by event {seq}. "
            f"Set it going with `cpc resume {reference}`, or undo that event with `cpc correct`."
        )


class NotStopped(RulesRefuse):
    """A clock that runs cannot be set going."""

    def __str__(self) -> str:
        reference, on = self.args
        return (
            f"The clock of {reference} is running on {long_date(on)}. "
            f"`cpc show {reference} --history` tells when it was stopped; give a day in that time."
        )


class CannotBeExtended(RulesRefuse):
    """The scheme gives no more time for this."""

    def __str__(self) -> str:
        title, scheme = self.args
        return (
            f"The scheme {scheme} allows no extension of '{title}'. "
            "Stop the clock with `cpc pause`, or postpone what it is counted from."
        )


class AlreadyMet(RulesRefuse):
    """What has been done needs no more time."""

    def __str__(self) -> str:
        title, on, seq = self.args
        return f"'{title}' was met {on.when} and needs no more time. Undo event {seq} first if that is wrong."


class TooMuch(RulesRefuse):
    """An extension would go beyond the scheme's cap."""

    def __str__(self) -> str:
        title, cap, given, left = self.args
        use = (
            f"Give {left} at most" if left else "Give no more, or undo an extension first with `cpc correct`"
        )
        so_far = f"and has been by {given}" if given else "and has not been yet"
        return f"'{title}' can be extended by {cap} in all, {so_far}. {use}."


class NoDays(WrongUse):
    """An extension of no days is none."""

    def __str__(self) -> str:
        return f"An extension of {self.args[0]} days gives no time. Give one day or more."


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for something: how many days, why, and for which council if it is each council's own."""

    deadline: str
    days: int
    reason: str
    council: CouncilCode | None = None


def pause(
    session: Session, reference: str, entry: Entry, on: date, *, reason: str, council: CouncilCode | None
) -> bool:
    """Stop the clock from a day on, of the whole challenge if no council is named.

    Return False if that stands there already; ``AlreadyStopped`` says since when it stands still.
    """
    return _switch(session, reference, entry, _event(Happening.PAUSED, on, council, Details(reason=reason)))


def resume(
    session: Session, reference: str, entry: Entry, on: date, *, reason: str, council: CouncilCode | None
) -> bool:
    """Set the clock going: the day counts again. Return False if that stands there already."""
    return _switch(session, reference, entry, _event(Happening.RESUMED, on, council, Details(reason=reason)))


def extend(session: Session, reference: str, entry: Entry, on: date, extension: Extension) -> bool:
    """Give more time, within the cap of the scheme; return False if that stands there already."""
    if extension.days < 1:
        raise NoDays(extension.days)
    on_desk = case(session, reference, lock=True)
    rule, reading = on_desk.scheme.deadlines[extension.deadline], on_desk.on(entry.today).reading
    said = Details(deadline=rule.name, days=extension.days, reason=extension.reason)
    event = _event(Happening.EXTENDED, on, _beneficiary(reading, on_desk.scheme, rule, extension), said)
    if _stands(event, reading.extensions):
        return False
    check_open(on_desk, "given more time", entry.today)
    _check_extension(reading, on_desk.scheme, rule, event)
    happen(session, reference, entry, event)
    return True


def _event(kind: Happening, on: date, council: CouncilCode | None, said: Details) -> Event:
    return Event(0, kind, Day(on), council, said)


def _stands(event: Event, among: Iterable[Event]) -> bool:
    """Say whether an event has been written down in the same words."""
    said = (event.kind, event.on, event.council, event.details)
    return any((each.kind, each.on, each.council, each.details) == said for each in among)


def _switch(session: Session, reference: str, entry: Entry, event: Event) -> bool:
    on_desk = case(session, reference, lock=True)
    reading = on_desk.on(entry.today).reading
    if len(reading.councils) == 1:
        event = replace(event, council=None)  # Its only council is the whole challenge.
    if _stands(event, reading.switches):
        return False
    is_pause = event.kind is Happening.PAUSED
    check_open(on_desk, "paused" if is_pause else "resumed", entry.today)
    stopped = _stopped(reading, event)
    if stopped and is_pause:
        raise AlreadyStopped(on_desk.reference, stopped.first, stopped.paused.seq)
    if not stopped and not is_pause:
        raise NotStopped(on_desk.reference, event.on.first)
    happen(session, reference, entry, event)
    return True


def _stopped(reading: Reading, event: Event) -> Pause | None:
    """Return the pause in which the day of an event lies; to set all going, one of any council will do."""
    on, everybody = event.on.first, (None, *(place.code for place in reading.councils))
    is_for_all = event.kind is Happening.RESUMED and event.council is None
    for council in everybody if is_for_all else (event.council,):
        for each in reading.pauses(council):
            if each.first <= on and (each.until is None or on < each.until):
                return each
    return None


def _beneficiary(
    reading: Reading, scheme: Scheme, rule: DeadlineRule, extension: Extension
) -> CouncilCode | None:
    """Return whose time it is: a council's, where the deadline is each council's own."""
    is_each_ones = rule.meets is not None and scheme.milestones[rule.meets].per is Per.COUNCIL
    return whose(reading, rule.title, extension.council) if is_each_ones else None


def _check_extension(reading: Reading, scheme: Scheme, rule: DeadlineRule, event: Event) -> None:
    met = reading.was_met(rule.meets, event.council) if rule.meets else None
    if met:
        raise AlreadyMet(rule.title, met.on, met.seq)
    if not rule.extend_at_most:
        raise CannotBeExtended(rule.title, scheme.name)
    days = rule.offset.day_unit.of
    given = sum(each.details.days or 0 for each in reading.extensions_of(rule.name, event.council))
    left = rule.extend_at_most - given
    if (event.details.days or 0) > left:
        cap, so_far = days(rule.extend_at_most), days(given) if given else None
        raise TooMuch(rule.title, cap, so_far, days(left) if left > 0 else None)
