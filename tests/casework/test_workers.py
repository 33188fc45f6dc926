"""Several workers at once, in real processes: each message is handed over by one of them, once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casework import post
from db.models import Person
from db.post_tables import Message
from domain.lifecycle import PersonId
from tests.casework.conftest import AT

ROOT = Path(__file__).parents[2]
MANY = 60


@pytest.fixture
def written(database: Engine) -> int:
    """Queue many messages to one person."""
    leader = {"name": "Leader", "email": "leader@council.example", "post": "Leader", "organisation": "A"}
    with Session(database) as session, session.begin():
        session.add(Person(id=PersonId("p_leader"), created_at=AT, **leader))
        session.flush()
        session.add_all(_message(number) for number in range(MANY))
    return MANY


def _message(number: int) -> Message:
    return Message(
        key=f"letter/{number}",
        notice="letter",
        person_id=PersonId("p_leader"),
        to_name="Leader",
        to_email="leader@council.example",
        subject="A letter",
        text="It says something.",
        html="<p>It says something.</p>",
        attachments=[],
        reason="You receive this as leader.",
        state="queued",
        queued_at=AT,
        attempts=0,
    )


def work(ledger: Path, *die_after: int) -> list[int]:
    """Have a worker for each number, and return how they ended."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.casework.worker", str(ledger), str(number)],
            cwd=ROOT,
            env={**os.environ},
        )
        for number in die_after
    ]
    return [each.wait(120) for each in workers]


def test_workers_that_are_killed_and_workers_that_are_not_send_each_message_once(
    database: Engine, written: int, tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger"

    ended = work(ledger, 0, 5, 0, 3)
    assert work(ledger, 0) == [0]

    handed_over = ledger.read_text().splitlines()
    killed = sum(code != 0 for code in ended)
    assert len(handed_over) == len(set(handed_over)) == written
    with Session(database) as session:
        states = [each.state for each in session.scalars(select(Message))]
        assert post.waiting(session) == ()
    assert (states.count("unknown"), states.count("sent")) == (killed, written - killed)
