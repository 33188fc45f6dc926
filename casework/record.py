"""Writes down what has happened: the one way by which a history grows, guarded by the rules.

Each verb takes the session first, checks, appends and brings the standing up to date; what it
causes (documents, notices) follows from the history and is done by others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework import announcements, printable, seats
from casework.case import Case, case
from casework.coverage import index_coverage
from casework.indexing import index, index_surveys
from casework.standings import project
from db import challenges
from domain.days import Basis, Day, long_date
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    Milestone,
    Place,
    Product,
    Reference,
)
from domain.moves import Claim, check_allowed, check_correction, check_new_dates
from domain.publishing import changes_what_is_shown
from domain.reading import Reading
from domain.rules import Per
from domain.schemes import scheme
from domain.surveys import changes_who_is_asked


@dataclass(frozen=True, slots=True)
class Entry:
    """Who writes, and the day and moment of writing."""

    by: str
    today: date
    at: datetime


class AlreadyRecorded(RulesRefuse):
    """The milestone stands in the history with another date or other details."""

    def __str__(self) -> str:
        title, on, seq = self.args
        return f"'{title}' has been recorded as event {seq}, {on.when}. Undo that first with `cpc correct`."


class WhichCouncil(WrongUse):
    """A milestone belongs to each council, and none or a wrong one was named."""

    def __str__(self) -> str:
        title, codes = self.args
        name = f"Name one with --council: {', '.join(codes)}."
        return f"'{title}' is recorded for each council of the challenge. {name}"


class NotThatEvent(WrongUse):
    """The history has no event of that number that could be undone."""

    def __str__(self) -> str:
        reference, seq = self.args
        return (
            f"{reference} has no event {seq} that can be undone. `cpc show {reference} --history` lists them."
        )


class Ended(RulesRefuse):
    """The challenge is not in a state in which this can happen."""

    def __str__(self) -> str:
        reference, what, state = self.args
        see = f"`cpc show {reference}` says what can be done."
        return f"{reference} cannot be {what}, because it is {state}. {see}"


class BadPeriod(WrongUse):
    """The first and the last day of a visit or review cannot be those."""

    def __str__(self) -> str:
        what, *days = self.args
        start, end = (long_date(day) if day else "no day" for day in days)
        return f"The {what} cannot go from {start} to {end}. Give both days in their order, or neither."


class OneAtATime(WrongUse):
    """A postponement names dates of the visit and of the review."""

    def __str__(self) -> str:
        return "The visit and the review cannot be moved at once. Postpone the one, then the other."


class NoDatesYet(RulesRefuse):
    """Something that has no dates cannot be moved."""

    def __str__(self) -> str:
        what, milestone = self.args
        return f"The {what} has no dates that could be moved. Record its first dates as {milestone}."


class TooLate(RulesRefuse):
    """Something cannot be moved any more, because it has begun."""

    def __str__(self) -> str:
        what, on = self.args
        return f"The {what} cannot be postponed: it began {on.when}. Correct that first if it is wrong."


class InTheFuture(RulesRefuse):
    """A history tells only what has happened."""

    def __str__(self) -> str:
        return f"{self.args[0]} lies in the future. Record it when it has happened."


class BeforeOpening(RulesRefuse):
    """A history tells nothing from before it began."""

    def __str__(self) -> str:
        on, reference, opened = self.args
        return (
            f"{on} is before {reference} was opened, on {long_date(opened)}. "
            "Give that day or a later one, or open it anew with --on the day on which it began."
        )


def open_challenge(
    session: Session, entry: Entry, *, councils: Sequence[Place], scheme_name: str, on: Day, details: Details
) -> Reference:
    """Open a challenge of one or more councils under a scheme and return its new reference."""
    if on.first > entry.today:
        raise InTheFuture(on)
    scheme(scheme_name)  # An unknown one is refused before anything is written.
    codes = [place.code for place in councils]
    reference = challenges.start(session, scheme=scheme_name, councils=codes, on=on.first, at=entry.at)
    write(session, reference, entry, [Event(0, Happening.OPENED, on, details=details)])
    return reference


def opening(councils: Iterable[Place], scheme_name: str, product: Product) -> Details:
    """Return what the first event of a history says."""
    return Details(councils=tuple(councils), scheme=scheme_name, product=product)


def record(
    session: Session, reference: str, entry: Entry, claim: Claim, *, basis: Basis = Basis.RECORDED
) -> bool:
    """Write down that a milestone was met; return False if that stands there already.

    ``NotYet`` names every unmet condition, ``AlreadyRecorded`` another date, ``WhichCouncil`` a
    council that is missing.
    """
    on_desk = case(session, reference, lock=True)
    claim = _with_council(on_desk, claim, entry.today)
    known = on_desk.on(entry.today).reading.met.get((claim.milestone, claim.council))
    if known:
        if (known.on, known.details) == (claim.on, claim.details):
            return False  # The flow was run again.
        raise AlreadyRecorded(on_desk.scheme.milestones[claim.milestone].title, known.on, known.seq)
    check_allowed(on_desk.history, on_desk.scheme, claim, on_desk.calendar, entry.today)
    printable.check_details(claim.details)
    event = Event(0, claim.milestone, claim.on, claim.council, claim.details, basis=basis)
    write(session, reference, entry, [event])
    return True


def happen(session: Session, reference: str, entry: Entry, *events: Event) -> None:
    """Write down something beside the milestones: a fact, a person in a role, an override."""
    opened = challenges.get(session, reference, lock=True).opened_on
    for event in events:
        printable.check_details(event.details)
        if event.on.first > entry.today:
            raise InTheFuture(event.on)
        if event.on.last < opened:
            raise BeforeOpening(event.on, reference, opened)
    write(session, reference, entry, events)


def postpone(
    session: Session, reference: str, entry: Entry, on: Day, *, council: CouncilCode | None, details: Details
) -> None:
    """Move the visit, or a council's review, to new dates; without any, the dates have to be set again.

    Where no dates are given it is the visit that is postponed, and once that has begun the review.
    """
    on_desk = case(session, reference, lock=True)
    check_open(on_desk, "postponed", entry.today)
    reading = on_desk.on(entry.today).reading
    what, dated, held = _postponed(reading, details)
    council = whose(reading, "Progress review", council) if what == "review" else None
    _check_period(what, details)
    if begun := reading.was_met(held, council):
        raise TooLate(what, begun.on)
    start, end = reading.day_of(f"{what}_start", council), reading.day_of(f"{what}_end", council)
    if start is None and (dated, council) not in reading.postponed:
        raise NoDatesYet(what, dated)
    check_new_dates(reading, on_desk.scheme, on_desk.calendar, council, details)
    said = replace(details, was_start=start[0] if start else None, was_end=end[0] if end else None)
    happen(session, reference, entry, Event(0, Happening.POSTPONED, on, council, said))


def _postponed(reading: Reading, details: Details) -> tuple[str, Milestone, Milestone]:
    """Say what is postponed, which milestone gave it dates and which ends that it can be."""
    visit = bool(details.visit_start or details.visit_end)
    review = bool(details.review_start or details.review_end)
    if visit and review:
        raise OneAtATime
    if review or (not visit and (Milestone.VISIT_STARTED, None) in reading.met):
        return "review", Milestone.REVIEW_SCHEDULED, Milestone.REVIEW_HELD
    return "visit", Milestone.DATES_SET, Milestone.VISIT_STARTED


def _check_period(what: str, details: Details) -> None:
    start, end = getattr(details, f"{what}_start"), getattr(details, f"{what}_end")
    if (start is None) != (end is None) or (start and end < start):
        raise BadPeriod(what, start, end)


def cancel(session: Session, reference: str, entry: Entry, on: Day, reason: str) -> None:
    """Stop a challenge: its deadlines end and nothing more is owed than to say so."""
    check_open(case(session, reference, lock=True), "cancelled", entry.today)
    happen(session, reference, entry, Event(0, Happening.CANCELLED, on, details=Details(reason=reason)))


def reopen(session: Session, reference: str, entry: Entry, on: Day, reason: str) -> None:
    """Take up a cancelled or closed challenge again where it stood."""
    view = case(session, reference, lock=True).on(entry.today)
    if view.state not in ("cancelled", "closed"):
        raise Ended(reference, "reopened", view.state)
    happen(session, reference, entry, Event(0, Happening.REOPENED, on, details=Details(reason=reason)))


def correct(session: Session, reference: str, entry: Entry, seq: int, reason: str) -> None:
    """Undo an event by a later one; what rests on it has to be undone first."""
    on_desk = case(session, reference, lock=True)
    reading = on_desk.on(entry.today).reading
    if seq not in {event.seq for event in reading.events if event.kind is not Happening.OPENED}:
        raise NotThatEvent(reference, seq)
    check_correction(on_desk.history, on_desk.scheme, seq, entry.today)
    event = Event(0, Happening.CORRECTED, Day(entry.today), details=Details(reason=reason), undoes=seq)
    write(session, reference, entry, [event])


def write(session: Session, reference: str, entry: Entry, events: Iterable[Event]) -> None:
    """Append events that have been checked, and bring the standing up to date with them."""
    written = challenges.append(session, reference, events, by=entry.by, at=entry.at)
    on_desk = case(session, Reference(reference))
    announcements.of_events(session, on_desk, written, entry.today, entry.at)
    project(session, on_desk, entry.today, entry.at)
    seats.put(session, [(on_desk.reference, on_desk.on(entry.today).reading)])
    kinds = {event.kind for event in written}
    if changes_what_is_shown(kinds, on_desk.scheme):
        index(session, [on_desk], entry.today)
        return
    index_coverage(session, [on_desk], entry.today)
    if changes_who_is_asked(kinds, on_desk.scheme):
        index_surveys(session, [on_desk], entry.today)


def _with_council(on_desk: Case, claim: Claim, today: date) -> Claim:
    """Fill in the only council of a challenge where a milestone belongs to each; refuse a wrong one."""
    rule = on_desk.scheme.milestones[claim.milestone]
    if rule.per is Per.CHALLENGE:
        return replace(claim, council=None)
    return replace(claim, council=whose(on_desk.on(today).reading, rule.title, claim.council))


def whose(reading: Reading, what: str, council: CouncilCode | None) -> CouncilCode:
    """Return the council that is meant, which need not be named where there is one; else ``WhichCouncil``."""
    codes = [place.code for place in reading.councils]
    found = council or (codes[0] if len(codes) == 1 else None)
    if found not in codes:
        raise WhichCouncil(what, tuple(codes))
    return found


def check_open(on_desk: Case, what: str, today: date) -> None:
    """Raise ``Ended`` if a challenge is cancelled or closed."""
    state = on_desk.on(today).state
    if state in ("cancelled", "closed"):
        raise Ended(on_desk.reference, what, state)
