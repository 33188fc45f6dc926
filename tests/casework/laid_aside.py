"""A story that takes seconds to play is played once, and laid out anew for every test that begins there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from db.models import Base
from domain.lifecycle import PersonId, Reference
from domain.people import Role
from tests.casework.conftest import Challenge

ROWS_OF = Base.metadata.sorted_tables
"""Every table after those to which its rows refer."""


@dataclass(frozen=True)
class Aside:
    """All rows and files of a home, and who is who in its challenge."""

    rows: dict[str, list[dict[str, Any]]]
    files: Path
    reference: Reference
    people: dict[Role, PersonId]


class Asides:
    """What has been played so far, by database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: dict[str, Aside] = {}

    def laid_out(self, session: Session, home: Path, play: Callable[[], Challenge]) -> Challenge:
        """Give a challenge as its story left it, playing that the first time."""
        on = session.get_bind().dialect.name
        if on not in self.known:
            played = play()
            session.commit()
            self.known[on] = self._kept(played, home, self.folder / on)
            return played
        self._restore(self.known[on], session, home)
        return Challenge(session, self.known[on].reference, dict(self.known[on].people))

    def _kept(self, played: Challenge, home: Path, folder: Path) -> Aside:
        for name in ("documents", "outbox"):
            shutil.copytree(home / name, folder / name)
        rows = {
            table.name: [dict(row) for row in played.session.execute(select(table)).mappings()]
            for table in ROWS_OF
        }
        return Aside(rows, folder, played.reference, dict(played.people))

    def _restore(self, kept: Aside, session: Session, home: Path) -> None:
        shutil.copytree(kept.files, home, dirs_exist_ok=True)
        for table in ROWS_OF:
            if rows := kept.rows[table.name]:
                session.execute(insert(table), rows)
                self._count_on(session, table.name, rows)
        session.commit()

    def _count_on(self, session: Session, table: str, rows: list[dict[str, Any]]) -> None:
        """Have PostgreSQL number the next row after those that came with their numbers; SQLite does so."""
        if session.get_bind().dialect.name == "postgresql" and isinstance(rows[0].get("id"), int):
            latest = max(row["id"] for row in rows)
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {latest})"))
