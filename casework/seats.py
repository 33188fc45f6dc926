"""Keeps the list of who holds which role now true to the histories; by it one's own challenges are found."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from db import seats as rows
from db.seats import Held
from domain.lifecycle import Reference
from domain.permissions import PART_OF
from domain.reading import Reading


def held(reference: Reference, reading: Reading) -> Iterator[Held]:
    """Return who holds which role of a challenge, of the roles that open a door to it.

    What a council has passed on to its successor, those who held its roles hold for the successor.
    """
    for role in PART_OF:
        for each in reading.in_office(role):
            yield Held(reference, each.person, role, reading.heir(each.council))


def put(session: Session, read: Collection[tuple[Reference, Reading]]) -> None:
    """Write who holds which role of some challenges now."""
    found = frozenset(each for reference, reading in read for each in held(reference, reading))
    rows.put(session, [reference for reference, _ in read], found)
