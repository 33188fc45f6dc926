"""A story that takes long to play is played once, and laid out anew for every test that begins there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from db.models import Base

Told = TypeVar("Told")
TABLES = [table for table in Base.metadata.sorted_tables if table.name != "pulse"]
"""Every table after those to which its rows refer; the database counts its changes by itself."""
FOLDERS = ("documents", "outbox")


@dataclass(frozen=True)
class Aside(Generic[Told]):
    """All rows and files of a home, and what its story has to tell besides."""

    rows: dict[str, list[dict[str, Any]]]
    files: Path
    told: Told


class Asides(Generic[Told]):
    """What has been played so far, by story and database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, Aside[Told]] = {}

    def laid_out(self, story: str, session: Session, home: Path, play: Callable[[], Told]) -> Told:
        """Bring a home to where a story leaves it, playing that the first time."""
        name = f"{story}-{session.get_bind().dialect.name}"
        if name in self.known:
            self._restore(self.known[name], session, home)
        else:
            told = play()
            session.commit()
            self.known[name] = Aside(_rows(session), self._copied(home, self.folder / name), told)
        return self.known[name].told

    def _copied(self, home: Path, folder: Path) -> Path:
        folder.mkdir()
        for each in FOLDERS:
            if (home / each).exists():
                shutil.copytree(home / each, folder / each)
        return folder

    def _restore(self, kept: Aside[Told], session: Session, home: Path) -> None:
        shutil.copytree(kept.files, home, dirs_exist_ok=True)
        for table in TABLES:
            if rows := kept.rows[table.name]:
                session.execute(insert(table), rows)
                _count_on(session, table.name, rows)
        session.commit()


def _rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    return {table.name: [dict(row) for row in session.execute(select(table)).mappings()] for table in TABLES}


def _count_on(session: Session, table: str, rows: list[dict[str, Any]]) -> None:
    """Have PostgreSQL number the next row after those that came with their numbers; SQLite does so anyway."""
    if session.get_bind().dialect.name == "postgresql" and isinstance(rows[0].get("id"), int):
        latest = max(row["id"] for row in rows)
        session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {latest})"))
