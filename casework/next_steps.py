"""What may be recorded next, and for what may not, every obstacle with those who can clear it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from casework.disclosure import Reader
from casework.spoken import holders, place_name, spoken
from db.people import PersonFacts
from domain.lifecycle import CouncilCode, Milestone, PersonId
from domain.moves import Move, Obstacle
from domain.people import ROLES
from domain.permissions import act_of_recording


@dataclass(frozen=True, slots=True)
class Hurdle:
    """An obstacle in words, the role that can clear it, and who holds that role."""

    text: str
    who: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A milestone that may be recorded next, or may not yet; ``may_record`` says whether the reader may."""

    milestone: Milestone
    title: str
    council: CouncilCode | None
    place: str
    by: str
    due: date | None
    hurdles: tuple[Hurdle, ...]
    may_record: bool


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What can be recorded now, what the open stages still want, and how many steps come after those."""

    now: tuple[Step, ...] = ()
    not_yet: tuple[Step, ...] = ()
    later: tuple[Step, ...] = ()


def next_steps(reader: Reader, people: Mapping[PersonId, PersonFacts]) -> NextSteps:
    """Return what a challenge waits for; councils and peers are told of their own part in it."""
    view = reader.view
    if view.state.has_ended:
        return NextSteps()
    found = [_step(reader, people, move) for move in _theirs(reader, view.moves)]
    blocked = [each for each in found if each.hurdles]
    stages = view.scheme.milestones
    return NextSteps(
        now=tuple(each for each in found if not each.hurdles),
        not_yet=tuple(each for each in blocked if stages[each.milestone].stage in view.open_stages),
        later=tuple(each for each in blocked if stages[each.milestone].stage not in view.open_stages),
    )


def _theirs(reader: Reader, moves: Iterable[Move]) -> list[Move]:
    if reader.sees_everything:
        return list(moves)
    return [each for each in moves if _may_record(reader, each)]


def _may_record(reader: Reader, move: Move) -> bool:
    return reader.may(act_of_recording(reader.view.scheme.milestones[move.milestone].by), move.council)


def _step(reader: Reader, people: Mapping[PersonId, PersonFacts], move: Move) -> Step:
    view = reader.view
    rule = view.scheme.milestones[move.milestone]
    due = (
        each.due
        for each in view.deadlines
        if (each.rule.meets, each.council) == (move.milestone, move.council) and each.is_open
    )
    return Step(
        move.milestone,
        move.title,
        move.council,
        place_name(view, move.council),
        ROLES[rule.by].title,
        next(due, None),
        tuple(_hurdle(reader, people, each, move.council) for each in move.obstacles),
        _may_record(reader, move),
    )


def _hurdle(
    reader: Reader,
    people: Mapping[PersonId, PersonFacts],
    obstacle: Obstacle,
    council: CouncilCode | None,
) -> Hurdle:
    names = holders(reader.view, people, obstacle.who, council)
    return Hurdle(spoken(obstacle.text, people), obstacle.who, names)
