"""How soon hostile files are refused, and what refusing them costs in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.hostile.attacks import ATTACKS
from tests.hostile.measure import measured, refusal

SLOWEST = 5


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure every attack of the tests, and name those that take longest."""
    with tempfile.TemporaryDirectory() as folder:
        refusal(Path(folder))  # What is imported once is no part of a refusal.
        found = [measured(each, Path(folder)) for each in ATTACKS]
    found.sort(key=lambda each: each.milliseconds, reverse=True)
    most = max(each.megabytes for each in found)
    yield f"{len(found)} hostile files, the most memory for one", f"{most:,.1f} MB", "30 MB"
    for each in found[:SLOWEST]:
        yield f"refusing {each.what}", f"{each.milliseconds:,.1f} ms", "50 ms"
