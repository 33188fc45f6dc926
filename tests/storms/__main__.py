"""Runs as many storms as are wanted, and says what they left.

python -m tests.storms --schedules 200 --messages 50
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from multiprocessing import set_forkserver_preload
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.storms.storm import Calm, prepare, storm

EVERY = 10
"""After how many storms it says how far it has come."""


def main(schedules: int, messages: int, first: int) -> int:
    """Let the storms pass one after the other; return how many left something amiss."""
    began, left = time.monotonic(), []
    with TemporaryDirectory() as folder:
        calm = Path(folder) / "calm"
        prepare(calm, messages)
        for seed in range(first, first + schedules):
            found = storm(seed, calm, Path(folder) / f"storm-{seed}")
            left.append(found)
            if not found.is_well:
                print(f"seed {seed}: {found}", flush=True)
            if found.seed % EVERY == 0:
                print(f"so far: {_sum(left)}", flush=True)
    print(f"{_sum(left)}, in {time.monotonic() - began:.0f} s")
    return sum(not each.is_well for each in left)


def _sum(left: Sequence[Calm]) -> str:
    return (
        f"{len(left)} schedules, {sum(each.messages for each in left):,} messages, "
        f"{sum(each.killed for each in left)} workers killed in {sum(each.rounds for each in left)} rounds: "
        f"{sum(each.lost for each in left)} lost, {sum(each.doubled for each in left)} doubled, "
        f"{sum(each.is_well for each in left)} proven"
    )


if __name__ == "__main__":
    set_forkserver_preload(["tests.storms.storm"])
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schedules", type=int, default=200)
    parser.add_argument("--messages", type=int, default=50)
    parser.add_argument("--first", type=int, default=1, help="The first seed.")
    told = parser.parse_args()
    sys.exit(bool(main(told.schedules, told.messages, told.first)))
