"""The words of documents are kept once under their hash."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import editions, models
from domain.editions import Edition

NOW = datetime(2025, 2, 3, 9, tzinfo=UTC)
WORDS = Edition(
    "documents/invitation.html.j2", 2, {"documents/invitation.html.j2": "Dear {{ host }}"}, is_own=True
)


def test_the_same_words_are_kept_once_and_found_again(session: Session) -> None:
    digest = editions.keep(session, WORDS, NOW)
    session.expunge_all()

    assert editions.keep(session, WORDS, NOW) == digest
    assert editions.get(session, digest) == WORDS
    assert session.scalar(select(func.count()).select_from(models.Edition)) == 1


def test_words_that_were_never_kept_are_not_found(session: Session) -> None:
    assert editions.get(session, "0" * 64) is None
