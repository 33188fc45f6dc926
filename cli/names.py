"""Understands what people call things: milestones, roles, deadlines, people; and asks back what was meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches

from casework.case import Case
from db import pipeline
from db.session import Session
from domain.days import Day, NotADate, Precision, long_date
from domain.errors import WrongUse, either
from domain.lifecycle import Milestone, PersonId
from domain.people import Role


class UnknownName(WrongUse):
    """There is nothing of that kind and name."""

    def __str__(self) -> str:
        kind, name, near, known = self.args
        if near:
            return f"There is no {kind} {name!r}. Did you mean {either(near)}?"
        return f"There is no {kind} {name!r}. Use one of: {', '.join(known)}."


class NobodySuch(WrongUse):
    """Nobody in a challenge goes by that identifier or address."""

    def __str__(self) -> str:
        name, reference = self.args
        return f"Nobody in {reference} is {name!r}. Give an identifier or address that `cpc team` lists."


class UnknownRegion(WrongUse):
    """There is no region of that name in the register."""

    def __str__(self) -> str:
        name, known = self.args
        return f"The register has no region {name!r}. Use one of: {', '.join(known)}."


def milestone_named(text: str) -> Milestone:
    """Return the milestone that somebody means by `report published` or `report-published`."""
    return Milestone(one_of("milestone", text, list(Milestone)))


def role_named(text: str) -> Role:
    """Return the role that somebody means by `lead member` or `lead-member`."""
    return Role(one_of("role", text, list(Role)))


def one_of(kind: str, text: str, known: Collection[str]) -> str:
    """Return a name as it is known, however it was written; ``UnknownName`` has the nearest ones."""
    name = "_".join(text.lower().replace("-", " ").replace("_", " ").split())
    if name in known:
        return name
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    raise UnknownName(kind, text, tuple(near), tuple(known))


def person_named(on_desk: Case, text: str) -> PersonId:
    """Return somebody in a challenge by identifier or address."""
    for person in on_desk.people.values():
        if text in (person.id, person.name) or text.lower() == person.email.lower():
            return person.id
    raise NobodySuch(text, on_desk.reference)


def people_named(on_desk: Case, texts: Iterable[str]) -> list[PersonId]:
    """Return several people."""
    return [person_named(on_desk, text) for text in texts]


def region_named(session: Session, text: str | None) -> str:
    """Return a region as the register has it, or nothing if none is named; an empty register knows none."""
    known = {each.lower(): each for each in pipeline.regions(session)}
    if text and known and text.lower() not in known:
        raise UnknownRegion(text, tuple(known.values()))
    return known.get(text.lower(), text) if text else ""


def day(text: str | None, today: date) -> Day:
    """Return a day, month or year that was given, or else today."""
    return Day.parse(text) if text else Day(today)


def exact(text: str) -> date:
    """Return a day that was given exactly."""
    found = Day.parse(text)
    if found.precision is not Precision.DAY:
        raise NotExact(text)
    return found.first


def known_day(text: str | None, today: date) -> date | None:
    """Return the day of whose knowledge somebody asks; what will be known on a day to come, nobody knows."""
    found = exact(text) if text else None
    if found and found > today:
        raise NotKnownYet(found)
    return found


class NotKnownYet(WrongUse):
    """It was asked what will be known on a day that has not come."""

    def __str__(self) -> str:
        day = long_date(self.args[0])
        return f"{day} has not come, so nobody can say what will be known then. Look ahead with --on instead."


class NotExact(NotADate):
    """A month or a year was given where a day is needed."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} is not a single day. Write it as 2026-03-06."
