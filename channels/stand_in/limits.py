"""Notify's limits: so many a second on the whole and at once, and so many a day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus

from channels.stand_in.answers import Refusal
from channels.stand_in.clock import day
from channels.stand_in.keys import Kind


@dataclass(slots=True)
class Limits:
    """A bucket for each type of key, and the counts of each day."""

    per_second: float = 50
    burst: int = 1000
    daily: int = 250_000
    _buckets: dict[Kind, tuple[float, float]] = field(default_factory=dict)
    _counts: Counter[tuple[str, Kind, str]] = field(default_factory=Counter)

    def take(self, kind: Kind, type_: str, now: float) -> None:
        """Count a message, or refuse it."""
        level, at = self._buckets.get(kind, (float(self.burst), now))
        level = min(self.burst, level + max(now - at, 0) * self.per_second)
        if level < 1:
            self._buckets[kind] = (level, now)
            message = f"Exceeded rate limit for key type {kind.upper()} of 3000 requests per 60 seconds"
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "RateLimitError", message)
        self._buckets[kind] = (level - 1, now)
        today = (day(now), kind, type_)
        if self._counts[today] >= self.daily:
            message = f"Exceeded send limits ({type_}: {self.daily}) for today"
            raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, "TooManyRequestsError", message)
        self._counts[today] += 1
