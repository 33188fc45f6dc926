"""Says in a history that a challenge was not the first of its councils after all, once that is known.

What is owed follows from a challenge's own history, so that it can be proved from it. An older challenge
that is brought in later is therefore said in the history of the newer one: from then on nothing more is
owed on account of its being the first, and what was owed until then stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from casework.case import cases
from casework.record import Entry, write
from db import challenges
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, Reference


def set_right(session: Session, entry: Entry, brought_in: Collection[Reference]) -> tuple[Reference, ...]:
    """Set challenges right that were taken for the first of councils which had one of these before."""
    sharing = challenges.sharing_a_council(session, brought_in)
    wrong = [
        each.reference
        for each in cases(session, sharing)
        if each.on(entry.today).reading.is_first_time and not each.is_first_time
    ]
    why = Details(first_time=False, reason="An older challenge has come to be known")
    for reference in wrong:
        write(session, reference, entry, [Event(0, Happening.FACTS_SET, Day(entry.today), details=why)])
    return tuple(wrong)
