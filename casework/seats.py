"""Keeps the list of who holds which role now true to the histories; by it one's own challenges are found.

Beside it stands where the councillors among the peers are at home, by which another council finds them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy.orm import Session

from db import findings
from db import seats as rows
from db.findings import Home
from db.seats import Held
from domain.lifecycle import Reference
from domain.people import ROLES, Side, roles_on
from domain.permissions import PART_OF
from domain.reading import Reading

MEMBERS = tuple(role for role in roles_on(Side.PEERS) if ROLES[role].member)
"""The roles of peers who are councillors."""


def held(reference: Reference, reading: Reading) -> Iterator[Held]:
    """Return who holds which role of a challenge, of the roles that open a door to it.

    What a council has passed on to its successor, those who held its roles hold for the successor.
    """
    for role in PART_OF:
        for each in reading.in_office(role):
            yield Held(reference, each.person, role, reading.heir(each.council))


def homes(reference: Reference, reading: Reading) -> Iterator[Home]:
    """Return the councillors in a peer team, with the councils where they are at home."""
    for role in MEMBERS:
        for each in reading.in_office(role):
            if each.home:
                yield Home(reference, each.person, each.home.name, each.home.region)


def put(session: Session, read: Collection[tuple[Reference, Reading]]) -> None:
    """Write who holds which role of some challenges now."""
    found = frozenset(each for reference, reading in read for each in held(reference, reading))
    references = [reference for reference, _ in read]
    rows.put(session, references, found)
    findings.put_homes(session, references, [each for one in read for each in homes(*one)])
