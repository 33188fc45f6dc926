"""The clock of the outer floors: the only place below the commands where the time is read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from casework.record import Entry

PROGRAMME_TIME = ZoneInfo("Europe/London")


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)


def on(today: date | None) -> date:
    """Return the day that was asked for, or the day that it is where the programme works."""
    return today or datetime.now(PROGRAMME_TIME).date()


def entry(by: str, today: date | None) -> Entry:
    """Say who writes, on which day, and that it is now."""
    return Entry(by, on(today), now())
