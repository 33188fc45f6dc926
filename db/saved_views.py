"""Views of the pipeline under names: one's own, and those that are there for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, or_, select
from sqlalchemy.orm import Session

from db.pipeline_tables import SavedView
from domain.permissions import AccountId


def listed(session: Session, account: AccountId | None) -> Sequence[SavedView]:
    """Return somebody's views, and those that are shared, by name."""
    return session.scalars(_LISTED, {"account": account}).all()


_LISTED = (
    select(SavedView)
    .where(or_(SavedView.account == bindparam("account"), SavedView.is_shared))
    .order_by(SavedView.name, SavedView.id)
)


def put(session: Session, view: SavedView) -> SavedView:
    """Keep a view; one of the same name and owner is written over."""
    named = select(SavedView).where(SavedView.account == view.account, SavedView.name == view.name)
    kept = session.scalar(named)
    if kept is None:
        session.add(view)
        session.flush()
        return view
    kept.query, kept.is_shared, kept.saved_at = view.query, view.is_shared, view.saved_at
    session.flush()
    return kept


def remove(session: Session, account: AccountId, number: int) -> bool:
    """Take away a view of somebody's own; return whether there was one."""
    own = delete(SavedView).where(SavedView.id == number, SavedView.account == account)
    return session.execute(own.returning(SavedView.id)).one_or_none() is not None
