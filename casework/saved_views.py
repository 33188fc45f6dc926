"""Keeps selections of the pipeline under names: for whoever saves them, or for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from db import saved_views
from db.pipeline_tables import SavedView
from domain.errors import RulesRefuse, WrongUse
from domain.permissions import Part, Visitor
from domain.pipeline import Selection

LONGEST_NAME = 60
MOST = 50
"""Views that one account keeps; more is no longer a choice."""


class NoNameForAView(WrongUse):
    """A view was to be saved under no name, or under one that fits on no page."""

    def __str__(self) -> str:
        return f"A view needs a name of at most {LONGEST_NAME} characters. Give it one."


class NotYoursToShare(RulesRefuse):
    """Somebody wanted to save a view for everybody who may not."""

    def __str__(self) -> str:
        return "Only a programme manager saves views for everybody. Save it for yourself."


class TooManyViews(RulesRefuse):
    """Somebody keeps as many views as anybody can choose from."""

    def __str__(self) -> str:
        return f"You keep {self.args[0]} views already. Remove one that you no longer need."


@dataclass(frozen=True, slots=True)
class View:
    """A selection under a name, and whether it is the reader's own to remove."""

    number: int
    name: str
    query: str
    is_shared: bool
    is_own: bool


def views(session: Session, visitor: Visitor) -> tuple[View, ...]:
    """Return the views that somebody can choose from, by name."""
    found: Sequence[SavedView] = saved_views.listed(session, visitor.account)
    return tuple(
        View(each.id, each.name, each.query, each.is_shared, each.account == visitor.account)
        for each in found
    )


def save(
    session: Session, visitor: Visitor, name: str, selection: Selection, at: datetime, *, is_shared: bool
) -> None:
    """Keep a selection under a name; what was there under it is written over."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoNameForAView(name)
    if is_shared and visitor.part is not Part.MANAGER:
        raise NotYoursToShare
    own = {each.name for each in views(session, visitor) if each.is_own}
    if len(own | {name}) > MOST:
        raise TooManyViews(len(own))
    said = {"query": selection.query, "is_shared": is_shared, "saved_at": at}
    saved_views.put(session, SavedView(account=visitor.account, name=name, **said))


def remove(session: Session, visitor: Visitor, number: int) -> bool:
    """Take away a view of one's own; return whether there was one."""
    return visitor.account is not None and saved_views.remove(session, visitor.account, number)
