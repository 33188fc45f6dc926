"""Goes on until it is ended, and so does the process that it starts; who holds a lock is alive.

python -m tests.cli.sleeper FOLDER [deaf]
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    """Lock a file each in two processes, and sleep; a deaf one does not hear a polite request to end."""
    folder = Path(sys.argv[1])
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    name = "parent" if os.fork() else "child"
    with (folder / name).open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write("asleep")
        file.flush()
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main()
