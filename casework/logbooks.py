"""Keeps for each worker, in a file of its own, which message it is handing over: a killed one leaves that.

A worker takes many messages in hand with one commit, and the next says what came of them. In between its
logbook gets a line before and one after each message. A line does not wait for the disk, so it outlives the
process and perhaps not the machine: a logbook names the start of the machine in which it was kept, and counts
during that alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from casework.workers import is_gone, worker
from channels.mail import Receipt
from settings import settings

MACHINE = Path("/proc/sys/kernel/random/boot_id")
"""What names this start of the machine, where the system tells it."""
_NUMBERS = count(1)
"""Several threads of one process may be at the post at once."""


@dataclass(frozen=True, slots=True)
class Logged:
    """What the logbooks of a worker say of its attempts."""

    taken: dict[int, Receipt]
    unanswered: frozenset[int]

    def knows(self, attempt: int) -> bool:
        """Say whether it is known what came of an attempt: it was taken, or it was never taken."""
        return attempt not in self.unanswered


@dataclass(frozen=True, slots=True)
class Logbook:
    """An open logbook, to which lines are added."""

    file: int

    def begin(self, attempt: int) -> None:
        """Write down that a message is being handed over from now on."""
        self._write({"attempt": attempt})

    def end(self, attempt: int, receipt: Receipt | None) -> None:
        """Write down that a message was taken, or without a receipt that it was not."""
        said = (
            {"id": receipt.id, "version": receipt.template_version, "note": receipt.note} if receipt else None
        )
        self._write({"attempt": attempt, "ended": True, "receipt": said})

    def _write(self, said: dict[str, Any]) -> None:
        os.write(self.file, f"{json.dumps(said)}\n".encode())


@contextmanager
def keeping() -> Iterator[Logbook]:
    """Keep a logbook of this process for as long as it is at the post; nothing is left of it then."""
    path = _folder() / f"{worker().replace('/', '~')}~{next(_NUMBERS)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{this_start()}\n".encode())
        yield Logbook(file)
        path.unlink()
    finally:
        os.close(file)


def of(holder: str, channel: str) -> Logged | None:
    """Return what a worker of this machine that is gone has left, if it can be relied on."""
    texts = [each.read_text() for each in _folder().glob(f"{holder.replace('/', '~')}~*")]
    if not texts or not this_start() or not all(text.startswith(f"{this_start()}\n") for text in texts):
        return None
    lines = [line for text in texts for line in _lines(text)]
    ended = {each["attempt"]: each["receipt"] for each in lines if each.get("ended")}
    taken = {attempt: _receipt(said, channel) for attempt, said in ended.items() if said}
    return Logged(taken, frozenset({each["attempt"] for each in lines} - set(ended)))


def left_by_the_gone() -> list[Path]:
    """Name the logbooks that nobody writes any more."""
    return [each for each in _folder().glob("*~*~*~*") if is_gone("/".join(each.name.split("~")[:3]))]


def _folder() -> Path:
    return settings().logbooks_folder


def _lines(text: str) -> Iterator[dict[str, Any]]:
    """Read the lines below the first; one that is cut off was never finished, nor what it announces begun."""
    for line in text.splitlines()[1:]:
        with suppress(ValueError):
            yield json.loads(line)


def _receipt(said: dict[str, Any], channel: str) -> Receipt:
    return Receipt(said["id"], channel, said["version"], note=said["note"])


@cache
def this_start() -> str:
    """Name this start of the machine; nothing, if the system does not tell it."""
    try:
        return MACHINE.read_text().strip()
    except OSError:
        return ""
