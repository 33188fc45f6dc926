"""What came back in a form: its token, its fields within limits, and what is wrong with them.

A form carries a token that is worked out from the cookie of the browser that asked for it, so that no other
site can send one in somebody's name. The cookie itself is a secret, so the server needs none, and all its
processes agree.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from secrets import token_urlsafe
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response
from starlette.datastructures import FormData, UploadFile

from dashboard.page_words import on_page
from domain.errors import ChallengeError, WrongUse

FIELD = "token"
FILES = 4
FIELDS = 400
"""The most fields of a form; our longest has a quarter of it."""
FIELD_BYTES = 200_000
"""The most bytes of a field that is no file."""
_OURS = re.compile(r"charset=(utf-8|\"utf-8\")\s*(;|\Z)")
"""How browsers write; the codecs that others could ask for take ages, or fail."""
LONGEST_NUMBER = 9
"""Figures of a number in a form."""
NOTHING = "\0"
"""What no form of ours brings and PostgreSQL cannot be asked for."""


@dataclass(slots=True)
class Problems:
    """What is wrong with a form, each beside the field that it is about; listed once more above the page."""

    found: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, words: str) -> None:
        """Say what is wrong with a field; the first thing said of it stands."""
        self.found.setdefault(name, on_page(words))

    def of(self, name: str) -> dict[str, str]:
        """Return the message of a field as the macros take it; empty if nothing is wrong with it."""
        return {"text": self.found[name]} if name in self.found else {}

    def __bool__(self) -> bool:
        return bool(self.found)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through the fields and their messages, in the order in which they were found."""
        return iter(self.found.items())


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was filled in by whoever was given it."""

    fields: FormData

    def text(self, name: str) -> str:
        """Return what a field holds, without the blanks around it; nothing if it was not sent."""
        found = self.fields.get(name, "")
        return found.strip() if isinstance(found, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return all that was chosen of several."""
        return [each for each in self.fields.getlist(name) if isinstance(each, str)]

    def number(self, name: str) -> int | None:
        """Return a whole number; nothing if a field holds none, or one longer than any of ours."""
        found = self.text(name)
        return int(found) if found.isdecimal() and len(found) <= LONGEST_NUMBER else None

    def file(self, name: str) -> UploadFile | None:
        """Return a file that was chosen; nothing if none was."""
        found = self.fields.get(name)
        return found if isinstance(found, UploadFile) and found.filename else None


class StaleForm(ChallengeError):
    """A form does not carry the token that its page was given."""

    def __str__(self) -> str:
        return (
            "This form was opened before you signed in, or in a browser that keeps no cookies. "
            "Go back, load the page again and send the form once more."
        )


class UnreadableForm(WrongUse):
    """A form holds a character that no database keeps."""

    def __str__(self) -> str:
        return "What was sent holds a character that cannot be kept. Write it once more and send it again."


async def filled(request: Request) -> AsyncIterator[Filled]:
    """Read the form that was sent, if it has its sender's token, and close its files afterwards."""
    if "charset" in _OURS.sub("", request.headers.get("content-type", "").lower()):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    async with request.form(max_files=FILES, max_fields=FIELDS, max_part_size=FIELD_BYTES) as form:
        sent, key = form.get(FIELD), form_key(request)
        if not key or not isinstance(sent, str) or not is_token(sent, key):
            raise StaleForm
        if any(NOTHING in each for item in form.multi_items() for each in item if isinstance(each, str)):
            raise UnreadableForm
        yield Filled(form)


Form = Annotated[Filled, Depends(filled)]


def cookie_name(request: Request, name: str) -> str:
    """Return the name under which a cookie is kept: over HTTPS one that no neighbouring site can set."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


def form_key(request: Request) -> str:
    """Return the secret from which the tokens of this browser's forms are worked out; empty without one."""
    return request.cookies.get(cookie_name(request, "session"), "") or request.cookies.get(
        cookie_name(request, "form"), ""
    )


def token_of(key: str) -> str:
    """Work out the token of a browser's forms."""
    return hmac.new(key.encode(), b"form", "sha256").hexdigest()


def is_token(sent: str, key: str) -> bool:
    """Say whether a form was sent with the token of its browser."""
    return hmac.compare_digest(sent.encode(), token_of(key).encode())


@dataclass(slots=True)
class TokenBox:
    """Hands out the form token of a page, and gives a browser its secret when it is first needed."""

    request: Request
    was_opened: bool = False
    _fresh: str = ""

    def token(self) -> str:
        """Return the token, and remember that the page has one."""
        self.was_opened = True
        key = form_key(self.request)
        if not key:
            self._fresh = self._fresh or token_urlsafe(32)
        return token_of(key or self._fresh)

    def close(self, answer: Response) -> None:
        """Send a fresh secret along with the page."""
        if self._fresh:
            answer.set_cookie(
                cookie_name(self.request, "form"),
                self._fresh,
                secure=self.request.url.scheme == "https",
                httponly=True,
                samesite="lax",
            )
