"""Brings in the challenges of the past, from a table that was gathered from public pages.

This is the one way into a history that no rule guards, because real histories have gaps. What comes in
by it is marked as such, and owes nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from sqlalchemy.orm import Session

from casework.record import Entry, write
from db import challenges, councils
from db.councils import AmbiguousCouncil, UnknownCouncil
from domain.errors import either
from domain.lifecycle import Place, Reference
from domain.past import Past, read_history, refuse_if


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: challenges that are new, that know more than before, that stay as they were."""

    added: tuple[Reference, ...] = ()
    extended: tuple[Reference, ...] = ()
    unchanged: tuple[Reference, ...] = ()


def import_history(session: Session, text: str, entry: Entry) -> Imported:
    """Bring in the past challenges of a table; ``BadHistory`` names every bad cell, and nothing is written.

    A challenge that is there already, by its councils, its first day and its source, is not opened
    again; what the table knows of it by now and did not before is added.
    """
    found = [(past, _known(session, past)) for past in read_history(text, _finder(session), entry.today)]
    refuse_if(
        problem
        for past, reference in found
        if reference
        for problem in past.contradictions(challenges.history(session, reference))
    )
    added, extended, unchanged = [], [], []
    for past, reference in found:
        if reference is None:
            added.append(_add(session, past, entry))
        elif news := past.news(challenges.history(session, reference)):
            write(session, reference, entry, news)
            extended.append(reference)
        else:
            unchanged.append(reference)
    return Imported(tuple(added), tuple(extended), tuple(unchanged))


def _finder(session: Session) -> Callable[[str], Place | str]:
    @cache
    def find(name: str) -> Place | str:
        try:
            return councils.find(session, name).place
        except UnknownCouncil as error:
            near = error.args[1]
            nearest = f"; the nearest is {either(near)}" if near else ""
            return f"the register has no council {name!r}{nearest}"
        except AmbiguousCouncil as error:
            return f"{name!r} may mean {either(error.args[1])}"

    return find


def _known(session: Session, past: Past) -> Reference | None:
    """Return the challenge that an earlier import made of the same row."""
    same = challenges.opened(session, scheme=past.scheme, councils=past.codes, on=past.opened.first)
    return next((each for each in same if past.is_told_by(challenges.history(session, each))), None)


def _add(session: Session, past: Past, entry: Entry) -> Reference:
    reference = challenges.start(
        session, scheme=past.scheme, councils=past.codes, on=past.opened.first, at=entry.at
    )
    write(session, reference, entry, past.events())
    return reference
