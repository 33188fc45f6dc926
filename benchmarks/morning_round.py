"""A morning round over 10,000 live challenges of which 200 have something due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter, process_time

from benchmarks.apart import rows_of
from benchmarks.programme import AT, TODAY, fill
from casework import morning_round
from db.session import reading

LIVE, DUE = 10_000, 200


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds that a round took: to find what is due, to do all of it, and to find that nothing is left.

    Of the whole it says too how long the processor was at it, which is the same on a machine that has other
    work to do.
    """

    finding: float
    whole: float
    processor: float
    again: float
    messages: int


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure one round."""
    return rows_of(__name__)


def measure(due: int) -> Measured:
    """Run the round over what is in the database, and see that it did what was due and left nothing."""
    began, worked = perf_counter(), process_time()
    references = morning_round.begin(TODAY, AT)
    found = perf_counter()
    made = morning_round.Made()
    for some in references:
        made += morning_round.see_to_each(some, TODAY, AT)
    morning_round.gather_all(AT)
    done, worked = perf_counter(), process_time() - worked
    with reading() as session:
        left = len(morning_round.due(session, TODAY))
    again = perf_counter()
    seen = sum(map(len, references))
    if (seen, left) != (due, 0) or made.refused or made.messages < due:
        raise RuntimeError(f"{seen} due, {left} left, {made} made: that is no fair measurement")
    return Measured(found - began, done - began, worked, again - done, made.messages)


def main() -> None:
    """Fill a database, run the round and print the rows."""
    fill(LIVE, DUE)
    took = measure(DUE)
    print(f"finding {DUE} due of {LIVE:,} live challenges (SQLite)\t{took.finding * 1000:.1f} ms\t")
    print(f"the whole round over them, {took.messages} reminders written\t{took.whole:.2f} s\tunder 1 s")
    print(f"the same, processor time alone\t{took.processor:.2f} s\t")
    print(f"the same round again, with nothing due\t{took.again * 1000:.1f} ms\t")


if __name__ == "__main__":
    main()
