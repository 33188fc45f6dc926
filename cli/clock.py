"""The one place at which a command reads a clock; from here on the time is an argument."""

from datetime import datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Where the programme's days begin and end."""


def now() -> datetime:
    """Return the moment, as a clock on the office wall shows it."""
    return datetime.now(LONDON)
