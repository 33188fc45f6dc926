"""The calendar as an officer keeps it: closures, bank holidays and elections come and go.

A closure moves dates in challenges that run; what it moves is worked out before anything is written.
An election moves none, and stands in the way of visits and of publishing.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from casework import printable
from casework.case import Case, cases, working_days
from casework.record import BadPeriod, Entry
from casework.recounts import Recount, carry_out, recount
from db import calendars, councils, standings
from domain.calendars import Calendar, Closing
from domain.days import long_date
from domain.elections import Poll
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode
from domain.working_days import FIRST_YEAR, LAST_YEAR, Closure, OutsideCalendar


class Whose(WrongUse):
    """A closure was said to be a division's and a council's at once."""

    def __str__(self) -> str:
        return "A bank holiday is a division's, and a closure is a council's. Name the one or the other."


class NoName(WrongUse):
    """What keeps everybody from work has to be called something, because every proof of a date names it."""

    def __str__(self) -> str:
        return "Without a name a closure or election explains nothing. Say what it is, such as 'Shutdown'."


class AlreadyOff(RulesRefuse):
    """Nobody works on those days as it is."""

    def __str__(self) -> str:
        name, when, why = self.args
        return f"{name!r} adds nothing: {when} is {why} already. `cpc calendar list` says what was entered."


class AlreadyEntered(RulesRefuse):
    """The same election has been entered before."""

    def __str__(self) -> str:
        return f"An election on {self.args[0]} has been entered before. Remove that first if it is wrong."


class NoPoll(RulesRefuse):
    """There is no election on that day that could be struck out."""

    def __str__(self) -> str:
        name, when = self.args
        return f"{name} has no election on {when} to strike out. `cpc elections list` says which it has."


class NoticeTooLate(WrongUse):
    """Notice of election cannot have been given that late."""

    def __str__(self) -> str:
        notice, poll, due = self.args
        return (
            f"Notice on {notice} would be too late for a poll on {poll}: it is due by {due}. "
            "Give the day on which it was given, or leave it out."
        )


def add_closing(session: Session, entry: Entry, new: Closing, *, trial: bool = False) -> Recount:
    """Enter a closure or a bank holiday, move the dates that it moves and tell those concerned.

    A trial writes nothing and returns the same.
    """
    _check_days(new.closure.first, new.closure.last or new.closure.first)
    _check_name(new.closure.name)
    if new.division and new.council:
        raise Whose
    _check_new(session, new)
    after = working_days(session, (*calendars.closings(session), new))
    found = recount(session, after, entry, f"{describe(new)} has been added to the calendar", lock=not trial)
    if not trial:
        calendars.add_closing(session, new, by=entry.by, at=entry.at)
        carry_out(session, found, entry)
    return found


def remove_closing(
    session: Session, entry: Entry, number: int, *, trial: bool = False
) -> tuple[Closing, Recount]:
    """Take a closure out of force again, with all that this moves; a trial writes nothing."""
    gone = calendars.closing(session, number)
    after = working_days(session, calendars.closings(session, but=number))
    reason = f"{describe(gone)} has been taken out of the calendar"
    found = recount(session, after, entry, reason, lock=not trial)
    if not trial:
        calendars.remove_closing(session, number, by=entry.by, at=entry.at)
        carry_out(session, found, entry)
    return gone, found


def add_poll(session: Session, entry: Entry, new: Poll) -> int:
    """Enter an election, or strike out an ordinary one that is not held; return its number."""
    _check_days(new.notice or new.on, new.on)
    _check_name(new.name)
    if any(
        (each.on, each.council, each.is_held) == (new.on, new.council, new.is_held)
        for each in calendars.polls(session)
    ):
        raise AlreadyEntered(long_date(new.on))
    calendar = working_days(session)
    if new.notice and new.notice > (due := calendar.notice_due(new.on)):
        raise NoticeTooLate(*map(long_date, (new.notice, new.on, due)))
    if new.council and not new.is_held and not _has_poll(calendar, new.council, new.on):
        raise NoPoll(councils.get(session, new.council).name, long_date(new.on))
    return calendars.add_poll(session, new, by=entry.by, at=entry.at)


def stood_in_the_way(session: Session, today: date, poll: date) -> list[str]:
    """Say which running challenges have planned days, or work to do today, before a poll."""
    running = cases(session, standings.running(session))
    return [
        f"{each.reference}: {warning.text}"
        for each in running
        for warning in each.on(today).warnings
        if warning.is_open and warning.key in _keys(each, today, poll)
    ]


def _keys(on_desk: Case, today: date, poll: date) -> set[str]:
    """Return the names of the pre-election periods of a challenge's councils before a poll."""
    known = (on_desk.calendar.pre_election_periods(each.code) for each in on_desk.on(today).reading.councils)
    return {period.key for periods in known for period in periods if period.poll == poll}


def remove_poll(session: Session, entry: Entry, number: int) -> Poll:
    """Take an election out of force again; one that was struck out is held after all."""
    return calendars.remove_poll(session, number, by=entry.by, at=entry.at)


def describe(closing: Closing) -> str:
    """Say in words what a closure is and when: ``the bank holiday 'Jubilee' on Friday 4 June 2027``."""
    closure = closing.closure
    what = "the bank holiday" if closing.division else "the closure"
    when = f"from {_days(closure)}" if closure.last else f"on {_days(closure)}"
    return f"{what} '{closure.name}' {when}"


def _days(closure: Closure) -> str:
    first = long_date(closure.first)
    return f"{first} to {long_date(closure.last)}" if closure.last else first


def _check_name(name: str) -> None:
    if not name.strip():
        raise NoName
    printable.check([name])


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise BadPeriod("period", first, last)
    for day in (first, last):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise OutsideCalendar(day.isoformat())


def _check_new(session: Session, new: Closing) -> None:
    """Refuse a closure of days on which nobody works as it is."""
    known = working_days(session, division=new.division)
    reasons = [
        known.why_not(day) or (new.council and known.closed_at(new.council, day))
        for day in new.closure.days()
    ]
    if all(reasons):
        raise AlreadyOff(new.closure.name, _days(new.closure), " and ".join(dict.fromkeys(map(str, reasons))))


def _has_poll(calendar: Calendar, council: CouncilCode, on: date) -> bool:
    return any(each.poll == on for each in calendar.pre_election_periods(council))
