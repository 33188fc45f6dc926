"""A process may be killed at any step; the next run finds what is missing, and makes nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import PREFECT_API_URL, PREFECT_HOME
from sqlalchemy.orm import Session

from db.session import engine, transaction
from tests.flows.stories import ready_for_the_pack, ready_for_the_report

ROOT = Path(__file__).parents[2]
BESIDE = {
    "events": "reference, seq, kind, on_date, council, details",
    "documents": "key, council, person, title, issued_on, html_path, pdf_path, html_hash, pdf_hash",
    "messages": "key, person_id, to_email, subject, text, html, attachments, state, sent_as, attempts",
    "message_slots": "key, slot, message_id",
    "standings": "reference, stages, state, next_deadline, next_due, overdue, next_change, owed, waiting",
}
"""What has to be the same however often a run was killed: everything but the moments of writing."""


Story = Callable[[Session], tuple[str, str, str]]


class Sentenced:
    """Carries out orders in processes that may be killed."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.steps"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def carry_out(self, home: Path, how: str, what: tuple[str, str, str], die_at: int | None) -> int | None:
        """Return how many steps it took, or None if the process was killed."""
        reference, milestone, on = what
        order = {"home": str(home), "how": how, "reference": reference, "milestone": milestone, "on": on}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({**order, "die_at": die_at}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.process.communicate()[1]
        steps: int | None = json.loads(answer)
        return steps


@pytest.fixture(scope="module")
def sentenced(prefect: None) -> Iterator[Sentenced]:  # noqa: ARG001 - It has to be up.
    made = Sentenced(
        {
            "PREFECT_API_URL": str(PREFECT_API_URL.value()),
            "PREFECT_HOME": str(PREFECT_HOME.value()),
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",
        }
    )
    yield made
    made.process.communicate()


def everything(home: Path) -> dict[str, Any]:
    """Return every row and every file of an installation, but for the moments at which they were written."""
    with sqlite3.connect(home / "cpc.db") as database:
        rows = {
            table: database.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
            for table, columns in BESIDE.items()
        }
    database.close()
    documents = {
        str(path): path.read_bytes() for path in sorted(home.glob("documents/**/*")) if path.is_file()
    }
    outbox = {path.name: _undated(path) for path in sorted(home.glob("outbox/*"))}
    return {
        **rows,
        "files": {name.removeprefix(str(home)): content for name, content in documents.items()},
        "outbox": outbox,
    }


def _undated(path: Path) -> str:
    email = message_from_bytes(path.read_bytes())
    del email["Date"]
    return email.as_string()


@pytest.mark.parametrize(("how", "story"), [("flow", ready_for_the_pack), ("hand", ready_for_the_report)])
def test_a_run_killed_at_any_step_and_run_again_leaves_what_an_undisturbed_run_leaves(
    how: str, story: Story, home: Path, tmp_path: Path, sentenced: Sentenced
) -> None:
    with transaction() as session:
        what = story(session)
    engine().dispose()
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(home, undisturbed)
    steps = sentenced.carry_out(undisturbed, how, what, None)
    expected = everything(undisturbed)
    assert steps is not None
    assert steps >= 30

    for number in range(1, steps + 1):
        killed = tmp_path / f"killed-{number}"
        shutil.copytree(home, killed)

        assert sentenced.carry_out(killed, how, what, number) is None
        assert sentenced.carry_out(killed, how, what, None) is not None

        assert everything(killed) == expected, f"killed at step {number} of {steps}"
        shutil.rmtree(killed)
