"""Histories with named traits: opened, scoped, visited, reported, planned, reviewed, closed.

They follow one council through a year as it really went, so that a test says only what differs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from domain.calendars import Calendar
from domain.days import Day
from domain.deadlines import Deadline
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    Kind,
    Milestone,
    Place,
)
from domain.moves import Claim, NotYet, check_allowed
from domain.outlook import Outlook, outlook
from domain.owed import OwedDocument, OwedNotice
from domain.people import NO_INTEREST, ROLES, Role, Side
from domain.rules import Per, Scheme
from domain.schemes import scheme

CALENDAR = Calendar()
TAMWORTH = Place(CouncilCode("TAW"), "Tamworth Borough Council", "West Midlands", "STS")
HIGH_PEAK = Place(CouncilCode("HIG"), "High Peak Borough Council", "East Midlands", "DBY")
MOORLANDS = Place(CouncilCode("STF"), "Staffordshire Moorlands District Council", "West Midlands", "STS")
JOINT = (HIGH_PEAK, MOORLANDS)

THE_YEAR: dict[Milestone, tuple[str, dict[str, str]]] = {
    Milestone.AGREED: ("2024-05-10", {}),
    Milestone.DATES_SET: ("2024-06-03", {"visit_start": "2024-10-29", "visit_end": "2024-10-31"}),
    Milestone.SCOPE_AGREED: ("2024-07-02", {}),
    Milestone.TEAM_CONFIRMED: ("2024-09-10", {}),
    Milestone.POSITION_STATEMENT_RECEIVED: ("2024-09-30", {}),
    Milestone.PACK_SENT: ("2024-10-11", {}),
    Milestone.VISIT_STARTED: ("2024-10-29", {}),
    Milestone.VISIT_ENDED: ("2024-10-31", {}),
    Milestone.FEEDBACK_GIVEN: ("2024-10-31", {}),
    Milestone.DRAFT_SENT: ("2024-11-21", {}),
    Milestone.FACT_CHECK_RETURNED: ("2024-12-04", {}),
    Milestone.REPORT_FINALISED: ("2024-12-12", {}),
    Milestone.COUNCIL_DECISION: ("2025-01-16", {"body": "Cabinet", "call_in_ends": "2025-01-23"}),
    Milestone.REPORT_PUBLISHED: ("2025-01-24", {}),
    Milestone.PLAN_RECEIVED: ("2025-02-03", {}),
    Milestone.PLAN_APPROVED: ("2025-02-20", {}),
    Milestone.PLAN_PUBLISHED: ("2025-02-28", {}),
    Milestone.REVIEW_SCHEDULED: ("2025-05-12", {"review_start": "2025-08-28", "review_end": "2025-08-29"}),
    Milestone.REVIEW_STATEMENT_RECEIVED: ("2025-08-14", {}),
    Milestone.REVIEW_HELD: ("2025-08-29", {}),
    Milestone.REVIEW_REPORT_FINALISED: ("2025-09-26", {}),
    Milestone.REVIEW_REPORT_PUBLISHED: ("2025-10-20", {}),
    Milestone.CLOSED: ("2025-10-27", {}),
}
"""A challenge under the scheme of 2024; one under the scheme of 2022 goes the same way two years earlier."""

EVERYBODY = tuple(role for role in Role if role is not Role.SHADOW_PEER)
PARTIES = {Role.LEAD_MEMBER: "Labour", Role.MEMBER_PEER: "Conservative"}


class Story:
    """A history as a test tells it, with the questions that a test asks of it."""

    def __init__(self, *councils: Place, under: str = "2024") -> None:
        self.councils = councils or (TAMWORTH,)
        self.scheme: Scheme = scheme(under)
        self.events: list[Event] = []
        self.calendar = CALENDAR
        self.years_back = 2 if under == "2022" else 0
        self.happens(Happening.OPENED, self.date("2024-05-01"), councils=self.councils, scheme=under)

    def date(self, text: str) -> str:
        """Return a day of the year that this challenge goes through."""
        return f"{int(text[:4]) - self.years_back}{text[4:]}"

    def happens(
        self,
        kind: Kind,
        on: str,
        council: Place | None = None,
        *,
        undoes: Event | None = None,
        backfilled: bool = False,
        **said: Any,
    ) -> Event:
        """Write one line of the history, without asking whether the rules allow it."""
        event = Event(
            seq=len(self.events) + 1,
            kind=kind,
            on=Day.parse(on),
            council=council.code if council else None,
            details=details(**said),
            undoes=undoes.seq if undoes else None,
            backfilled=backfilled,
        )
        self.events.append(event)
        return event

    def undo(self, event: Event, on: str) -> Event:
        """Correct the history: an event has not happened."""
        return self.happens(Happening.CORRECTED, on, undoes=event, reason="recorded by mistake")

    def assign(
        self, role: Role, person: str = "", on: str = "2024-05-01", council: Place | None = None, **said: Any
    ) -> Event:
        """Put somebody into a role: for each council, if the role is a council's and none is named."""
        councils = [council] if council else self.councils if ROLES[role].side is Side.COUNCIL else [None]
        for place in councils:
            name = person or (f"{role}.{place.code}" if place else role.value)
            self.happens(Happening.ASSIGNED, self.date(on), place, role=role.value, person=name, **said)
        return self.events[-1]

    def release(self, role: Role, person: str, on: str, council: Place | None = None) -> Event:
        """Let somebody give up a role."""
        return self.happens(Happening.RELEASED, self.date(on), council, role=role.value, person=person)

    def staffed(self, roles: Iterable[Role] = EVERYBODY) -> Story:
        """Put somebody into each role, with no interest to declare and a cross-party team."""
        for role in roles:
            interest = NO_INTEREST if ROLES[role].side is Side.PEERS else None
            self.assign(role, party=PARTIES.get(role), interest=interest)
        for place in self.councils:
            self.happens(Happening.FACTS_SET, self.date("2024-05-01"), place, control="Labour")
        return self

    def hand_in(self, milestone: Milestone, on: str) -> None:
        """Hand in what a milestone needs to have been written."""
        rule = self.scheme.milestones[milestone]
        for content in rule.content:
            for place in self.councils if rule.per is Per.COUNCIL else [None]:
                self.happens(Happening.CONTENT_RECEIVED, on, place, content=content.value)

    def meets(self, milestone: Milestone, on: str = "", *councils: Place, **said: Any) -> Event:
        """Meet a milestone on its day of the year or another: for each council, if none is named."""
        day = on or self.date(THE_YEAR[milestone][0])
        self.hand_in(milestone, day)
        shared = self.scheme.milestones[milestone].per is Per.CHALLENGE
        for place in [None] if shared else councils or self.councils:
            self.happens(milestone, day, place, **(self.usual(milestone) | said))
        return self.events[-1]

    def usual(self, milestone: Milestone) -> dict[str, Any]:
        """Return what a milestone says in the usual year."""
        told = THE_YEAR[milestone][1]
        return {name: self.date(value) if value[:2] == "20" else value for name, value in told.items()}

    def until(self, last: Milestone) -> Story:
        """Meet every milestone up to one, each on its day of the year."""
        met = {event.kind for event in self.events}
        for milestone in THE_YEAR:
            if milestone not in met:
                self.meets(milestone)
            if milestone is last:
                break
        return self

    def on(self, day: str) -> Outlook:
        """Read the story on a day."""
        return outlook(self.events, self.scheme, self.calendar, date.fromisoformat(day))

    def deadline(self, name: str, on: str, council: Place | None = None) -> Deadline:
        """Return one deadline as it stands on a day."""
        code = council.code if council else None
        return next(
            each for each in self.on(on).deadlines if each.name == name and code in (None, each.council)
        )

    def notices(self, name: str, on: str) -> list[OwedNotice]:
        """Return what is owed of one notice on a day, lapsed or not."""
        return [each for each in self.on(on).notices if each.rule.name == name]

    def documents(self, name: str, on: str) -> list[OwedDocument]:
        """Return what is owed of one document on a day, lapsed or not."""
        return [each for each in self.on(on).documents if each.rule.name == name]

    def refusal(self, milestone: Milestone, on: str, council: Place | None = None, **said: Any) -> list[str]:
        """Return why a milestone of some day may not be recorded, much later; nothing if it may."""
        claim = Claim(milestone, Day.parse(on), council.code if council else None, details(**said))
        try:
            check_allowed(self.events, self.scheme, claim, self.calendar, date(2030, 1, 1))
        except NotYet as refusal:
            return [obstacle.text for obstacle in refusal.args[1]]
        return []


