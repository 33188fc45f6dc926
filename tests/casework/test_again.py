"""What may pass by itself is tried again, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from casework.again import is_worth_another_try
from channels.mail import TryAgain
from domain.moves import NotYet


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
