"""Passes the open challenges of councils that were abolished on to the councils in their place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case, cases
from casework.record import Ended, Entry, InTheFuture, write
from db import councils, standings
from domain.councils import Council
from domain.days import Day, long_date
from domain.errors import RulesRefuse, WrongUse, either
from domain.lifecycle import Details, Event, Happening, Place, Reference


@dataclass(frozen=True, slots=True)
class Orphan:
    """A council of an open challenge that has ended, and the councils that stand in its place."""

    reference: Reference
    old: Council
    ended: date
    heirs: tuple[Council, ...]


class SeveralSuccessors(WrongUse):
    """A council's area has gone to more than one council."""

    def __str__(self) -> str:
        reference, old, heirs = self.args
        return (
            f"{old} of {reference} was succeeded by {' and '.join(heirs)}. "
            f"Name the one that takes the challenge on: `cpc reorganise {reference} --successor ...`."
        )


class NoSuccessor(RulesRefuse):
    """The register names no council in the place of one that has ended."""

    def __str__(self) -> str:
        reference, old = self.args
        return (
            f"{old} of {reference} has ended, and the register names no council in its place. "
            f"Name one with `cpc reorganise {reference} --successor ...`, or cancel the challenge."
        )


class NotASuccessor(WrongUse):
    """Somebody else is named than the register has."""

    def __str__(self) -> str:
        name, old, heirs = self.args
        return f"{name} was not put in the place of {old}. Name {either(heirs)}."


class StillThere(RulesRefuse):
    """No council of a challenge has ended."""

    def __str__(self) -> str:
        reference, on = self.args
        return (
            f"No council of {reference} had ended by {long_date(on)}. "
            "`cpc councils import` brings the register up to date."
        )


def orphans(session: Session, on: date, reference: str | None = None) -> tuple[Orphan, ...]:
    """Return the councils that had ended by a day and whose part in an open challenge nobody has yet.

    Asked for one challenge that has none, it is ``StillThere``.
    """
    if reference:
        found = tuple(_of(case(session, reference), on))
        if not found:
            raise StillThere(reference, on)
        return found
    open_ones = cases(session, standings.with_ended_council(session, on))
    return tuple(orphan for each in open_ones for orphan in _of(each, on))


def supersede(
    session: Session, orphan: Orphan, entry: Entry, on: Day, *, successor: Council | None = None
) -> Place:
    """Pass a council's part in a challenge on to its successor, and return that.

    ``SeveralSuccessors`` and ``NoSuccessor`` ask for a choice that the register does not make.
    """
    on_desk = case(session, orphan.reference, lock=True)
    if on.first > entry.today:
        raise InTheFuture(on)
    state = on_desk.on(entry.today).state
    if state.has_ended:
        raise Ended(orphan.reference, "passed on", state)
    new = (successor or _only(orphan)).place
    if successor and orphan.heirs and new.code not in {each.code for each in orphan.heirs}:
        raise NotASuccessor(successor.name, orphan.old.name, _names(orphan.heirs))
    said = Details(successor=new, reason=f"{orphan.old.name} ended on {long_date(orphan.ended)}")
    event = Event(
        0, Happening.SUPERSEDED, on, orphan.old.code, said, backfilled=on_desk.history[0].backfilled
    )
    write(session, orphan.reference, entry, [event])
    return new


def _of(on_desk: Case, on: date) -> list[Orphan]:
    session = on_desk.session
    part = [councils.get(session, place.code) for place in on_desk.on(on).reading.councils]
    return [
        Orphan(on_desk.reference, each, each.ended_on, councils.successors(session, each.code))
        for each in part
        if each.ended_on and each.ended_on <= on
    ]


def _only(orphan: Orphan) -> Council:
    if not orphan.heirs:
        raise NoSuccessor(orphan.reference, orphan.old.name)
    if len(orphan.heirs) > 1:
        raise SeveralSuccessors(orphan.reference, orphan.old.name, _names(orphan.heirs))
    return orphan.heirs[0]


def _names(heirs: Sequence[Council]) -> tuple[str, ...]:
    return tuple(f"{each.name} ({each.code})" for each in heirs)
