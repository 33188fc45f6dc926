"""Computes what templates may speak of; they choose the words and never the facts.

The names here are the contract with ``templates/``: what a document or notice can say stands in
``context`` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from casework import survey_links
from casework.case import Case
from db.people import PersonFacts
from documents.house_style import house_style
from domain.appointments import When, meeting_set
from domain.contents import Content
from domain.days import Day
from domain.deadlines import Deadline
from domain.lifecycle import CouncilCode, Event, Milestone, PersonId, Shift
from domain.moves import to_come
from domain.outlook import Outlook, State
from domain.owed import OwedNotice
from domain.people import ROLES, Holding, Role, Side
from domain.rounds import fact_check
from domain.rules import MilestoneRule

LISTED = ("scope", "timetable", "feedback", "report", "plan", "statement", "review_report")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a letter: by post, not by private life."""

    person: PersonId
    name: str
    post: str
    organisation: str
    email: str
    roles: tuple[str, ...] = ()
    role_title: str = ""
    council_code: str = ""
    party: str = ""
    home: str = ""
    declared: bool = False
    interest: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A visit or review: from when to when and how."""

    start: date | None = None
    end: date | None = None
    mode: str = ""

    @property
    def days(self) -> int:
        """How many days it takes, first and last included."""
        return (self.end - self.start).days + 1 if self.start and self.end else 0


@dataclass(frozen=True, slots=True)
class Decision:
    """A council's decision on the report, or its approval of the plan: by which of its bodies."""

    body: str = ""
    call_in_ends: date | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Where a council has published what."""

    report: str = ""
    plan: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """Who writes, on which paper."""

    name: str
    email: str
    organisation: str
    short_name: str
    address: tuple[str, ...]
    logo: str
    colours: Mapping[str, str]


def programme() -> Programme:
    """Return the programme as the house style of this installation has it."""
    house = house_style()
    return Programme(
        name=house.programme,
        email=house.email,
        organisation=house.organisation,
        short_name=house.short_name,
        address=house.address,
        logo=house.logo,
        colours=asdict(house.colours),
    )


@dataclass(frozen=True, slots=True)
class Happened:
    """What a notice is about."""

    on: Day
    kind: str
    reason: str = ""
    was_start: date | None = None
    was_end: date | None = None
    person: Person | None = None
    days: str = ""
    predecessor: str = ""
    successor: str = ""
    meeting: When | None = None


@dataclass(frozen=True, slots=True)
class MovedDate:
    """A date that is not where it was."""

    title: str
    was: date
    now: date


@dataclass(frozen=True, slots=True)
class Recounted:
    """The dates of one challenge that moved because the calendar did."""

    reference: str
    host: str
    dates: tuple[MovedDate, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something that comes next, by when, and who does it."""

    title: str
    due: date | None
    who: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A survey that its reader is asked to answer: until when, and under which address if there is one."""

    title: str
    closes_on: date
    link: str
    questions: int


@dataclass(frozen=True, slots=True)
class NextLetter:
    """The letter that follows on a reminder if nothing happens: when, and to whom else."""

    on: date
    to: tuple[str, ...]
    needs_approval: bool


def context(case: Case, view: Outlook, council: CouncilCode | None, issued: date) -> dict[str, Any]:
    """Return all that a document of a challenge, or of one of its councils, can speak of."""
    brought = {name: case.content(view, Content(name), council) for name in LISTED}
    return surroundings(case, view, council, issued) | brought


def surroundings(case: Case, view: Outlook, council: CouncilCode | None, issued: date) -> dict[str, Any]:
    """Return what a few words can speak of: all but what was handed in, which takes longest to read."""
    return dict(case.once((view.today, council, issued), lambda: _surroundings(case, view, council, issued)))


def _surroundings(case: Case, view: Outlook, council: CouncilCode | None, issued: date) -> dict[str, Any]:
    reading = view.reading
    people = _people(case, view, council)
    team = [person for role in ROLES if ROLES[role].side is Side.PEERS for person in people[role]]
    return {
        "reference": case.reference,
        "product": reading.product.label,
        "scheme": case.scheme,
        "councils": reading.councils,
        "council": reading.place(council),
        "council_names": _listing([place.name for place in reading.councils]),
        "host": place.name
        if (place := reading.place(council))
        else _listing([p.name for p in reading.councils]),
        "first_time": case.is_first_time,
        "mode": reading.mode.label if reading.mode else "",
        "focus": reading.focus,
        "visit": _visit(view),
        "review": _review(view, council),
        "milestones": _milestones(view, council),
        "decision": _decision(view, Milestone.COUNCIL_DECISION, council),
        "approval": _decision(view, Milestone.PLAN_APPROVED, council),
        "fact_check": fact_check(reading),
        "links": _links(view, council),
        "deadlines": _deadlines(view, council),
        "people": {str(role): found for role, found in people.items()},
        "team": team,
        "challenge_manager": next(iter(people[Role.CHALLENGE_MANAGER]), None),
        "principal_adviser": next(iter(people[Role.PRINCIPAL_ADVISER]), None),
        "visited": _attending(team, reading.attended(Milestone.VISIT_ENDED)),
        "reviewed": _attending(team, _review_team(view, council)),
        "to": next(iter(people[Role.CHIEF_EXECUTIVE]), None) if council else None,
        "programme": programme(),
        "issued": issued,
    }


def person_in(case: Case, view: Outlook, person: PersonId) -> Person:
    """Return somebody with every role that they hold in a challenge now."""
    held = [
        each for each in view.reading.holdings if each.person == person and not view.reading.left_on(each)
    ]
    return _person(case.people[person], held)


def happened(case: Case, view: Outlook, event: Event) -> Happened:
    """Return what a notice is about, with the person whom it concerns in the role that it concerns."""
    said = event.details
    about = person_in(case, view, said.person) if said.person else None
    if about and said.role:
        about = replace(about, role_title=ROLES[Role(said.role)].title)
    days = view.scheme.deadlines[said.deadline].offset.day_unit.of(said.days or 0) if said.deadline else ""
    return Happened(
        event.on,
        str(event.kind),
        said.reason or "",
        said.was_start,
        said.was_end,
        about,
        days,
        predecessor=next(
            (each.old.name for each in view.reading.successions if each.event.seq == event.seq), ""
        ),
        successor=said.successor.name if said.successor else "",
        meeting=meeting_set(event),
    )


def later(view: Outlook, event: Event) -> tuple[Deadline, ...]:
    """Return the open deadlines that an event has given more time."""
    given = {each: {by.seq for step in each.steps for by in step.events} for each in view.deadlines}
    return tuple(each for each, by in given.items() if each.is_open and event.seq in by)


def recounted(case: Case, view: Outlook, event: Event) -> Recounted:
    """Return the dates that an event has moved, by their titles."""
    host = _listing([place.name for place in view.reading.councils])
    dates = tuple(MovedDate(_date_title(view, each), each.was, each.now) for each in event.details.shifts)
    return Recounted(case.reference, host, dates)


def _date_title(view: Outlook, shift: Shift) -> str:
    place = view.reading.place(shift.council)
    several = len(view.reading.councils) > 1
    what = "target" if shift.is_target else ""
    of = f"for {place.name}" if place and several else ""
    return " ".join(each for each in (view.scheme.deadlines[shift.deadline].title, what, of) if each)


def asked(case: Case, notice: OwedNotice) -> Asked | None:
    """Return the survey that a notice asks its reader to answer, if it asks for that."""
    opening = notice.opening
    if opening is None or notice.role is None:
        return None
    its = opening.survey.audience_of(notice.role)
    questions = len(opening.survey.asked_of(its.name))
    return Asked(opening.survey.title, opening.last, survey_links.place(case.reference, opening), questions)


def next_letter(view: Outlook, notice: OwedNotice) -> NextLetter | None:
    """Return the next rung of the ladder on which a reminder stands, if there is one to come."""
    rung = view.reminding.next_rung(notice.rule, notice.deadline) if notice.deadline else None
    if rung is None:
        return None
    waiting = [role for role in rung.to if ROLES[role].side is not Side.PROGRAMME]
    to = tuple(f"the {ROLES[role].label}" for role in (waiting if rung.needs_approval else rung.to))
    return NextLetter(rung.on, to, rung.needs_approval) if to else None


def next_steps(view: Outlook, council: CouncilCode | None) -> tuple[NextStep, ...]:
    """Return the milestones whose turn has come, of one council or of all, with their due dates."""
    if view.state in (State.CLOSED, State.CANCELLED):
        return ()
    due = {(each.rule.meets, each.council): each.due for each in view.deadlines if each.pause is None}
    return tuple(
        NextStep(_step(view, rule, of, council), due.get((rule.milestone, of)), ROLES[rule.by].title)
        for rule, of in to_come(view.reading, view.scheme)
        if council is None or of in (None, council)
        if _has_come(view, rule, of)
    )


def _has_come(view: Outlook, rule: MilestoneRule, of: CouncilCode | None) -> bool:
    """Say whether all that a milestone comes after has been met; content and people may still be missing."""
    return all(view.reading.is_met(each, of, view.scheme) for each in rule.after)


def _step(view: Outlook, rule: MilestoneRule, of: CouncilCode | None, council: CouncilCode | None) -> str:
    """Name a step; where councils go their own ways and the reader is told of all, with the council."""
    place = view.reading.place(of)
    several = council is None and len(view.reading.councils) > 1
    return f"{rule.title} for {place.name}" if place and several else rule.title


def _people(case: Case, view: Outlook, council: CouncilCode | None) -> dict[Role, list[Person]]:
    return {
        role: [
            _person(case.people[each.person], [each])
            for each in view.reading.in_office(role, council if facts.side is Side.COUNCIL else None)
        ]
        for role, facts in ROLES.items()
    }


def _person(facts: PersonFacts, held: Iterable[Holding]) -> Person:
    holdings = list(held)
    first = holdings[0] if holdings else None
    return Person(
        person=facts.id,
        name=facts.name,
        post=facts.post,
        organisation=facts.organisation,
        email=facts.email,
        roles=tuple(str(each.role) for each in holdings),
        role_title=ROLES[first.role].title if first else "",
        council_code=(first.council or "") if first else "",
        party=next((each.party for each in holdings if each.party), ""),
        home=next((each.home.name for each in holdings if each.home), ""),
        declared=any(each.has_declared for each in holdings),
        interest=next((each.interest for each in holdings if each.interest), ""),
    )


def _visit(view: Outlook) -> Period:
    reading = view.reading
    start, end = reading.day_of("visit_start", None), reading.day_of("visit_end", None)
    began = reading.was_met(Milestone.VISIT_STARTED, None)
    ended = reading.was_met(Milestone.VISIT_ENDED, None)
    return Period(
        began.on.first if began else start[0] if start else None,
        ended.on.first if ended else end[0] if end else None,
        reading.mode.label if reading.mode else "",
    )


def _review(view: Outlook, council: CouncilCode | None) -> Period:
    start, end = view.reading.day_of("review_start", council), view.reading.day_of("review_end", council)
    planned = view.reading.was_met(Milestone.REVIEW_SCHEDULED, council)
    mode = planned.details.mode if planned else None
    return Period(start[0] if start else None, end[0] if end else None, mode.label if mode else "")


def _review_team(view: Outlook, council: CouncilCode | None) -> tuple[PersonId, ...]:
    reading = view.reading
    return (
        reading.attended(Milestone.REVIEW_HELD, council)
        or reading.attended(Milestone.REVIEW_SCHEDULED, council)
        or reading.attended(Milestone.VISIT_ENDED)
    )


def _attending(team: list[Person], ids: tuple[PersonId, ...]) -> list[Person]:
    return [each for each in team if each.person in ids] if ids else list(team)


def _milestones(view: Outlook, council: CouncilCode | None) -> dict[str, Day]:
    return {
        str(milestone): event.on
        for (milestone, code), event in view.reading.met.items()
        if council in (None, code) or code is None
    }


def _decision(view: Outlook, milestone: Milestone, council: CouncilCode | None) -> Decision:
    event = view.reading.was_met(milestone, council)
    return Decision(event.details.body or "", event.details.call_in_ends) if event else Decision()


def _links(view: Outlook, council: CouncilCode | None) -> Links:
    def url(milestone: Milestone) -> str:
        event = view.reading.was_met(milestone, council)
        return (event.details.url or "") if event else ""

    return Links(
        url(Milestone.REPORT_PUBLISHED), url(Milestone.PLAN_PUBLISHED), url(Milestone.REVIEW_REPORT_PUBLISHED)
    )


def _deadlines(view: Outlook, council: CouncilCode | None) -> dict[str, Deadline]:
    mine = [each for each in view.deadlines if council in (None, each.council) or each.council is None]
    return {each.name: each for each in reversed(mine)}


def _listing(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
