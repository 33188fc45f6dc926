"""A change to one challenge from beginning to end: tried or kept, and what it causes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.effects import DoneKeys, Effects, effects
from db.people import PersonFacts
from db.session import transaction
from domain.lifecycle import PersonId, Reference
from domain.outlook import outlook


@dataclass(slots=True)
class Change:
    """A change while it is being made; what it causes is known when it has been made."""

    session: Session
    reference: Reference
    today: date
    before: Case | None
    after: Case | None = None
    effects: Effects = field(default_factory=Effects)
    people: Mapping[PersonId, PersonFacts] = field(default_factory=dict)

    @property
    def on_desk(self) -> Case:
        """The challenge as it is now: changed, if it has been."""
        found = self.after or self.before
        if found is None:
            raise LookupError("The challenge has not been opened yet.")
        return found


@contextmanager
def change(reference: str | None, today: date, *, trial: bool) -> Iterator[Change]:
    """Give a session in which to change a challenge and work out what that causes; a trial keeps nothing.

    Without a reference the challenge is about to be opened, and who opens it fills the reference in.
    """
    with transaction() as session:
        before = case(session, reference.upper(), lock=True) if reference else None
        made = Change(session, before.reference if before else Reference(""), today, before)
        yield made
        made.after = case(session, made.reference)
        nothing = outlook((), made.after.scheme, made.after.calendar, today)
        made.effects = effects(
            before.on(today) if before else nothing, made.after.on(today), _done(made.after)
        )
        made.people = made.after.people
        if trial:
            session.rollback()


def _done(on_desk: Case) -> DoneKeys:
    """Return what has been done, under the keys of the outlook."""
    start = len(on_desk.key(""))
    made = {(key, "") for key in on_desk.done.made} | set(on_desk.done.told)
    return frozenset((key[start:], slot) for key, slot in made)
