"""The audit: a line for everything that was done or refused, written once and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from db.accounts_tables import Account, AuditLine
from db.models import Person
from domain.lifecycle import Reference
from domain.permissions import AccountId


@dataclass(frozen=True, slots=True)
class Line:
    """Who did what, with the names that their accounts have now."""

    id: int
    at: datetime
    name: str
    for_name: str
    act: str
    reference: Reference | None
    outcome: str
    details: dict[str, Any]


def add(
    session: Session,
    at: datetime,
    act: str,
    *,
    account: AccountId | None,
    for_account: AccountId | None,
    by: str,
    reference: Reference | None,
    outcome: str,
    details: dict[str, Any],
) -> None:
    """Write a line."""
    row = AuditLine(
        at=at,
        account_id=account,
        for_account_id=for_account,
        by=by,
        act=act,
        reference=reference,
        outcome=outcome,
        details=details,
    )
    session.add(row)
    session.flush()


def lines(
    session: Session,
    *,
    account: AccountId | None = None,
    act: str | None = None,
    reference: str | None = None,
    outcome: str | None = None,
    before: int | None = None,
    most: int = 50,
) -> Sequence[Line]:
    """Return the last lines that fit all that is asked for, those before a number."""
    me, them, who, whom = aliased(Account), aliased(Account), aliased(Person), aliased(Person)
    query = (
        select(AuditLine, who.name, whom.name)
        .outerjoin(me, me.id == AuditLine.account_id)
        .outerjoin(who, who.id == me.person_id)
        .outerjoin(them, them.id == AuditLine.for_account_id)
        .outerjoin(whom, whom.id == them.person_id)
        .order_by(AuditLine.id.desc())
        .limit(most)
    )
    wanted = (
        (AuditLine.account_id, account),
        (AuditLine.act, act),
        (AuditLine.reference, reference),
        (AuditLine.outcome, outcome),
    )
    for column, value in wanted:
        query = query.where(column == value) if value else query
    query = query.where(AuditLine.id < before) if before else query
    return [
        Line(
            row.id,
            row.at,
            name or row.by,
            for_name or "",
            row.act,
            row.reference,
            row.outcome,
            row.details,
        )
        for row, name, for_name in session.execute(query)
    ]
