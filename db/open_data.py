"""What everybody may have of the register, the ledger and the findings, whole and in an order that stays."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.findings_tables import FindingEntry
from db.index_tables import RegisterEntry
from db.ledger_tables import LedgerEntry
from domain.lifecycle import CouncilCode, Reference

_LEDGER = LedgerEntry.is_public
_FINDINGS: ColumnElement[bool] = FindingEntry.is_public & FindingEntry.is_shared


def parts(session: Session) -> Sequence[tuple[Reference, CouncilCode]]:
    """Return the parts in challenges of which something is published, by reference and council."""
    order = (RegisterEntry.reference, RegisterEntry.council)
    return [
        (reference, council)
        for reference, council in session.execute(
            select(RegisterEntry.reference, RegisterEntry.council).order_by(*order)
        )
    ]


def findings(session: Session) -> Sequence[FindingEntry]:
    """Return the findings that are published and that their councils agreed to share."""
    order = (FindingEntry.reference, FindingEntry.council, FindingEntry.key)
    return session.scalars(select(FindingEntry).where(_FINDINGS).order_by(*order)).all()


def counts(session: Session) -> dict[str, int]:
    """Return how many rows the tables have that grow with the programme."""
    asked = {
        "challenges": select(func.count()).select_from(RegisterEntry),
        "recommendations": select(func.count()).select_from(LedgerEntry).where(_LEDGER),
        "findings": select(func.count()).select_from(FindingEntry).where(_FINDINGS),
    }
    return {name: session.scalar(query) or 0 for name, query in asked.items()}
