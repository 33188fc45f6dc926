"""Runs a module as a program that cannot outlive whoever started it, however that one ends.

    python -m cli.leash MODULE [ARGUMENT ...]

The starter holds the other end of this program's standard input. When the starter is gone, even killed,
the system closes that end, and this program ends itself with everything that it has started.
"""

from __future__ import annotations

import gc
import os
import runpy
import signal
import sys
import threading

OBJECTS = 50_000
"""New objects until Python looks for cycles; at the usual 700 that is a sixth of Prefect's time."""


def main() -> None:
    """Run the module that the command line names, on the leash."""
    gc.set_threshold(OBJECTS)
    threading.Thread(target=_hold, args=(sys.stdin.fileno(),), name="leash", daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _hold(leash: int) -> None:
    """Wait until the starter lets go, then kill this program's own group of processes.

    To ask politely first would end this one alone, and leave what it has started without anybody to end
    it. Whoever works here may be killed at any step.
    """
    while os.read(leash, 1024):
        pass
    os.killpg(os.getpgid(0), signal.SIGKILL)


if __name__ == "__main__":
    main()
