"""Measures in a process and a home of its own, so that no real record is touched."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from tempfile import TemporaryDirectory


def rows_of(module: str, *arguments: str) -> Iterator[tuple[str, str, str]]:
    """Run a benchmark module by itself and yield the rows that it prints, parted by tabs."""
    with TemporaryDirectory() as home:
        environment = {**os.environ, "CPC_HOME": home, "CPC_DATABASE_URL": ""}
        command = [sys.executable, "-m", module, *arguments]
        run = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    for line in run.stdout.splitlines():
        what, figure, target = line.split("\t")
        yield what, figure, target
