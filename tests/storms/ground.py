"""Where storms pass: an installation with messages queued, of which every storm gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from db import councils
from db.session import connect, engine
from domain.lifecycle import Milestone
from settings import settings
from tests import outboxes, postgresql
from tests.histories import Story

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
LAST = date(2024, 6, 3)
"""The last day of the story: what comes due after it nobody has been told of."""
CALM = "calm"


@dataclass(frozen=True)
class Home:
    """An installation: its folder, and the address of its database."""

    folder: Path
    database: str

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Have the settings name it."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CPC_HOME", str(self.folder))
            patch.setenv("CPC_DATABASE_URL", self.database)
            settings.cache_clear()
            yield
            engine().dispose()
        settings.cache_clear()


@dataclass(frozen=True)
class Ground:
    """A folder for the homes of storms, and the PostgreSQL on which they stand; SQLite if there is none."""

    folder: Path
    server: str | None

    def prepare(self, number: int) -> None:
        """Queue so many messages, or some more, which are all that some challenges owe."""
        if self.server:
            self._execute(f"CREATE DATABASE {CALM}")
        with self._home(CALM).entered(), Session(engine()) as session, session.begin():
            councils.load_samples(session)
            left = number
            while left > 0:
                story = Story().staffed().until(Milestone.DATES_SET)
                found = outboxes.enter(session, story, NOW, LAST)
                for each in found.due.values():
                    outboxes.write(session, found, each, NOW)
                left -= len(found.due)

    @contextmanager
    def copy(self, name: str) -> Iterator[Home]:
        """Lay out the installation anew, for as long as a storm lasts."""
        home = self._home(name)
        if self.server:
            home.folder.mkdir()
            self._execute(f"CREATE DATABASE {name} TEMPLATE {CALM}")
        else:
            shutil.copytree(self._home(CALM).folder, home.folder)
        yield home
        if self.server:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")
        shutil.rmtree(home.folder)

    def _home(self, name: str) -> Home:
        folder = self.folder / name
        if self.server is None:
            return Home(folder, f"sqlite:///{folder / 'cpc.db'}")
        return Home(folder, postgresql.address(make_url(self.server).set(database=name)))

    def _execute(self, statement: str) -> None:
        server = connect(self.server or "")
        postgresql.execute(server, statement)
        server.dispose()
