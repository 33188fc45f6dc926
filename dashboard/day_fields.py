"""A day in a form: asked for in three fields, so that nobody has to guess how to write it."""

from __future__ import annotations

from datetime import date

from dashboard.forms import Filled, Problems
from domain.errors import WrongUse

PARTS = ("day", "month", "year")


class NoDay(WrongUse):
    """A day was not given, or none that there is."""

    def __str__(self) -> str:
        return "This is no day. Give day, month and year, such as 31 3 2022."


def day_of(form: Filled, name: str, problems: Problems) -> date | None:
    """Read a day from its three fields; one that is none goes to the problems."""
    day, month, year = (form.number(f"{name}-{part}") for part in PARTS)
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        problems.add(name, str(NoDay()))
        return None


def parts_of(form: Filled | None, name: str) -> tuple[str, ...]:
    """Return the three fields as they were filled in."""
    return tuple(form.text(f"{name}-{part}") if form else "" for part in PARTS)


def written(day: date) -> tuple[str, ...]:
    """Return a day as the three fields hold it."""
    return str(day.day), str(day.month), str(day.year)
