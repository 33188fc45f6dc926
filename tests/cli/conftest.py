"""The command as a person gives it, in this process: on a day, with what it says and how it ends."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from cli.app import run
from cli.clock import LONDON
from cli.desk import Desk
from db.session import engine
from tests import sqlite

WIDTH = 80
REFERENCE = "CPC-2024-001"
VISIT = ("--visit-start", "2024-10-29", "--visit-end", "2024-10-31")


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """What it said, on one line however it was wrapped."""
        return " ".join(self.out.split())

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cpc = Callable[..., Answer]


def give(*tokens: object, today: str = "2024-05-13") -> Answer:
    """Give a command on a day and return its answer."""
    now = datetime.combine(datetime.fromisoformat(today), time(9, 30), LONDON)
    out, err = StringIO(), StringIO()
    code = run([str(each) for each in tokens], Desk(now, "officer", console(out), console(err)))
    return Answer(code, out.getvalue(), err.getvalue())


def console(file: StringIO) -> Console:
    """Return a console whose words are read by a test."""
    return Console(file=file, width=WIDTH, markup=False, highlight=False, emoji=False)


@pytest.fixture
def cpc(home: Path, migrated_file: Path) -> Iterator[Cpc]:
    """Give commands on a home of its own, which has its tables already."""
    with sqlite.opened(migrated_file, home):
        yield give


class Asides:
    """What has been played so far in this process: a home after each story, for tests that begin there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def laid_out(self, story: str, home: Path, play: Callable[[], object]) -> None:
        """Bring a home to where a story leaves it, playing that the first time."""
        kept = self.folder / story
        if kept.exists():
            shutil.copytree(kept, home, dirs_exist_ok=True)
            return
        play()
        engine().dispose()  # What is written down beside the database is then in it.
        shutil.copytree(home, kept)


@pytest.fixture(scope="session")
def asides(tmp_path_factory: pytest.TempPathFactory) -> Asides:
    """Give the stories that were played in this test process."""
    return Asides(tmp_path_factory.mktemp("asides"))


@pytest.fixture
def opened(cpc: Cpc) -> str:
    """Give the reference of a challenge of Tamworth that was opened on Monday 13 May 2024."""
    assert cpc("open", "Tamworth", "--scheme", "2024").code == 0
    return REFERENCE


@pytest.fixture
def staffed(cpc: Cpc, asides: Asides, home: Path, request: pytest.FixtureRequest) -> str:
    """Give the same challenge with those whom the first letters go to."""

    def play() -> None:
        opened: str = request.getfixturevalue("opened")
        for role, place in (
            ("principal_adviser", "programme"),
            ("challenge_manager", "programme"),
            ("leader", "tamworth"),
            ("chief_executive", "tamworth"),
            ("project_lead", "tamworth"),
        ):
            told = cpc("assign", opened, role, "--name", role, "--email", f"{role}@{place}.example")
            assert told.code == 0, told.err

    asides.laid_out("staffed", home, play)
    return REFERENCE


@pytest.fixture
def dated(cpc: Cpc, asides: Asides, home: Path, request: pytest.FixtureRequest) -> str:
    """Give the same challenge when it has been agreed and its visit has its dates."""

    def play() -> None:
        staffed: str = request.getfixturevalue("staffed")
        cpc("record", staffed, "agreed", today="2024-05-24")
        assert cpc("record", staffed, "dates_set", *VISIT, today="2024-06-10").code == 0

    asides.laid_out("dated", home, play)
    return REFERENCE
