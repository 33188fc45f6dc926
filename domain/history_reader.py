"""Reads a history: takes in what happened, event by event, each kind of event in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from domain.contents import Content
from domain.lifecycle import (
    DATES,
    CouncilCode,
    Event,
    Happening,
    History,
    Milestone,
    PersonId,
    Place,
    in_force,
)
from domain.people import Holding, Role, role_named
from domain.reading import Met, Reading, Succession, spell

_PLANNED = tuple(sorted(name for name in DATES if not name.startswith("was_")))
_SAYS_DATES = (Happening.OPENED, Happening.POSTPONED)
"""What says planned dates beside the milestones: the first ones may be known from the start."""

T = TypeVar("T")
Said = TypeVar("Said")


def read(history: History, today: date) -> Reading:
    """Read what had happened by ``today``; what a correction has undone counts for nothing."""
    past = [event for event in history if event.on.first <= today]
    events = in_force(past)
    standing = {event.seq for event in events}
    reading = Reading(events=events, void=tuple(event for event in past if event.seq not in standing))
    for event in sorted((*events, *reading.void), key=lambda each: each.seq):
        _note_cause(reading, event)
    for event in events:
        _take_in(reading, event)
    return reading


def read_on(history: History, today: date) -> Iterator[tuple[Event, Reading]]:
    """Read a history event by event, and give after each what it says so far.

    It is one reading that grows, so that a step costs one event and not all before it; only a correction has
    everything read anew. Whoever keeps what a step said has to copy it.
    """
    past = sorted((each for each in history if each.on.first <= today), key=lambda each: each.seq)
    reading = Reading()
    for number, event in enumerate(past, start=1):
        if event.undoes is None:
            reading.events += (event,)
            _note_cause(reading, event)
            _take_in(reading, event)
        else:
            reading = read(past[:number], today)
        yield event, reading


def _note_cause(reading: Reading, event: Event) -> None:
    if not event.backfilled:
        reading.causes.setdefault(event.kind, []).append(event)


def _take_in(reading: Reading, event: Event) -> None:
    heir = reading.heir(event.council)
    _hold(reading, event if heir == event.council else replace(event, council=heir))


def _hold(reading: Reading, event: Event) -> None:
    if isinstance(event.kind, Milestone) or event.kind in _SAYS_DATES:
        for name in _PLANNED:
            if (said := getattr(event.details, name)) is not None:
                reading.planned[name, event.council] = (said, event)
    if event.details.mode and event.council is None:
        reading.mode = event.details.mode
    if isinstance(event.kind, Milestone):
        reading.met[event.kind, event.council] = event
        reading.postponed.pop((event.kind, event.council), None)
        return
    take = _HAPPENINGS.get(event.kind)
    if take:
        take(reading, event)


def _opened(reading: Reading, event: Event) -> None:
    reading.councils = reading.opened_with = event.details.councils
    reading.product = event.details.product or reading.product
    reading.opened = None if event.backfilled else event  # A past begins with the first day that is known.
    _facts(reading, event)


def _facts(reading: Reading, event: Event) -> None:
    reading.focus = event.details.focus or reading.focus
    if event.council and event.details.control:
        reading.control[event.council] = event.details.control
    if event.details.first_time is not None:
        reading.firsts.append(event)


def _assigned(reading: Reading, event: Event) -> None:
    said = event.details
    role, person = role_named(said.role), PersonId(said.person or "")
    reading.vacant.pop((role, event.council), None)
    if _held_by(reading, role, person, event.council):
        return
    new = Holding(
        role, person, event.on.first, event.council, said.party, said.home, said.near, said.interest
    )
    if reading.left.pop(spell(new), None) is None:
        reading.holdings.append(new)


def _released(reading: Reading, event: Event) -> None:
    role, person = role_named(event.details.role), PersonId(event.details.person or "")
    reading.left |= {spell(each): event for each in _held_by(reading, role, person, event.council)}


def _held_by(reading: Reading, role: Role, person: PersonId, council: CouncilCode | None) -> list[Holding]:
    return [each for each in reading.in_office(role) if (each.person, each.council) == (person, council)]


def _left_vacant(reading: Reading, event: Event) -> None:
    reading.vacant[role_named(event.details.role), event.council] = event.details.reason or ""


def _declared(reading: Reading, event: Event) -> None:
    reading.holdings = [
        replace(each, interest=event.details.interest) if each.person == event.details.person else each
        for each in reading.holdings
    ]


def _overridden(reading: Reading, event: Event) -> None:
    reading.allowed[event.details.warning or ""] = event.details.reason or ""


def _approved(reading: Reading, event: Event) -> None:
    reading.approved[event.details.key or ""] = event


def _wished(reading: Reading, event: Event) -> None:
    reading.wishes[event.details.key or ""] = event


def _personal_line(reading: Reading, event: Event) -> None:
    place = event.details.key or "", event.details.reader
    reading.lines.pop(place, None)
    if event.details.digest:
        reading.lines[place] = event


def _content_received(reading: Reading, event: Event) -> None:
    reading.contents[Content(event.details.content or ""), event.council] = event


def _meeting_set(reading: Reading, event: Event) -> None:
    reading.scoping_meeting = event


def _postponed(reading: Reading, event: Event) -> None:
    """Take new dates for the old; without any the old ones are void, and dates have to be set again.

    Until the visit has begun it is the visit that is postponed, and from then on the progress review.
    """
    review = event.details.review_start or (Milestone.VISIT_STARTED, None) in reading.met
    if not review:
        _put_off(reading, event, Milestone.DATES_SET, "visit", None)
        return
    for council in [event.council] if event.council else [place.code for place in reading.councils]:
        _put_off(reading, event, Milestone.REVIEW_SCHEDULED, "review", council)


def _put_off(
    reading: Reading, event: Event, milestone: Milestone, what: str, council: CouncilCode | None
) -> None:
    if getattr(event.details, f"{what}_start"):
        if reading.postponed.pop((milestone, council), None):
            reading.met[milestone, council] = event
        return
    reading.postponed[milestone, council] = event
    reading.met.pop((milestone, council), None)
    for name in (f"{what}_start", f"{what}_end"):
        reading.planned.pop((name, council), None)
        reading.planned.pop((name, None), None)


def _switched(reading: Reading, event: Event) -> None:
    reading.switches.append(event)


def _extended(reading: Reading, event: Event) -> None:
    reading.extensions.append(event)


def _aftercare(reading: Reading, event: Event) -> None:
    reading.aftercare.append(event)


def _cancelled(reading: Reading, event: Event) -> None:
    reading.cancelled = event


def _reopened(reading: Reading, event: Event) -> None:
    if reading.cancelled:
        reading.rests.append((reading.cancelled.on.first, event.on.first))
    reading.cancelled = None
    reading.met.pop((Milestone.CLOSED, None), None)


def _redrafted(reading: Reading, event: Event) -> None:
    """Let the check begin anew with another draft: no report is final on the answer to an older one."""
    if (Milestone.DRAFT_SENT, None) in reading.met:
        reading.met[Milestone.DRAFT_SENT, None] = event
        reading.met.pop((Milestone.FACT_CHECK_RETURNED, None), None)


def _superseded(reading: Reading, event: Event) -> None:
    """Pass a council's part on, with what it met, planned and handed in; its people's roles end with it.

    Who controls the new council, who holds its roles and which stay vacant is its own affair.
    """
    old, new = reading.place(event.council), event.details.successor
    if old is None or new is None:
        return  # The succession before this one has been undone.
    if reading.place(new.code):
        reading.met = _met_by_both(reading.met, old.code, new.code)
    reading.successions.append(Succession(old, new, event))
    left = {each: new if each == old else each for each in reading.councils}
    reading.councils = tuple({each.code: each for each in left.values()}.values())
    reading.met = _passed_on(reading.met, old, new, lambda said: said.seq)
    reading.planned = _passed_on(reading.planned, old, new, lambda said: said[1].seq)
    reading.contents = _passed_on(reading.contents, old, new, lambda said: said.seq)
    reading.postponed = _passed_on(reading.postponed, old, new, lambda said: said.seq)
    reading.switches = [_of(new, each) if each.council == old.code else each for each in reading.switches]
    reading.extensions = [_of(new, each) if each.council == old.code else each for each in reading.extensions]
    reading.aftercare = [_of(new, each) if each.council == old.code else each for each in reading.aftercare]
    reading.control.pop(old.code, None)
    reading.vacant = {seat: why for seat, why in reading.vacant.items() if seat[1] != old.code}
    staying = [each for each in reading.holdings if reading.left_on(each) is None]
    reading.left |= {spell(each): event for each in staying if each.council == old.code}


def _met_by_both(met: dict[Met, Event], old: CouncilCode, new: CouncilCode) -> dict[Met, Event]:
    """Keep of two councils that become one what both had met: the rest it still has to do."""
    ours = (old, new)
    return {
        (milestone, code): event
        for (milestone, code), event in met.items()
        if code not in ours or all((milestone, each) in met for each in ours)
    }


def _passed_on(
    held: dict[tuple[T, CouncilCode | None], Said], old: Place, new: Place, order: Callable[[Said], int]
) -> dict[tuple[T, CouncilCode | None], Said]:
    """Return what councils hold with the successor in its predecessor's place; of two, what was said last."""
    passed: dict[tuple[T, CouncilCode | None], Said] = {}
    for (what, council), said in sorted(held.items(), key=lambda each: order(each[1])):
        passed[what, new.code if council == old.code else council] = said
    return passed


def _of(council: Place, event: Event) -> Event:
    return replace(event, council=council.code)


_HAPPENINGS = {
    Happening.OPENED: _opened,
    Happening.FACTS_SET: _facts,
    Happening.MEETING_SET: _meeting_set,
    Happening.ASSIGNED: _assigned,
    Happening.RELEASED: _released,
    Happening.LEFT_VACANT: _left_vacant,
    Happening.DECLARED: _declared,
    Happening.OVERRIDDEN: _overridden,
    Happening.APPROVED: _approved,
    Happening.HELD_BACK: _wished,
    Happening.LET_OUT: _wished,
    Happening.BROUGHT_FORWARD: _wished,
    Happening.PERSONAL_LINE: _personal_line,
    Happening.CONTENT_RECEIVED: _content_received,
    Happening.REDRAFTED: _redrafted,
    Happening.POSTPONED: _postponed,
    Happening.PAUSED: _switched,
    Happening.RESUMED: _switched,
    Happening.EXTENDED: _extended,
    Happening.CANCELLED: _cancelled,
    Happening.REOPENED: _reopened,
    Happening.SUPERSEDED: _superseded,
    Happening.AFTERCARE: _aftercare,
}
