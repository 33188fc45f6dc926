"""What a hand-over note tells the principal adviser, who takes the relationship with a council forward.

It is drawn up when a challenge is closed and, at a council's first one, whenever a stage is complete: what is
still open, what of the programme's support would fit and why, and what has been agreed before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.days import Day
from domain.support import Need, Suggestion
from domain.uptakes import Uptake


@dataclass(frozen=True, slots=True)
class StillOpen:
    """A recommendation about which something is still to do: how it stands, and how many actions are late."""

    number: str
    title: str
    theme: str
    stands: str
    late: int = 0
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """Something that was due and has not come."""

    title: str
    due: date


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was said last of an offer of support, and when."""

    title: str
    uptake: Uptake
    on: Day
    words: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """All of it for one council; ``stage`` is the title of the one that is complete, nothing at closing."""

    stage: str
    open: tuple[StillOpen, ...] = ()
    settled: int = 0
    focus: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    late: tuple[Late, ...] = ()
    agreed: tuple[Agreed, ...] = ()

    @property
    def themes(self) -> tuple[tuple[str, int], ...]:
        """The themes of what is open with how many recommendations each has, in the order of the report."""
        return tuple(Counter(each.theme for each in self.open).items())


def needs(
    recommendations: Iterable[StillOpen], focus: Sequence[tuple[str, tuple[str, ...]]]
) -> Iterator[Need]:
    """Return what support is looked for: for what is open, and for what the council asked the peers about."""
    for each in recommendations:
        yield Need(recommendation=each.number, theme=each.theme, areas=each.areas)
    for text, areas in focus:
        yield Need(focus=text, areas=areas)
