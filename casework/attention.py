"""What of a challenge waits for somebody: letters to approve, warnings, gaps, and what was not heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from casework.approvals import waiting
from casework.case import Case
from casework.spoken import holders, place_name, spoken
from db import announcements
from domain.lifecycle import CouncilCode, Reference
from domain.outlook import Outlook
from domain.owed import Gap, OwedNotice


@dataclass(frozen=True, slots=True)
class ToApprove:
    """A letter that goes outside the programme only if somebody says so: of what, to whom, since when."""

    key: str
    title: str
    place: str
    deadline: str
    since: date
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that the programme wants looked at; it is open until it is allowed with a reason."""

    key: str
    text: str
    allowed_because: str | None


@dataclass(frozen=True, slots=True)
class Awaiting:
    """Something that keeps documents or letters waiting, and who can put that right."""

    text: str
    who: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unheard:
    """An announcement that was not taken, or of which nobody knows; the programme office tells it again."""

    number: int
    reference: Reference
    destination: str
    subject: str
    why: str


def unheard(session: Session, reference: Reference | None = None) -> tuple[Unheard, ...]:
    """Return the announcements that wait for somebody, of one challenge or of all."""
    return tuple(
        Unheard(each.id, each.reference, each.destination, each.subject, each.error or "")
        for each in announcements.listed(session, reference, for_people=True)
    )


def to_approve(on_desk: Case, view: Outlook) -> tuple[ToApprove, ...]:
    """Return the letters that wait for a programme manager's word."""
    wanted = set(waiting(view))
    known = [each for each in view.notices if each.key in wanted and each.person and each.waits_for]
    return tuple(_letter(on_desk, view, list(same)) for _, same in groupby(known, key=lambda each: each.key))


def _letter(on_desk: Case, view: Outlook, same: list[OwedNotice]) -> ToApprove:
    first = same[0]
    names = (on_desk.people[each.person].name for each in same if each.person)
    return ToApprove(
        first.key,
        first.rule.title,
        place_name(view, first.council),
        first.deadline.title if first.deadline else "",
        first.on,
        tuple(dict.fromkeys(names)),
    )


def warned(on_desk: Case, view: Outlook) -> tuple[Warned, ...]:
    """Return the warnings of a challenge, the open ones first."""
    found = sorted(view.warnings, key=lambda each: not each.is_open)
    return tuple(Warned(each.key, spoken(each.text, on_desk.people), each.allowed_because) for each in found)


def awaiting(on_desk: Case, view: Outlook) -> tuple[Awaiting, ...]:
    """Return what documents and letters wait for, each said once; what waits for approval is apart."""
    return tuple(dict.fromkeys(_awaiting(on_desk, view)))


def _awaiting(on_desk: Case, view: Outlook) -> Iterator[Awaiting]:
    for gap in view.gaps:
        if not gap.text.startswith("nobody has approved"):
            yield waited_for(on_desk, view, gap, None)


def waited_for(on_desk: Case, view: Outlook, gap: Gap, council: CouncilCode | None) -> Awaiting:
    """Say of a gap who can close it; where it may be any of several councils', nobody is named."""
    is_clear = council is not None or len(view.reading.councils) == 1
    names = holders(view, on_desk.people, gap.who, council) if is_clear else ()
    return Awaiting(spoken(gap.text, on_desk.people), gap.who, names)
