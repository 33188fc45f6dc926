"""Tells what may pass by itself from what never will, so that only the first is tried again."""

from __future__ import annotations

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from channels.mail import TryAgain

PASSING = (TryAgain, OperationalError, InterfaceError, StaleDataError, OSError)
"""A busy channel, a database that is locked or away, another writer who was first, a disk or network."""


def is_worth_another_try(error: BaseException) -> bool:
    """Whether the same step may succeed a little later; what the rules refuse, they refuse again."""
    return isinstance(error, PASSING)
