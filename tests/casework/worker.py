"""A worker at the post in a process of its own: it writes what it hands over into a file that all share.

    python -m tests.casework.worker LEDGER [NUMBER]

With a number it kills itself after it has handed over so many messages, before it can write that down.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from casework import post
from channels.mail import Mail, Receipt


@dataclass
class Ledger:
    """A provider that passes on whatever it is given, and cannot be asked."""

    path: Path
    left: int
    name: str = "ledger"
    is_safe_to_repeat: bool = False

    def send(self, mail: Mail) -> Receipt:
        with self.path.open("a") as file:
            file.write(f"{mail.name}\n")
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return Receipt(mail.name, self.name)

    def close(self) -> None: ...


if __name__ == "__main__":
    way = Ledger(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    for _ in post.deliver(way, lambda: datetime.now(UTC)):
        pass
