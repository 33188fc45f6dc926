"""What holds of every history that the rules allow, however its days, roles, councils and schemes fall."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import Calendar
from domain.days import Day
from domain.history_reader import read, read_on
from domain.lifecycle import (
    DATES,
    CouncilCode,
    Details,
    Event,
    Happening,
    History,
    Kind,
    Milestone,
    PersonId,
)
from domain.moves import Claim, Move, NotYet, WouldBreak, check_allowed, check_correction
from domain.outlook import Outlook, outlook
from domain.owed import OwedNotice
from domain.people import ROLES, Role, Side
from domain.rules import NoticeRule
from domain.schemes import known_schemes
from domain.surveys import opening_of
from domain.working_days import Closure
from tests.histories import CALENDAR, JOINT, PARTIES, TAMWORTH, THE_YEAR, Story
from tests.proof_checker import check

ONE_DAY = timedelta(days=1)
NEEDED = {Role.LEAD_CHIEF_EXECUTIVE, Role.LEAD_MEMBER, Role.MEMBER_PEER, Role.CHALLENGE_MANAGER}
ROLE_SETS = st.sets(st.sampled_from(sorted(set(Role) - NEEDED))).map(lambda others: NEEDED | others)
POSTPONED, CANCELLED, OVERRIDDEN = Happening.POSTPONED, Happening.CANCELLED, Happening.OVERRIDDEN
CORRECTED, PAUSED, EXTENDED = Happening.CORRECTED, Happening.PAUSED, Happening.EXTENDED
CLOCK = (PAUSED, Happening.RESUMED, EXTENDED)
ORDERLESS = (Happening.OPENED, Happening.FACTS_SET, Happening.CONTENT_RECEIVED, Happening.OVERRIDDEN)
PEOPLE = {side: [PersonId(f"{side}-{number}") for number in (1, 2, 3)] for side in Side}


class Walk:
    """A history that goes the usual way for a while, and then any way that the rules allow."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        councils = draw(st.sampled_from([(TAMWORTH,), JOINT]))
        story = Story(*councils, under=draw(st.sampled_from(known_schemes())))
        story.staffed(draw(ROLE_SETS))
        story.until(draw(st.sampled_from(list(THE_YEAR))))
        self.scheme, self.councils = story.scheme, story.councils
        shift = timedelta(days=draw(st.integers(0, 365)))
        self.events = [moved(event, shift) for event in story.events]
        self.today = self.events[-1].on.first
        self.days = [(len(self.events), self.today)]

    def __repr__(self) -> str:
        """Tell the story of a counter-example, a line an event."""
        told = [f"scheme {self.scheme.name}, looked at {[f'{count} on {day}' for count, day in self.days]}"]
        told += [
            f"{each.seq} {each.on.iso} {each.kind} {each.council or '-'} {each.undoes or ''} "
            f"{each.details.to_json()}"
            for each in self.events
        ]
        return "\n".join(told)

    def add(
        self, kind: Kind, said: Details, council: CouncilCode | None = None, undoes: int | None = None
    ) -> None:
        self.events.append(Event(len(self.events) + 1, kind, Day(self.today), council, said, undoes))

    @property
    def view(self) -> Outlook:
        return outlook(self.events, self.scheme, CALENDAR, self.today)

    def step(self) -> None:
        """Let some days pass and do one thing that may be done."""
        self.today += timedelta(days=self.draw(st.sampled_from([0, 0, 1, 3, 10, 30, 75])))
        steps = (self.advance, self.advance, self.advance, self.staff, self.write, self.interrupt)
        self.draw(st.sampled_from(steps))()
        self.days.append((len(self.events), self.today))

    def advance(self) -> None:
        allowed = [move for move in self.view.moves if move.is_allowed]
        if not allowed:
            self.staff()
            return
        claim = fitting(self.draw(st.sampled_from(allowed)), self.view, self.draw(st.integers(5, 150)))
        self.today = claim.on.first
        check_allowed(self.events, self.scheme, claim, CALENDAR, self.today)
        self.add(claim.milestone, claim.details, claim.council)

    def staff(self) -> None:
        role = self.draw(st.sampled_from(Role))
        place = self.draw(st.sampled_from(self.councils)) if ROLES[role].side is Side.COUNCIL else None
        code = place.code if place else None
        held = self.view.reading.in_office(role, code)
        leaves = self.draw(st.booleans())
        if held and leaves:
            self.add(Happening.RELEASED, Details(role=role, person=held[0].person), code)
        elif not held and self.draw(st.sampled_from([False, False, False, True])):
            self.add(Happening.LEFT_VACANT, Details(role=role, reason="nobody can"), code)
        else:
            person = self.draw(st.sampled_from(PEOPLE[ROLES[role].side]))
            said = Details(role=role, person=person, party=PARTIES.get(role), interest="none")
            self.add(Happening.ASSIGNED, said, code)

    def write(self) -> None:
        wanted = [
            (content, move.council)
            for move in self.view.moves
            for content in self.scheme.milestones[move.milestone].content
            if not self.view.reading.content(content, move.council)
        ]
        if wanted:
            content, council = self.draw(st.sampled_from(wanted))
            self.add(Happening.CONTENT_RECEIVED, Details(content=content), council)

    def interrupt(self) -> None:
        kinds = (POSTPONED, CANCELLED, OVERRIDDEN, CORRECTED, PAUSED, EXTENDED)
        getattr(self, f"_{self.draw(st.sampled_from(kinds))}")()

    def _postponed(self) -> None:
        start = self.today + timedelta(days=self.draw(st.integers(10, 200)))
        is_new = self.draw(st.booleans())
        dates: dict[str, Any] = {"visit_start": start, "visit_end": start} if is_new else {}
        self.add(Happening.POSTPONED, Details(reason="an election", **dates))

    def _paused(self) -> None:
        """Stop the clock of all or of one council, or set it going."""
        place = self.draw(st.sampled_from([None, *self.councils]))
        code = place.code if place else None
        kind = Happening.RESUMED if self.view.reading.open_pause(code) else PAUSED
        self.add(kind, Details(reason="an illness"), code)

    def _extended(self) -> None:
        rule = self.draw(st.sampled_from(list(self.scheme.deadlines.values())))
        place = self.draw(st.sampled_from([None, *self.councils]))
        said = Details(deadline=rule.name, days=self.draw(st.integers(1, 20)), reason="a late answer")
        self.add(EXTENDED, said, place.code if place else None)

    def _cancelled(self) -> None:
        kind = Happening.REOPENED if self.view.reading.cancelled else Happening.CANCELLED
        self.add(kind, Details(reason="a merger"))

    def _overridden(self) -> None:
        for warning in self.view.warnings:
            self.add(Happening.OVERRIDDEN, Details(warning=warning.key, reason="talked over"))

    def _corrected(self) -> None:
        """Undo a milestone, a correction or what was done to the clock.

        What was done to people stays, or what they had would be lost.
        """
        undone = {event.undoes for event in self.events}
        open_to_it = [
            event.seq
            for event in self.events
            if event.seq not in undone
            and (isinstance(event.kind, Milestone) or event.undoes or event.kind in CLOCK)
        ]
        if open_to_it:
            seq = self.draw(st.sampled_from(open_to_it))
            try:
                check_correction(self.events, self.scheme, seq, self.today)
            except WouldBreak:
                return
            self.add(Happening.CORRECTED, Details(reason="a mistake"), undoes=seq)


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    walk = Walk(draw)
    for _ in range(draw(st.integers(0, 8))):
        walk.step()
    return walk


