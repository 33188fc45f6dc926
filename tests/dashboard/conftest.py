"""The dashboard as a test meets it: the application itself, a client, and somebody who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import httpx
import pytest
from fastapi import FastAPI, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casework import training
from casework.board import actions, papers
from casework.board.papers import PaperKind
from casework.record import Entry
from channels.stand_in.server import serving
from dashboard import app as parts
from dashboard import asking
from dashboard.app import ROUTERS, begin_anew, create_app
from domain.lifecycle import CouncilCode, Milestone, Reference
from domain.permissions import AccountId, Part, Seat, Visitor
from domain.training import training as told_of
from tests.browser import Browser
from tests.casework.laid_aside import Asides
from tests.dashboard.statement import STATEMENT, Statement
from tests.flows.stories import opened, ready_for_the_report, through_the_year

if TYPE_CHECKING:
    from playwright.sync_api import Page

TODAY = date(2025, 3, 6)
"""The day on which the tests ask: Thursday 6 March 2025, a week after Tamworth has published its plan."""
TAMWORTH, JOINT = "CPC-2024-001", "CPC-2021-001"
"""The challenges of a stocked programme: one with a published plan, and one with a report long overdue."""
ORIGIN = "http://localhost"

SignedIn = Callable[..., Visitor]
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Site:
    """The dashboard where it runs, and a browser."""

    address: str
    browser: Browser

    def visit(
        self, path: str, walk: Callable[[Page], Seen], *, width: int = 1280, scripts: bool = True
    ) -> Seen:
        """Open a page, go from there as ``walk`` does, and return what it has seen."""
        return self.browser.visit(f"{self.address}{path}", walk, width=width, scripts=scripts)


@cache
def _built() -> FastAPI:
    """Build the application once a process: to prepare its hundreds of addresses takes longer than a test."""
    return create_app()


@pytest.fixture
def app(database: Engine) -> FastAPI:  # noqa: ARG001 - The settings name it.
    """Give an application on a fresh database, whose clock stands on a Thursday in March."""
    made = _built() if parts.ROUTERS is ROUTERS else create_app()  # A test may have parts of its own.
    begin_anew(made)
    made.dependency_overrides.clear()
    made.middleware_stack = None  # The door is built anew, with the settings of this test.
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


@pytest.fixture(scope="session")
def stocks(tmp_path_factory: pytest.TempPathFactory) -> Asides[None]:
    """Keep the programme that was stocked in this test process."""
    return Asides(tmp_path_factory.mktemp("stocks"))


@pytest.fixture
def stocked(stocks: Asides[None], session: Session, home: Path) -> None:
    """Give the database two challenges with all their papers and letters, and the register of councils."""

    def play() -> None:
        year = through_the_year(opened(session, "Tamworth", on="2024-05-01"))
        any(each is Milestone.REVIEW_SCHEDULED for each in year)  # It stops before that one.
        ready_for_the_report(session)
        told_to_the_board(session)

    stocks.laid_out("stocked", session, home, play)
    session.commit()  # Whoever writes next may not be kept waiting.


def told_to_the_board(session: Session) -> None:
    """File a paper for the board, which wants something done, and tell it of a training event."""
    now = Entry("Programme manager", TODAY, datetime.combine(TODAY, time(9, 0), UTC))
    actions.take(session, "Speak to the Welsh association", "Principal adviser", date(2025, 6, 2), now)
    held = told_of(date(2024, 5, 14), None, "Induction of new peers", "Online", 24, members=10)
    training.add(session, held, now)
    months = date(2024, 4, 1), date(2025, 3, 31)
    papers.file(session, papers.draw(session, PaperKind.UPDATE, *months, now), now)


@pytest.fixture
def site(app: FastAPI, browser: Browser) -> Iterator[Site]:
    """Serve the application on this machine and give a browser to visit it with."""
    with serving(app) as address:
        yield Site(address, browser)


@pytest.fixture(scope="session")
def statement(request: pytest.FixtureRequest) -> Iterator[Statement]:
    """Gather what is looked at; `make accessibility` has it written down."""
    looked_at = Statement()
    yield looked_at
    if request.config.getoption("statement"):
        looked_at.write(STATEMENT)


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
