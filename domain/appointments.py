"""Which appointments a challenge has, as people's calendars keep them.

A calendar knows an appointment by a name that never changes, and takes news of it only if they count higher
than what it has. Both are read from the history: it is gone through line by line, and what each line has
moved is counted. So nothing has to be stored, and the same history always says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID, uuid5

from domain.consents import without_expired
from domain.contents import Content, Meeting
from domain.deadlines import Deadline, Standing, deadlines
from domain.history_reader import read_on
from domain.lifecycle import (
    PROGRAMME_TIME,
    CouncilCode,
    Event,
    Gathering,
    Happening,
    Kind,
    Milestone,
    Reference,
)
from domain.outlook import Outlook
from domain.reading import Reading
from domain.rules import DeadlineRule

NAMESPACE = UUID("ce8e9587-d5a3-4c5a-ab0c-8d756f73c4d5")
"""What keeps our appointments apart from everybody else's; changed, every calendar would show them twice."""


class Status(StrEnum):
    """How firm an appointment is."""

    TENTATIVE = "tentative"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


Subject: TypeAlias = Gathering | DeadlineRule
Key: TypeAlias = tuple[str, CouncilCode | None]
"""What an appointment is called for ever, such as ``gathering/visit``, and whose it is."""
Feedback: TypeAlias = Callable[[Event], Meeting | None]
"""Looks up the feedback meeting in the timetable that an event brought."""


