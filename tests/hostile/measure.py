"""Reads every attack in a process of its own and says how long each took and what it cost in memory."""

from __future__ import annotations

import json
import tempfile
import tracemalloc
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

from documents.incoming.reading import received
from domain.errors import ChallengeError
from tests.hostile.attacks import ATTACKS, Attack


@dataclass(frozen=True, slots=True)
class Measured:
    """What became of an attack, and what it cost."""

    what: str
    said: str
    milliseconds: float
    megabytes: float


def refusal(path: Path) -> str:
    """Read a file and return the words of its refusal, or nothing."""
    try:
        received(path)
    except ChallengeError as error:
        return str(error)
    return ""


def measured(attack: Attack, folder: Path) -> Measured:
    """Read an attack twice: once for the time, once for the memory, since counting memory takes time."""
    path = folder / attack.name
    path.write_bytes(attack.content())
    began = perf_counter()
    said = refusal(path)
    seconds = perf_counter() - began
    tracemalloc.start()
    refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return Measured(attack.what, said, seconds * 1000, peak / 1e6)


def main() -> None:
    """Print what each attack came to."""
    with tempfile.TemporaryDirectory() as folder:
        refusal(Path(folder))  # What is imported and compiled once is nobody's fault.
        print(json.dumps([asdict(measured(each, Path(folder))) for each in ATTACKS]))


if __name__ == "__main__":
    main()
