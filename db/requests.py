"""What programs asked for under a key of their own, for as long as they may ask again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Insert, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.requests_tables import RequestRow
from domain.permissions import AccountId


class RequestKey(NamedTuple):
    """Who asked, for what, and under which key of theirs."""

    account: AccountId
    path: str
    key: str


class Known(NamedTuple):
    """What was asked for before: with which body, when, and what the answer was if there is one yet."""

    body: str
    at: datetime
    status: int | None
    answer: dict[str, Any] | None


def begin(session: Session, key: RequestKey, body: str, at: datetime) -> bool:
    """Write down that something is about to be done; of any number who try at once, one may do it."""
    values = {"account_id": key.account, "path": key.path, "key": key.key, "body": body, "at": at}
    new = _unless_there(session, values).returning(RequestRow.key)
    return session.scalar(new) is not None


def _unless_there(session: Session, values: dict[str, Any]) -> Insert:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row: Insert = dialect.insert(RequestRow).values(values).on_conflict_do_nothing()
    return row


def find(session: Session, key: RequestKey) -> Known:
    """Return what was asked for under a key that was begun."""
    columns = (RequestRow.body, RequestRow.at, RequestRow.status, RequestRow.answer)
    return Known(*session.execute(select(*columns).where(*_is(key))).one())


def take_over(session: Session, key: RequestKey, begun: datetime, at: datetime) -> bool:
    """Take over what was begun at a moment and never ended; of any number who try at once, one may."""
    mine = update(RequestRow).where(*_is(key), RequestRow.status.is_(None), RequestRow.at == begun)
    return session.scalar(mine.values(at=at).returning(RequestRow.key)) is not None


def end(session: Session, key: RequestKey, status: int, answer: dict[str, Any]) -> None:
    """Keep what was answered."""
    session.execute(update(RequestRow).where(*_is(key)).values(status=status, answer=answer))


def drop(session: Session, key: RequestKey) -> None:
    """Forget what was not done, so that it can be asked for again."""
    session.execute(delete(RequestRow).where(*_is(key)))


def forget(session: Session, before: datetime) -> None:
    """Forget what was asked for before a moment."""
    session.execute(delete(RequestRow).where(RequestRow.at < before))


def _is(key: RequestKey) -> tuple[Any, ...]:
    return (
        RequestRow.account_id == key.account,
        RequestRow.path == key.path,
        RequestRow.key == key.key,
    )
