"""How often somebody may come: a bucket for each, out of which every request takes, and which fills slowly.

The buckets are this process's own and forgotten with it. That is enough against a guest who is too eager or a
script that has gone wild; who guesses at passwords is slowed down by ``casework``, which keeps count in the
database for all processes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic

MOST = 10_000
"""Buckets that are kept; the one that was used longest ago makes room."""


class Rates:
    """Buckets with room for ``burst``, into which ``per_second`` flows; nobody waits if nothing flows."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, who: str) -> float:
        """Take one out of somebody's bucket; return the seconds until there is one if it is empty."""
        if not self._per_second:
            return 0.0
        at = self._clock()
        left, before = self._buckets.pop(who, (self._burst, at))
        left = min(self._burst, left + (at - before) * self._per_second)
        self._buckets[who] = (left - 1 if left >= 1 else left, at)
        if len(self._buckets) > MOST:
            self._buckets.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._per_second

    def told(self, who: str) -> dict[str, str]:
        """Return how much somebody who came may ask and has left, in the headers of the IETF draft."""
        if not self._per_second:
            return {}
        left, _ = self._buckets[who]
        full_in = ceil((self._burst - left) / self._per_second)
        window = ceil(self._burst / self._per_second)
        return {
            "RateLimit-Policy": f'"all";q={self._burst:.0f};w={window}',
            "RateLimit": f'"all";r={int(left)};t={full_in}',
        }
