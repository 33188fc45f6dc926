"""The door in front of every address: who may not come in at all, how much may be brought, what is noted.

It is written to the bare interface of the server, because a layer that is more comfortable costs each page as
much as the page itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from http import HTTPStatus
from math import ceil
from secrets import token_hex
from time import perf_counter
from urllib.parse import unquote_plus, urlsplit

from fastapi import HTTPException, Request
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.forms import NOTHING
from dashboard.headers import ALWAYS, OVER_HTTPS, fixed
from dashboard.rates import Rates
from dashboard.refusals import SAFE, StrangeForm, refused
from documents.incoming.guard import LARGEST_FILE
from settings import settings

FOR_MACHINES = ("/api/", "/callbacks/", "/unsubscribe/")
"""Where programs of others send to: from no page of ours, and so never with anybody's cookie."""
LARGEST_BODY = 1_000_000
LARGEST_UPLOAD = LARGEST_FILE + LARGEST_BODY
LONGEST_LENGTH = 20
"""Figures of a length that are read: no more fit into any machine, and thousands are work to read."""
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

_log = logging.getLogger("cpc.dashboard")


class FrontDoor:
    """Lets requests in, counts what they bring, and sees every answer out."""

    def __init__(self, app: ASGIApp) -> None:
        here = settings()
        ours = urlsplit(here.base_url)
        self._app = app
        self._rates = Rates(here.requests_per_second, 4 * here.requests_per_second)
        self._hosts = {*LOOPBACK, *here.trusted_hosts.split(), ours.hostname or "localhost"}
        self._over_https = ours.hostname if ours.scheme == "https" else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        visit = _Visit(self._as_it_was_meant(scope), receive, send, scope["method"])
        refusal = self._refusal(visit.scope, visit.headers)
        if refusal:
            await visit.refuse(*refusal)
        else:
            is_program = scope["path"].startswith(FOR_MACHINES)
            visit.told = self._rates.told(_who(scope)) if is_program else {}
            await visit.through(self._app)
        visit.note_down()

    def _as_it_was_meant(self, scope: Scope) -> Scope:
        """Return a request as whoever sent it sees it.

        To ask for the headers of a page is to ask for the page. What was asked for under an address that
        is reached over HTTPS alone came over HTTPS, even if the last step from a proxy to us did not.
        """
        meant = {**scope, "state": {**scope.get("state", {})}}
        headers = Headers(scope=scope)
        if scope["method"] == "HEAD":
            meant["method"] = "GET"
        if self._over_https and _host(headers) == self._over_https:
            meant["scheme"] = "https"
        if meant["method"] not in SAFE and not is_from_us(headers):
            # Whoever sends it speaks for nobody who is signed in here.
            meant["headers"] = [each for each in scope["headers"] if each[0] != b"cookie"]
        return meant

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[HTTPStatus, dict[str, str]] | None:
        """Say why a request is not let in, with what more its answer tells; nothing if it is."""
        if _host(headers) not in self._hosts:
            return HTTPStatus.MISDIRECTED_REQUEST, {}
        wait = self._rates.wait(_who(scope))
        if wait:
            told = self._rates.told(_who(scope))
            return HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(ceil(wait)), **told}
        if _length(headers) > _most(headers):
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"Connection": "close"}
        if NOTHING in scope["path"] or NOTHING in unquote_plus(scope["query_string"].decode("latin-1")):
            return HTTPStatus.NOT_FOUND, {}
        if scope["method"] in SAFE or scope["path"].startswith(FOR_MACHINES) or is_from_us(headers):
            return None
        return HTTPStatus.FORBIDDEN, {}


def is_from_us(headers: Headers) -> bool:
    """Whether a page of ours sent it: the browser says so, or names the host that it was sent from."""
    site = headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


class _Visit:
    """One request on its way in, and its answer on its way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, method: str) -> None:
        self.headers = Headers(scope=scope)
        self.scope = scope
        self.told: dict[str, str] = {}
        self._receive = receive
        self._send = send
        self._method = method
        self._most = _most(self.headers)
        self._brought = 0
        self._status = 0
        self._since = perf_counter()
        self._id = token_hex(6)
        scope["state"]["request_id"] = self._id

    async def refuse(self, status: HTTPStatus, headers: dict[str, str]) -> None:
        """Answer without having let anybody in."""
        words = str(StrangeForm()) if status is HTTPStatus.FORBIDDEN else ""
        answer = refused(Request(self.scope), status, words=words, headers=headers)
        await answer(self.scope, self._receive, self._sent)

    async def through(self, app: ASGIApp) -> None:
        """Let the request in; a mistake of ours goes to the log whole and to nobody else."""
        try:
            await app(self.scope, self._counted, self._sent)
        except Exception:
            if self._status:
                raise
            _log.exception("%s failed", self._id)
            await self.refuse(HTTPStatus.INTERNAL_SERVER_ERROR, {})

    async def _counted(self) -> Message:
        """Hand on what is brought, up to as much as may be."""
        message = await self._receive()
        self._brought += len(message.get("body", b""))
        if self._brought > self._most:
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return message

    async def _sent(self, message: Message) -> None:
        """Send an answer on, with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message = {**message, "headers": self._headers(message["headers"])}
        elif self._method == "HEAD":
            message = {**message, "body": b""}
        await self._send(message)

    def _headers(self, said: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """Return what an answer says of itself, with what is said of every one."""
        ruled = fixed(self.scope["path"])
        kept = [each for each in said if each[0].lower() not in ruled]
        told = ((name.lower().encode(), value.encode()) for name, value in self.told.items())
        more = {**dict(ALWAYS), **dict(told), b"x-request-id": self._id.encode(), **ruled}
        if self.scope["scheme"] == "https":
            more |= [OVER_HTTPS]
        names = {name.lower() for name, _ in kept}
        return [*kept, *(each for each in more.items() if each[0] not in names)]

    def note_down(self) -> None:
        """Write a line to the log: the address as its route has it, because a real one may hold a token."""
        route = getattr(self.scope.get("route"), "path", "-")
        took = 1000 * (perf_counter() - self._since)
        _log.info("%s %s %s %d %.1f ms", self._id, self._method, route, self._status, took)


def _who(scope: Scope) -> str:
    """Return whose requests are counted together: the address that they come from."""
    found: str = scope["client"][0] if scope["client"] else ""
    return found


def _host(headers: Headers) -> str:
    """Return the name of the host that was asked for, without the port."""
    host = headers.get("host", "")
    return host[: host.index("]") + 1] if "]" in host else host.partition(":")[0]


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length[:LONGEST_LENGTH]) if length.isdecimal() else 0


def _most(headers: Headers) -> int:
    is_upload = headers.get("content-type", "").startswith("multipart/form-data")
    return LARGEST_UPLOAD if is_upload else LARGEST_BODY
