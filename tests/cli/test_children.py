"""Programs that work for a command end with it, however it ends."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.children import Child, start, stop

SLEEPER = "tests.cli.sleeper"
STARTER = """
import sys, time
from cli.children import start
start("Sleeper", ["tests.cli.sleeper", sys.argv[1]], {})
time.sleep(60)
"""


def wait_until(so: Callable[[], bool], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while not so() and time.monotonic() < deadline:
        time.sleep(0.05)
    return so()


def asleep(folder: Path) -> set[str]:
    """Name the sleepers that are alive: the system gives the lock of a dead one to whoever asks."""
    return {path.name for path in folder.iterdir() if path.read_text("utf-8") and not _free(path)}


def _free(path: Path) -> bool:
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


@pytest.fixture
def bed(tmp_path: Path) -> Path:
    folder = tmp_path / "bed"
    folder.mkdir()
    return folder


def sleeper(bed: Path, *how: str) -> Child:
    child = start("Sleeper", [SLEEPER, str(bed), *how], {})
    assert wait_until(lambda: asleep(bed) == {"parent", "child"}), child.log.read_text("utf-8")
    return child


@pytest.mark.parametrize("how", [(), ("deaf",)])
def test_a_program_is_ended_with_all_that_it_started(bed: Path, how: tuple[str, ...]) -> None:
    child = sleeper(bed, *how)

    stop([child], grace=0.5)

    assert not child.is_at_work
    assert wait_until(lambda: not asleep(bed))


def test_a_program_ends_when_the_command_that_started_it_is_killed(bed: Path) -> None:
    command = subprocess.Popen([sys.executable, "-c", STARTER, str(bed)])
    assert wait_until(lambda: asleep(bed) == {"parent", "child"})

    command.kill()
    command.wait()

    assert wait_until(lambda: not asleep(bed))


def test_ctrl_c_at_the_terminal_reaches_the_command_alone(bed: Path) -> None:
    child = sleeper(bed)

    assert os.getpgid(child.process.pid) != os.getpgid(0)

    stop([child])


def test_a_program_that_ended_by_itself_is_told_with_its_log() -> None:
    child = start("Sleeper", [SLEEPER], {})
    child.process.wait()

    assert not child.is_at_work
    assert str(child.died()) == (
        f"The Sleeper ended by itself with code 1. Read why at the end of {child.log}, then start it again."
    )
    assert "IndexError" in child.log.read_text("utf-8")
    stop([child])


def test_a_signal_is_asked_for_before_it_is_sent(bed: Path) -> None:
    child = sleeper(bed)

    stop([child])

    assert child.process.returncode == -signal.SIGTERM
