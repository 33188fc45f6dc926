"""What can go wrong, on demand: the next request's fate, or a share of all by a seed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from random import Random

from channels.stand_in.answers import Refusal


class Fault(StrEnum):
    """One way in which sending a message goes wrong."""

    DROPPED = "dropped"
    """The connection ends, and nothing is kept."""
    LOST = "lost"
    """The message is kept, and the connection ends without an answer."""
    SLOW = "slow"
    """The message is kept, and the answer takes its time."""
    RATE = "rate"
    """429: too many in this minute."""
    DAILY = "daily"
    """429: too many today."""
    FORBIDDEN = "forbidden"
    """403: the token is refused."""
    ERROR_BEFORE = "error-before"
    """500, and nothing is kept."""
    DOWN = "down"
    """503, and nothing is kept."""
    ERROR_AFTER = "error-after"
    """500, and the message is kept."""
    TIMEOUT_AFTER = "timeout-after"
    """504, and the message is kept."""
    DOUBLE_CALLBACK = "double-callback"
    """The message is sent; its fate is told twice."""
    LATE_CALLBACK = "late-callback"
    """The message fails for a time and then arrives; that it failed is told last."""
    NO_CALLBACK = "no-callback"
    """The message is sent; its fate is never told."""
    STALLED = "stalled"
    """The message stays on its way until it is given up after 72 hours."""


UNSEEN = {Fault.DOUBLE_CALLBACK, Fault.LATE_CALLBACK, Fault.NO_CALLBACK, Fault.STALLED, Fault.SLOW}
"""Those after which the sender gets the usual answer."""

BEFORE: dict[Fault, tuple[HTTPStatus, str, str]] = {
    Fault.RATE: (HTTPStatus.TOO_MANY_REQUESTS, "RateLimitError", "Exceeded rate limit for key type LIVE"),
    Fault.DAILY: (HTTPStatus.TOO_MANY_REQUESTS, "TooManyRequestsError", "Exceeded send limits for today"),
    Fault.FORBIDDEN: (HTTPStatus.FORBIDDEN, "AuthError", "Invalid token: API key not found"),
    Fault.ERROR_BEFORE: (HTTPStatus.INTERNAL_SERVER_ERROR, "Exception", "Internal server error"),
    Fault.DOWN: (HTTPStatus.SERVICE_UNAVAILABLE, "Exception", "Service unavailable"),
}
AFTER: dict[Fault, tuple[HTTPStatus, str, str]] = {
    Fault.ERROR_AFTER: (HTTPStatus.INTERNAL_SERVER_ERROR, "Exception", "Internal server error"),
    Fault.TIMEOUT_AFTER: (HTTPStatus.GATEWAY_TIMEOUT, "EventletTimeout", "Timeout"),
}


def refuse(fault: Fault | None, table: Mapping[Fault, tuple[HTTPStatus, str, str]]) -> None:
    """Answer with an error, if that is the fault."""
    if fault and fault in table:
        raise Refusal(*table[fault])


@dataclass(slots=True)
class Faults:
    """Decides the fate of each message that is sent."""

    waiting: deque[Fault | None] = field(default_factory=deque)
    shares: Mapping[Fault, float] = field(default_factory=dict)
    chance: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - To be drawn alike each time.

    def plan(self, faults: Iterable[Fault | None]) -> None:
        """Say what becomes of the next messages, one after the other."""
        self.waiting.extend(faults)

    def by_chance(self, seed: int, shares: Mapping[Fault, float]) -> None:
        """Say how many of all messages meet which fault; the same seed draws the same."""
        self.chance, self.shares = Random(seed), dict(shares)  # noqa: S311

    def next(self) -> Fault | None:
        """Return what happens to this message."""
        if self.waiting:
            return self.waiting.popleft()
        drawn = self.chance.random() if self.shares else 1.0
        for fault, share in self.shares.items():
            if drawn < share:
                return fault
            drawn -= share
        return None
