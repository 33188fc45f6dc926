"""When the clock of a challenge stood still, read from the events that stopped it and set it going.

A pause never edits a date: it is an entry in a ledger, which a correction can take back. What is in
force is a set of statements, each of which says how the clock runs from a day on, so that it makes no
difference in which order they were recorded or undone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.lifecycle import CouncilCode, Event, Happening


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stood still: from the first to the last before it ran again, if it does."""

    paused: Event
    resumed: Event | None = None

    @property
    def first(self) -> date:
        """The first day that does not count."""
        return self.paused.on.first

    @property
    def until(self) -> date | None:
        """The first day that counts again; none while the clock is stopped."""
        return self.resumed.on.first if self.resumed else None

    @property
    def reason(self) -> str:
        """Why the clock was stopped."""
        return self.paused.details.reason or ""

    def covers(self, day: date) -> bool:
        """Whether the clock stood still all day; on the day on which it was stopped it had not yet."""
        return self.first < day and (self.until is None or day < self.until)


def pauses_among(switches: Iterable[Event], council: CouncilCode | None) -> tuple[Pause, ...]:
    """Return the pauses of a challenge, or of one of its councils with those of them all, in order of days.

    Every event says from which day on the clock stands still or runs; of two on one day the later holds.
    """
    found: list[Pause] = []
    stopped: Event | None = None
    concerned = (event for event in switches if event.council in (None, council))
    for event in sorted(concerned, key=lambda each: (each.on.first, each.seq)):
        if event.kind is Happening.PAUSED:
            stopped = stopped or event
        elif stopped:
            found.append(Pause(stopped, event))
            stopped = None
    return (*found, Pause(stopped)) if stopped else tuple(found)
