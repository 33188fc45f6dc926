"""Lets as many storms pass as are wanted, and says what they left: every other one on PostgreSQL.

python -m tests.storms --schedules 200 --messages 50 --processes 2 --keep storms.jsonl

What is kept there of a storm is not asked for again, so that a run which was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgresql
from tests.storms.ground import Ground
from tests.storms.storm import Calm, make_ready, storm

EVERY = 10
"""After how many storms it says how far it has come."""


@dataclass(frozen=True)
class Book:
    """What is known of storms that have passed: one line each, in a file if there is one."""

    path: Path | None

    def read(self) -> dict[int, Calm]:
        """Return what each storm left, by its seed."""
        if self.path is None or not self.path.exists():
            return {}
        lines = (json.loads(line) for line in self.path.read_text("utf-8").splitlines())
        return {said["seed"]: Calm(**said | {"findings": tuple(said["findings"])}) for said in lines}

    def write(self, calm: Calm) -> None:
        """Keep what a storm left."""
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(f"{json.dumps(asdict(calm))}\n")


def main(seeds: Sequence[int], messages: int, processes: int, book: Book) -> int:
    """Let the storms pass that have not, some at once; return how many left something amiss."""
    began, left = time.monotonic(), [calm for seed, calm in book.read().items() if seed in seeds]
    known = {each.seed for each in left}
    with grounds(messages) as places, _pool(processes) as pool:
        wanted = [pool.submit(storm, seed, places[seed % 2]) for seed in seeds if seed not in known]
        for each in as_completed(wanted):
            found = each.result()
            book.write(found)
            left.append(found)
            if not found.is_well:
                print(f"seed {found.seed}: {found}", flush=True)
            if len(left) % EVERY == 0:
                print(f"so far: {_sum(left)}", flush=True)
    print(f"{_sum(left)}, in {time.monotonic() - began:.0f} s")
    return sum(not each.is_well for each in left)


@contextmanager
def grounds(messages: int) -> Iterator[tuple[Ground, Ground]]:
    """Give the installations over which even and odd storms pass: on PostgreSQL and on SQLite."""
    with TemporaryDirectory() as folder, postgresql.server() as server:
        found = []
        for name, address in (("postgresql", postgresql.address(server.url)), ("sqlite", None)):
            home = Path(folder) / name
            home.mkdir()
            found.append(Ground(home, address))
            found[-1].prepare(messages)
        yield found[0], found[1]


def _pool(processes: int) -> ProcessPoolExecutor:
    """Give processes in each of which one storm passes after the other, with workers of its own."""
    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=make_ready)


def _sum(left: Sequence[Calm]) -> str:
    return (
        f"{len(left)} schedules, {sum(each.messages for each in left):,} messages, "
        f"{sum(each.killed for each in left)} workers killed in {sum(each.rounds for each in left)} rounds: "
        f"{sum(each.lost for each in left)} lost, {sum(each.doubled for each in left)} doubled, "
        f"{sum(each.waiting for each in left)} waiting, "
        f"{sum(each.is_well for each in left)} proven"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--first", type=int, default=1, help="The first seed.")
    parser.add_argument("--processes", type=int, default=2, help="How many storms pass at once.")
    parser.add_argument("--keep", type=Path, help="A file that keeps what each storm left.")
    told = parser.parse_args()
    seeds = range(told.first, told.first + told.schedules)
    sys.exit(bool(main(seeds, told.messages, told.processes, Book(told.keep))))
