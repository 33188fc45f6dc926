"""The parts that councils have in a challenge, through all the councils that had each of them in turn.

A council may be abolished, and another takes its part over; of two that become one the new council has both.
So whose something is, is said by the part and not by the code that stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from domain.lifecycle import CouncilCode, Event
from domain.reading import Reading


class Holder(NamedTuple):
    """A council that has or had a part, and the number of the event by which it came to it."""

    council: CouncilCode
    since: int = 0


Part = tuple[Holder, ...]
"""The councils that had a part, the first first."""


def parts(reading: Reading) -> tuple[Part, ...]:
    """Return the parts of a challenge, in the order of the councils with which it began."""
    return tuple(tuple(_holders(place.code, reading)) for place in reading.opened_with)


def _holders(council: CouncilCode, reading: Reading) -> Iterator[Holder]:
    yield Holder(council)
    for each in reading.successions:
        if each.old.code == council:
            council = each.new.code
            yield Holder(council, each.event.seq)


def is_of(part: Part, event: Event) -> bool:
    """Say whether an event is of a part: what a council did before it had that part is of another."""
    return any(each.council == event.council and each.since < event.seq for each in part)


def share_a_part(reading: Reading, one: CouncilCode | None, other: CouncilCode | None) -> bool:
    """Say whether two councils are the same, or had one part of a challenge after each other."""
    codes = [{each.council for each in part} for part in parts(reading)]
    return one == other or any(one in each and other in each for each in codes)
