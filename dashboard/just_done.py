"""Carries a sentence over to the next page: what has just been done, said once.

After something was done a browser is led to a page, so that to load it anew does nothing again. The sentence
goes along in a cookie that only the browser's own forms could have set, and is gone once it was read.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from fastapi import Request, Response

from dashboard.forms import cookie_name, form_key

NAME = "done"
LONGEST = 500
"""Characters of the sentence; a cookie holds no more than a few thousand bytes."""


def say_next(request: Request, answer: Response, words: str) -> None:
    """Have the next page say what has been done."""
    said = urlsafe_b64encode(words[:LONGEST].encode()).decode()
    answer.set_cookie(
        cookie_name(request, NAME),
        f"{said}.{_mark(request, said)}",
        max_age=120,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def said_before(request: Request) -> str:
    """Return what was done just before this page; nothing if nobody said so, or somebody else did."""
    said, _, mark = request.cookies.get(cookie_name(request, NAME), "").partition(".")
    if not said or not hmac.compare_digest(mark.encode(), _mark(request, said).encode()):
        return ""
    try:
        return urlsafe_b64decode(said).decode()
    except (Error, UnicodeDecodeError):
        return ""


def forget(request: Request, answer: Response) -> None:
    """Say it no more."""
    answer.delete_cookie(
        cookie_name(request, NAME), secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )


def _mark(request: Request, said: str) -> str:
    return hmac.new(form_key(request).encode(), f"done {said}".encode(), "sha256").hexdigest()
