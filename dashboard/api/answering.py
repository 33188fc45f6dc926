"""How the API answers: JSON with a tag for its version, the next page in a header, problems as RFC 9457.

An answer is kept like a page until anything changes that it was made from, and whoever has it already is told
so in a few bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from dashboard.pipeline import Look
from settings import settings

ROOT = "/api/v1"
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
WORDS: dict[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "The request cannot be read.",
    HTTPStatus.UNAUTHORIZED: "No token came with the request, or one that is not good any more.",
    HTTPStatus.FORBIDDEN: "Whoever asks may not do this, or the token is not for it.",
    HTTPStatus.NOT_FOUND: "There is nothing here, or nothing that is for whoever asks.",
    HTTPStatus.CONFLICT: "The rules do not allow it, or it is under way.",
    HTTPStatus.GONE: "It was published, and that has been taken back.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More was sent than is taken.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "What was sent is neither JSON nor a form with files.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Something that was said cannot be understood; `errors` says what.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much was asked for at once; `Retry-After` says when to ask again.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer; `Retry-After` says when to ask again.",
}
"""Every problem that the API has, in the words of its description."""
OF_ALL = (
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
"""What can go wrong wherever somebody asks."""
OF_WHO_ASKS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
OF_WHAT_IS_SENT = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)

Documented = dict[int | str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Given:
    """What is answered: a shape, and the query of the page after it if there is one."""

    shape: Any
    following: Mapping[str, str] | None = None


def documented(shape: Any, *problems: HTTPStatus, public: bool = False) -> Documented:
    """Describe what is answered: a shape, and each problem."""
    more = (*OF_ALL, *(() if public else OF_WHO_ASKS), *problems)
    found: Documented = {200: {"model": shape, "description": "What was asked for."}}
    return found | {int(each): {"description": WORDS[each], "content": PROBLEM} for each in more}


def answer(here: Look, write: Callable[[], Given]) -> Response:
    """Answer as it is kept, or work it out."""
    return here.kept(lambda: _written(here.request, write()))


def _written(request: Request, given: Given) -> Response:
    following = next_page(request, given.following) if given.following else None
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return JSONResponse(given.shape, headers=headers)


def tagged(request: Request, shape: object) -> Response:
    """Answer with a tag of what is said; whoever has it already is told so.

    For what costs little to work out, and so is not kept like a page.
    """
    answer = JSONResponse(shape, headers={"Cache-Control": "private, no-cache"})
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    if request.headers.get("if-none-match") != tag:
        return answer
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})


def next_page(request: Request, said: Mapping[str, str]) -> str:
    """Return the address of the same question with something else in it."""
    asked = {**request.query_params, **said}
    return f"{base(request)}{request.url.path}?{urlencode(asked)}"


def base(request: Request) -> str:
    """Return what stands before every address: as settled, or as it was asked for."""
    return (settings().base_url or str(request.base_url)).rstrip("/")


def name_of(route: APIRoute) -> str:
    """Return the name under which an operation is known: that of its verb."""
    return route.name


def readable(request: Request) -> None:
    """Refuse an address with a sign in it that no database keeps, before any is asked."""
    if "\0" in request.url.path or any(
        "\0" in each for pair in request.query_params.multi_items() for each in pair
    ):
        raise HTTPException(HTTPStatus.NOT_FOUND)
