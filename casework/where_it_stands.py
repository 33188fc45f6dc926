"""Where a challenge stands and why: how far each stage has come, and what made it be as it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.disclosure import Reader
from casework.spoken import place_name
from domain.deadlines import Deadline, Standing
from domain.lifecycle import Event, Milestone, Stage
from domain.outlook import Outlook, StageState, State
from domain.rules import MilestoneRule

NEAREST = 3
"""How many dates are named on the first page beside those that are late."""


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone of a stage, for the challenge or one council, with the event that met it if one did."""

    title: str
    council: str
    met: Event | None
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """How far a stage has come at one council."""

    council: str
    state: StageState


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage on the way, with the councils' own states where they part."""

    stage: Stage
    title: str
    state: StageState
    shares: tuple[Share, ...]
    milestones: tuple[MilestoneLine, ...]

    @property
    def met(self) -> int:
        """How many of its milestones have been met."""
        return sum(each.met is not None for each in self.milestones)


def stage_steps(reader: Reader) -> tuple[StageStep, ...]:
    """Return the stages in their order, each with its state and its milestones, as far as they are theirs."""
    return tuple(_step(reader, stage) for stage in reader.view.scheme.stages)


def _step(reader: Reader, stage: Stage) -> StageStep:
    view = reader.view
    every = [each for each in view.stages if each.stage is stage]
    its = [each for each in every if reader.is_of(each.council)] or every
    shares = tuple(Share(place_name(view, each.council), each.state) for each in its)
    lines = (line for rule in view.scheme.of_stage(stage) for line in _lines(reader, rule))
    return StageStep(
        stage,
        view.scheme.stages[stage].title,
        _together([each.state for each in its]),
        shares if len({each.state for each in shares}) > 1 else (),
        tuple(lines),
    )


def _together(states: Iterable[StageState]) -> StageState:
    """Return how far a stage has come for all: where councils differ, it is open."""
    first, *others = set(states)
    return StageState.OPEN if others else first


def _lines(reader: Reader, rule: MilestoneRule) -> Iterable[MilestoneLine]:
    view = reader.view
    for council in filter(reader.is_of, view.reading.is_per_council(rule.per)):
        met = view.reading.was_met(rule.milestone, council)
        is_expired = rule.milestone in view.reading.expired
        yield MilestoneLine(rule.title, place_name(view, council), met, is_expired)


def cause(view: Outlook) -> Event | None:
    """Return the event that stopped or ended a challenge; nothing while it is under way."""
    known = view.reading
    match view.state:
        case State.CANCELLED:
            return known.cancelled
        case State.CLOSED:
            return known.was_met(Milestone.CLOSED, None)
        case State.PAUSED:
            return known.stopped.paused if known.stopped else None
        case State.POSTPONED:
            return max(known.postponed.values(), key=lambda each: each.seq)
        case _:
            return None


def is_from_the_past(view: Outlook) -> bool:
    """Say whether a challenge was brought in from public pages, with gaps and without paperwork."""
    return any(event.backfilled for event in view.history[:1])


def dated(view: Outlook) -> tuple[Deadline, ...]:
    """Return the deadlines that have a date, the earliest first."""
    known = (each for each in view.deadlines if each.due)
    return tuple(sorted(known, key=lambda each: (each.due, each.name, each.council or "")))


def undated(view: Outlook) -> tuple[Deadline, ...]:
    """Return the deadlines that nobody can date yet, or that were met without ever having had a date."""
    return tuple(each for each in view.deadlines if each.due is None)


def nearest(view: Outlook) -> tuple[Deadline, ...]:
    """Return the dates to look at first: all that have been missed, and the next few."""
    waiting = [each for each in dated(view) if each.is_open and each.rule.meets]
    late = [each for each in waiting if each.standing is Standing.OVERDUE]
    ahead = [each for each in waiting if each.standing is not Standing.OVERDUE]
    return (*late, *ahead[:NEAREST])
