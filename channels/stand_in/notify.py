"""GOV.UK Notify as its clients see it: templates, messages, statuses and callbacks, and faults on demand.

What lies under ``/stand-in/`` the real service does not have: its ledger, its clock and what is to go wrong.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.stand_in import demands
from channels.stand_in.answers import Refusal, bad_request, no_result
from channels.stand_in.callbacks import Callbacks
from channels.stand_in.clock import Clock
from channels.stand_in.faults import AFTER, BEFORE, Fault, Faults, refuse
from channels.stand_in.keys import KEYS, Key, Kind, signer
from channels.stand_in.ledger import Ledger, Notification
from channels.stand_in.limits import Limits
from channels.stand_in.server import drop
from channels.stand_in.templates import LETTER_NAMES, TYPES, Template, Templates, plain

PAGE = 250
EMAIL_LIMIT = 2_000_000
SMS_LIMIT = 918
RETENTION = 7 * 24 * 3600.0
SENDER = "stand.in@notifications.service.gov.uk"
LETTER = "Our letter"
SMOKE = {
    *(f"simulate-delivered{number}@notifications.service.gov.uk" for number in ("", "-2", "-3")),
    *("07700900000", "07700900111", "07700900222"),
}
"""Recipients of whom nothing is kept."""
STATUSES = {
    *("created", "sending", "delivered", "pending", "sent"),
    *("permanent-failure", "temporary-failure", "technical-failure", "failed"),
    *("accepted", "received", "cancelled", "pending-virus-check", "virus-scan-failed"),
    *("validation-failed", "returned-letter"),
}
ADDRESS_LINES = range(3, 8)
HUNG_UP = 499
"""How the ledger counts a request that got no answer."""
PDF = b"%PDF-1.4\n%%EOF\n"

Handler = Callable[[Request, Key], Awaitable[Response]]


@dataclass(slots=True)
class Notify:
    """One service at the stand-in, with its keys, templates and limits."""

    clock: Clock = field(default_factory=Clock)
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    ledger: Ledger = field(default_factory=Ledger)
    templates: Templates = field(default_factory=Templates)
    transit: float = 1.0
    """Seconds that a message takes to arrive."""
    slowness: float = 35.0
    """Seconds that a slow answer takes."""
    skew: float = 0.0
    """Seconds by which the service's clock runs ahead, as far as tokens are concerned."""
    places: int = 0
    """For how many documents the letter has room."""
    team: frozenset[str] = frozenset()
    """Who may be written to with a team key."""
    callback_url: str | None = None
    callback_token: str = ""
    files: dict[str, demands.File] = field(default_factory=dict)
    callbacks: Callbacks = field(init=False)

    letter: Template = field(init=False)
    """The template that is nothing but a subject and a text, with documents below it."""

    def __post_init__(self) -> None:
        self.callbacks = Callbacks(self.clock, self.ledger, self.callback_url, self.callback_token)
        documents = "\n".join(f"((document {number}))" for number in range(1, self.places + 1))
        body = f"((body))\n\n{documents}".strip()
        self.letter = self.templates.write(LETTER, "email", "((subject))", body, self.clock.now())

    def key(self, kind: Kind = Kind.LIVE) -> str:
        """Return the key that a client is given."""
        return str(next(each for each in KEYS if each.kind is kind))

    def app(self) -> Starlette:
        """Return the service as an application."""
        routes = [
            Route("/v2/notifications/{type:str}", self._answering(self._send), methods=["POST"]),
            Route("/v2/notifications", self._answering(self._list)),
            Route("/v2/notifications/{id:str}", self._answering(self._one)),
            Route("/v2/notifications/{id:str}/pdf", self._answering(self._pdf)),
            Route("/v2/templates", self._answering(self._templates)),
            Route("/v2/template/{id:str}", self._answering(self._template)),
            Route("/v2/template/{id:str}/version/{number:int}", self._answering(self._template)),
            Route("/v2/template/{id:str}/preview", self._answering(self._preview), methods=["POST"]),
            Route("/v2/received-text-messages", self._answering(self._received)),
            Route("/stand-in/ledger", self._ledger),
            Route("/stand-in/faults", self._plan_faults, methods=["POST"]),
            Route("/stand-in/clock", self._set_clock, methods=["POST"]),
            Route("/stand-in/templates", self._write_template, methods=["POST"]),
        ]
        return Starlette(routes=routes, lifespan=self._lifespan)

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        telling = asyncio.create_task(self.callbacks.run())
        yield
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling

    def _answering(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Check who asks, and turn a refusal into its answer."""

        async def answer(request: Request) -> Response:
            try:
                now = self.clock.now() - self.clock.ahead + self.skew
                key = signer(request.headers.get("Authorization"), KEYS, now)
                response = await handler(request, key)
            except Refusal as refusal:
                if request.method == "POST":
                    self.ledger.count(refusal.status, refusal.error)
                return refusal.answer()
            if request.method == "POST":
                self.ledger.count(response.status_code)
            return response

        return answer

    # Messages.

    async def _send(self, request: Request, key: Key) -> Response:
        type_, body = request.path_params["type"], await _json(request)
        if type_ not in TYPES:
            raise no_result()
        fault = self.faults.next()
        if fault is Fault.DROPPED:
            return await _hang_up(request)
        refuse(fault, BEFORE)
        demands.check(type_, body)
        self.limits.take(key.kind, type_, self.clock.now())
        answer, one = self._taken(type_, body, key, fault, str(request.base_url))
        if one.to not in SMOKE:
            self.ledger.keep(one)
            self.callbacks.expect(one)
        refuse(fault, AFTER)
        if fault is Fault.LOST:
            return await _hang_up(request)
        if fault is Fault.SLOW:
            await asyncio.sleep(self.slowness)
        return JSONResponse(answer, HTTPStatus.CREATED)

    def _taken(
        self, type_: str, body: Mapping[str, Any], key: Key, fault: Fault | None, base: str
    ) -> tuple[dict[str, Any], Notification]:
        """Make a message of what was sent, or refuse it; nothing is kept yet."""
        to = body.get("email_address") or body.get("phone_number") or ""
        self._check_recipient(key, type_, to)
        if "content" in body:
            template, version, subject, text = self.letter, self.letter.last, None, ""
        else:
            template = self.templates.for_sending(body["template_id"], type_)
            version = template.last
            subject, text = version.filled(self._values(type_, body))
        _check_size(type_, text)
        one = Notification(
            id=str(uuid4()),
            reference=body.get("reference"),
            type=type_,
            to=to,
            template=template.id,
            version=version.number,
            subject=subject,
            body=text,
            unsubscribe_url=body.get("one_click_unsubscribe_url"),
            kind=key.kind,
            created=self.clock.now(),
            transit=self.transit,
            fault=fault,
        )
        return _created(one, base, body), one

    def _check_recipient(self, key: Key, type_: str, to: str) -> None:
        if key.kind is not Kind.TEAM:
            return
        if type_ == "letter":
            raise Refusal(HTTPStatus.FORBIDDEN, "BadRequestError", "Cannot send letters with a team api key")
        if to not in self.team:
            raise bad_request("Can’t send to this recipient using a team-only API key")

    def _values(self, type_: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take in the values for the placeholders; files are put aside, and links stand for them."""
        values = dict(body.get("personalisation") or {})
        if type_ == "letter":
            _check_lines(values)
        for name, value in values.items():
            if isinstance(value, dict) and "file" in value:
                if type_ != "email":
                    raise bad_request("Can only send a file by email")
                file = demands.read_file(value)
                self.files[file.id] = file
                values[name] = {"id": file.id}
        unsafe = {plain(each) for each in body.get("sanitise_content_for") or ()}
        return {
            name: sanitised(value) if plain(name) in unsafe and isinstance(value, str) else value
            for name, value in values.items()
        }

    async def _one(self, request: Request, key: Key) -> Response:
        one = self._found(request, key)
        return JSONResponse(one.as_json(self.clock.now(), str(request.base_url)))

    async def _pdf(self, request: Request, key: Key) -> Response:
        if self._found(request, key).type != "letter":
            raise bad_request("Notification is not a letter")
        return Response(PDF, media_type="application/pdf")

    def _found(self, request: Request, key: Key) -> Notification:
        id_ = request.path_params["id"]
        if not _is_uuid(id_):
            raise bad_request("id is not a valid UUID", error="ValidationError")
        place = self.ledger.places.get(id_)
        if place is None or not self._is_shown(self.ledger.kept[place], key):
            raise no_result()
        return self.ledger.kept[place]

    def _is_shown(self, one: Notification, key: Key) -> bool:
        return one.kind is key.kind and self.clock.now() - one.created < RETENTION

    async def _list(self, request: Request, key: Key) -> Response:
        asked, now = request.query_params, self.clock.now()
        statuses, older = set(asked.getlist("status")), asked.get("older_than")
        _check_list(statuses, asked.get("template_type"), older)
        wanted = (
            each
            for each in self.ledger.before(older)
            if self._is_shown(each, key)
            and (not statuses or each.status(now) in statuses or _is_failed(statuses, each.status(now)))
            and asked.get("template_type") in {None, each.type}
            and asked.get("reference") in {None, each.reference}
        )
        page = list(islice(wanted, PAGE))
        links = {"current": str(request.url)}
        if page:
            kept = [(name, value) for name, value in asked.multi_items() if name != "older_than"]
            query = urlencode([*kept, ("older_than", page[-1].id)])
            links["next"] = f"{request.base_url}v2/notifications?{query}"
        base = str(request.base_url)
        return JSONResponse({"notifications": [each.as_json(now, base) for each in page], "links": links})

    # Templates.

    async def _templates(self, request: Request, _key: Key) -> Response:
        type_ = request.query_params.get("type")
        if type_ not in {None, *TYPES}:
            raise bad_request(f"type {type_} is not one of [sms, email, letter]", error="ValidationError")
        found = [each for each in self.templates.kept.values() if type_ in {None, each.type}]
        return JSONResponse({"templates": [each.as_json(each.last) for each in found]})

    async def _template(self, request: Request, _key: Key) -> Response:
        template = self.templates.one(request.path_params["id"])
        number = request.path_params.get("number")
        return JSONResponse(template.as_json(template.version(number) if number else template.last))

    async def _preview(self, request: Request, _key: Key) -> Response:
        body = await _json(request)
        template = self.templates.one(request.path_params["id"])
        values = body.get("personalisation") if isinstance(body, dict) else None
        subject, text = template.last.filled(values or {})
        said = {
            "id": template.id,
            "type": template.type,
            "version": template.last.number,
            "subject": subject,
            "body": text,
            "html": None,
            "postage": None,
        }
        return JSONResponse(said)

    async def _received(self, request: Request, _key: Key) -> Response:
        return JSONResponse({"received_text_messages": [], "links": {"current": str(request.url)}})

    # What the real service does not have.

    async def _ledger(self, _request: Request) -> Response:
        return JSONResponse(self.ledger.as_json(self.clock.now()))

    async def _plan_faults(self, request: Request) -> Response:
        said = await request.json()
        self.faults.plan(Fault(each) if each else None for each in said.get("next", []))
        if "shares" in said:
            shares = {Fault(name): float(share) for name, share in said["shares"].items()}
            self.faults.by_chance(int(said.get("seed", 0)), shares)
        return JSONResponse({"waiting": len(self.faults.waiting)})

    async def _set_clock(self, request: Request) -> Response:
        said = await request.json()
        self.clock.ahead += float(said.get("forward", 0))
        self.skew = float(said.get("skew", self.skew))
        return JSONResponse({"ahead": self.clock.ahead, "skew": self.skew})

    async def _write_template(self, request: Request) -> Response:
        said = await request.json()
        type_ = said.get("type", "email")
        made = self.templates.write(said["name"], type_, said.get("subject"), said["body"], self.clock.now())
        return JSONResponse(made.as_json(made.last), HTTPStatus.CREATED)


async def _hang_up(request: Request) -> Response:
    await drop(request.scope)
    return Response(status_code=HUNG_UP)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise bad_request("Invalid JSON supplied in POST data") from None


def _created(one: Notification, base: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Write the answer to a message that was taken."""
    said: dict[str, Any] = {
        "id": one.id,
        "reference": one.reference,
        "uri": f"{base}v2/notifications/{one.id}",
        "template": one.template_as_json(base),
        "scheduled_for": None,
    }
    if one.type == "email":
        said["content"] = {
            "from_email": SENDER,
            "subject": one.subject,
            "body": one.body,
            "one_click_unsubscribe_url": one.unsubscribe_url,
        }
        said["sanitised_content"] = bool(body.get("sanitise_content_for"))
    elif one.type == "sms":
        said["content"] = {"from_number": "GOVUK", "body": one.body}
    else:
        said["content"] = {"subject": one.subject, "body": one.body}
        said["postage"] = body.get("postage", "second")
    return said


def sanitised(text: str) -> str:
    """Take the links out of a value, and the meaning out of its Markdown."""
    without = re.sub(r"https?://\S+", "", text)
    return re.sub(r"([\\`*_\[\]()#>~^-])", r"\\\1", without)


def _check_size(type_: str, text: str) -> None:
    if type_ == "email" and len(text.encode()) > EMAIL_LIMIT:
        raise bad_request("Emails cannot be longer than 2000000 bytes. Your message is too long.")
    if type_ == "sms" and len(text) > SMS_LIMIT:
        raise bad_request(f"Text messages cannot be longer than {SMS_LIMIT} characters.")


def _check_lines(values: Mapping[str, Any]) -> None:
    lines = [value for name, value in values.items() if plain(name) in LETTER_NAMES and value]
    if len(lines) not in ADDRESS_LINES:
        raise bad_request("Address must be at least 3 lines", error="ValidationError")


def _check_list(statuses: set[str], type_: str | None, older: str | None) -> None:
    problems = [f"status {each} is not one of {sorted(STATUSES)}" for each in sorted(statuses - STATUSES)]
    if type_ not in {None, *TYPES}:
        problems.append(f"template_type {type_} is not one of [sms, email, letter]")
    if older is not None and not _is_uuid(older):
        problems.append("older_than is not a valid UUID")
    if problems:
        raise bad_request(*problems, error="ValidationError")


def _is_failed(statuses: set[str], status: str) -> bool:
    return "failed" in statuses and status.endswith("-failure")


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
