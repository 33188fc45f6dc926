"""Keeps the list of challenges true: each one's standing is worked out from its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.case import Case, case
from db import standings
from db.models import Standing
from domain.lifecycle import Milestone, Reference
from domain.outlook import Outlook
from domain.people import Role


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
    """Work out where a challenge stands on a day, less what has been done."""
    view = on_desk.on(today)
    following = view.next_deadline
    stages = [str(stage) for stage in view.open_stages]
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
        next_change=view.next_change,
        owed=len(on_desk.documents_owed(today)) + len(on_desk.notices_owed(today)),
        waiting=len(view.gaps),
        updated_at=at,
    )


def _visit_start(view: Outlook) -> date | None:
    """Return when the visit is to begin; of a challenge of the past only when it began may be known."""
    planned = view.reading.day_of("visit_start", None)
    began = view.reading.was_met(Milestone.VISIT_STARTED, None)
    return planned[0] if planned else began.on.first if began else None


def refresh(session: Session, reference: Reference, today: date, at: datetime) -> Standing:
    """Write anew where one challenge stands."""
    return project(session, case(session, reference), today, at)


def rebuild(session: Session, today: date, at: datetime) -> Rebuilt:
    """Make every standing again from the events, and name those that differed from what was there."""
    before = {each.reference: standings.said(each) for each in standings.listed(session)}
    references = standings.references(session)
    standings.clear(session, references)
    after = {reference: standings.said(refresh(session, reference, today, at)) for reference in references}
    differing = (each for each in sorted({*before, *after}) if before.get(each) != after.get(each))
    return Rebuilt(len(references), tuple(differing))


def current(session: Session, today: date, at: datetime) -> list[Standing]:
    """Return where every challenge stands on a day; what has changed since it was written is worked out."""
    found = []
    for each in standings.listed(session):
        is_stale = each.next_change is not None and each.next_change <= today
        found.append(standing_of(case(session, each.reference), today, at) if is_stale else each)
    return sorted(found, key=lambda each: (each.next_due or date.max, each.reference))
