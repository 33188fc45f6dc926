"""What becomes of a message that somebody need not have."""

from __future__ import annotations

import pytest

from domain.preferences import Choice, Fate, fate


@pytest.mark.parametrize(
    ("choice", "this_week", "is_digest_day", "expected"),
    [
        (Choice.AT_ONCE, 0, False, Fate.GOES),
        (Choice.AT_ONCE, 4, False, Fate.GOES),
        (Choice.AT_ONCE, 5, False, Fate.WAITS),
        (Choice.AT_ONCE, 5, True, Fate.GOES),
        (Choice.DIGEST, 0, False, Fate.WAITS),
        (Choice.DIGEST, 0, True, Fate.GOES),
        (Choice.OFF, 0, False, Fate.IS_LEFT),
        (Choice.OFF, 0, True, Fate.IS_LEFT),
    ],
)
def test_what_nobody_needs_goes_at_once_waits_or_is_left(
    choice: Choice, this_week: int, is_digest_day: bool, expected: Fate
) -> None:
    assert fate(choice, this_week=this_week, ceiling=5, is_digest_day=is_digest_day) is expected
