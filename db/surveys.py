"""Verbs for the groups that surveys ask, and for answers of which nobody can tell whose they are."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from db.surveys_tables import SurveyAnswers, SurveyGroup
from domain.lifecycle import CouncilCode, Reference


class GroupKey(NamedTuple):
    """Whose answers are looked at together: an audience of a survey of a challenge, or of one council."""

    reference: Reference
    survey: str
    council: CouncilCode
    audience: str


class Wanted(NamedTuple):
    """Which groups are asked for: of one survey, year or challenge, or of all."""

    survey: str | None = None
    year: str | None = None
    reference: Reference | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """What is true of the groups that are asked for."""
        return [getattr(SurveyGroup, name) == value for name, value in self._asdict().items() if value]


def put(session: Session, references: Collection[Reference], groups: Iterable[SurveyGroup]) -> None:
    """Write whom the surveys of some challenges ask in the place of whom they asked before."""
    session.execute(delete(SurveyGroup).where(SurveyGroup.reference.in_(references)))
    session.add_all(groups)
    session.flush()


def groups(session: Session, wanted: Wanted) -> Sequence[SurveyGroup]:
    """Return the groups that were asked, in the order of years, surveys and challenges."""
    order = (SurveyGroup.year, SurveyGroup.survey, SurveyGroup.reference, SurveyGroup.council)
    query = select(SurveyGroup).where(*wanted.conditions).order_by(*order, SurveyGroup.audience)
    return session.scalars(query).all()


def answers(session: Session, wanted: Wanted) -> dict[GroupKey, list[dict[str, Any]]]:
    """Return what was answered, by group; the order in a group is that of chance."""
    same = (getattr(SurveyAnswers, name) == getattr(SurveyGroup, name) for name in GroupKey._fields)
    query = select(SurveyAnswers).join(SurveyGroup, and_(*same)).where(*wanted.conditions)
    found: dict[GroupKey, list[dict[str, Any]]] = {}
    for row in session.scalars(query.order_by(SurveyAnswers.id)):
        found.setdefault(key_of(row), []).append(row.answers)
    return found


def add(session: Session, group: GroupKey, said: dict[str, Any]) -> None:
    """Keep what somebody answered, and write the group's answers anew in an order that tells nothing.

    Else a database would say by the place of a row, or by the transaction that wrote it, which came last.
    """
    mine = [getattr(SurveyAnswers, name) == value for name, value in group._asdict().items()]
    every = [*session.scalars(select(SurveyAnswers.answers).where(*mine)), said]
    session.execute(delete(SurveyAnswers).where(*mine))
    secrets.SystemRandom().shuffle(every)
    session.add_all(SurveyAnswers(**group._asdict(), answers=each) for each in every)
    session.flush()


def key_of(row: SurveyAnswers | SurveyGroup) -> GroupKey:
    """Return the group to which a row belongs."""
    return GroupKey(row.reference, row.survey, row.council, row.audience)


def clear(session: Session) -> None:
    """Drop the groups, before every challenge is read again; the answers stay."""
    session.execute(delete(SurveyGroup))
