"""Fills in templates that are not ours in a process of its own, which can neither run on nor fill the memory.

Jinja2's sandbox keeps a template from reaching what it should not. It does not keep it from counting for
ever or from making a text of a gigabyte; the limits of the system do, and a process that breaks them takes
nothing else with it. The process is handed no settings and may write no file.
"""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from casework.kept import facts_read, facts_written
from domain.editions import Edition
from domain.errors import ChallengeError
from templates import editions
from templates.words import NothingToSay

CPU_SECONDS = 2
"""Processor time that one template may take; our longest takes a hundredth of a second."""
WALL_SECONDS = 30
"""Time until the process is ended in any case, with its start on a busy machine."""
MEMORY = 1_000_000_000
"""Bytes of addresses that the process may ask for, of which Python takes a third."""
LONGEST = 5_000_000
"""Characters that a page may have."""
ENDLESS = f"it is not done after {CPU_SECONDS} seconds"


class OwnWordsFail(ChallengeError):
    """A template that a programme has written itself cannot be filled in."""

    def __str__(self) -> str:
        name, why = self.args
        mend = "Mend it and run `cpc templates check`, or take the file away to have the usual words."
        return f"The programme's own template {name} cannot be filled in: {why}. {mend}"


def written(edition: Edition, told: Mapping[str, Any]) -> str:
    """Fill in words that are not ours; ``OwnWordsFail`` says what is the matter with them."""
    task = json.dumps([edition.name, edition.version, dict(edition.sources), facts_written(told).decode()])
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", "from casework.apart import main; main()"],
            input=task.encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise OwnWordsFail(edition.name, ENDLESS) from error
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise OwnWordsFail(edition.name, ENDLESS)
    if done.returncode:
        last = " ".join(done.stderr.decode(errors="replace").split("\n")[-2:]).strip()
        raise OwnWordsFail(edition.name, f"the process that fills it in has broken off ({last})")
    html, problem = json.loads(done.stdout)
    if problem:
        raise OwnWordsFail(edition.name, problem)
    return str(html)


def main() -> None:
    """Fill in the template that comes in, within limits, and say on the output what became of it."""
    name, version, sources, facts = json.load(sys.stdin.buffer)
    told = facts_read(facts.encode(), name)
    _limit()
    sys.stdout.buffer.write(json.dumps(filled(Edition(name, version, sources), told)).encode())


def filled(edition: Edition, told: Mapping[str, Any]) -> tuple[str, str]:
    """Return a page, or else what is the matter with the template."""
    try:
        html = editions.written(edition, told)
    except NothingToSay as gap:
        return "", f"it lacks a fact ({gap.args[1]})"
    except MemoryError:
        return "", "it takes more memory than a document may"
    except Exception as error:  # noqa: BLE001 - Whatever it does wrong is told to those who wrote it.
        return "", " ".join(f"{type(error).__name__}, {error}".split()).rstrip(".")
    if len(html) > LONGEST:
        return "", f"the page is longer than {LONGEST:,} characters"
    return html, ""


def _limit() -> None:
    """Have the system end this process if it takes more than its share; it may write no file."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
