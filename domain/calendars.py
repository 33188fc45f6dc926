"""The calendar of an installation: its working days, and what else makes a day a bad one.

A challenge counts in the working days of one division. Which councils are closed or near a poll on a
day does not move a deadline; it stands in the way of visits and of publishing.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache

from domain.elections import (
    Electorate,
    Poll,
    PreElection,
    notice_due,
    pre_election_periods,
    statutory_days,
)
from domain.lifecycle import CouncilCode
from domain.working_days import Closure, Division, WorkingDays

PUBLISHED_YEARS = 2
"""The government publishes bank holidays to the end of the next year but one."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A closure with whose it is: a division's by law, one council's own, or everybody's."""

    closure: Closure
    division: Division | None = None
    council: CouncilCode | None = None


@dataclass(frozen=True)
class Calendar(WorkingDays):
    """Working days, council closures and elections, and how far the bank holidays can be relied on.

    ``closures`` hold for everybody, the proclaimed bank holidays among them; ``council_closures`` are
    each one council's own.
    """

    council_closures: tuple[tuple[CouncilCode, Closure], ...] = ()
    polls: tuple[Poll, ...] = ()
    electorates: tuple[Electorate, ...] = ()
    published_years: int = PUBLISHED_YEARS
    _periods: dict[CouncilCode, tuple[PreElection, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def published_to(self, today: date) -> date:
        """Return the last day for which the bank holidays are published."""
        return date(today.year + self.published_years, 12, 31)

    def is_provisional(self, day: date, today: date) -> bool:
        """Whether a date rests on bank holidays that are computed and not published yet."""
        return day > self.published_to(today)

    def notice_due(self, poll: date) -> date:
        """Return the last day on which notice of an election on some day can be given."""
        return notice_due(poll, self._statutory)

    def closed_at(self, council: CouncilCode, day: date) -> str | None:
        """Name the closure of a council's own in which a day lies, if one does."""
        return next(
            (
                closure.name
                for code, closure in self.council_closures
                if code == council and closure.first <= day <= (closure.last or closure.first)
            ),
            None,
        )

    def pre_election_periods(self, council: CouncilCode) -> tuple[PreElection, ...]:
        """Return a council's pre-election periods, computed and entered, earliest first."""
        if council not in self._periods:
            electorate = next((each for each in self.electorates if each.council == council), None)
            self._periods[council] = pre_election_periods(council, self.polls, electorate, self._statutory)
        return self._periods[council]

    def pre_election(self, council: CouncilCode, first: date, last: date) -> tuple[PreElection, ...]:
        """Return the pre-election periods of a council in which any of some days lie."""
        return tuple(each for each in self.pre_election_periods(council) if each.meets(first, last))

    @cached_property
    def _statutory(self) -> WorkingDays:
        return statutory_days(self.division, tuple(each for each in self.closures if each.by_law))


@lru_cache(maxsize=16)
def calendar_of(
    division: Division,
    closings: tuple[Closing, ...] = (),
    polls: tuple[Poll, ...] = (),
    electorates: tuple[Electorate, ...] = (),
    published_years: int = PUBLISHED_YEARS,
) -> Calendar:
    """Lay the calendar of a division out, once for the same rows: a batch of challenges asks each time."""
    return Calendar(
        division,
        closures=tuple(
            replace(each.closure, by_law=each.division is not None)
            for each in closings
            if each.division in (None, division) and each.council is None
        ),
        council_closures=tuple((each.council, each.closure) for each in closings if each.council),
        polls=polls,
        electorates=electorates,
        published_years=published_years,
    )
