"""Errors that tell the reader what is the matter and what to do about it."""

from collections.abc import Sequence


class ChallengeError(Exception):
    """Something a caseworker can put right.

    The message has two halves: what is the matter, and what to do next. The
    facts stay in ``args``, so that the error survives the trip between processes.
    """


class RulesRefuse(ChallengeError):
    """The rules do not allow it (a command ends with exit code 3)."""


class WrongUse(ChallengeError):
    """What was asked for cannot be understood (a command ends with exit code 2)."""


def either(names: Sequence[str]) -> str:
    """Return names to choose from: ``report``, ``report or review``, ``report, review or pack``."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last
