"""Questions that many deeds ask, and the choices that a challenge offers for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from casework.case import Case
from casework.deeds.questions import Kind, Option, Question
from domain.lifecycle import CouncilCode
from domain.people import ROLES, Role, Side, roles_on

REASON = Question("reason", "Why", Kind.WORDS, "It is kept in the history and stands in the letters.")


def on_day(today: date, title: str = "When did it happen?") -> Question:
    """Ask for the day on which something happened; today, unless something else is said."""
    hint = "A day, or a month and a year where only that is known."
    return Question("on", title, Kind.DAY, hint, needed=False, given=today.isoformat())


def exact_day(today: date, title: str) -> Question:
    """Ask for the one day from which on something holds."""
    return Question("on", title, Kind.DATE, needed=False, given=today.isoformat())


def council(on_desk: Case, today: date, *, needed: bool = True, hint: str = "") -> Iterator[Question]:
    """Ask which of the councils is meant, if there are several."""
    places = on_desk.on(today).reading.councils
    if len(places) > 1:
        options = tuple(Option(place.code, place.name, council=place.code) for place in places)
        yield Question("council", "Which council?", Kind.CHOICE, hint, needed=needed, options=options)


def code(said: str) -> CouncilCode | None:
    """Return the council that was chosen, if one was."""
    return CouncilCode(said) if said else None


def people(on_desk: Case, today: date, roles: Iterable[Role]) -> tuple[Option, ...]:
    """Return those who hold one of some roles, by name and role."""
    reading = on_desk.on(today).reading
    held = ((role, each) for role in roles for each in reading.in_office(role))
    return tuple(
        Option(each.person, on_desk.people[each.person].name, ROLES[role].title, each.council)
        for role, each in held
    )


PEERS = roles_on(Side.PEERS)
"""The roles of the peer team."""
VISITORS = (*PEERS, Role.CHALLENGE_MANAGER)
"""The roles of those who go to a council."""
