"""Writes down who did what, so that it can be asked later; no address, no secret and no name stands in it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from db import audit as rows
from domain.accounts import Deed
from domain.lifecycle import Reference
from domain.permissions import Act, Visitor


class Outcome(StrEnum):
    """What came of it."""

    DONE = "done"
    REFUSED = "refused"


def note(
    session: Session,
    who: Visitor,
    act: Act | Deed,
    at: datetime,
    reference: Reference | None = None,
    *,
    outcome: Outcome = Outcome.DONE,
    **details: str | int,
) -> None:
    """Write down that somebody did something, or was refused.

    Whoever has an account is named by it. Of who gives a command on the server only the name there is known.
    """
    rows.add(
        session,
        at,
        act,
        account=who.account,
        for_account=who.deputy_of,
        by="" if who.account else who.name,
        reference=reference,
        outcome=outcome,
        details={name: value for name, value in details.items() if value != ""},
    )
