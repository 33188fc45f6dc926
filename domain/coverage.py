"""When a council had its last challenge, and how that stands to the next one that is expected.

Every council is expected to have a challenge at least every five years. Whoever has had none is one of whom
the programme knows none: it may have had one before anybody wrote it down. Source: LGA, peer challenges we
offer, by the name "offer page" in the schemes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.calendars import Calendar
from domain.counting import counted
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Milestone
from domain.outlook import Outlook
from domain.rules import Scheme

SOON = timedelta(days=365)
"""How long before the next challenge is due somebody should begin to speak of it."""


class Cover(StrEnum):
    """How a council stands to the challenge that is expected of it."""

    NEVER = "never"
    UNDER_WAY = "under_way"
    AHEAD = "ahead"
    SOON = "soon"
    PASSED = "passed"


def cover(next_due: date | None, today: date, *, is_under_way: bool, was_held: bool) -> Cover:
    """Say how a council stands; the day on which the next challenge is due is still in time."""
    if is_under_way:
        return Cover.UNDER_WAY
    if not was_held:
        return Cover.NEVER
    if next_due and next_due < today:
        return Cover.PASSED
    return Cover.SOON if next_due and next_due - today <= SOON else Cover.AHEAD


@dataclass(frozen=True, slots=True)
class Part:
    """A council's part in a challenge: whether it was held, goes on, or was cancelled before any visit."""

    council: CouncilCode
    held: Day | None
    next_due: date | None
    is_under_way: bool
    cancelled_because: str | None


def parts(view: Outlook) -> tuple[Part, ...]:
    """Return each council's part, under the code that has it now."""
    held = held_on(view)
    due = next_due(held, view.scheme, view.calendar) if held else None
    cancelled = view.reading.cancelled if held is None else None
    is_under_way = bool(view.reading.opened) and not view.state.has_ended
    why = (cancelled.details.reason or "") if cancelled else None
    return tuple(Part(place.code, held, due, is_under_way, why) for place in view.reading.councils)


def held_on(view: Outlook) -> Day | None:
    """Return when the visit ended; of a challenge of the past, the first that is known of it if not that."""
    reading = view.reading
    ended = reading.was_met(Milestone.VISIT_ENDED, None)
    if ended:
        return ended.on
    if reading.opened:
        return None
    started = reading.was_met(Milestone.VISIT_STARTED, None)
    known = [started] if started else list(reading.met.values())
    first = min(known, key=_first, default=None)
    return first.on if first else None


def _first(event: Event) -> date:
    return event.on.first


def next_due(held: Day, scheme: Scheme, calendar: Calendar) -> date | None:
    """Return when the next challenge is due: it is the one date that nothing in this challenge meets."""
    rule = next((each for each in scheme.deadlines.values() if each.meets is None), None)
    return counted(held.last, rule.offset, calendar) if rule else None