@dataclass(frozen=True, slots=True)
class When:
    """The days of an appointment, its hours if it has any, and where it is."""

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something that stands in a calendar. Its dates are the last known ones, also once it is cancelled."""

    uid: str
    subject: Subject
    council: CouncilCode | None
    when: When
    status: Status
    made: datetime
    changed: datetime
    sequence: int = 0

    @property
    def name(self) -> str:
        """Its name: ``visit``, or that of a deadline."""
        return self.subject.name if isinstance(self.subject, DeadlineRule) else self.subject.value

    @property
    def is_deadline(self) -> bool:
        """Whether it is a day by which something is due, and nobody meets."""
        return isinstance(self.subject, DeadlineRule)


@dataclass(frozen=True, slots=True)
class _Plan:
    """An appointment as one state of the history has it."""

    subject: Subject
    council: CouncilCode | None
    when: When
    status: Status

    @property
    def key(self) -> Key:
        of_deadline = isinstance(self.subject, DeadlineRule)
        return f"deadline/{self.subject.name}" if of_deadline else f"gathering/{self.subject}", self.council


Plans: TypeAlias = Callable[[Event, Reading], Iterable[_Plan]]
"""Says what stands in calendars once an event has happened and a history reads like that."""


def appointments(reference: Reference, view: Outlook, feedback: Feedback) -> tuple[Appointment, ...]:
    """Return everything that stands in calendars by the day of a view: gatherings and due days."""
    due: tuple[_Plan, ...] = ()

    def plans(event: Event, then: Reading) -> Iterator[_Plan]:
        nonlocal due
        if event.kind not in _COUNTS_NOTHING:
            due = tuple(_due_days(then, view))
        yield from _gatherings(then, feedback)
        yield from due

    return _through(reference, view, plans)


def gatherings(reference: Reference, view: Outlook, feedback: Feedback) -> tuple[Appointment, ...]:
    """Return every gathering that a challenge has or had planned by the day of a view."""
    return _through(reference, view, lambda _, then: _gatherings(then, feedback))


def meeting_set(event: Event | None) -> When | None:
    """Return when and where the meeting is that an event has set, if it has set one."""
    said = event.details if event else None
    if said is None or said.meeting is None:
        return None
    return When(said.meeting, said.meeting, said.begins, said.ends, said.place or "")


def _through(reference: Reference, view: Outlook, plans: Plans) -> tuple[Appointment, ...]:
    """Go through a history, and note of each appointment when it was made and how often it has changed."""
    known: dict[Key, Appointment] = {}
    opening: Event | None = None
    for event, then in read_on(view.history, view.today):
        opening = opening or event
        if event.kind in _MOVES_NOTHING:
            continue
        now = without_expired(then, view.scheme)
        planned = {each.key: each for each in plans(event, now)}
        for key, each in planned.items():
            if key not in known:
                known[key] = _made(reference, each, opening, event)
            elif _is_news(known[key], each) or _moves(event, each, now):
                known[key] = _changed(known[key], event, when=each.when, status=each.status)
        for key in _given_up(known, planned):
            known[key] = _changed(known[key], event, status=Status.CANCELLED)
    return tuple(known.values())


_MOVES_NOTHING: frozenset[Kind] = frozenset(
    {
        Happening.ASSIGNED,
        Happening.RELEASED,
        Happening.LEFT_VACANT,
        Happening.DECLARED,
        Happening.OVERRIDDEN,
        Happening.APPROVED,
        Happening.FACTS_SET,
        Happening.QUERIED,
        Happening.ANSWERED,
        Happening.HELD_BACK,
        Happening.LET_OUT,
        Happening.BROUGHT_FORWARD,
        Happening.PERSONAL_LINE,
        Happening.ACTION_UPDATED,
        Happening.SURVEY_ANSWERED,
    }
)
"""What no date hangs on. Half of a history is of these kinds."""
_COUNTS_NOTHING = frozenset({Happening.CONTENT_RECEIVED, Happening.MEETING_SET})
"""What sets a gathering, and from which no due day is counted: to count all of them is what takes long."""


def _is_news(known: Appointment, plan: _Plan) -> bool:
    return (known.when, known.status) != (plan.when, plan.status)


def _given_up(known: Mapping[Key, Appointment], planned: Mapping[Key, _Plan]) -> list[Key]:
    return [key for key, each in known.items() if key not in planned and each.status is not Status.CANCELLED]


def _made(reference: Reference, plan: _Plan, opening: Event, event: Event) -> Appointment:
    name, council = plan.key
    # The moment of the opening tells apart what two installations call by the same reference.
    uid = uuid5(NAMESPACE, f"{reference}/{_moment(opening).isoformat()}/{name}/{council or ''}")
    return Appointment(
        str(uid), plan.subject, council, plan.when, plan.status, made=_moment(event), changed=_moment(event)
    )


def _changed(known: Appointment, event: Event, *, status: Status, when: When | None = None) -> Appointment:
    return replace(
        known,
        when=when or known.when,
        status=status,
        sequence=known.sequence + 1,
        changed=_moment(event),
    )


def _moment(event: Event) -> datetime:
    """Return when an event was written down; what is only supposed, at the beginning of its day."""
    return event.at or datetime.combine(event.on.first, time.min, PROGRAMME_TIME)


def _moves(event: Event, plan: _Plan, reading: Reading) -> bool:
    """Say whether a change of the calendar moved a deadline: by the new one, it was never elsewhere."""
    return isinstance(plan.subject, DeadlineRule) and any(
        shift.deadline == plan.subject.name and _first_name(reading, shift.council) == plan.council
        for shift in event.details.shifts
        if not shift.is_target
    )


def _gatherings(reading: Reading, feedback: Feedback) -> Iterator[_Plan]:
    gone = reading.cancelled
    for plan in _planned(reading, feedback):
        if gone is None or plan.when.last < gone.on.first:
            yield plan


def _planned(reading: Reading, feedback: Feedback) -> Iterator[_Plan]:
    if scoping := meeting_set(reading.scoping_meeting):
        yield _Plan(Gathering.SCOPING_MEETING, None, scoping, Status.CONFIRMED)
    visit = _days(reading, "visit", None)
    if visit:
        yield _Plan(Gathering.VISIT, None, visit, _firm(reading, Milestone.DATES_SET, None))
    if meeting := _feedback_meeting(reading, feedback, visit):
        yield _Plan(Gathering.FEEDBACK_MEETING, None, meeting, _firm(reading, Milestone.PACK_SENT, None))
    for place in reading.councils:
        if review := _days(reading, "review", place.code):
            firm = _firm(reading, Milestone.REVIEW_SCHEDULED, place.code)
            yield _Plan(Gathering.REVIEW, _first_name(reading, place.code), review, firm)


def _days(reading: Reading, what: str, council: CouncilCode | None) -> When | None:
    first, last = (reading.day_of(f"{what}_{edge}", council) for edge in ("start", "end"))
    return When(first[0], max(first[0], last[0]) if last else first[0]) if first else None


def _firm(reading: Reading, milestone: Milestone, council: CouncilCode | None) -> Status:
    return Status.CONFIRMED if reading.was_met(milestone, council) else Status.TENTATIVE


def _feedback_meeting(reading: Reading, feedback: Feedback, visit: When | None) -> When | None:
    """Return when the council hears the feedback, if the timetable is of the visit as it is planned now."""
    event = reading.content(Content.TIMETABLE, None)
    found = feedback(event) if event else None
    if found is None or visit is None or not visit.first <= found.day <= visit.last:
        return None
    return When(found.day, found.day, found.session.start, found.session.end, found.session.place)


def _due_days(then: Reading, view: Outlook) -> Iterator[_Plan]:
    for each in deadlines(then, view.scheme, view.calendar, view.today):
        if each.due and each.standing not in (Standing.STOPPED, Standing.NOT_RECORDED):
            council = _first_name(then, each.council)
            yield _Plan(each.rule, council, When(each.due, each.due), _settled(each))


def _settled(deadline: Deadline) -> Status:
    """Say how firm a day is: its anchor may only be planned, and the clock may stand still."""
    return Status.TENTATIVE if deadline.is_forecast or deadline.pause else Status.CONFIRMED


def _first_name(reading: Reading, council: CouncilCode | None) -> CouncilCode | None:
    """Return the code by which a council's part was first known: its appointments keep their names."""
    return next((place.code for place in reading.opened_with if reading.heir(place.code) == council), council)
