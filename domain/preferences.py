"""What somebody wants of the messages that they need not have, and what that means for one of them."""

from __future__ import annotations

from enum import StrEnum


class Choice(StrEnum):
    """How somebody wants to have reminders that are optional."""

    AT_ONCE = "at_once"
    DIGEST = "digest"
    OFF = "off"


class Fate(StrEnum):
    """What becomes of an optional message that has been written: it goes, waits for a digest, or is left."""

    GOES = "held"
    WAITS = "rolled"
    IS_LEFT = "declined"


def fate(choice: Choice, *, this_week: int, ceiling: int, is_digest_day: bool) -> Fate:
    """Say what becomes of an optional message to somebody who has had so many ``this_week``."""
    if choice is Choice.OFF:
        return Fate.IS_LEFT
    if is_digest_day or (choice is Choice.AT_ONCE and this_week < ceiling):
        return Fate.GOES
    return Fate.WAITS
