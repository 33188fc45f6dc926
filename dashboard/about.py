"""The pages about the dashboard itself, and what a machine asks to see whether it is well."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse

from dashboard.asking import Database
from dashboard.pages import page
from db.session import answers

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
def healthz(session: Database) -> PlainTextResponse:
    """Say that the dashboard and its database answer."""
    answers(session)
    return PlainTextResponse("ok\n")


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """Say what this is, and for whom."""
    return page(request, "about")
