"""Plans a visit for the councils of a challenge, or for a council that has none yet."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from casework.case import case, working_days
from db import councils
from domain.lifecycle import Place
from domain.planning import Plan, plan_visit

NUMBERED = "CPC-"
"""How the reference of every challenge begins."""


def plan(
    session: Session, whose: str, days: int, *, earliest: date, today: date
) -> tuple[tuple[Place, ...], Plan]:
    """Return the councils that are meant and the nearest days on which all of them can be visited."""
    places = _places(session, whose, today)
    return places, plan_visit(working_days(session), places, days, earliest, today)


def _places(session: Session, whose: str, today: date) -> tuple[Place, ...]:
    if whose.upper().startswith(NUMBERED):
        return case(session, whose.upper()).on(today).reading.councils
    return (councils.find(session, whose).place,)
