"""Calendars that people subscribe to: their addresses are made here, each is shown once and is a key."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from casework import feeds, tokens
from casework.tokens import BadToken, NotYours
from dashboard.asking import Asker, Database, Now, Today, allowed
from dashboard.forms import Form, Problems
from dashboard.pages import page
from dashboard.register import address_of
from dashboard.routes import Routes
from db import councils
from db import feeds as rows
from db import pipeline as lists
from db.councils import UnknownCouncil
from db.session import Session, transaction
from domain.lifecycle import PersonId
from domain.permissions import Act, Visitor

router = Routes(include_in_schema=False)

Choice = tuple[str, str]
KINDS = ("programme", "adviser", "council")


@router.get("/calendars", dependencies=[allowed(Act.SEE_CALENDAR)])
def choose(request: Request, session: Database, visitor: Asker) -> HTMLResponse:
    """Offer the calendars that somebody may subscribe to."""
    return _choosing(request, session, visitor, Problems())


@router.post("/calendars", dependencies=[allowed(Act.SEE_CALENDAR)])
def make(request: Request, session: Database, visitor: Asker, *, form: Form, at: Now) -> Response:
    """Make the address of a calendar and show it, this once."""
    try:
        adviser, council = _meant(form.text("what"))
        with transaction() as writing:
            key = tokens.make_feed(writing, visitor, at, adviser=adviser, council=council)
    except (BadToken, NotYours, UnknownCouncil) as error:
        problems = Problems()
        problems.add("what", str(error))
        return _choosing(request, session, visitor, problems)
    answer = page(request, "calendar_made", made=f"{address_of(request)}/calendars/{key}.ics")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/calendars/{key}.ics")
def calendar(request: Request, session: Database, today: Today, *, key: str, at: Now) -> Response:
    """Give a calendar to whoever has its address; one that has not changed is not sent again."""
    feed = tokens.feed_of(session, key, today)
    if feed is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    wanted = feeds.due(session, feed, today)
    headers = {
        "ETag": f'"{wanted.tag}"',
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="calendar.ics"',
    }
    is_known = request.headers.get("if-none-match") == headers["ETag"]
    body = "" if is_known else feeds.written(session, wanted, request.app.state.kept_lines)
    is_remembered = feeds.is_remembered(session, feed.number, at)
    if not is_remembered:
        with transaction() as writing:
            feeds.remember(writing, feed.number, at)
    if is_known:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type="text/calendar; charset=utf-8")


def _meant(what: str) -> tuple[PersonId | None, str | None]:
    """Return whose calendar was chosen: an adviser's, a council's or the whole programme's."""
    kind, _, of = what.partition(":")
    if kind not in KINDS:
        raise BadToken("no calendar was chosen")
    return PersonId(of) if kind == "adviser" else None, of if kind == "council" else None


def _choosing(request: Request, session: Session, visitor: Visitor, problems: Problems) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    choices = list(_choices(session, visitor))
    return page(request, "calendars", status=status, problems=problems, choices=choices)


def _choices(session: Session, visitor: Visitor) -> Iterator[Choice]:
    """Return what somebody may subscribe to: the programme's people everything, a council's its own."""
    if visitor.is_staff:
        yield "programme", "The whole programme"
        yield from ((f"adviser:{person}", f"Adviser: {name}") for person, name in lists.advisers(session))
        yield from ((f"council:{code}", name) for code, name in rows.councils(session))
        return
    for code in sorted({seat.council for seat in visitor.seats if seat.council}):
        yield f"council:{code}", councils.get(session, code).name
