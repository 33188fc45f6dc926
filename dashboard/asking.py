"""What an endpoint can ask for: the database, the day, who is asking, and whether they may.

An endpoint names what it needs in its signature, and ``allowed(Act...)`` beside its address. Nothing here
decides who may do what: that is ``domain.permissions.may``, whose answer is only put into a status.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request
from starlette.concurrency import run_in_threadpool

from casework import sign_in, tokens
from casework.audit import Outcome, note
from casework.sign_in import SignedIn
from dashboard import clock
from dashboard.forms import cookie_name
from db.session import Session, reading, transaction
from db.trouble import explained
from domain.lifecycle import Reference
from domain.permissions import PUBLIC, Act, Part, Visitor, may


async def database() -> AsyncIterator[Session]:
    """Give one read transaction a request; trouble with the database is told as such."""
    with explained(), ExitStack() as opened:
        session = opened.enter_context(reading())
        try:
            yield session
        finally:
            if (
                session.in_transaction()
            ):  # To end it may take a round trip, for which nobody else should wait.
                await run_in_threadpool(opened.close)


async def now() -> datetime:
    """Give the moment of the request."""
    return clock.now()


Now = Annotated[datetime, Depends(now)]


async def today(at: Now) -> date:
    """Give the day that it is where the programme works."""
    return at.astimezone(clock.LONDON).date()


Database = Annotated[Session, Depends(database)]
Today = Annotated[date, Depends(today)]


async def asker(request: Request, session: Database, at: Now, day: Today) -> Visitor:
    """Say who is asking: by a token or by the cookie of a browser; the public if they bring neither."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return known(request, await run_in_threadpool(_bearer, session, token.strip(), at, day))
    key = request.cookies.get(cookie_name(request, "session"))
    found = await run_in_threadpool(_browser, session, key, at, day) if key else None
    request.state.signed_in = found
    return known(request, found.visitor if found else PUBLIC)


def _bearer(session: Session, token: str, at: datetime, day: date) -> Visitor:
    """Return who comes with a token, and keep now and then that it is in use."""
    found = tokens.bearer(session, token, at, day)
    if found is None:
        return PUBLIC
    if not found.is_remembered(at):
        with transaction() as writing:
            tokens.used(writing, found.token, at)
    return found.visitor


def _browser(session: Session, key: str, at: datetime, day: date) -> SignedIn | None:
    """Return who is signed in with a browser, and keep now and then that it is in use."""
    found = sign_in.visit(session, key, at, day)
    if found and not found.is_remembered(at):
        with transaction() as writing:
            sign_in.seen(writing, found, at)
    return found


def known(request: Request, visitor: Visitor) -> Visitor:
    """Note down who is asking, for the frame of the page."""
    request.state.visitor = visitor
    return visitor


Asker = Annotated[Visitor, Depends(asker)]


LARGEST_NUMBER = 2**31 - 1
"""As far as databases count."""
Numbered = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
"""The number of something, in an address."""


class Allowed:
    """Lets only those in who may; the pages' tests read from it which act an address is."""

    def __init__(self, act: Act) -> None:
        self.act = act

    async def __call__(self, request: Request, visitor: Asker, at: Now) -> Visitor:
        """Return who is asking, or refuse as fits: to sign in, as if it were not there, or plainly."""
        named = request.path_params.get("reference")
        reference = Reference(named) if named else None
        if may(visitor, self.act, reference):
            return visitor
        if visitor.part is Part.PUBLIC:
            raise HTTPException(HTTPStatus.UNAUTHORIZED)
        await run_in_threadpool(_note_refusal, visitor, self.act, at, reference)
        if reference and not may(visitor, Act.SEE_CHALLENGE, reference):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        raise HTTPException(HTTPStatus.FORBIDDEN)


def _note_refusal(visitor: Visitor, act: Act, at: datetime, reference: Reference | None) -> None:
    with transaction() as session:
        note(session, visitor, act, at, reference, outcome=Outcome.REFUSED)


def allowed(act: Act) -> Any:
    """Depend on it that whoever asks may do this, to the challenge that the address names if it names one."""
    return Depends(Allowed(act))