def moved(event: Event, by: timedelta) -> Event:
    """Return an event as it would have been some days later, with every date that it says."""
    said = event.details.to_json()
    dates = {name: (date.fromisoformat(said[name]) + by).isoformat() for name in DATES & said.keys()}
    return replace(event, on=Day(event.on.first + by), details=Details.from_json(said | dates))


def fitting(move: Move, view: Outlook, days: int) -> Claim:
    """Return what somebody says who records a move on the first day that fits."""
    rule = view.scheme.milestones[move.milestone]
    ends = view.reading.day_of(rule.not_before, move.council) if rule.not_before else None
    on = max(view.today, ends[0]) if ends else view.today
    start, end = on + timedelta(days=days), on + timedelta(days=days + 2)
    said: dict[str, Any] = {"body": "Cabinet"}
    said |= {f"{what}_start": start for what in ("visit", "review")}
    said |= {f"{what}_end": end for what in ("visit", "review")}
    if days % 2 and "call_in_ends" in rule.may_say:
        said["call_in_ends"] = start
    names = (*rule.details, "call_in_ends")
    return Claim(
        move.milestone, Day(on), move.council, Details(**{k: v for k, v in said.items() if k in names})
    )


def known(view: Outlook) -> set[tuple[str, str]]:
    """Return what is owed to somebody by name, lapsed or not."""
    papers = {(each.key, "") for each in view.documents}
    return papers | {(each.key, each.slot) for each in view.notices if each.person}


