"""What a change to a challenge causes: two outlooks of one day laid side by side.

The command's trial run and its answer after recording both say this, and so does the dashboard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.deadlines import Deadline, Standing
from domain.moves import Move
from domain.outlook import Outlook, StageStanding, StageState
from domain.owed import OwedDocument, OwedNotice

DoneKeys = frozenset[tuple[str, str]]
"""What has been done already: a document's key with no slot, a notice's key with its slot."""


class Turn(StrEnum):
    """What becomes of a deadline."""

    COMES = "comes"
    MOVES = "moves"
    SETTLES = "is settled"
    PAUSES = "is paused"
    RUNS = "runs again"
    MET = "is met"
    REOPENS = "is open again"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class DeadlineChange:
    """A deadline that is not as it was."""

    turn: Turn
    deadline: Deadline
    was: Deadline | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What is owed, due and allowed after a change and was not before it."""

    documents: tuple[OwedDocument, ...] = ()
    notices: tuple[OwedNotice, ...] = ()
    waiting: tuple[OwedDocument | OwedNotice, ...] = ()
    lapsed: tuple[OwedDocument | OwedNotice, ...] = ()
    deadlines: tuple[DeadlineChange, ...] = ()
    moves: tuple[Move, ...] = ()
    stages: tuple[StageStanding, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not any(getattr(self, name) for name in self.__slots__)


def effects(before: Outlook, after: Outlook, done: DoneKeys = frozenset()) -> Effects:
    """Say what is different after a change; what was done under its key before is not owed again."""
    known = {_slot(each): each for each in _owed(before)}
    ready = [each for each in _owed(after) if each.is_ready and not _was(known, each, "is_ready")]
    fresh = [each for each in ready if _slot(each) not in done]
    return Effects(
        documents=tuple(each for each in fresh if isinstance(each, OwedDocument)),
        notices=tuple(each for each in fresh if isinstance(each, OwedNotice)),
        waiting=tuple(each for each in _owed(after) if _waits(each) and not _waits(known.get(_slot(each)))),
        lapsed=tuple(_newly_lapsed(_owed(after), known, done)),
        deadlines=tuple(_deadlines(before, after)),
        moves=tuple(_moves(before, after)),
        stages=tuple(_stages(before, after)),
    )


Owed = OwedDocument | OwedNotice


def _owed(view: Outlook) -> tuple[Owed, ...]:
    return (*view.documents, *view.notices)


def _slot(each: Owed) -> tuple[str, str]:
    return each.key, each.slot if isinstance(each, OwedNotice) else ""


def _was(known: dict[tuple[str, str], Owed], each: Owed, claim: str) -> bool:
    earlier = known.get(_slot(each))
    return earlier is not None and bool(getattr(earlier, claim))


def _waits(each: Owed | None) -> bool:
    return each is not None and bool(each.waits_for) and each.lapsed is None


def _newly_lapsed(now: Iterable[Owed], known: dict[tuple[str, str], Owed], done: DoneKeys) -> Iterable[Owed]:
    for each in now:
        earlier = known.get(_slot(each))
        if each.lapsed and earlier and not earlier.lapsed and _slot(each) not in done:
            yield each


def _deadlines(before: Outlook, after: Outlook) -> Iterable[DeadlineChange]:
    heir = after.reading.heir
    known = {(each.name, heir(each.council)): each for each in before.deadlines}
    for now in after.deadlines:
        was = known.get((now.name, now.council))
        turn = _turn(was, now)
        if turn:
            yield DeadlineChange(turn, now, was)


MET = (Standing.MET, Standing.MET_LATE)


def _turn(was: Deadline | None, now: Deadline) -> Turn | None:
    was_met = was is not None and was.standing in MET
    if now.standing in MET:
        return None if was_met else Turn.MET
    if was_met:
        return Turn.REOPENS
    return _turn_of_open(was if was and was.is_open else None, now)


def _turn_of_open(was: Deadline | None, now: Deadline) -> Turn | None:
    if not now.is_open:
        return Turn.ENDS if was else None
    if was is None:
        return Turn.COMES
    if was.due != now.due:
        return Turn.MOVES
    if (was.pause is None) is not (now.pause is None):
        return Turn.PAUSES if now.pause else Turn.RUNS
    return Turn.SETTLES if was.is_forecast and not now.is_forecast else None


def _moves(before: Outlook, after: Outlook) -> Iterable[Move]:
    heir = after.reading.heir
    could = {(each.milestone, heir(each.council)) for each in before.moves if each.is_allowed}
    return (each for each in after.moves if each.is_allowed and (each.milestone, each.council) not in could)


def _stages(before: Outlook, after: Outlook) -> Iterable[StageStanding]:
    begun = before.stages if before.history else ()
    known = {(each.stage, after.reading.heir(each.council)): each.state for each in begun}
    for each in after.stages:
        if each.state is not known.get((each.stage, each.council), StageState.TO_COME):
            yield each
