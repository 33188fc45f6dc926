"""Keeps pages that were written, and what was counted for them, until anything changes that they came from.

A page is the same for the same reader on the same day while the database counts no change. The count is read
before anything else: a page that is kept under it is never older than it says. What one process keeps,
another writes for itself; the tag of a page is made from what it says, so all of them agree on it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from threading import Lock
from typing import Any

from fastapi import Request, Response

from casework.pipeline import Counted
from dashboard.just_done import said_before
from db import pipeline as lists
from db.pulse import beats
from db.session import Session
from domain.permissions import Visitor

MOST = 32_000_000
"""Bytes of pages that are kept; a page of a list has thirty thousand."""
MOST_COUNTS = 1_000
"""Counts that are kept; one has thirty numbers."""
SMALL = 1_000_000
"""The largest page that is kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was written."""

    body: bytes
    headers: Mapping[str, str]
    tag: str

    def answer(self, request: Request) -> Response:
        """Give the page to whoever does not have it yet."""
        headers = {"etag": self.tag, "cache-control": "private, no-cache"}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return Response(self.body, headers={**self.headers, **headers})


@dataclass(slots=True)
class KeptPages:
    """What was asked for last, as far as there is room."""

    most: int = MOST
    _pages: OrderedDict[Hashable, Kept] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> Kept | None:
        """Return a page that is kept, and keep it for longer."""
        with self._lock:
            found = self._pages.get(key)
            if found:
                self._pages.move_to_end(key)
            return found

    def keep(self, key: Hashable, page: Kept) -> None:
        """Keep a page, in the place of those that nobody has asked for the longest."""
        with self._lock:
            before = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(before.body) if before else 0)
            self._pages[key] = page
            while self._bytes > self.most:
                _, oldest = self._pages.popitem(last=False)
                self._bytes -= len(oldest.body)


@dataclass(slots=True)
class KeptCounts:
    """What was counted for lists, each under the count of changes before it: no change makes it wrong."""

    most: int = MOST_COUNTS
    _counts: OrderedDict[Hashable, Counted] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def counts(self, session: Session, criteria: Mapping[str, Any], today: date) -> Counted:
        """Count the challenges that meet all criteria, unless that was done since the last change."""
        key = (beats(session), today, frozenset(criteria.items()))
        with self._lock:
            found = self._counts.get(key)
        if found is None:
            found = tuple(lists.counts(session, criteria, today))
            with self._lock:
                self._counts[key] = found
                while len(self._counts) > self.most:
                    self._counts.popitem(last=False)
        return found


def kept(
    request: Request, session: Session, visitor: Visitor, today: date, write: Callable[[], Response]
) -> Response:
    """Give a page as it is kept, or write it.

    One that failed, carries a form token or says what was just done is for once, and is not kept.
    """
    if said_before(request):
        return write()
    pages: KeptPages = request.app.state.kept_pages
    key = (request.url.path, request.url.query, visitor, today, beats(session))
    found = pages.find(key)
    if found:
        session.rollback()  # In this thread, so that nobody has to change to another for it.
        return found.answer(request)
    written = write()
    if written.status_code != HTTPStatus.OK or written.headers.get("cache-control") == "no-store":
        return written
    body = bytes(written.body)
    page = Kept(body, dict(written.headers), f'"{sha256(body).hexdigest()[:20]}"')
    if len(body) <= SMALL:
        pages.keep(key, page)
    return page.answer(request)
