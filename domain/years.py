"""The programme's years: what the board asks for runs from April to March, and is called "2021-22".

Source: the programme's annual reports are of 2022/23 and 2023/24, and its targets are tied to the grant of
a financial year (domain reference, section 7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date

from domain.days import Day
from domain.errors import WrongUse

_SHAPE = re.compile(r"(\d{4})[-/](\d{2}|\d{4})\Z")
_APRIL = 4


class NotAYear(WrongUse):
    """A text that was meant as a financial year is none."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} is not a financial year. Write it as 2021-22: April 2021 to March 2022."


@dataclass(frozen=True, slots=True, order=True)
class FinancialYear:
    """The twelve months from 1 April of a year."""

    begins: int

    @classmethod
    def of(cls, day: date) -> FinancialYear:
        """Return the year in which a day lies."""
        return cls(day.year if day.month >= _APRIL else day.year - 1)

    @classmethod
    def of_span(cls, day: Day) -> FinancialYear | None:
        """Return the year in which a date lies, or nothing if too little of it is known to tell."""
        first, last = cls.of(day.first), cls.of(day.last)
        return first if first == last else None

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Read ``2021-22``, ``2021/22`` or ``2021-2022``; anything else is ``NotAYear``."""
        match = _SHAPE.match(text.strip())
        if not match:
            raise NotAYear(text)
        begins, ends = int(match[1]), match[2]
        if not MINYEAR <= begins < MAXYEAR or not f"{begins + 1:04d}".endswith(ends):
            raise NotAYear(text)
        return cls(begins)

    @property
    def first(self) -> date:
        """The day on which it begins."""
        return date(self.begins, _APRIL, 1)

    @property
    def last(self) -> date:
        """The day on which it ends."""
        return date(self.begins + 1, _APRIL - 1, 31)

    def __str__(self) -> str:
        """Write the year as the board calls it: ``2021-22``."""
        return f"{self.begins}-{(self.begins + 1) % 100:02d}"
