"""Whatever a storm does to workers, answers, callbacks and clocks, each message is there once, and proven.

Two storms pass with every test run. `make test-deep` lets two hundred pass over ten thousand messages, and so
does `python -m tests.storms --schedules 200 --messages 50`.
"""

from __future__ import annotations

from multiprocessing import set_forkserver_preload
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from tests.storms.storm import prepare, storm

IS_DEEP = hypothesis_settings.get_current_profile_name() == "deep"
SEEDS = range(1, 201) if IS_DEEP else (3, 4)
MESSAGES = 50 if IS_DEEP else 16


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Queue the messages over which every storm passes."""
    set_forkserver_preload(["tests.storms.storm"])
    path = tmp_path_factory.mktemp("storms") / "calm"
    prepare(path, MESSAGES)
    return path


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_storm_each_message_is_there_once_by_the_ledger_and_by_the_proof(
    seed: int, calm: Path, tmp_path: Path
) -> None:
    left = storm(seed, calm, tmp_path / "storm")

    assert (left.lost, left.doubled, left.findings) == (0, 0, ())
    assert left.messages >= MESSAGES
