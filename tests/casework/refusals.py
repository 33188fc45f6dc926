"""Expecting a refusal: its words, and that nothing was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Content, Event, Person, Standing
from db.standings import said
from domain.errors import ChallengeError


@contextmanager
def refused(session: Session, error: type[ChallengeError], *words: str) -> Iterator[None]:
    """Expect a refusal in two sentences that leaves the database as it was."""
    before = everything(session)
    with pytest.raises(error) as refusal:
        yield
    message = str(refusal.value)
    assert re.fullmatch(r".+\. .+[.?]", message)
    for each in words:
        assert each in message
    assert everything(session) == before


def everything(session: Session) -> tuple[object, ...]:
    """Count what only grows, and say where everything stands."""
    session.flush()
    counts = [session.scalar(select(func.count()).select_from(each)) for each in (Event, Content, Person)]
    return (*counts, *(tuple(said(row).items()) for row in session.scalars(select(Standing))))
