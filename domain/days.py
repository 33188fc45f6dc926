"""Dates as real histories have them: sometimes a day, sometimes only a month or a year."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import WrongUse

_DAY_NAMES, _MONTH_NAMES = tuple(calendar.day_name), tuple(calendar.month_name)
_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?\Z")


class NotADate(WrongUse):
    """A text that was meant as a date is none."""

    def __str__(self) -> str:
        how = "Write it as 2026-03-06, or 2026-03 or 2026 where only that is known."
        return f"{self.args[0]!r} is not a date. {how}"


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Basis(StrEnum):
    """What a date rests on; public sources do not all mean the same thing by "on"."""

    RECORDED = "recorded"
    PUBLISHED = "published"
    DECIDED = "decided"
    ANNOUNCED = "announced"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Day:
    """A day, or the month or year in which it lies; ``first`` is the earliest it can be."""

    first: date
    precision: Precision = Precision.DAY

    @classmethod
    def parse(cls, text: str) -> Day:
        """Read ``2026-03-06``, ``2026-03`` or ``2026``; anything else is ``NotADate``."""
        match = _SHAPE.match(text.strip())
        if not match:
            raise NotADate(text)
        year, month, day = match.groups()
        try:
            first = date(int(year), int(month or 1), int(day or 1))
        except ValueError as error:
            raise NotADate(text) from error
        return cls(first, Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)

    @property
    def last(self) -> date:
        """The latest day it can be."""
        if self.precision is Precision.DAY:
            return self.first
        if self.precision is Precision.YEAR:
            return date(self.first.year, 12, 31)
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def iso(self) -> str:
        """The date as far as it is known: ``2026-03-06``, ``2026-03`` or ``2026``."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.first.isoformat()[:length]

    @property
    def when(self) -> str:
        """The date as a sentence says it: ``on Friday 6 March 2026``, but ``in March 2026``."""
        return f"{'on' if self.precision is Precision.DAY else 'in'} {self}"

    def __str__(self) -> str:
        if self.precision is Precision.DAY:
            return long_date(self.first)
        if self.precision is Precision.MONTH:
            return f"{_MONTH_NAMES[self.first.month]} {self.first.year}"
        return str(self.first.year)


def long_date(day: date) -> str:
    """Write a date as the programme's letters do: ``Friday 6 March 2026``."""
    return f"{_DAY_NAMES[day.weekday()]} {day.day} {_MONTH_NAMES[day.month]} {day.year}"


def add_months(day: date, months: int) -> date:
    """Count calendar months and clip to the month's end.

    Source: Tamworth ended on 31 October 2024 and worked to 31 January and
    31 March 2025; a period of months that runs into a shorter month ends with it.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
