"""Looks for a week in which a peer team can come, and says of every week it passes over why.

The weeks that are avoided beside those before a poll are the programme's habit: in August and around
Christmas councillors and officers are away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendars import Calendar
from domain.days import add_months, long_date
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import Milestone, Place
from domain.rules import Offset, Scheme
from domain.working_days import LAST_YEAR

LONGEST = 5
"""Days of a visit: it begins and ends in one week."""
FURTHEST = 104
"""Weeks to look ahead."""


@dataclass(frozen=True, slots=True)
class Season:
    """Days of every year on which no visit is held, as month and day; it may run over the New Year."""

    name: str
    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether a day lies in the season."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


SEASONS = (Season("August", (8, 1), (8, 31)), Season("Christmas and New Year", (12, 20), (1, 3)))


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A week in which no visit of that length can be held, and everything that is in the way."""

    monday: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The nearest days on which a visit can be held, and the weeks before them that cannot be had.

    Of ``unknown`` councils no later election is known, so one may still be in the way.
    """

    days: tuple[date, ...]
    passed_over: tuple[PassedOver, ...]
    is_provisional: bool = False
    unknown: tuple[Place, ...] = ()


class BadLength(WrongUse):
    """A visit cannot take that many days."""

    def __str__(self) -> str:
        return f"A visit of {self.args[0]} days does not fit into a week. Ask for 1 to {LONGEST} days."


class NoFreeWeek(RulesRefuse):
    """No week is free as far as is looked."""

    def __str__(self) -> str:
        days, start = self.args
        return (
            f"No week within {FURTHEST} weeks of {start} has {days} days in a row that are free. "
            "Ask for fewer days, or start later."
        )


@dataclass(frozen=True, slots=True)
class Soonest:
    """The first day on which a visit leaves time for what comes before it, and what needs the time."""

    day: date
    because: str = ""


def soonest(scheme: Scheme, calendar: Calendar, today: date, met: Collection[Milestone] = ()) -> Soonest:
    """Say from when on a visit leaves time for what has to be done before it and has not been.

    A day that is counted back from the visit may roll back to a working day, so it is counted from one.
    """
    first = today if calendar.is_working_day(today) else calendar.next_working_day(today)
    leads = [
        Soonest(_before(rule.offset, first, calendar), rule.title)
        for rule in scheme.deadlines.values()
        if rule.anchor == "visit_start" and rule.offset.is_before and rule.meets not in met
    ]
    return max(leads, key=lambda each: each.day, default=Soonest(today))


def _before(offset: Offset, due: date, calendar: Calendar) -> date:
    """Return the day before which something is due so long: a deadline counted the other way round."""
    if offset.months:
        found = add_months(due, -offset.months)
        while add_months(found, offset.months) < due:  # A shorter month has clipped it.
            found += timedelta(days=1)
        return found
    if offset.working_days:
        return calendar.add(due, -offset.working_days)
    return due - timedelta(days=offset.days)


def plan_visit(calendar: Calendar, councils: Sequence[Place], days: int, earliest: date, today: date) -> Plan:
    """Find the nearest week with enough free days in a row for all councils of a visit."""
    if not 1 <= days <= LONGEST:
        raise BadLength(days)
    passed_over: list[PassedOver] = []
    for monday in _mondays(earliest):
        week = [day for day in (monday + timedelta(days=n) for n in range(LONGEST)) if day >= earliest]
        reasons = [tuple(_reasons(calendar, councils, day)) for day in week]
        free = _in_a_row([day for day, why in zip(week, reasons, strict=True) if not why], days)
        if free:
            provisional = calendar.is_provisional(free[-1], today)
            return Plan(free, tuple(passed_over), provisional, _unknown(calendar, councils, earliest))
        if week:
            passed_over.append(PassedOver(monday, _why(reasons, len(week), days)))
    raise NoFreeWeek(days, long_date(earliest))


def _unknown(calendar: Calendar, councils: Sequence[Place], earliest: date) -> tuple[Place, ...]:
    return tuple(
        place
        for place in councils
        if all(each.poll < earliest for each in calendar.pre_election_periods(place.code))
    )


def _mondays(earliest: date) -> Iterator[date]:
    monday = earliest - timedelta(days=earliest.weekday())
    for number in range(FURTHEST):
        following = monday + timedelta(weeks=number)
        if (following + timedelta(days=LONGEST)).year > LAST_YEAR:
            return
        yield following


def _in_a_row(free: list[date], days: int) -> tuple[date, ...]:
    """Return the first run of consecutive days that is long enough, or nothing."""
    for first in range(len(free) - days + 1):
        run = free[first : first + days]
        if (run[-1] - run[0]).days == days - 1:
            return tuple(run)
    return ()


def _reasons(calendar: Calendar, councils: Sequence[Place], day: date) -> Iterator[str]:
    """Name all that keeps a visit from a weekday."""
    off = calendar.why_not(day)
    if off:
        yield off
    yield from (season.name for season in SEASONS if season.covers(day))
    for place in councils:
        closed = calendar.closed_at(place.code, day)
        if closed:
            yield f"{place.name}: {closed}"
        for period in calendar.pre_election(place.code, day, day):
            yield f"pre-election period of {place.name}, {period}"


def _why(reasons: Sequence[tuple[str, ...]], left: int, days: int) -> tuple[str, ...]:
    """Name each reason of a week once; where the week is only too short, say that."""
    named = tuple(dict.fromkeys(reason for each in reasons for reason in each))
    days_left = "one day of it is" if left == 1 else f"{left} days of it are"
    return named or (f"only {days_left} left, and the visit takes {days}",)
