"""The pages of a challenge that tell its papers: documents in their versions, letters, calendar entries."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from casework import correspondence, invitations, shelf, versions
from casework.receipts import NoMessage
from dashboard.asking import Database, Numbered, allowed
from dashboard.facing import Faced, Facing
from dashboard.pages import page
from dashboard.paging import Number, numbered
from dashboard.routes import Routes
from domain.lifecycle import CouncilCode
from domain.permissions import Act

router = Routes(prefix="/challenges/{reference}", include_in_schema=False)

AS_SENT = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
"""What a letter may do in a browser: look as it was sent, and nothing else."""


@router.get("/documents", dependencies=[allowed(Act.READ_DOCUMENT)])
def documents(request: Request, seen: Faced) -> HTMLResponse:
    """List the documents with their versions and formats, and what is owed and not there yet."""
    inside = seen.reader.sees_everything
    return page(
        request,
        "challenge_documents",
        seen=seen,
        folders=shelf.folders(seen.reader, seen.on_desk),
        awaited=shelf.awaited(seen.on_desk, seen.view) if inside else (),
    )


@router.get("/documents/{document}/changes", dependencies=[allowed(Act.READ_DOCUMENT)])
def changes(
    request: Request,
    document: str,
    seen: Faced,
    *,
    old: Annotated[str | None, Query(alias="from", max_length=40)] = None,
    new: Annotated[str | None, Query(alias="to", max_length=40)] = None,
    council: Annotated[CouncilCode | None, Query(max_length=10)] = None,
) -> HTMLResponse:
    """Show what changed from one version of a document to another, word by word."""
    if document not in seen.on_desk.scheme.documents:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    known = [
        each
        for each in versions.versions(seen.on_desk, seen.view, document)
        if seen.reader.sees_document(each.row) and _is_of(seen, each.row.council, council)
    ]
    if len(known) < 2:  # noqa: PLR2004 - Two versions are compared.
        raise HTTPException(HTTPStatus.NOT_FOUND)
    before, after = versions.between(known, document, old, new)
    return page(
        request,
        "challenge_changes",
        seen=seen,
        before=before,
        after=after,
        labels=list(dict.fromkeys(each.label for each in known)),
        council=council,
        found=versions.comparison(before, after),
    )


def _is_of(seen: Facing, owner: CouncilCode | None, council: CouncilCode | None) -> bool:
    heir = seen.view.reading.heir
    return owner is None or heir(owner) == heir(council)


@router.get("/messages", dependencies=[allowed(Act.SEE_MESSAGES)])
def messages(
    request: Request,
    session: Database,
    seen: Faced,
    number: Number = 1,
) -> HTMLResponse:
    """List the letters, those that wait for somebody first of all."""
    found = correspondence.letters(session, seen.on_desk, seen.view, number)

    def to(leaf: int) -> str:
        return f"{seen.address('messages')}{'&' if seen.query else '?'}page={leaf}"

    return page(
        request,
        "challenge_messages",
        seen=seen,
        failed=correspondence.tasks(session, seen.reference, seen.today),
        found=found,
        paging=numbered(found.page, correspondence.ON_A_PAGE, found.letters, to),
    )


@router.get("/messages/{number}", dependencies=[allowed(Act.SEE_MESSAGES)])
def message(request: Request, session: Database, number: Numbered, seen: Faced) -> HTMLResponse:
    """Show one letter, with every attempt to send it and everything that was heard of it."""
    found = _opened(session, seen, number)
    return page(
        request,
        "challenge_message",
        seen=seen,
        found=found,
        entries=invitations.enclosed(session, found.message),
    )


@router.get("/messages/{number}/letter", dependencies=[allowed(Act.SEE_MESSAGES)])
def letter(session: Database, number: Numbered, seen: Faced) -> HTMLResponse:
    """Give a letter as it was sent, shut off from everything around it."""
    found = _opened(session, seen, number)
    headers = {"Content-Security-Policy": AS_SENT, "Cache-Control": "no-store"}
    return HTMLResponse(found.message.html, headers=headers)


@router.get("/messages/{number}/entries/{name}", dependencies=[allowed(Act.SEE_MESSAGES)])
def enclosed_entry(session: Database, number: Numbered, name: str, seen: Faced) -> Response:
    """Give a calendar entry as it went with a letter."""
    found = _opened(session, seen, number)
    wanted = (each for each in invitations.enclosed(session, found.message) if each.name == name)
    entry = next(wanted, None)
    if entry is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return _calendar(entry.name, entry.content)


@router.get("/calendar", dependencies=[allowed(Act.SEE_CALENDAR)])
def calendar(request: Request, seen: Faced) -> HTMLResponse:
    """List what stands in people's calendars because of a challenge, each to be taken over."""
    mine = [
        each
        for each in invitations.entries(seen.on_desk, seen.view)
        if seen.reader.is_of(each.appointment.council)
    ]
    return page(request, "challenge_calendar", seen=seen, entries=mine)


@router.get("/calendar/{name}", dependencies=[allowed(Act.SEE_CALENDAR)])
def entry(name: str, seen: Faced) -> Response:
    """Give one entry for a calendar."""
    for each in invitations.entries(seen.on_desk, seen.view):
        if each.name == name and seen.reader.is_of(each.appointment.council):
            return _calendar(each.name, each.content)
    raise HTTPException(HTTPStatus.NOT_FOUND)


def _opened(session: Database, seen: Facing, number: int) -> correspondence.Opened:
    """Return a letter; one of another challenge is as little there as one that was never written."""
    try:
        return correspondence.opened(session, seen.reader, seen.on_desk, number)
    except NoMessage as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


def _calendar(name: str, content: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
