"""People by an identifier that says nothing about them: histories name it, and only here is who it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from db.models import Person
from domain.lifecycle import PersonId


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a letter needs to know of somebody."""

    id: PersonId
    name: str
    email: str
    post: str
    organisation: str


def enter(session: Session, *, name: str, email: str, post: str, organisation: str, at: datetime) -> PersonId:
    """Return the person who has that address, entered now if unknown, with what is said of them now."""
    person = session.scalar(select(Person).where(func.lower(Person.email) == email.lower()))
    if person is None:
        person = Person(email=email, created_at=at)
        session.add(person)
    person.name, person.post, person.organisation = name, post, organisation
    session.flush()
    return person.id


def find(session: Session, text: str) -> PersonId | None:
    """Return the person who goes by an identifier or an address."""
    query = select(Person.id).where(or_(Person.id == text, func.lower(Person.email) == text.lower()))
    return session.scalar(query)


def by_id(session: Session, ids: Collection[PersonId | None]) -> dict[PersonId, PersonFacts]:
    """Return what is known of people."""
    return {row.id: PersonFacts(*row) for row in session.execute(_KNOWN, {"ids": list(ids)})}


_KNOWN = select(Person.id, Person.name, Person.email, Person.post, Person.organisation).where(
    Person.id.in_(bindparam("ids", expanding=True))
)
"""Built once: who is asking for a page is looked up by it too."""


def called(session: Session, text: str) -> frozenset[PersonId]:
    """Return everybody who goes by a name, an address or an identifier; names may be shared."""
    names = (func.lower(Person.name) == text.lower(), func.lower(Person.email) == text.lower())
    return frozenset(session.scalars(select(Person.id).where(names[0] | names[1] | (Person.id == text))))
