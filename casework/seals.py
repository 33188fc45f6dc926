"""Seals links in letters, so that nobody but this installation can make one: with its secret.

Where none is set the home keeps one of its own, which is made when it is first needed. Keys that sign
somebody in are never made with that one: it lies beside the database, and in the same backup.
"""

from __future__ import annotations

import hmac
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from tempfile import mkstemp

from domain.errors import ChallengeError
from settings import settings


class SecretLost(ChallengeError):
    """The file of the secret holds none, and a seal that is made with nothing could be made by anybody."""

    def __str__(self) -> str:
        return (
            f"The file {self.args[0]} in CPC_HOME is empty, so links cannot be signed. "
            "Put it back from a backup, or delete it: another one is made, and links that are out end."
        )


def seal(said: str) -> bytes:
    """Return what belongs to some words and cannot be worked out without the secret."""
    return hmac.digest(_secret(), said.encode(), sha256)


def _secret() -> bytes:
    here = settings()
    return here.secret.get_secret_value().encode() if here.secret else _kept(here.secret_file)


def _kept(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    found = path.read_bytes()
    if not found:
        raise SecretLost(path.name)
    return found


def _make(path: Path) -> None:
    """Write a secret that its owner alone may read; it has its name once it is whole; the first counts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file, partial = mkstemp(dir=path.parent)
    with os.fdopen(file, "w", encoding="ascii") as written:
        written.write(token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(partial, path)
    Path(partial).unlink()
