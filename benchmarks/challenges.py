"""A challenge to measure on, as real ones are: everybody in a role, dates set, a scope agreed."""

from __future__ import annotations

from datetime import date, timedelta

from domain.days import Day
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    History,
    Milestone,
    Mode,
    PersonId,
    Place,
    Product,
)
from domain.people import ROLES, Role, Side

HOST = Place(CouncilCode("TAW"), "Tamworth Borough Council", "West Midlands", "STF")

PAST = {
    Milestone.AGREED: 5,
    Milestone.DATES_SET: 20,
    Milestone.SCOPE_AGREED: 60,
    Milestone.TEAM_CONFIRMED: 150,
    Milestone.POSITION_STATEMENT_RECEIVED: 170,
    Milestone.PACK_SENT: 185,
    Milestone.VISIT_STARTED: 200,
    Milestone.VISIT_ENDED: 202,
    Milestone.FEEDBACK_GIVEN: 202,
}
"""Days after the opening on which the milestones up to the visit are met."""


def prepared(visit: date) -> History:
    """Return the history of a challenge whose visit is on a day, up to the agreed scope."""
    start = Day(visit - timedelta(days=200))
    opened = Details(councils=(HOST,), scheme="2024", product=Product.CORPORATE)
    events = [Event(1, Happening.OPENED, start, details=opened)]
    for role, facts in ROLES.items():
        council = HOST.code if facts.side is Side.COUNCIL else None
        details = Details(role=role, person=person_of(role), party="Labour" if facts.member else None)
        events.append(Event(len(events) + 1, Happening.ASSIGNED, start, council, details))
    dates = Details(visit_start=visit, visit_end=visit + timedelta(days=2), mode=Mode.IN_PERSON)
    for milestone, days, details in (
        (Milestone.AGREED, 5, Details()),
        (Milestone.DATES_SET, 20, dates),
        (Milestone.SCOPE_AGREED, 60, Details()),
    ):
        on = Day(start.first + timedelta(days=days))
        events.append(Event(len(events) + 1, milestone, on, details=details))
    return tuple(events)


def known_from_the_past(visit: date) -> History:
    """Return a history as an import brings it: a visit and what led to it, with no paperwork of ours."""
    start = Day(visit - timedelta(days=200))
    opened = Details(councils=(HOST,), scheme="2024", product=Product.CORPORATE)
    events = [Event(1, Happening.OPENED, start, details=opened, backfilled=True)]
    for milestone, days in PAST.items():
        on = Day(start.first + timedelta(days=days))
        events.append(Event(len(events) + 1, milestone, on, backfilled=True))
    return tuple(events)


def person_of(role: Role) -> PersonId:
    """Return the one person who holds a role in every challenge that is measured."""
    return PersonId(f"p_{role}")
