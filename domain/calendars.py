"""The calendar of an installation: its working days, and what else makes a day a bad one.

A challenge counts in the working days of one division. Which councils are closed or near a poll on a
day does not move a deadline; it stands in the way of visits and of publishing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from domain.elections import Electorate, Poll, PreElection, pre_election_periods, statutory_days
from domain.lifecycle import CouncilCode
from domain.working_days import Closure, WorkingDays

PUBLISHED_YEARS = 2
"""The government publishes bank holidays to the end of the next year but one."""


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