def day_of(view: Outlook, rule: NoticeRule, council: CouncilCode | None) -> object:
    """Say of which day a reminder is, by which event, and since when that is so."""
    if rule.deadline:
        found = next(each for each in view.deadlines if (each.name, each.council) == (rule.deadline, council))
        return found.due, found.since, found.anchor and found.anchor.event and found.anchor.event.seq
    if rule.survey:
        opening = opening_of(view.reading, view.scheme, rule.survey, council, view.today)
        return opening and opening.first
    assert rule.milestone
    planned = view.scheme.milestones[rule.milestone].forecast if min(rule.days) <= 0 else None
    said = view.reading.day_of(planned, council) if planned else None
    met = view.reading.was_met(rule.milestone, council)
    return said or (met and met.seq)


def has_moved(each: OwedNotice, before: Outlook, after: Outlook) -> bool:
    """Say whether a reminder is of a day that is another now, or of a morning when the clock stood still."""
    return each.rule.is_reminder and (
        day_of(before, each.rule, each.council) != day_of(after, each.rule, each.council)
        or after.reading.stood_still(each.on, each.council)
    )


@given(walks())
def test_a_later_event_unsays_nothing_that_was_owed_but_reminders_of_a_day_that_moved(walk: Walk) -> None:
    views = [outlook(walk.events[:count], walk.scheme, CALENDAR, day) for count, day in walk.days]

    for before, after in pairwise(views):
        moved_away = {(each.key, each.slot) for each in before.notices if has_moved(each, before, after)}
        assert known(before) - moved_away <= {
            *((each.key, each.slot) for each in after.notices),
            *((each.key, "") for each in after.documents),
        }


def said_of(view: Outlook) -> dict[str, object]:
    """Return everything that an outlook says, without the numbers of the events."""
    return {
        "state": view.state,
        "stages": view.stages,
        "deadlines": {(each.name, each.council, each.standing, each.reason) for each in view.deadlines},
        "moves": {(each.milestone, each.council, frozenset(each.obstacles)) for each in view.moves},
        "warnings": set(view.warnings),
        "documents": {(each.key, each.waits_for, each.lapsed) for each in view.documents},
        "notices": {(each.key, each.slot, each.person, each.waits_for, each.lapsed) for each in view.notices},
    }


