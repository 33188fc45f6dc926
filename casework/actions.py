"""Takes in how an action goes between two plans: its rating, another date, and what shows it.

It is the council's word and an event like any other; the plan stays as it was handed in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.ledger import ledger
from casework.record import Entry, happen
from domain.contents import Rating
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse
from domain.ledger import ActionKey, Tracked
from domain.lifecycle import Details, Event, Happening

MOST_KEYS = 12
"""How many keys a refusal names; a plan with more is looked up."""


class NoSuchAction(WrongUse):
    """No plan of the challenge holds an action of that key."""

    def __str__(self) -> str:
        reference, key, known = self.args
        if not known:
            return f"{reference} has no action {key!r}: no action plan is here. Hand in the plan first."
        more = " and so on" if len(known) > MOST_KEYS else ""
        keys = f"{', '.join(known[:MOST_KEYS])}{more}"
        return f"{reference} has no action {key!r}. Use one of {keys}; `cpc ledger {reference}` lists them."


class NothingSaid(WrongUse):
    """An update says nothing of the action."""

    def __str__(self) -> str:
        return (
            f"Nothing is said of action {self.args[0]}. "
            "Give a rating, another date, what shows how far it is, or a note."
        )


class WithoutReason(RulesRefuse):
    """An action is given up, or is to be done on another day, and nobody says why."""

    def __str__(self) -> str:
        key, what = self.args
        return f"Action {key} {what} without a reason. Say why: the review and those who follow it will ask."


@dataclass(frozen=True, slots=True)
class Update:
    """What a council says of one of its actions; what is left empty stays as it was."""

    key: ActionKey
    rating: Rating | None = None
    due: Day | None = None
    reason: str = ""
    evidence: str = ""
    note: str = ""


def actions(on_desk: Case, today: date) -> Iterator[Tracked]:
    """Return every action of a challenge as it stands on a day, recommendation by recommendation."""
    for line in ledger(on_desk, on_desk.on(today)):
        yield from line.actions


def update(session: Session, reference: str, entry: Entry, said: Update, on: Day) -> bool:
    """Write down how an action goes; return False if the same was said of it last.

    ``WithoutReason`` if it is dropped or put off and nobody says why, ``NoSuchAction`` if no plan holds it.
    """
    on_desk = case(session, reference, lock=True)
    action = _named(on_desk, said.key, entry.today)
    if said == Update(said.key, reason=said.reason):
        raise NothingSaid(said.key)
    last = _last(on_desk, action, entry.today)
    if last == _details(said):
        return False  # It was sent again.
    details = _details(_new(action, said))
    if details in (last, Details(key=action.key)):
        return False
    happen(session, reference, entry, Event(0, Happening.ACTION_UPDATED, on, action.council, details))
    return True


def _named(on_desk: Case, key: str, today: date) -> Tracked:
    known = {each.key: each for each in actions(on_desk, today)}
    if key not in known:
        raise NoSuchAction(on_desk.reference, key, tuple(known))
    return known[ActionKey(key)]


def _new(action: Tracked, said: Update) -> Update:
    """Return what is new in an update: a date that is its date already is none, and needs no reason."""
    new = replace(said, due=None if said.due == action.due else said.due)
    if new.rating is Rating.DROPPED and not new.reason:
        raise WithoutReason(action.key, "cannot be dropped")
    if new.due and not new.reason:
        raise WithoutReason(action.key, "cannot be due on another day")
    return new if new.rating or new.due else replace(new, reason="")


def _details(said: Update) -> Details:
    return Details(
        key=said.key,
        rating=str(said.rating) if said.rating else None,
        due=said.due,
        reason=said.reason or None,
        evidence=said.evidence or None,
        note=said.note or None,
    )


def _last(on_desk: Case, action: Tracked, today: date) -> Details | None:
    """Return what was said last of an action; nothing, if a plan has said something of it since."""
    said = (
        each
        for each in reversed(on_desk.on(today).reading.events)
        if each.kind is Happening.ACTION_UPDATED and each.details.key == action.key
    )
    last = next(said, None)
    return last.details if last and last.seq > action.versions[-1].seq else None
