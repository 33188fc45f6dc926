"""SQLite for the tests: as quick as it gets, for nobody misses these data.

Every test has a file of its own, but one engine opens them all, so that a statement is put together once a
process and not once a test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from db import session

connect = session.connect


@event.listens_for(Engine, "connect")
def _wait_for_no_disk(connection: Any, _record: object) -> None:
    if type(connection).__module__ == "sqlite3":
        connection.execute("PRAGMA synchronous = OFF")


class OneEngine:
    """The engine of every test's file, and the file of which it is now."""

    def __init__(self) -> None:
        self.file: Path | None = None
        self.engine = connect("sqlite:///of-the-test.db")
        event.listen(self.engine, "do_connect", self._open)

    def _open(self, _dialect: object, _record: object, where: list[Any], how: dict[str, Any]) -> None:
        where[0], how["timeout"] = str(self.file), session.PATIENCE


_one = cache(OneEngine)


@contextmanager
def opened(migrated: Path, home: Path) -> Iterator[str]:
    """Make a home with a copy of a database, have the one engine open it meanwhile, and give its address."""
    home.mkdir()
    one, address = _one(), f"sqlite:///{home / 'cpc.db'}"
    one.file = home / "cpc.db"
    shutil.copy(migrated, one.file)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(session, "connect", lambda url: one.engine if url == address else connect(url))
        yield address
    one.engine.dispose()
