"""A clock that can be set forward, so that what takes Notify three days takes a test no time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(slots=True)
class Clock:
    """Real time, and what was added to it."""

    ahead: float = 0.0

    def now(self) -> float:
        """Return the seconds since 1970."""
        return time.time() + self.ahead


def written(moment: float | None) -> str | None:
    """Write a moment as Notify does."""
    return None if moment is None else f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def day(moment: float) -> str:
    """Return the day, in UTC, whose limit a message counts against."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d}"
