"""Working days, because a period counted in them must come out as the reader's own calendar says.

The bank holidays come from the `holidays` library. Its own arithmetic walks day by day, which a board paper
over thousands of challenges feels; here the working days of all years are laid out once and searched.
"""

from bisect import bisect_left, bisect_right
from calendar import day_name
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from domain.errors import WrongUse

FIRST_YEAR, LAST_YEAR = 2010, 2045
SATURDAY = 5


class Division(StrEnum):
    """A part of the United Kingdom with bank holidays of its own."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


SUBDIVISION = {
    Division.ENGLAND: "ENG",
    Division.WALES: "WLS",
    Division.SCOTLAND: "SCT",
    Division.NORTHERN_IRELAND: "NIR",
}


class OutsideCalendar(WrongUse):
    """A day was asked for whose bank holidays nobody has laid down."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} lies outside the working-day calendar, which runs from {FIRST_YEAR} to "
            f"{LAST_YEAR}. Check the year of the date, or shorten the period."
        )


@dataclass(frozen=True, slots=True)
class Closure:
    """Days on which nobody works beside the usual bank holidays, from the first to the last.

    ``by_law`` says that they are a bank holiday which was proclaimed for once.
    """

    name: str
    first: date
    last: date | None = None
    by_law: bool = False

    def days(self) -> Iterator[date]:
        """Name each day of the closure."""
        last = self.last or self.first
        return (self.first + timedelta(days=n) for n in range((last - self.first).days + 1))


@dataclass(frozen=True)
class WorkingDays:
    """The working days of a division, less its own closures and one-off holidays."""

    division: Division = Division.ENGLAND
    closures: tuple[Closure, ...] = ()
    _free: dict[date, str] = field(init=False, repr=False, compare=False)
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the working days out, so that every later question is a search."""
        own = {day: closure.name for closure in self.closures for day in closure.days()}
        free = own | _bank_holidays(self.division)
        object.__setattr__(self, "_free", free)
        object.__setattr__(self, "_days", tuple(day for day in _weekdays() if day not in free))

    def why_not(self, day: date) -> str | None:
        """Name what keeps people from work on a day (`Saturday`, `Good Friday`), if anything does."""
        _check(day)
        if day.weekday() >= SATURDAY:
            return day_name[day.weekday()]
        return self._free.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        return self.why_not(day) is None

    def next_working_day(self, day: date) -> date:
        """Return the day itself if it is a working day, else the first one after it."""
        _check(day)
        return self._at(bisect_left(self._days, day), day)

    def add(self, day: date, number: int) -> date:
        """Count working days forwards, or backwards when negative; the day itself is not counted.

        A period of no days ends on the day itself, or on the first working day after it.
        """
        _check(day)
        if number > 0:
            return self._at(bisect_right(self._days, day) + number - 1, day)
        return self._at(bisect_left(self._days, day) + number, day)

    def count(self, after: date, until: date) -> int:
        """Count the working days after one day up to and including another; negative when it lies before."""
        _check(after)
        _check(until)
        if until < after:
            return bisect_left(self._days, until) - bisect_left(self._days, after)
        return bisect_right(self._days, until) - bisect_right(self._days, after)

    def _at(self, index: int, day: date) -> date:
        """Return a working day by its place in the calendar; a negative place must not wrap around."""
        if not 0 <= index < len(self._days):
            raise OutsideCalendar(f"The end of a period around {day.isoformat()}")
        return self._days[index]


def _check(day: date) -> None:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise OutsideCalendar(day.isoformat())


@cache
def _weekdays() -> tuple[date, ...]:
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY)


@cache
def _bank_holidays(division: Division) -> dict[date, str]:
    """Return the bank holidays by law, under the names that the government's list gives substitute days."""
    # With all its countries it takes a tenth of a second to import, and who lists challenges counts no days.
    import holidays  # noqa: PLC0415

    years = range(FIRST_YEAR, LAST_YEAR + 1)
    listed = holidays.country_holidays("GB", subdiv=SUBDIVISION[division], years=years, language="en_GB")
    return {day: name.replace("(observed)", "(substitute day)") for day, name in listed.items()}
