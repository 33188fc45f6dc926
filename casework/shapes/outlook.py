"""The JSON of a challenge: one shape for each thing, the same wherever it occurs.

Keys stay; new ones may be added. Dates are ISO dates, as far as they are known: ``2025-01-31``,
``2025-01`` or ``2025``. What has no value is ``null``, and a list that is empty is a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from typing_extensions import TypedDict

from db.people import PersonFacts
from domain.deadlines import Deadline
from domain.lifecycle import Event, PersonId
from domain.moves import Move
from domain.outlook import Outlook, StageStanding
from domain.owed import Gap, OwedDocument, OwedNotice
from domain.people import ROLES, ChallengeWarning, Holding

Shape = dict[str, Any]


class CouncilShape(TypedDict):
    """A council by its code and name."""

    code: str
    name: str


class StageShape(TypedDict):
    """How a stage stands, of one council or of all."""

    stage: str
    title: str
    council: str | None
    state: str


class AnchorShape(TypedDict):
    """What a date is counted from."""

    name: str
    on: str
    event: int | None


class DeadlineShape(TypedDict):
    """A deadline with the way in which its date was found."""

    name: str
    title: str
    council: str | None
    meets: str | None
    due: str | None
    target: str | None
    late_from: str | None
    met: str | None
    standing: str
    forecast: bool
    anchor: AnchorShape | None
    offset: str
    before: bool
    tolerance_days: int
    source: str
    note: str | None
    reason: str


class GapShape(TypedDict):
    """What stands in the way of something, and who can clear it."""

    text: str
    who: str


class MoveShape(TypedDict):
    """A milestone that has not been met, with all that stands in its way."""

    milestone: str
    title: str
    council: str | None
    allowed: bool
    obstacles: list[GapShape]


class WarningShape(TypedDict):
    """A warning about the team."""

    key: str
    text: str
    open: bool
    allowed_because: str | None


class OwedShape(TypedDict):
    """Something that is owed and not done."""

    key: str
    kind: str
    name: str
    title: str
    council: str | None
    role: str | None
    person: str | None
    ready: bool
    waits_for: list[GapShape]


class OutlookShape(TypedDict):
    """Where a challenge stands on a day."""

    reference: str
    on: str
    scheme: str
    product: str
    state: str
    paused_since: str | None
    councils: list[CouncilShape]
    mode: str | None
    focus: list[str]
    open_stages: list[str]
    stages: list[StageShape]
    next_deadline: DeadlineShape | None
    deadlines: list[DeadlineShape]
    moves: list[MoveShape]
    warnings: list[WarningShape]
    gaps: list[GapShape]


def outlook_as_json(reference: str, view: Outlook) -> OutlookShape:
    """Return where a challenge stands."""
    known = view.reading
    following = view.next_deadline
    return {
        "reference": reference,
        "on": view.today.isoformat(),
        "scheme": view.scheme.name,
        "product": str(known.product),
        "state": str(view.state),
        "paused_since": _iso(known.stopped.first) if known.stopped else None,
        "councils": [{"code": place.code, "name": place.name} for place in known.councils],
        "mode": str(known.mode) if known.mode else None,
        "focus": list(known.focus),
        "open_stages": [str(stage) for stage in view.open_stages],
        "stages": [stage_as_json(each) for each in view.stages],
        "next_deadline": deadline_as_json(following) if following else None,
        "deadlines": [deadline_as_json(each) for each in view.deadlines],
        "moves": [move_as_json(each) for each in view.moves],
        "warnings": [warning_as_json(each) for each in view.warnings],
        "gaps": [gap_as_json(each) for each in view.gaps],
    }


def stage_as_json(each: StageStanding) -> StageShape:
    """Return how a stage stands."""
    return {"stage": str(each.stage), "title": each.title, "council": each.council, "state": str(each.state)}


def deadline_as_json(each: Deadline) -> DeadlineShape:
    """Return a deadline with the way in which its date was found."""
    anchor, rule = each.anchor, each.rule
    return {
        "name": each.name,
        "title": each.title,
        "council": each.council,
        "meets": str(rule.meets) if rule.meets else None,
        "due": _iso(each.due),
        "target": _iso(each.target),
        "late_from": _iso(each.late_from),
        "met": each.met.iso if each.met else None,
        "standing": str(each.standing),
        "forecast": each.is_forecast,
        "anchor": {
            "name": rule.anchor,
            "on": anchor.day.iso,
            "event": anchor.event.seq if anchor.event else None,
        }
        if anchor
        else None,
        "offset": str(rule.offset),
        "before": rule.offset.is_before,
        "tolerance_days": rule.tolerance,
        "source": rule.source,
        "note": rule.note,
        "reason": each.reason,
    }


def move_as_json(each: Move) -> MoveShape:
    """Return a milestone that has not been met, with all that stands in its way."""
    return {
        "milestone": str(each.milestone),
        "title": each.title,
        "council": each.council,
        "allowed": each.is_allowed,
        "obstacles": [{"text": obstacle.text, "who": obstacle.who} for obstacle in each.obstacles],
    }


def warning_as_json(each: ChallengeWarning) -> WarningShape:
    """Return a warning about the team."""
    return {"key": each.key, "text": each.text, "open": each.is_open, "allowed_because": each.allowed_because}


def gap_as_json(each: Gap) -> GapShape:
    """Return what something waits for."""
    return {"text": each.text, "who": each.who}


def owed_as_json(each: OwedDocument | OwedNotice) -> OwedShape:
    """Return something that is owed and not done."""
    is_notice = isinstance(each, OwedNotice)
    return {
        "key": each.key,
        "kind": "notice" if is_notice else "document",
        "name": each.rule.name,
        "title": each.rule.title,
        "council": each.council,
        "role": str(each.role) if isinstance(each, OwedNotice) and each.role else None,
        "person": each.person,
        "ready": each.is_ready,
        "waits_for": [gap_as_json(gap) for gap in each.waits_for],
    }


def event_as_json(each: Event) -> Shape:
    """Return one line of a history."""
    return {
        "event": each.seq,
        "kind": str(each.kind),
        "on": each.on.iso,
        "basis": str(each.basis),
        "council": each.council,
        "details": each.details.to_json(),
        "undoes": each.undoes,
        "backfilled": each.backfilled,
        "by": each.by,
        "at": each.at.isoformat() if each.at else None,
    }


def team_as_json(reference: str, view: Outlook, people: Mapping[PersonId, PersonFacts]) -> Shape:
    """Return who takes part."""
    return {
        "reference": reference,
        "on": _iso(view.today),
        "people": [_holding(each, people[each.person]) for each in in_order(view)],
        "vacant": [
            {"role": str(role), "council": council, "reason": reason}
            for (role, council), reason in view.reading.vacant.items()
        ],
        "warnings": [warning_as_json(each) for each in view.warnings],
    }


def in_order(view: Outlook) -> list[Holding]:
    """Return who holds a role now, in the order in which roles are listed."""
    return [each for role in ROLES for each in view.reading.in_office(role)]


def _holding(each: Holding, who: PersonFacts) -> Shape:
    return {
        "role": str(each.role),
        "council": each.council,
        "person": each.person,
        "name": who.name,
        "email": who.email,
        "post": who.post,
        "organisation": who.organisation,
        "party": each.party,
        "home": each.home.code if each.home else None,
        "since": _iso(each.since),
        "interest": each.interest,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
