"""Whatever a storm does to workers, answers, callbacks and clocks, each message is there once, and proven.

Two storms pass with every test run, on SQLite and on PostgreSQL. `make test-deep` lets two hundred pass over
ten thousand messages, and so does `python -m tests.storms --schedules 200 --messages 50`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine

from tests import postgresql as databases
from tests.storms.ground import CALM, Ground
from tests.storms.storm import make_ready, storm

IS_DEEP = hypothesis_settings.get_current_profile_name() == "deep"
SEEDS = range(1, 201) if IS_DEEP else (3, 6)
MESSAGES = 50 if IS_DEEP else 16


@pytest.fixture(scope="module")
def grounds(postgresql: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Ground]]:
    """Queue the messages over which storms pass: even ones on PostgreSQL, odd ones on SQLite."""
    make_ready()
    servers = (databases.address(postgresql.url), None)
    found = [Ground(tmp_path_factory.mktemp("storms"), server) for server in servers]
    for each in found:
        each.prepare(MESSAGES)
    yield found
    databases.execute(postgresql, f"DROP DATABASE {CALM}")


@pytest.mark.parametrize("seed", SEEDS)
def test_after_a_storm_each_message_is_there_once_by_the_ledger_and_by_the_proof(
    seed: int, grounds: list[Ground]
) -> None:
    left = storm(seed, grounds[seed % 2])

    assert (left.lost, left.doubled, left.findings) == (0, 0, ())
    assert left.messages >= MESSAGES
