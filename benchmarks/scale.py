"""Rounds over ever more challenges: the time has to grow with what is due, not with what is stored.

``python -m benchmarks scale`` measures up to 100,000; ``python -m benchmarks.scale 1000000 20000`` the
million, which takes some gigabytes of disk and some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from benchmarks.apart import rows_of
from benchmarks.morning_round import measure
from benchmarks.programme import fill

SIZES = (1_000, 10_000, 100_000)
SHARE = 0.02


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure a round at each size, with one in fifty due; then the largest with a tenth of that due."""
    for live in SIZES:
        yield from rows_of(__name__, str(live), str(int(live * SHARE)))
    yield from rows_of(__name__, str(SIZES[-1]), str(int(SIZES[-1] * SHARE / 10)))


def main(live: int, due: int) -> None:
    """Fill a database, run a round and print one row."""
    fill(live, due, quiet_are_small=True)
    took = measure(due)
    each = took.processor / due * 1000
    what = f"round over {live:,} stored, {due:,} due, found in {took.finding * 1000:.0f} ms"
    print(f"{what}\t{took.whole:.1f} s\t{took.processor:.2f} s of processor, {each:.1f} ms a due one")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