def shuffled(history: History, data: st.DataObject) -> list[Event]:
    """Return a history in which milestones and assignments of each day were recorded in another order."""
    numbers: dict[int, int] = {}
    for day in dict.fromkeys(event.on for event in history):  # A set has another order in each process.
        that_day = [event for event in history if event.on == day]
        free = [event for event in that_day if isinstance(event.kind, Milestone) or event.kind == "assigned"]
        seats = {(event.kind, event.council, event.details.role) for event in free}
        is_plain = all(event in free or event.kind in ORDERLESS for event in that_day)
        seqs = [event.seq for event in free]
        others = data.draw(st.permutations(seqs)) if is_plain and len(seats) == len(free) else seqs
        numbers |= dict(zip(seqs, others, strict=True))
    return [
        replace(
            event,
            seq=numbers.get(event.seq, event.seq),
            undoes=numbers.get(event.undoes, event.undoes) if event.undoes else None,
        )
        for event in history
    ]


@given(walks(), st.data())
def test_the_order_of_recording_within_a_day_does_not_matter(walk: Walk, data: st.DataObject) -> None:
    other = shuffled(walk.events, data)

    assert said_of(outlook(other, walk.scheme, CALENDAR, walk.today)) == said_of(walk.view)


@given(walks(), st.data())
def test_an_outlook_on_an_earlier_day_knows_nothing_of_later_events(walk: Walk, data: st.DataObject) -> None:
    first = walk.events[0].on.first
    day = data.draw(st.dates(first, max(first, walk.today)))
    until_then = [event for event in walk.events if event.on.first <= day]

    whole, part = (outlook(events, walk.scheme, CALENDAR, day) for events in (walk.events, until_then))

    assert said_of(whole) == said_of(part)


def turning(view: Outlook) -> object:
    """Return what of an outlook may change without an event."""
    standings = [(each.name, each.council, each.standing) for each in view.deadlines]
    return standings, {(each.key, each.slot) for each in view.notices}


@given(walks())
def test_nothing_changes_by_itself_before_the_day_that_is_named(walk: Walk) -> None:
    view = walk.view
    change = view.next_change
    end = change or walk.today + timedelta(days=400)
    near = [walk.today + timedelta(days=number) for number in range(1, 15)]
    days = {day for day in [*near, end - ONE_DAY] if day < end}

    for day in days:
        assert turning(outlook(walk.events, walk.scheme, CALENDAR, day)) == turning(view), day
    if change:
        assert turning(outlook(walk.events, walk.scheme, CALENDAR, change)) != turning(view)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Return a calendar with closures of its own and a bank holiday or two that were proclaimed late."""
    firsts = draw(st.lists(st.dates(date(2022, 1, 1), date(2028, 12, 31)), max_size=8))
    lengths = (draw(st.integers(0, 20)) for _ in firsts)
    return Calendar(
        closures=tuple(
            Closure("Closed", first, first + timedelta(days=days))
            for first, days in zip(firsts, lengths, strict=False)
        )
    )


@given(walks())
def test_a_history_read_line_by_line_says_at_each_line_what_it_says_read_at_once(walk: Walk) -> None:
    lines = sorted(walk.events, key=lambda each: each.seq)
    last = max(each.on.first for each in lines)

    for number, (event, so_far) in enumerate(read_on(walk.events, last), start=1):
        assert event == lines[number - 1]
        assert so_far == read(lines[:number], last)


@given(walks(), calendars())
def test_every_date_of_every_history_follows_from_its_card(walk: Walk, calendar: Calendar) -> None:
    view = outlook(walk.events, walk.scheme, calendar, walk.today)

    for each in view.deadlines:
        card = view.proof(each).to_json()
        assert card["due"] == (each.due.isoformat() if each.due else None)
        check(json.dumps(card))


@given(walks(), st.integers(5, 150))
def test_a_move_is_refused_exactly_when_something_stands_in_its_way(walk: Walk, days: int) -> None:
    for move in walk.view.moves:
        claim = fitting(move, walk.view, days)
        assert is_allowed(walk, claim) is move.is_allowed, move


def is_allowed(walk: Walk, claim: Claim) -> bool:
    try:
        check_allowed(walk.events, walk.scheme, claim, CALENDAR, claim.on.first)
    except NotYet:
        return False
    return True
