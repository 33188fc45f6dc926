"""What whoever asked in vain is told: a page in two sentences, or problem+json for a program. Never a trace.

The words stand in ``templates/dashboard/refused.html.j2``, one place for every status; an error of the
programme's own brings its words along.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from casework.board.shelf import UnderReview
from casework.survey_links import NoSuchSurvey
from channels.oidc import ProviderAway
from dashboard.forms import StaleForm
from dashboard.page_words import on_page
from dashboard.pages import page, see_other
from db.board import NoAction
from db.challenges import UnknownChallenge
from db.trouble import DatabaseTrouble
from domain.errors import ChallengeError, RulesRefuse, WrongUse

FOR_PROGRAMS = ("/api/", "/metrics")
"""How the addresses begin that programs read: they are told a problem, and not where to sign in."""
SAFE = ("GET", "HEAD", "OPTIONS")
STATUSES: tuple[tuple[type[ChallengeError], HTTPStatus], ...] = (
    (UnknownChallenge, HTTPStatus.NOT_FOUND),
    (NoAction, HTTPStatus.NOT_FOUND),
    (NoSuchSurvey, HTTPStatus.NOT_FOUND),
    (DatabaseTrouble, HTTPStatus.SERVICE_UNAVAILABLE),
    (ProviderAway, HTTPStatus.SERVICE_UNAVAILABLE),
    (StaleForm, HTTPStatus.FORBIDDEN),
    (UnderReview, HTTPStatus.GONE),
    (RulesRefuse, HTTPStatus.CONFLICT),
    (WrongUse, HTTPStatus.UNPROCESSABLE_ENTITY),
    (ChallengeError, HTTPStatus.CONFLICT),
)
"""The status of an answer that an error makes; the first row that fits."""
UNSAID = "What was sent cannot be understood. See `errors` for what it is, and the description of the API."
"""What is the matter where neither the error nor its status says it."""
QUIET = (UnknownChallenge, DatabaseTrouble)
"""What is told in the words of its status alone: the error's own say more than a stranger is to know."""

_log = logging.getLogger("cpc.dashboard")


class StrangeForm(ChallengeError):
    """Something was sent, and not from a page of ours."""

    def __str__(self) -> str:
        return "This was not sent from a page of ours. Open the page here and send the form from it."


def install(app: FastAPI) -> None:
    """Have an application answer whatever goes wrong."""
    app.exception_handler(HTTPException)(_by_status)
    app.exception_handler(RequestValidationError)(_unread)
    app.exception_handler(ChallengeError)(_by_our_own)


def refused(
    request: Request,
    status: HTTPStatus,
    *,
    words: str = "",
    headers: dict[str, str] | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> Response:
    """Answer with a status, in the form that whoever asked can read."""
    if request.url.path.startswith(FOR_PROGRAMS):
        answer: Response = problem(request, status, words, errors)
    else:
        number = request.state.request_id
        answer = page(
            request, "refused", status=status, code=int(status), words=on_page(words), number=number
        )
    answer.headers.update(headers or {})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def problem(
    request: Request, status: HTTPStatus, words: str = "", errors: list[dict[str, Any]] | None = None
) -> JSONResponse:
    """Write a problem as RFC 9457 has it."""
    said = {"type": "about:blank", "title": status.phrase, "status": int(status)}
    more = {"detail": words or status.description or UNSAID, "instance": request.url.path, "errors": errors}
    return JSONResponse(
        said | {name: value for name, value in more.items() if value},
        status,
        media_type="application/problem+json",
    )


def status_of(error: ChallengeError) -> HTTPStatus:
    """Return the status of the answer that an error makes."""
    return next(status for kind, status in STATUSES if isinstance(error, kind))


async def _by_status(request: Request, error: HTTPException) -> Response:
    status = HTTPStatus(error.status_code)
    if status is not HTTPStatus.UNAUTHORIZED:
        return refused(request, status, headers=dict(error.headers or {}))
    if request.url.path.startswith(FOR_PROGRAMS):
        return refused(request, status, headers={"WWW-Authenticate": 'Bearer realm="api"'})
    return see_other(f"/sign-in?next={quote(_back(request), safe='')}")


def _back(request: Request) -> str:
    """Return where somebody wanted to go, to be led there once signed in; never where a form was sent."""
    if request.method not in SAFE:
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


async def _unread(request: Request, error: RequestValidationError) -> Response:
    """Say which fields could not be read; the words are pydantic's, and a program's to read."""
    errors = [{"at": [*map(str, each["loc"])], "message": each["msg"]} for each in error.errors()]
    return refused(request, HTTPStatus.UNPROCESSABLE_ENTITY, errors=errors)


async def _by_our_own(request: Request, error: ChallengeError) -> Response:
    status = status_of(error)
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        _log.error("%s: %s", request.state.request_id, error)
    headers = {"Retry-After": "30"} if status is HTTPStatus.SERVICE_UNAVAILABLE else None
    return refused(request, status, words="" if isinstance(error, QUIET) else str(error), headers=headers)
