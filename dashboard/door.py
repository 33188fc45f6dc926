"""The cookie by which a browser is known: handed out when somebody comes in, taken back when they leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, HTTPException, Request
from fastapi.responses import RedirectResponse

from casework.sign_in import SignedIn
from dashboard.asking import Asker
from dashboard.forms import Filled, cookie_name
from dashboard.pages import see_other
from domain.accounts import SIGN_IN_LASTS
from domain.permissions import Visitor

NAME = "session"


async def browser(request: Request, visitor: Asker) -> SignedIn:
    """Give the browser in which somebody is signed in; a token opens none of the pages that need one."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    if found is None or found.visitor != visitor:
        raise HTTPException(401)
    return found


Browser = Annotated[SignedIn, Depends(browser)]


def signed_in(request: Request) -> Visitor | None:
    """Return who is signed in with a browser; nobody if none is."""
    found: SignedIn | None = getattr(request.state, "signed_in", None)
    return found.visitor if found else None


def inside(path: str) -> str:
    """Return a path if it leads to a page of ours, and the front page if it leads anywhere else."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() and not path.startswith("/sign-") else "/"


def secret(form: Filled, name: str) -> str:
    """Return what a field holds, with every blank that was typed: a password may begin with one."""
    found = form.fields.get(name, "")
    return found if isinstance(found, str) else ""


def let_in(request: Request, key: str, path: str) -> RedirectResponse:
    """Hand a browser the key by which it is known from now on, and lead it to a page."""
    answer = see_other(inside(path))
    answer.set_cookie(
        cookie_name(request, NAME),
        key,
        max_age=SIGN_IN_LASTS // timedelta(seconds=1),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


def show_out(request: Request) -> RedirectResponse:
    """Take its key and every kept page from a browser, and lead it to where it can sign in again."""
    answer = see_other("/sign-in")
    secure = request.url.scheme == "https"
    answer.delete_cookie(cookie_name(request, NAME), secure=secure, httponly=True, samesite="lax")
    answer.headers["Clear-Site-Data"] = '"cache"'  # "Back" would show them to whoever comes next.
    return answer
