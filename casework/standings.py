"""Keeps the list of challenges true: each one's standing is worked out from its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.case import Case, cases
from db import standings
from db.models import Standing
from domain.lifecycle import Milestone, Reference
from domain.outlook import Outlook
from domain.people import Role

AT_ONCE = 100
"""How many challenges are read with one question to the database."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found: how many standings there are, and which of them were not as they should be."""

    total: int
    differing: tuple[Reference, ...]


def project(session: Session, on_desk: Case, today: date, at: datetime) -> Standing:
    """Write where a challenge stands on a day."""
    standing = standing_of(on_desk, today, at)
    standings.put(session, [standing])
    return standing


def standing_of(on_desk: Case, today: date, at: datetime) -> Standing:
    """Work out where a challenge stands on a day, less what has been done; what is owed changes it today."""
    view = on_desk.on(today)
    following = view.next_deadline
    stages = [str(stage) for stage in view.open_stages]
    owed = len(on_desk.documents_owed(today)) + len(on_desk.notices_owed(today))
    return Standing(
        reference=on_desk.reference,
        stages=stages,
        stage=stages[-1] if stages else "",
        state=str(view.state),
        councils=", ".join(place.name for place in view.reading.councils),
        adviser=next((each.person for each in view.reading.in_office(Role.PRINCIPAL_ADVISER)), None),
        visit_start=_visit_start(view),
        next_deadline=following.title if following else None,
        next_due=following.due if following else None,
        overdue=len(view.overdue),
        next_change=today if owed else view.next_change,
        owed=owed,
        waiting=len(view.gaps),
        updated_at=at,
    )


def _visit_start(view: Outlook) -> date | None:
    """Return when the visit is to begin; of a challenge of the past only when it began may be known."""
    planned = view.reading.day_of("visit_start", None)
    began = view.reading.was_met(Milestone.VISIT_STARTED, None)
    return planned[0] if planned else began.on.first if began else None


def rebuild(session: Session, today: date, at: datetime) -> Rebuilt:
    """Make every standing again from the events, and name those that differed from what was there."""
    before = {each.reference: standings.said(each) for each in standings.listed(session)}
    standings.clear(session)
    after: dict[Reference, dict[str, object]] = {}
    for some in _hundreds(standings.references(session)):
        made = [standing_of(each, today, at) for each in cases(session, some)]
        standings.put(session, made)
        after |= {each.reference: standings.said(each) for each in made}
    differing = (each for each in sorted({*before, *after}) if before.get(each) != after.get(each))
    return Rebuilt(len(after), tuple(differing))


def current(session: Session, today: date, at: datetime) -> list[Standing]:
    """Return where every challenge stands on a day; what has changed since it was written is worked out."""
    found = {each.reference: each for each in standings.listed(session)}
    stale = [each.reference for each in found.values() if each.next_change and each.next_change <= today]
    for some in _hundreds(stale):
        found |= {each.reference: standing_of(each, today, at) for each in cases(session, some)}
    return sorted(found.values(), key=lambda each: (each.next_due or date.max, each.reference))


def _hundreds(references: Sequence[Reference]) -> Iterator[Sequence[Reference]]:
    """Part references into as many as are read with one question to the database."""
    return (references[start : start + AT_ONCE] for start in range(0, len(references), AT_ONCE))
