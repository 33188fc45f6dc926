"""Keeps to a provider's rate limit, however many workers send: a bucket of turns that fills at a steady rate.

The bucket is one number, the moment at which it would be full again, so that any store that can swap a number
under a lock can share it: a variable in one process, a file on one machine, a row in a database.
"""

from __future__ import annotations

import fcntl
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Protocol

FAR = 60.0
"""Seconds: a bucket that fills later than this is left from before a clock was set back."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How many a second on the whole, and how many at once after a rest."""

    per_second: float
    burst: int = 1


def turn(full_at: float, now: float, rate: Rate) -> tuple[float, float]:
    """Take one turn out of the bucket; return when it is full again, and how long to wait for the turn."""
    room = (rate.burst - 1) / rate.per_second
    start = max(full_at, now)
    if start - now > room + FAR:
        start = now + room  # The clock was set back: carry on with an empty bucket.
    return start + 1 / rate.per_second, max(0.0, start - now - room)


class Shelf(Protocol):
    """Where the number lies that all who share a bucket read and write."""

    def swap(self, change: Callable[[float], tuple[float, float]]) -> float:
        """Replace the number by the first of what ``change`` makes of it, undisturbed; return the second."""


@dataclass(slots=True)
class InMemory:
    """Shared by the threads of one process."""

    _number: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def swap(self, change: Callable[[float], tuple[float, float]]) -> float:
        """Replace the number under a lock."""
        with self._lock:
            self._number, answer = change(self._number)
        return answer


@dataclass(frozen=True, slots=True)
class InFile:
    """Shared by all processes that see the file."""

    path: Path

    def swap(self, change: Callable[[float], tuple[float, float]]) -> float:
        """Replace the number under a lock of the file, which ends with the process that holds it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            kept = file.read(8)
            number, answer = change(struct.unpack("<d", kept)[0] if len(kept) == 8 else 0.0)  # noqa: PLR2004
            file.truncate(0)
            file.write(struct.pack("<d", number))
        return answer


@dataclass(frozen=True, slots=True)
class Pace:
    """Makes its callers wait for their turn."""

    rate: Rate
    shelf: Shelf
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

    def wait(self) -> None:
        """Wait until it is this caller's turn."""
        pause = self.shelf.swap(lambda full_at: turn(full_at, self.clock(), self.rate))
        if pause:
            self.sleep(pause)
