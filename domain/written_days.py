"""Reads dates as people write them into a form; what could be two days is no date.

The programme's own files hold ``2026-03-06``, which ``domain.days`` reads. Councils write "Friday 6 March
2026", "6.3.26" or "by the end of June", the day always before the month.
"""

from __future__ import annotations

import calendar
import re
from datetime import date

from domain.days import Day, NotADate, Precision

_MONTHS = {name.casefold(): number for number, name in enumerate(calendar.month_name) if number}
_SHORT = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_name)}
_WEEKDAYS_SHORT = {name[:3]: number for name, number in _WEEKDAYS.items()} | {
    "tues": 1,
    "thur": 3,
    "thurs": 3,
}

_LEADING = re.compile(r"(?:by|from|in|on|before|due|the|end of|the end of|latest|no later than)\s+")
_DIGITS = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})")
_WORDS = re.compile(
    r"(?:(?P<weekday>[a-z]+),?\s+)?(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?)?"
    r"(?P<month>[a-z]+)\.?,?\s+(?P<year>\d{4}|\d{2})"
)
_DASHED = re.compile(r"(?:(?P<day>\d{1,2})-)?(?P<month>[a-z]+)-(?P<year>\d{4}|\d{2})")
_MONTH_DIGITS = re.compile(r"(\d{1,2})\s*[./]\s*(\d{4})")
_ISO_WITH_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[t ]00:00(?::00)?(?:\.0+)?")


_LONGEST = 80
"""Characters that any date can have; a whole book is not looked through for one."""


def day_written(text: str) -> Day:
    """Read a date as people write it; anything that is none, or has the wrong weekday, is ``NotADate``."""
    if len(text) > _LONGEST:
        raise NotADate(f"{text[:_LONGEST]}…")
    plain = " ".join(text.casefold().replace("\u2013", "-").split()).strip(" .;,")
    while leading := _LEADING.match(plain):
        plain = plain[leading.end() :]
    try:
        return _read(plain)
    except (ValueError, NotADate) as error:
        raise NotADate(text) from error


def _read(plain: str) -> Day:
    if found := _ISO_WITH_TIME.fullmatch(plain):
        return Day.parse(found[1])
    if found := _DIGITS.fullmatch(plain):
        return Day(date(_year(found[4]), int(found[3]), int(found[1])))
    if found := _MONTH_DIGITS.fullmatch(plain):
        return Day(date(int(found[2]), int(found[1]), 1), Precision.MONTH)
    if found := _DASHED.fullmatch(plain) or _WORDS.fullmatch(plain):
        return _in_words(found.groupdict())
    return Day.parse(plain)


def _in_words(found: dict[str, str | None]) -> Day:
    year, month = _year(str(found["year"])), _named(str(found["month"]), _MONTHS, _SHORT)
    if found["day"] is None:
        if found.get("weekday"):
            raise ValueError(found["weekday"])  # "Friday June 2026" lacks its day.
        return Day(date(year, month, 1), Precision.MONTH)
    day = date(year, month, int(found["day"]))
    weekday = found.get("weekday")
    if weekday and _named(weekday, _WEEKDAYS, _WEEKDAYS_SHORT) != day.weekday():
        raise ValueError(weekday)
    return Day(day)


def _named(word: str, whole: dict[str, int], short: dict[str, int]) -> int:
    number = whole.get(word, short.get(word))
    if number is None:
        raise ValueError(word)
    return number


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == len("26") else 0)
