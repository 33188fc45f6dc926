"""A challenge is its history, read under a scheme, on a date: this is the reading.

Everything that the engine does or shows is a part of an ``Outlook``: the dashboard lists it, the
morning round works it off, a preview renders it for another day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from domain.calendars import Calendar
from domain.consents import without_expired
from domain.deadlines import Deadline, Standing, deadlines
from domain.documents import owed_documents
from domain.history_reader import read
from domain.lifecycle import CouncilCode, History, Milestone, Stage
from domain.moves import Move, moves, warnings
from domain.notices import owed_notices
from domain.owed import Gap, OwedDocument, OwedNotice
from domain.people import ChallengeWarning
from domain.pre_election import poll_warnings
from domain.proofs import Proof
from domain.reading import Reading
from domain.reminders import Reminding
from domain.rules import Scheme, StageRule


class StageState(StrEnum):
    """How far a stage has come; two stages may be open at once."""

    TO_COME = "to come"
    OPEN = "open"
    COMPLETE = "complete"


class State(StrEnum):
    """Whether a challenge is under way."""

    LIVE = "live"
    PAUSED = "paused"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    CLOSED = "closed"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is to come of it."""
        return self in (State.CANCELLED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class StageStanding:
    """How a stage stands, for the whole challenge or for one council."""

    stage: Stage
    title: str
    council: CouncilCode | None
    state: StageState


@dataclass(frozen=True)
class Outlook:
    """Everything there is to say about a challenge on a day; each part is worked out when asked for."""

    history: History
    scheme: Scheme
    calendar: Calendar
    today: date

    @cached_property
    def reading(self) -> Reading:
        """What had happened by that day, and still holds."""
        return without_expired(read(self.history, self.today), self.scheme)

    @cached_property
    def state(self) -> State:
        """Whether the challenge is under way."""
        if self.reading.cancelled:
            return State.CANCELLED
        if (Milestone.CLOSED, None) in self.reading.met:
            return State.CLOSED
        if self.reading.stopped:
            return State.PAUSED
        return State.POSTPONED if self.reading.postponed else State.LIVE

    @cached_property
    def stages(self) -> tuple[StageStanding, ...]:
        """Every stage with its state, for each council from where the councils go their own ways."""
        return tuple(
            StageStanding(rule.stage, rule.title, council, self._stage_state(rule, council))
            for rule in self.scheme.stages.values()
            for council in self.reading.is_per_council(self.scheme.milestones[rule.completes_with].per)
        )

    @property
    def open_stages(self) -> tuple[Stage, ...]:
        """The stages that are open for the challenge or for any of its councils, in order."""
        if self.state.has_ended:
            return ()
        return tuple(dict.fromkeys(each.stage for each in self.stages if each.state is StageState.OPEN))

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """Every deadline with the reason for its date."""
        return deadlines(self.reading, self.scheme, self.calendar, self.today)

    def proof(self, deadline: Deadline) -> Proof:
        """Return the card that proves one of the deadlines, with every day that was counted."""
        return Proof(deadline, self.scheme.name, self.calendar, self.today)

    @cached_property
    def moves(self) -> tuple[Move, ...]:
        """What may be recorded next and, for what may not, every unmet condition."""
        return moves(self.reading, self.scheme, self.calendar, self.today)

    @cached_property
    def warnings(self) -> tuple[ChallengeWarning, ...]:
        """What the programme wants looked at, with what has been allowed and why."""
        polls = poll_warnings(self.reading, self.scheme, self.calendar, self.today)
        return (*warnings(self.reading, self.scheme), *polls)

    @cached_property
    def documents(self) -> tuple[OwedDocument, ...]:
        """The documents owed, prepared or not."""
        return owed_documents(self.reading, self.scheme)

    @cached_property
    def notices(self) -> tuple[OwedNotice, ...]:
        """The notices owed, sent or not, one for each person in each role."""
        return owed_notices(self.reading, self.scheme, self.reminding, self.documents)

    @cached_property
    def reminding(self) -> Reminding:
        """Of what people are reminded, and on which mornings."""
        return Reminding(self.reading, self.scheme, self.calendar, self.today, self.deadlines)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What documents and notices are waiting for, each said once."""
        waiting: tuple[OwedDocument | OwedNotice, ...] = (*self.documents, *self.notices)
        return tuple(dict.fromkeys(gap for each in waiting if each.lapsed is None for gap in each.waits_for))

    @property
    def next_deadline(self) -> Deadline | None:
        """The earliest deadline that somebody still has to meet by a milestone."""
        still_open = [each for each in self.deadlines if each.is_open and each.due and each.rule.meets]
        return min(still_open, key=lambda each: (each.due, each.name), default=None)

    @property
    def overdue(self) -> tuple[Deadline, ...]:
        """The deadlines that have passed with their tolerance and are not met."""
        return tuple(each for each in self.deadlines if each.standing is Standing.OVERDUE)

    @property
    def next_change(self) -> date | None:
        """The next day on which something changes by itself: a reminder, or how a date stands."""
        return min((day for day in self._turning_days() if day > self.today), default=None)

    def _stage_state(self, rule: StageRule, council: CouncilCode | None) -> StageState:
        if self.reading.is_past(rule.completes_with, council, self.scheme):
            return StageState.COMPLETE
        opened = self.reading.is_past(rule.opens_after, council, self.scheme)
        return StageState.OPEN if opened else StageState.TO_COME

    def _turning_days(self) -> Iterator[date]:
        for each in self.deadlines:
            is_running = each.is_open and not each.is_forecast and each.pause is None
            if is_running and each.due and each.late_from:
                yield each.due - timedelta(days=self.scheme.due_soon)
                yield each.late_from
        yield from self.reminding.turning_days()
        yield from (event.on.first for event in self.history)


def outlook(history: History, scheme: Scheme, calendar: Calendar, today: date) -> Outlook:
    """Say where a challenge stands, what may be done next and what stands in the way, and what is owed."""
    return Outlook(history, scheme, calendar, today)
