"""The dashboard as a test meets it: the application itself, a client, and somebody who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import UTC, date, datetime, time

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import Engine

from dashboard import asking
from dashboard.app import create_app
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import AccountId, Part, Seat, Visitor

TODAY = date(2026, 3, 6)
"""The day on which the tests ask: Friday 6 March 2026."""
ORIGIN = "http://localhost"

SignedIn = Callable[..., Visitor]


@pytest.fixture
def app(database: Engine) -> FastAPI:  # noqa: ARG001 - The settings name it.
    """Give an application on a fresh database, whose clock stands on a Friday in March."""
    made = create_app()
    made.dependency_overrides[asking.now] = lambda: datetime.combine(TODAY, time(9, 30), UTC)
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that sends forms as a page of ours would; nobody is signed in."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(
        transport=transport, base_url=ORIGIN, headers={"Sec-Fetch-Site": "same-origin"}
    ) as client:
        yield client


@pytest.fixture
def signed_in(app: FastAPI) -> SignedIn:
    """Sign somebody in, without accounts and passwords: by their part, and the challenges that are theirs."""

    def sign_in(part: Part, *own: str, council: str | None = None, **more: object) -> Visitor:
        seats = frozenset(
            Seat(Reference(each), part, CouncilCode(council) if council else None) for each in own
        )
        visitor = Visitor(part, AccountId("1"), name=part.label.capitalize(), seats=seats, **more)  # type: ignore[arg-type]

        async def asker(request: Request) -> Visitor:
            return asking.known(request, visitor)

        app.dependency_overrides[asking.asker] = asker
        return visitor

    return sign_in
