"""Keeps the list of challenges true: each one's standing is worked out from its history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casework import seats
from casework.case import Case, cases
from casework.indexing import begin_anew, index
from db import people, standings
from db.models import Standing
from domain.councils import name_key
from domain.deadlines import Deadline
from domain.errors import WrongUse
from domain.lifecycle import Milestone, PersonId, Reference
from domain.outlook import Outlook
from domain.people import Role
from domain.pipeline import Expected, several
from domain.reading import Reading

AT_ONCE = 100
"""How many challenges are read with one question to the database."""


class UnknownAdviser(WrongUse):
    """Nobody goes by that name or address."""

    def __str__(self) -> str:
        see = "`cpc team` lists the people of a challenge with their addresses."
        return f"Nobody is called {self.args[0]!r}. {see}"


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
        councils=_named(view.reading),
        adviser=next((each.person for each in view.reading.in_office(Role.PRINCIPAL_ADVISER)), None),
        visit_start=_visit_start(view),
        next_deadline=following.title if following else None,
        next_due=following.due if following else None,
        overdue=len(view.overdue),
        next_change=today if owed else view.next_change,
        owed=owed,
        waiting=len(view.gaps),
        updated_at=at,
        **_listed_by(on_desk, view),
    )


def _named(reading: Reading) -> str:
    """Name the councils as a list does, where nobody reads a history to see that it is invented."""
    names = ", ".join(place.name for place in reading.councils)
    return f"{names} (sample)" if reading.is_invented else names


def _listed_by(on_desk: Case, view: Outlook) -> dict[str, Any]:
    """Return what lists of challenges are narrowed down by and put in order by."""
    places = view.reading.councils
    kinds = (on_desk.kinds.get(place.code) for place in places)
    return {
        "scheme": on_desk.scheme.name,
        "product": str(view.reading.product),
        "regions": several(place.region for place in places),
        "types": several(kind.value for kind in kinds if kind),
        "is_first_time": on_desk.is_first_time,
        "searched": name_key(" ".join((on_desk.reference, *(place.name for place in places)))),
        "stage_since": _stage_since(view),
        "late_from": min((each.late_from for each in _running(view) if each.late_from), default=None),
        **{each.column: _expected(view, MET_BY[each]) for each in Expected if each is not Expected.VISIT},
    }


MET_BY = {
    Expected.VISIT: Milestone.VISIT_STARTED,
    Expected.REPORT: Milestone.REPORT_PUBLISHED,
    Expected.PLAN: Milestone.PLAN_PUBLISHED,
    Expected.REVIEW: Milestone.REVIEW_HELD,
    Expected.REVIEW_REPORT: Milestone.REVIEW_REPORT_PUBLISHED,
}
"""By what is met what is expected of a challenge."""


def _stage_since(view: Outlook) -> date | None:
    """Return the day on which the stage that is furthest on was opened; nobody may know it of the past."""
    if not view.open_stages:
        return None
    opened = view.scheme.stages[view.open_stages[-1]].opens_after
    days = (event.on.first for event in view.reading.events if event.kind == opened)
    return min(days, default=None)


def _running(view: Outlook) -> Iterator[Deadline]:
    """Return the deadlines that somebody has to meet, and misses by now or on a day if nothing is done."""
    for each in view.deadlines:
        if each.rule.meets and each.is_open and not each.is_forecast and each.pause is None:
            yield each


def _expected(view: Outlook, milestone: Milestone) -> date | None:
    """Return by when a milestone is to be met: by the first of the councils that have not."""
    dues = (each.due for each in view.deadlines if each.rule.meets is milestone and each.is_open and each.due)
    return min(dues, default=None)


def _visit_start(view: Outlook) -> date | None:
    """Return when the visit is to begin; of a challenge of the past only when it began may be known."""
    planned = view.reading.day_of("visit_start", None)
    began = view.reading.was_met(Milestone.VISIT_STARTED, None)
    return planned[0] if planned else began.on.first if began else None


def advisers_called(session: Session, name: str) -> frozenset[PersonId]:
    """Return everybody who goes by a name or address; ``UnknownAdviser`` if nobody does."""
    known = people.called(session, name)
    if not known:
        raise UnknownAdviser(name)
    return known


def rebuild(session: Session, today: date, at: datetime) -> Rebuilt:
    """Make every standing again from the events, and name those that differed from what was there."""
    before = {each.reference: standings.said(each) for each in standings.listed(session)}
    standings.clear(session)
    begin_anew(session)
    after: dict[Reference, dict[str, object]] = {}
    for some in _hundreds(standings.references(session)):
        on_desk = cases(session, some)
        made = [standing_of(each, today, at) for each in on_desk]
        standings.put(session, made)
        seats.put(session, [(each.reference, each.on(today).reading) for each in on_desk])
        index(session, on_desk, today)
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
