"""Stories of challenges laid on a desk as they were told, with no database: what pages are read from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from unittest.mock import NonCallableMock

from sqlalchemy.orm import Session

from casework.case import Case
from casework.disclosure import Reader
from db.models import Document
from db.papers import Done
from db.people import PersonFacts
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.permissions import AccountId, Part, Seat, Visitor
from tests.histories import Story

REFERENCE = Reference("CPC-2024-001")


def laid(story: Story, *documents: Document) -> Case:
    """Take a story onto the desk with its people, each under the name of their role, and what was filed."""
    known = {event.details.person for event in story.events} - {None}
    known |= {person for event in story.events for person in event.details.attended}
    return Case(
        session=NonCallableMock(Session),
        reference=REFERENCE,
        scheme=story.scheme,
        history=tuple(replace(each, by="Officer", at=_moment(each.on.last)) for each in story.events),
        calendar=story.calendar,
        done=Done(made={each.key: each for each in documents}),
        people={person: _facts(person) for person in known if person},
        is_first_time=True,
        kinds={},
    )


def seen_by(
    on_desk: Case, on: str, part: Part = Part.MANAGER, council: str | None = None, person: str | None = None
) -> Reader:
    """Return somebody who looks at a challenge on a day, by their part, for a council if they have one."""
    seat = Seat(on_desk.reference, part, CouncilCode(council) if council else None)
    known = PersonId(person) if person else None
    visitor = Visitor(part, AccountId("1"), known, name=part.label, seats=frozenset({seat}))
    return Reader(visitor, on_desk.reference, on_desk.on(date.fromisoformat(on)))


def filed(
    name: str, on: str, council: str | None = None, *, person: str | None = None, number: int = 1
) -> Document:
    """Return a document that was filed on a day: as a page, as PDF and, from the second on, with changes."""
    stem = "-".join(filter(None, (name, council, person, str(number))))
    changes = {"changes_path": f"x/{stem}-changes.html", "changes_hash": "c" * 64} if number > 1 else {}
    return Document(
        id=int(f"{date.fromisoformat(on).toordinal()}{number}"),
        reference=REFERENCE,
        key=f"{REFERENCE}/document/{name}/{council or '-'}/{person or number}",
        document=name,
        council=council,
        person=person,
        title=name,
        issued_on=date.fromisoformat(on),
        html_path=f"x/{stem}.html",
        html_hash="a" * 64,
        pdf_path=f"x/{stem}.pdf",
        pdf_hash="b" * 64,
        made_at=_moment(date.fromisoformat(on), 17),
        **changes,
    )


def _moment(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _facts(person: PersonId) -> PersonFacts:
    role, _, place = person.partition(".")
    name = f"{role.replace('_', ' ').capitalize()} {place}".strip()
    return PersonFacts(person, name, f"{person}@lga.example", name, "Example")
