"""What may pass by itself is tried again, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, OperationalError

from casework.again import is_worth_another_try
from channels.mail import TryAgain
from domain.moves import NotYet

LOCK = {
    "sqlite": ("PRAGMA busy_timeout = 20", "DELETE FROM messages"),
    "postgresql": ("SET lock_timeout = '20ms'", "LOCK TABLE messages"),
}
"""How long a writer waits for a database that another keeps busy, and what both want of it."""


def test_a_database_that_another_writer_keeps_busy_is_worth_another_try(database: Engine) -> None:
    wait, want = LOCK[database.dialect.name]

    with database.connect() as one, database.connect() as other:
        one.exec_driver_sql(want)
        other.connection.cursor().execute(wait)  # Of the driver, because to begin is to wait already.
        with pytest.raises(OperationalError, match=r"database is locked|lock timeout") as busy:
            other.exec_driver_sql(want)

    assert is_worth_another_try(busy.value)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TryAgain("a message", "the post is busy"), True),
        (OperationalError("SELECT 1", {}, Exception("database is locked")), True),
        (OSError("No space left on device"), True),
        (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed")), False),
        (NotYet("'Agreed'", ()), False),
        (KeyError("a mistake of ours"), False),
    ],
    ids=["post", "database", "disk", "constraint", "rules", "mistake"],
)
def test_only_what_may_pass_by_itself_is_worth_another_try(error: Exception, expected: bool) -> None:
    assert is_worth_another_try(error) is expected
