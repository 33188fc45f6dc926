"""Keeps passwords as argon2id makes them: slow to try, each with a salt of its own, never to be read back."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_HASHER = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
"""What OWASP advises as the least: some 30 ms of one core, and 19 MiB for each try."""


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHER.hash(_written(password))


def fits(kept: str | None, password: str) -> bool:
    """Say whether a password is the one of which something was kept.

    Where nothing was kept it takes as long to say no, so that nobody can tell the two apart by the time.
    """
    try:
        _HASHER.verify(kept or _of_nobody(), _written(password))
    except VerificationError:
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a password that is right should be kept anew, because we have since become more careful."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _of_nobody() -> str:
    return hashed("nobody has this password")


def _written(password: str) -> str:
    """Return a password the same, however a keyboard composes its accents."""
    return unicodedata.normalize("NFKC", password)
