"""Elections, because in the weeks before a poll a council neither publishes a report nor receives peers.

The period begins with the notice of election and ends with the poll. Ordinary elections are computed
where the law of a council's type says in which years they are held: counties, London boroughs and
metropolitan districts. Districts and unitary authorities each have a cycle of their own, and Scotland, Wales
and Northern Ireland other laws, so theirs are entered; so is every by-election and every other poll.

What is computed is the usual cycle and no more. An order may put an ordinary election off, as those of some
counties in 2025 before a reorganisation, and a council may give up electing by thirds: each year's list,
the government's "Election timetable in England", is to be looked at, what is not held struck out, and what
is held besides entered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.councils import CouncilType
from domain.days import long_date
from domain.lifecycle import CouncilCode
from domain.working_days import FIRST_YEAR, LAST_YEAR, Closure, Division, WorkingDays

NOTICE = 25
"""Working days before the poll by which notice of election is due, counted back from the day of the poll."""
ORDINARY = "Ordinary election"
FIRST_ORDINARY = 2021
"""The first year computed: those of 2020 were put off by a year, and the first scheme begins in July 2021."""
CYCLE = 4
THURSDAY = 3
YEARS: dict[CouncilType, frozenset[int]] = {
    CouncilType.COUNTY: frozenset({1}),  # 2021, 2025, 2029
    CouncilType.LONDON_BOROUGH: frozenset({2}),  # 2022, 2026
    CouncilType.METROPOLITAN: frozenset({2, 3, 0}),  # By thirds; in the year of the counties, none.
}
"""In which years of the cycle of four a type of council elects: what the year leaves, divided by four."""
ALL_AT_ONCE: dict[str, int] = {
    "BIR": 2018,
    "BNS": 2026,  # By resolution of 22 May 2025.
    "DNC": 2017,
    "LIV": 2019,  # All at once since 2023; the third of 2022 was not elected.
    "ROT": 2016,
    "SHN": 2022,
    "WRL": 2023,
}
"""The metropolitan districts that no longer elect by thirds: the year from which on every fourth has a poll.

Each was reported to have changed. They agree with the government's list for 2027: 27 districts elect by
thirds, two that do so elect the whole council after a review, and of these seven two have a poll.
"""


@dataclass(frozen=True, slots=True)
class Electorate:
    """A council as far as its ordinary elections go: what type it is, and from when to when it exists."""

    council: CouncilCode
    type: CouncilType
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    """An election that was entered: of one council, or of every council where none is named.

    ``notice`` is the day on which notice was given, where that was before it had to be. One that is not
    held strikes out an ordinary election of that day.
    """

    on: date
    council: CouncilCode | None = None
    name: str = ORDINARY
    notice: date | None = None
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class PreElection:
    """A council's pre-election period: from the notice of election to the poll, both included."""

    council: CouncilCode
    name: str
    first: date
    poll: date

    @property
    def key(self) -> str:
        """The name under which work inside this period can be allowed; the next poll has another."""
        return f"pre_election:{self.council}:{self.poll.isoformat()}"

    def meets(self, first: date, last: date) -> bool:
        """Whether any day of some others lies in the period."""
        return first <= self.poll and self.first <= last

    def __str__(self) -> str:
        return f"{long_date(self.first)} to {long_date(self.poll)} ({self.name.lower()})"


def ordinary_day(year: int) -> date:
    """Return the ordinary day of elections, the first Thursday in May."""
    first_week = (date(year, 5, number) for number in range(1, 8))
    return next(day for day in first_week if day.weekday() == THURSDAY)


def ordinary_polls(electorate: Electorate) -> Iterator[date]:
    """Return the days of a council's ordinary elections, where its type says when they are; else none."""
    for year in range(FIRST_ORDINARY, LAST_YEAR + 1):
        day = ordinary_day(year)
        if _elects(electorate, year) and _exists(electorate, day):
            yield day


def _elects(electorate: Electorate, year: int) -> bool:
    since = ALL_AT_ONCE.get(electorate.council)
    if since is not None and since <= year:
        return (year - since) % CYCLE == 0
    return year % CYCLE in YEARS.get(electorate.type, frozenset())


def _exists(electorate: Electorate, day: date) -> bool:
    begun = electorate.started_on is None or electorate.started_on <= day
    return begun and (electorate.ended_on is None or day <= electorate.ended_on)


def statutory_days(division: Division, proclaimed: tuple[Closure, ...] = ()) -> WorkingDays:
    """Return the days that count towards notice of election.

    Weekends, Christmas Eve, Christmas Day, Good Friday and bank holidays do not, proclaimed ones included;
    that an office is closed makes no difference.
    """
    eves = tuple(Closure("Christmas Eve", date(year, 12, 24)) for year in range(FIRST_YEAR, LAST_YEAR + 1))
    return WorkingDays(division, (*proclaimed, *eves))


def notice_due(poll: date, statutory: WorkingDays) -> date:
    """Return the last day on which notice of an election can be given."""
    return statutory.add(poll, -NOTICE)


def pre_election_periods(
    council: CouncilCode,
    entered: tuple[Poll, ...],
    electorate: Electorate | None,
    statutory: WorkingDays,
) -> tuple[PreElection, ...]:
    """Return a council's pre-election periods, earliest first: one for each day on which there is a poll."""
    concerned = [each for each in entered if each.council in (None, council)]
    struck = {each.on for each in concerned if not each.is_held}
    polls = {
        day: Poll(day) for day in (ordinary_polls(electorate) if electorate else ()) if day not in struck
    }
    for each in concerned:
        known = polls.get(each.on)
        if each.is_held and (known is None or known.notice is None):
            polls[each.on] = each
    return tuple(
        PreElection(council, each.name, each.notice or notice_due(day, statutory), day)
        for day, each in sorted(polls.items())
    )
