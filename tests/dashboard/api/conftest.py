"""The API as a program meets it: a token of an account, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from casework import accounts, tokens
from casework.accounts import Newcomer
from dashboard.api import acting
from db.accounts_tables import SeatRow
from db.session import transaction
from domain.lifecycle import CouncilCode, Reference
from domain.people import Role
from domain.permissions import PUBLIC, Part, Scope, Visitor
from tests.dashboard.conftest import TODAY

AT = datetime.combine(TODAY, time(9), UTC)
API = "/api/v1"
Headers = dict[str, str]
WithToken = Callable[..., Headers]


@pytest.fixture
def with_token(session: Session) -> WithToken:  # noqa: ARG001 - It makes the database.
    """Make an account with a token, and return the header that brings it; a seat makes a challenge theirs."""

    def make(part: Part, *scopes: Scope, seat: tuple[str, Role, str | None] | None = None) -> Headers:
        with transaction() as writing:
            account = accounts.add(
                writing, PUBLIC, Newcomer(f"{part}@office.example", part, name=part.label.capitalize()), AT
            )
            row = accounts.get(writing, account)
            if seat:
                reference, role, council = seat
                code = CouncilCode(council) if council else None
                writing.add(
                    SeatRow(reference=Reference(reference), person_id=row.person_id, role=role, council=code)
                )
            who = Visitor(part, account)
            key = tokens.make(writing, who, "A program", scopes or tuple(Scope), days=30, at=AT)
        return {"Authorization": f"Bearer {key}"}

    return make


@pytest.fixture
def seen_to(app: FastAPI) -> list[str]:
    """Keep which challenges are seen to after a deed, instead of doing their paperwork."""
    found: list[str] = []

    def see_to(reference: str, *_: object, **_more: Any) -> None:
        found.append(reference)

    app.dependency_overrides[acting.later] = lambda: see_to
    app.dependency_overrides[acting.later_all] = lambda: lambda _today: found.append("all")
    return found


async def read(client: httpx.AsyncClient, path: str, headers: Headers, **query: str) -> Any:
    """Return what is read at an address."""
    answer = await client.get(f"{API}{path}", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()
