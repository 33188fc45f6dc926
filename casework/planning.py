"""Plans a visit for the councils of a challenge, or for a council that has none yet."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from casework.case import case, working_days
from db import councils
from domain.lifecycle import Place
from domain.planning import Plan, Soonest, plan_visit, soonest
from domain.schemes import scheme_for_visit

NUMBERED = "CPC-"
"""How the reference of every challenge begins."""


def plan(
    session: Session, whose: str, days: int, *, earliest: date | None, today: date
) -> tuple[tuple[Place, ...], Plan, Soonest]:
    """Return the councils that are meant, the nearest days on which all can be visited, and why from then on.

    Without an ``earliest`` day it begins where the scheme leaves time for all that comes before a visit.
    """
    places, first = _places(session, whose, today)
    start = Soonest(earliest) if earliest else first
    return places, plan_visit(working_days(session), places, days, start.day, today), start


def _places(session: Session, whose: str, today: date) -> tuple[tuple[Place, ...], Soonest]:
    if not whose.upper().startswith(NUMBERED):
        place, rules = councils.find(session, whose).place, scheme_for_visit(today)
        return (place,), soonest(rules, working_days(session), today)
    on_desk = case(session, whose.upper())
    reading = on_desk.on(today).reading
    met = {milestone for milestone, _ in reading.met}
    return reading.councils, soonest(on_desk.scheme, on_desk.calendar, today, met)
