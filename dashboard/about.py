"""The pages about the dashboard itself, and what a machine asks to see whether it is well."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from dashboard.asking import Database
from dashboard.pages import page
from dashboard.routes import Routes
from db.session import answers

router = Routes(include_in_schema=False)

LOOKED_AT = Path(__file__).parent / "accessibility.json"
"""What the tests of the pages have written down; `make accessibility` does so anew."""


@dataclass(frozen=True, slots=True)
class Looks:
    """What was looked at in every page, when, with what, and what was found."""

    on: date
    tools: tuple[tuple[str, str], ...]
    widths: tuple[int, ...]
    pages: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def found(self) -> tuple[tuple[str, str], ...]:
        """Everything that was found, each after its page."""
        return tuple((page, what) for page, found in self.pages for what in found)


@cache
def looks() -> Looks:
    """Read what was looked at last."""
    told = json.loads(LOOKED_AT.read_text("utf-8"))
    return Looks(
        on=date.fromisoformat(told["on"]),
        tools=tuple(told["with"].items()),
        widths=tuple(told["widths"]),
        pages=tuple((each["page"], tuple(each["found"])) for each in told["pages"]),
    )


@router.get("/healthz")
def healthz(session: Database) -> PlainTextResponse:
    """Say that the dashboard and its database answer."""
    answers(session)
    return PlainTextResponse("ok\n")


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """Say what this is, and for whom."""
    return page(request, "about")


@router.get("/accessibility")
def accessibility(request: Request) -> HTMLResponse:
    """Say how accessible the pages are, as they were looked at last."""
    return page(request, "accessibility", looks=looks())
