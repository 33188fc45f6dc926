"""Starts the programs that work for a command, on a leash, and ends them wholly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from domain.errors import ChallengeError
from settings import settings

GRACE = 4.0
"""Seconds that children have for winding down before they are killed."""


class ChildDied(ChallengeError):
    """A program that should have gone on working has ended."""

    def __str__(self) -> str:
        name, code, log = self.args
        return (
            f"The {name} ended by itself with code {code}. Read why at the end of {log}, then start it again."
        )


@dataclass(slots=True)
class Child:
    """A program at work, with all that it starts itself."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    since: float

    @property
    def is_at_work(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    @property
    def age(self) -> float:
        """For how many seconds it has been running."""
        return monotonic() - self.since

    def died(self) -> ChildDied:
        """Return the error that says how it ended."""
        return ChildDied(self.name, self.process.returncode, self.log)


def start(
    name: str, module: Sequence[str], variables: Mapping[str, str], *, after: Child | None = None
) -> Child:
    """Start a Python module with its arguments, or start it again ``after`` it has ended, in the same log.

    It is a group of processes of its own: Ctrl-C at the terminal reaches the command alone, which then ends
    its children in their order.
    """
    log = settings().home / "logs" / f"{name.lower().replace(' ', '-')}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab" if after else "wb") as written:
        process = subprocess.Popen(  # noqa: S603 - The module's name is ours.
            [sys.executable, "-m", "cli.leash", *module],
            stdin=subprocess.PIPE,
            stdout=written,
            stderr=subprocess.STDOUT,
            env={**os.environ, **variables},
            start_new_session=True,
        )
    return Child(name, process, log, monotonic())


def stop(children: Iterable[Child], grace: float = GRACE) -> None:
    """Ask programs to end, and kill what has not, with everything that they started."""
    asked = list(children)
    for child in asked:
        with suppress(ProcessLookupError):
            child.process.terminate()
    deadline = monotonic() + grace
    for child in asked:
        with suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.0, deadline - monotonic()))
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()
        if child.process.stdin:
            child.process.stdin.close()