def details(**said: Any) -> Details:
    """Return what an event says, with dates and products as text."""
    given = {name: value for name, value in said.items() if value is not None}
    places = {name: given.pop(name) for name in ("councils", "home", "successor") if name in given}
    return replace(Details.from_json(given), **places)


def opened(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge that has been opened, with somebody in every role."""
    return Story(*councils, under=under).staffed()


def scoped(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose pack has gone to the peers."""
    return opened(*councils, under=under).until(Milestone.PACK_SENT)


def visited(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose council has heard the feedback."""
    return opened(*councils, under=under).until(Milestone.FEEDBACK_GIVEN)


def finalised(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose report is final and with the council."""
    return opened(*councils, under=under).until(Milestone.REPORT_FINALISED)


def reported(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose report is published."""
    return opened(*councils, under=under).until(Milestone.REPORT_PUBLISHED)


def planned(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose action plan is published."""
    return opened(*councils, under=under).until(Milestone.PLAN_PUBLISHED)


def reviewed(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge whose progress review has been held."""
    return opened(*councils, under=under).until(Milestone.REVIEW_HELD)


def closed(*councils: Place, under: str = "2024") -> Story:
    """Return a challenge that has gone all the way."""
    return opened(*councils, under=under).until(Milestone.CLOSED)
