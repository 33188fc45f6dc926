"""The one place at which the dashboard reads a clock; from here on the time is an argument."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where the programme's days begin and end."""


def now() -> datetime:
    """Return this moment."""
    return datetime.now(UTC)
