"""What it takes to try the proof: two weeks of rounds, and ways to do what the programme never does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.proof import prove
from casework.proof_findings import Proof, Window
from channels.records import records
from db import papers
from db.post_tables import Message
from settings import settings
from tests.casework.conftest import Begun, Challenge
from tests.casework.rounds import deliver_all, run_round

LAST = "2024-05-14"
AFTER = datetime(2024, 5, 14, 18, tzinfo=UTC)
SLOTS = "DELETE FROM message_slots WHERE message_id = :id"
UNTRIED = "DELETE FROM attempts WHERE message_id = :id"

Damage = Callable[[Challenge, Message], None]


def proof_of(challenge: Challenge, first: str | None = None, last: str = LAST, **said: object) -> Proof:
    challenge.session.flush()
    challenge.session.expire_all()
    window = Window(date.fromisoformat(first) if first else None, date.fromisoformat(last))
    return prove(challenge.session, window, AFTER, records(settings()), **said)  # type: ignore[arg-type]


def in_short(found: Proof) -> list[tuple[str, str]]:
    return [(each.kind.value, each.what) for each in found.findings]


def message(challenge: Challenge, notice: str = "invitation") -> Message:
    found = papers.messages(challenge.session, challenge.reference)
    return next(each for each in found if each.notice == notice)


@contextmanager
def unguarded(session: Session) -> Iterator[None]:
    """Do what no part of the programme does, and have it undone at the end."""
    with session.begin_nested() as trial:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
            for guard in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER attempts_refuse_{guard}"))
        else:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        trial.rollback()
    session.expire_all()


def sql(statement: str) -> Damage:
    """Return the damage that a statement does to the message of an invitation."""

    def do(challenge: Challenge, one: Message) -> None:
        facts = {"id": one.id, "key": one.key, "reference": one.reference}
        challenge.session.execute(text(statement), facts)

    return do


def two_weeks(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Return a challenge of two weeks in which every round was run and everything has gone out.

    Monday 6 May 2024 was a bank holiday, so the first digest is of Tuesday.
    """

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        for day in ("2024-05-01", "2024-05-07", "2024-05-10", "2024-05-13"):
            if day == "2024-05-10":
                challenge.record("agreed", day)
            run_round(challenge.session, day)
            deliver_all(challenge.session, day)
        challenge.session.commit()
        return challenge

    return begun(play)
