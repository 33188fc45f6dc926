"""Puts the dashboard together: its parts, the door before them, and what is said when something fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from fastapi import Depends, FastAPI, HTTPException, Response
from starlette.concurrency import run_in_threadpool

from casework.feeds import Written
from dashboard import (
    about,
    account,
    accounts,
    board,
    board_making,
    calendars,
    callbacks,
    challenge,
    challenge_papers,
    coverage,
    deeds,
    documents,
    going_round,
    held,
    learning,
    ledger,
    metrics,
    open_data,
    pipeline,
    refusals,
    register,
    search,
    sign_in,
    static_files,
    surveys,
    themes,
    training,
    upcoming,
)
from dashboard.api import acting, describing, programme, reading, telling
from dashboard.api import board as board_papers
from dashboard.api import coverage as councils_between
from dashboard.api import held as held_papers
from dashboard.api import learning as what_is_learnt
from dashboard.api import surveys as survey_results
from dashboard.api import themes as recurring
from dashboard.api import training as peers_trained
from dashboard.asking import asker
from dashboard.front_door import FrontDoor
from dashboard.kept_pages import KeptCounts, KeptPages
from dashboard.routes import Routes
from dashboard.seeing_to import warm_up
from db.session import engine
from db.trouble import DatabaseTrouble, explained

ROUTERS: tuple[Routes, ...] = (
    static_files.router,
    about.router,
    sign_in.router,
    account.router,
    accounts.router,
    callbacks.router,
    pipeline.router,
    upcoming.router,
    challenge.router,
    challenge_papers.router,
    coverage.router,
    deeds.router,
    going_round.router,
    held.router,
    open_data.router,
    themes.router,
    register.router,
    search.router,
    ledger.router,
    learning.router,
    documents.router,
    surveys.router,
    calendars.router,
    board_making.router,
    training.router,
    board.router,
    programme.router,
    reading.router,
    acting.router,
    survey_results.router,
    telling.router,
    held_papers.router,
    recurring.router,
    councils_between.router,
    what_is_learnt.router,
    board_papers.router,
    peers_trained.router,
    metrics.router,
)
"""The parts, in the order in which an address is looked for."""


def create_app() -> FastAPI:
    """Return the application, for a server to run."""
    app = FastAPI(
        title="Corporate Peer Challenge programme",
        lifespan=_at_work,
        docs_url=None,  # Their pages fetch scripts from elsewhere.
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    begin_anew(app)
    for router in ROUTERS:
        app.router.routes.extend(router.within(app))
    app.get("/{anything:path}", dependencies=[Depends(asker)], include_in_schema=False)(_nowhere)
    refusals.install(app)
    describing.install(app)
    app.add_middleware(FrontDoor)
    return app


def begin_anew(app: FastAPI) -> None:
    """Keep nothing of what was written before."""
    app.state.kept_pages = KeptPages()
    app.state.kept_counts = KeptCounts()
    app.state.kept_lines = Written()


async def _nowhere() -> Response:
    """Say that there is nothing here, in a frame that knows who is asking: so that nobody can tell by it."""
    raise HTTPException(HTTPStatus.NOT_FOUND)


@asynccontextmanager
async def _at_work(_app: FastAPI) -> AsyncIterator[None]:
    """Bring the tables up to date before anybody asks; without a database, say so on each page instead."""
    with suppress(DatabaseTrouble):
        await run_in_threadpool(_tables)
    await run_in_threadpool(warm_up)
    yield


def _tables() -> None:
    with explained():
        engine()
