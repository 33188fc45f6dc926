"""How long to wait before the next try: by chance, so that those refused together do not return together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

FIRST = timedelta(seconds=2)
LONGEST = timedelta(hours=1)
MOST = timedelta(days=1)
"""No provider is believed that wants to be left alone for longer."""


def pause(
    attempt: int,
    chance: float,
    *,
    after: timedelta | None = None,
    first: timedelta = FIRST,
    longest: timedelta = LONGEST,
) -> timedelta:
    """Say how long to wait after so many tries (from 1 on), for a chance drawn from 0 to 1.

    What is waited lies anywhere between nothing and a most that doubles with each try. A provider that
    asks for a time gets all of it, and the chance comes on top.
    """
    doublings = min(max(attempt, 1) - 1, 20)  # By then any wait is as long as it may be.
    most = min(first * (1 << doublings), longest)
    return (after or timedelta()) + most * chance


def retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Read how long a provider asks to be left alone: in seconds, or until a date; nonsense is no request."""
    if not header:
        return None
    text = header.strip()
    wait = _seconds(text) if text.isascii() and text.isdigit() else _until(text, now)
    return None if wait is None else min(max(wait, timedelta()), MOST)


def until_midnight(now: datetime) -> timedelta:
    """Say how long a limit of the day still holds, for a provider whose day ends at midnight UTC."""
    here = now.astimezone(UTC)
    return here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1) - here


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=min(float(digits), MOST.total_seconds()))


def _until(text: str, now: datetime) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
