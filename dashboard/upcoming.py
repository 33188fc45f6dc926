"""What will go out by itself in the coming days, each of it to be opened as the letter it will be.

Nothing is scheduled, so the challenges of which something comes due are read from their histories. The page
is kept until something changes; where they are too many for one page, it is one of a principal adviser's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from http import HTTPStatus
from itertools import groupby
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from casework.case import case
from casework.documents import Paper
from casework.notices import Letter
from casework.preview import Preview, Wanted, preview
from casework.upcoming import Coming, TooManyToRead, upcoming
from dashboard.asking import Asker, Database, allowed
from dashboard.challenge_papers import AS_SENT
from dashboard.forms import Problems
from dashboard.page_words import on_page
from dashboard.pages import page
from dashboard.pipeline import Look, Looking
from dashboard.routes import Routes
from db import pipeline as lists
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.owed import Gap
from domain.permissions import Act, Part, Visitor, may

router = Routes(prefix="/upcoming", include_in_schema=False)

DAYS = 30
MOST = 400
"""Challenges that are read for one page; each takes some milliseconds."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Something that comes due, with the address at which whoever asks can open it and change it."""

    coming: Coming
    letter: str | None
    may_change: bool

    @property
    def waits_for(self) -> tuple[Gap, ...]:
        """What it waits for, in the words of a page."""
        return _on_page(self.coming.waits_for)


def _on_page(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    return tuple(replace(each, text=on_page(each.text)) for each in gaps)


@router.get("", dependencies=[allowed(Act.SEE_UPCOMING)])
def all_upcoming(here: Looking) -> Response:
    """List what goes out by itself, by the day on which it does, and then what waits for somebody."""
    return here.kept(lambda: _upcoming(here))


def _upcoming(here: Look) -> Response:
    adviser, problems, found = _adviser(here), Problems(), list[Coming]()
    try:
        found = upcoming(here.session, here.today, DAYS, adviser=adviser or None, most=MOST)
    except TooManyToRead as error:
        problems.add("adviser", str(error))
    every = [_opened(here.visitor, each) for each in found]
    going = (each for each in every if not each.coming.waits_for)
    return page(
        here.request,
        "upcoming",
        status=HTTPStatus.CONFLICT if problems else HTTPStatus.OK,
        problems=problems,
        days=[(day, list(same)) for day, same in groupby(going, key=lambda each: each.coming.on)],
        waiting=[each for each in every if each.coming.waits_for],
        adviser=adviser,
        advisers=lists.advisers(here.session),
        number=DAYS,
    )


def _adviser(here: Look) -> str:
    """Return whose challenges are meant: advisers who do not say mean their own."""
    visitor, said = here.visitor, here.request.query_params
    own = visitor.person if visitor.part is Part.ADVISER and visitor.person else ""
    return said.get("adviser", own)[:40]


def _opened(visitor: Visitor, coming: Coming) -> Opened:
    whom = coming.readers[0].id if coming.kind == "document" and coming.readers else None
    may_change = coming.until is not None and may(visitor, Act.HOLD_MESSAGE, coming.reference)
    letter = coming.key if may_change else None
    said = {"on": coming.on.isoformat(), "council": coming.council, "person": whom, "letter": letter}
    query = urlencode({name: value for name, value in said.items() if value})
    address = f"/upcoming/{coming.reference}/{coming.kind}/{coming.name}?{query}"
    return Opened(
        coming,
        address if may(visitor, Act.PREVIEW, coming.reference) else None,
        may_change,
    )


# One of them


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something as it will be on a day."""

    reference: Reference
    wanted: Wanted
    found: Preview

    @property
    def pages(self) -> Sequence[Paper | Letter]:
        """What people will get."""
        return (*self.found.papers, *self.found.letters)


def ahead(
    session: Database,
    request: Request,
    reference: Reference,
    on: Annotated[date, Query()],
    council: Annotated[CouncilCode | None, Query(max_length=10)] = None,
) -> Ahead:
    """Write what an address names as it would be on its day; nothing of it is kept."""
    asked = request.path_params
    if asked["kind"] not in ("document", "notice"):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    person = request.query_params.get("person")
    name = f"{asked['kind']}/{asked['name']}"
    wanted = Wanted(name, on, council, PersonId(person) if person else None)
    return Ahead(reference, wanted, preview(case(session, reference), wanted))


Foreseen = Annotated[Ahead, Depends(ahead)]


@router.get("/{reference}/{kind}/{name}", dependencies=[allowed(Act.PREVIEW)])
def one(
    request: Request, shown: Foreseen, visitor: Asker, letter: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show what people will get, in plain words; as it will look it opens by itself.

    Where it can still be changed, ``letter`` is the key under which the deeds know it.
    """
    may_change = bool(letter) and may(visitor, Act.HOLD_MESSAGE, shown.reference)
    return page(
        request,
        "upcoming_letter",
        shown=shown,
        query=request.url.query,
        letter=letter if may_change else "",
        waits_for=_on_page(shown.found.waits_for),
    )


@router.get("/{reference}/{kind}/{name}/{number}", dependencies=[allowed(Act.PREVIEW)])
def as_it_will_be(number: int, shown: Foreseen) -> HTMLResponse:
    """Give one letter or document as it will look, shut off from everything around it."""
    if not 0 < number <= len(shown.pages):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Content-Security-Policy": AS_SENT, "Cache-Control": "no-store"}
    return HTMLResponse(shown.pages[number - 1].html, headers=headers)
