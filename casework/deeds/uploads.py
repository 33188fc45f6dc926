"""Keeps a file between the moment somebody is shown what was understood of it and the moment they say yes.

A browser does not send a file twice. It lies here under the account of whoever sent it, by the hash of its
contents, and is cleared away after a day.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from casework.deeds.questions import Upload
from domain.errors import WrongUse
from settings import settings

KEPT = timedelta(days=1)
"""How long a file waits for its sender's word."""
MOST = 20
"""Files of one sender that wait; whoever sends more loses the first, and not the disk its room."""
_KEY = re.compile(r"[0-9a-f]{64}")


class NoLongerKept(WrongUse):
    """A file was sent too long ago, or by somebody else."""

    def __str__(self) -> str:
        return "The file that you chose is not kept any more. Choose it again."


def keep(owner: str, upload: Upload, *, at: datetime) -> str:
    """Keep a file for whoever sent it, and return the key under which they find it again."""
    folder = _folder(owner)
    folder.mkdir(parents=True, exist_ok=True)
    _clear(at)
    _make_room(folder)
    key = sha256(upload.content).hexdigest()
    partial = folder / f"{key}.part"
    partial.write_bytes(upload.content)
    partial.replace(folder / key)
    return key


def kept(owner: str, key: str, name: str) -> Upload:
    """Return a file that somebody sent; ``NoLongerKept`` if there is none of theirs."""
    path = _folder(owner) / key
    if not _KEY.fullmatch(key) or not path.is_file():
        raise NoLongerKept
    return Upload(name, path.read_bytes())


def _folder(owner: str) -> Path:
    """Return where somebody's files lie: by a hash, so that no name of an account is a path."""
    return settings().uploads_folder / sha256(owner.encode()).hexdigest()[:32]


def _clear(at: datetime) -> None:
    for path in settings().uploads_folder.glob("*/*"):
        if at.timestamp() - _since(path) > KEPT.total_seconds():
            path.unlink(missing_ok=True)


def _make_room(folder: Path) -> None:
    for path in sorted(folder.iterdir(), key=_since, reverse=True)[MOST - 1 :]:
        path.unlink(missing_ok=True)


def _since(path: Path) -> float:
    """Return when a file was laid down; another process may have cleared it away since it was listed."""
    with suppress(FileNotFoundError):
        return path.stat().st_mtime
    return 0.0
