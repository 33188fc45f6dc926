"""Tells workers at the post apart, so that it is known whose message nobody has in hand any more."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta

LEASE = timedelta(minutes=5)
"""How long a worker's messages are its own, if nobody can say whether it still lives."""
_ALIVE = secrets.token_hex(4)
"""What tells this process from an earlier one of the same number."""


def worker() -> str:
    """Name this process, so that others can tell whether it is still there."""
    return f"{socket.gethostname()}/{os.getpid()}/{_ALIVE}"


def is_gone(holder: str) -> bool:
    """Say whether a process of this machine is no more; of other machines that is never known."""
    host, number, alive = holder.rsplit("/", 2)
    if host != socket.gethostname():
        return False
    if int(number) == os.getpid():
        return alive != _ALIVE
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
