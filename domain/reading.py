"""What a history says on a day, before any rule is applied; ``history_reader`` takes it in event by event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from domain.contents import Content
from domain.lifecycle import CouncilCode, Event, Happening, Kind, Milestone, Mode, PersonId, Place, Product
from domain.pauses import Pause, pauses_among
from domain.people import Holding, Role, Side, roles_on
from domain.rules import Per, Scheme

INVENTED = "Invented, to look at: no such challenge was held on these days"
"""The source of a sample: a challenge of a real council that never was."""

Met = tuple[Milestone, CouncilCode | None]
Spell = tuple[Role, PersonId, CouncilCode | None, date]
"""One time of holding a role: who gave it up and took it again has two."""


class Expired(NamedTuple):
    """A consent that was given too long before the visit, and the day of that visit."""

    given: Event
    visit: date


class Succession(NamedTuple):
    """A council that took part, was abolished, and passed its part on to another."""

    old: Place
    new: Place
    event: Event

    @property
    def known(self) -> date:
        """The last day on which somebody may have been written to at the old council."""
        return max(self.event.on.last, self.event.recorded_on or date.min)


@dataclass(slots=True)
class Reading:
    """What a history says, as far as it had happened on a day."""

    councils: tuple[Place, ...] = ()
    opened_with: tuple[Place, ...] = ()
    opened: Event | None = None
    successions: list[Succession] = field(default_factory=list)
    product: Product = Product.CORPORATE
    mode: Mode | None = None
    focus: tuple[str, ...] = ()
    control: dict[CouncilCode, str | None] = field(default_factory=dict)
    met: dict[Met, Event] = field(default_factory=dict)
    expired: dict[Milestone, Expired] = field(default_factory=dict)
    planned: dict[tuple[str, CouncilCode | None], tuple[date, Event]] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)
    left: dict[Spell, Event] = field(default_factory=dict)
    vacant: dict[tuple[Role, CouncilCode | None], str] = field(default_factory=dict)
    allowed: dict[str, str] = field(default_factory=dict)
    approved: dict[str, Event] = field(default_factory=dict)
    wishes: dict[str, Event] = field(default_factory=dict)
    lines: dict[tuple[str, PersonId | None], Event] = field(default_factory=dict)
    contents: dict[tuple[Content, CouncilCode | None], Event] = field(default_factory=dict)
    scoping_meeting: Event | None = None
    cancelled: Event | None = None
    rests: list[tuple[date, date]] = field(default_factory=list)
    postponed: dict[Met, Event] = field(default_factory=dict)
    switches: list[Event] = field(default_factory=list)
    extensions: list[Event] = field(default_factory=list)
    firsts: list[Event] = field(default_factory=list)
    aftercare: list[Event] = field(default_factory=list)
    events: tuple[Event, ...] = ()
    void: tuple[Event, ...] = ()
    causes: dict[Kind, list[Event]] = field(default_factory=dict)

    @property
    def is_invented(self) -> bool:
        """Whether it is a sample, which names a real council and must never be taken for true."""
        return any(event.details.source == INVENTED for event in self.events[:1])

    def was_met(self, milestone: Milestone, council: CouncilCode | None) -> Event | None:
        """Return the event that met a milestone, the challenge's own or the council's."""
        return self.met.get((milestone, council)) or self.met.get((milestone, None))

    def is_met(self, kind: Kind, council: CouncilCode | None, scheme: Scheme) -> bool:
        """Say whether something has happened; for the whole challenge, that is for every council."""
        if isinstance(kind, Happening):
            return any(event.kind is kind for event in self.events)
        if scheme.milestones[kind].per is Per.COUNCIL and council is None:
            return all((kind, place.code) in self.met for place in self.councils)
        return self.was_met(kind, council) is not None

    def is_past(self, kind: Kind, council: CouncilCode | None, scheme: Scheme) -> bool:
        """Say whether something has happened, or must have, because what rests on it has.

        A history that was gathered from public pages has gaps: a report that was published was once
        final, though nobody wrote down when.
        """
        if isinstance(kind, Happening):
            return self.is_met(kind, council, scheme)
        if kind in self.expired:
            return False
        each_its_own = scheme.milestones[kind].per is Per.COUNCIL
        if each_its_own and council is None:
            return all(self.is_past(kind, place.code, scheme) for place in self.councils)
        return self.was_met(kind, council) is not None or any(
            met in scheme.later[kind] and (code in (None, council) or not each_its_own)
            for met, code in self.met
        )

    def day_of(self, name: str, council: CouncilCode | None) -> tuple[date, Event] | None:
        """Return a planned date, such as ``visit_start``, with the event that said it last."""
        said = [self.planned[key] for key in {(name, council), (name, None)} if key in self.planned]
        return max(said, key=lambda each: each[1].seq, default=None)

    def content(self, kind: Content, council: CouncilCode | None) -> Event | None:
        """Return the event that brought a content, the council's own or the challenge's."""
        return self.contents.get((kind, council)) or self.contents.get((kind, None))

    def in_office(self, role: Role, council: CouncilCode | None = None) -> list[Holding]:
        """Return who holds a role now; a council's role for that council, or for any if none is named."""
        return [
            each
            for each in self.holdings
            if each.role is role and self.left_on(each) is None and council in (None, each.council)
        ]

    def left_on(self, holding: Holding) -> Event | None:
        """Return the event by which somebody gave up a role, if they did."""
        return self.left.get(spell(holding))

    def came_before(self, milestone: Milestone | None, holding: Holding) -> bool:
        """Say whether somebody took a role before a milestone was met, or on its day."""
        met = self.was_met(milestone, None) if milestone else None
        return met is None or holding.since <= met.on.last

    @property
    def team(self) -> list[Holding]:
        """The peers in the team now, leads first."""
        return [each for role in roles_on(Side.PEERS) for each in self.in_office(role)]

    def rested(self, day: date) -> bool:
        """Say whether the challenge lay cancelled on a day; the day it was cancelled is not one of them."""
        now = [(self.cancelled.on.first, date.max)] if self.cancelled else []
        return any(start < day < end for start, end in (*self.rests, *now))

    def pauses(self, council: CouncilCode | None) -> tuple[Pause, ...]:
        """Return when the clock stood still for the whole challenge or for one council, earliest first."""
        return pauses_among(self.switches, council) if self.switches else ()

    def open_pause(self, council: CouncilCode | None) -> Pause | None:
        """Return the pause that has not ended, if the clock is stopped now."""
        return next((each for each in self.pauses(council) if each.until is None), None)

    @property
    def stopped(self) -> Pause | None:
        """The pause that has not ended, of the challenge or of any of its councils."""
        everybody = (None, *(place.code for place in self.councils))
        return next((found for each in everybody if (found := self.open_pause(each))), None)

    def stood_still(self, day: date, council: CouncilCode | None) -> bool:
        """Say whether the clock stood still on a day; the day it was stopped is not one of them."""
        return any(each.covers(day) for each in self.pauses(council))

    def extensions_of(self, deadline: str, council: CouncilCode | None) -> tuple[Event, ...]:
        """Return what has extended a deadline, in order of recording."""
        if not self.extensions:
            return ()
        return tuple(
            event
            for event in self.extensions
            if event.details.deadline == deadline and event.council in (None, council)
        )

    def attended(self, milestone: Milestone, council: CouncilCode | None = None) -> tuple[PersonId, ...]:
        """Return who attended a visit or review, as recorded with it."""
        event = self.was_met(milestone, council)
        return event.details.attended if event else ()

    @property
    def is_first_time(self) -> bool:
        """Whether it is taken for the councils' first challenge by now."""
        return bool(self.firsts and self.firsts[-1].details.first_time)

    def was_first_time(self, event: Event) -> bool:
        """Say whether it was taken for the councils' first challenge when an event was recorded.

        What was owed for it then stays as it was, whatever is learned of older challenges later.
        """
        said = [each for each in self.firsts if each.seq <= event.seq]
        return bool(said and said[-1].details.first_time)

    def is_per_council(self, rule_per: Per) -> Iterable[CouncilCode | None]:
        """Return whom a rule is for: each council, or the challenge as a whole."""
        return [place.code for place in self.councils] if rule_per is Per.COUNCIL else [None]

    def heir(self, council: CouncilCode | None) -> CouncilCode | None:
        """Return the council that has the part of one that was abolished; itself, if it stands."""
        for each in self.successions:
            council = each.new.code if council == each.old.code else council
        return council

    def wish(self, key: str) -> Event | None:
        """Return what was wanted last of a message: that it is held back, let out or brought forward."""
        if not self.wishes:
            return None
        found = (each for known, each in self.wishes.items() if self._is_same(known, key))
        return max(found, key=lambda each: each.seq, default=None)

    def lines_of(self, key: str) -> dict[PersonId | None, Event]:
        """Return the personal paragraphs of a message, by their reader; those to everybody have none."""
        return {reader: each for (known, reader), each in self.lines.items() if self._is_same(known, key)}

    def _is_same(self, one: str, other: str) -> bool:
        """Say whether two keys are of one message, which passes to a council's successor with the rest."""
        ours, theirs = ([self.heir(CouncilCode(part)) for part in key.split("/")] for key in (one, other))
        return ours == theirs

    @property
    def ever_took_part(self) -> tuple[CouncilCode, ...]:
        """The councils that take part, and those that did before them."""
        return tuple(place.code for place in (*self.councils, *(each.old for each in self.successions)))

    def councils_at(self, event: Event) -> tuple[CouncilCode, ...]:
        """Return the councils that took part when an event was recorded: what it owes is named by them."""
        return self._councils_before(lambda each: each.event.seq <= event.seq)

    def councils_on(self, day: date) -> tuple[CouncilCode, ...]:
        """Return the councils that took part on a day, as far as was known on it."""
        return self._councils_before(lambda each: each.known < day)

    def named_on(self, council: CouncilCode | None, day: date) -> CouncilCode | None:
        """Return the code by which a council's part was known on a day: its predecessor's, before it came."""
        return next((code for code in self.councils_on(day) if self.heir(code) == council), council)

    def _councils_before(self, had_come: Callable[[Succession], bool]) -> tuple[CouncilCode, ...]:
        if not self.successions:
            return tuple(place.code for place in self.councils)
        codes = [place.code for place in self.opened_with]
        for each in filter(had_come, self.successions):
            codes = [each.new.code if code == each.old.code else code for code in codes]
        return tuple(dict.fromkeys(codes))

    def place(self, council: CouncilCode | None) -> Place | None:
        """Return a participating council by its code."""
        return next((place for place in self.councils if place.code == council), None)


def spell(holding: Holding) -> Spell:
    """Name the time for which somebody holds a role."""
    return holding.role, holding.person, holding.council, holding.since
