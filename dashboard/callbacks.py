"""Where others send to: the button under an optional letter, and what GOV.UK Notify tells of our messages.

Programs send here without a cookie. What they bring says whose it is: a signed address, or a bearer token.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response
from fastapi.responses import HTMLResponse

from casework import preferences, receipts
from casework.audit import note
from channels import notify_news
from channels.notify_news import NotFromNotify, Unreadable
from dashboard.asking import Now
from dashboard.pages import page
from dashboard.routes import Routes
from db import accounts
from db.session import transaction
from domain.accounts import Deed
from domain.permissions import PUBLIC
from settings import settings

router = Routes(include_in_schema=False)

NOTIFY = "notify"


async def brought(request: Request) -> bytes:
    """Give what was sent as it came; whose it is has to be known before it is read."""
    return await request.body()


@router.get("/unsubscribe/{token}")
def ask(request: Request, token: str) -> HTMLResponse:
    """Show the button that ends optional letters: to open the address must not, scanners do that."""
    return page(request, "unsubscribe", token=token)


@router.post("/unsubscribe/{token}")
def unsubscribe(request: Request, token: str, at: Now) -> HTMLResponse:
    """End optional letters to whoever the address was made for, as RFC 8058 has mail programs ask for it."""
    with transaction() as session:
        person = preferences.unsubscribe(session, token, at)
        account = accounts.by_person(session, person)
        note(session, PUBLIC, Deed.PREFERENCE_CHANGED, at, account=account.id if account else "")
    return page(request, "unsubscribed")


@router.post("/callbacks/notify")
def hear(request: Request, said: Annotated[bytes, Depends(brought)], at: Now) -> Response:
    """Take in what became of a message; told twice or of an unknown message, it is well received too."""
    try:
        report = notify_news.heard(
            request.headers.get("authorization"), said, settings().notify_callback_token
        )
    except NotFromNotify as error:
        raise HTTPException(403) from error
    except Unreadable as error:
        raise HTTPException(400) from error
    with transaction() as session:
        receipts.take(session, report, NOTIFY, at)
    return Response(status_code=204)
