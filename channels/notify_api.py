"""Calls GOV.UK Notify: a token for every request, and what each of its refusals means for the message."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import httpx
from pydantic import SecretStr

from channels.backoff import retry_after, until_midnight
from channels.hooks import utc_now
from channels.mail import TryAgain, Undeliverable

ADDRESS = "https://api.notifications.service.gov.uk"
PATIENCE = httpx.Timeout(30.0, connect=10.0)
SETTLES_AFTER = timedelta(minutes=2)
"""Longer than any request takes: what Notify does not know by then, it was never given."""
LOCKED_OUT = timedelta(minutes=15)
"""How long nobody tries with a key that is refused; a person has to look."""
SEND_ANEW = "What Notify refuses stays as it is written; put right what it says and queue the message again"


@dataclass(frozen=True, slots=True)
class Key:
    """An API key: a name, the service's id and the secret, joined by hyphens."""

    text: SecretStr

    @property
    def service(self) -> str:
        """The service's id."""
        return self.text.get_secret_value()[-73:-37]

    def token(self, now: datetime) -> str:
        """Sign a token for one request; Notify takes it for half a minute."""
        head = _encoded({"typ": "JWT", "alg": "HS256"})
        signed = head + b"." + _encoded({"iss": self.service, "iat": int(now.timestamp())})
        digest = hmac.digest(self.text.get_secret_value()[-36:].encode(), signed, sha256)
        return (signed + b"." + _base64(digest)).decode()


def _encoded(claims: Mapping[str, Any]) -> bytes:
    return _base64(json.dumps(claims, separators=(",", ":")).encode())


def _base64(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")


class Signed(httpx.Auth):
    """Signs each request as it leaves, and again if the token is refused: it may have grown old waiting."""

    requires_response_body = True

    def __init__(self, key: Key, clock: Callable[[], datetime]) -> None:
        self._key = key
        self._clock = clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the token."""
        self._sign(request)
        answer = yield request
        if answer.status_code == HTTPStatus.FORBIDDEN and "AuthError" in errors(answer):
            self._sign(request)
            yield request

    def _sign(self, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Bearer {self._key.token(self._clock())}"


@dataclass(frozen=True, slots=True)
class Api:
    """Notify's interface, as far as letters need it. ``name`` is the message about which it is asked."""

    client: httpx.Client
    clock: Callable[[], datetime] = utc_now

    def post(self, name: str, path: str, body: Mapping[str, Any]) -> Any:
        """Hand something over; ``TryAgain`` says whether it may have arrived."""
        try:
            answer = self.client.post(path, json=body)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryAgain(name, "Notify cannot be reached") from error
        except httpx.HTTPError as error:
            raise _lost(name, "Notify gave no answer") from error
        self._refuse(name, answer)
        return _read(name, answer)

    def get(self, name: str, path: str, asked: Mapping[str, str] | None = None) -> Any:
        """Ask for something; ``None`` if Notify has no such thing."""
        try:
            answer = self.client.get(path, params=asked)
        except httpx.HTTPError as error:
            raise TryAgain(name, "Notify cannot be asked") from error
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        if not answer.is_success:
            raise TryAgain(name, f"Notify cannot be asked; it answered {_said(answer)}")
        return _read(name, answer)

    def _refuse(self, name: str, answer: httpx.Response) -> None:
        """Tell by status and class what a refusal means; the words of a message change."""
        if answer.is_success:
            return
        why = f"Notify answered {_said(answer)}"
        match answer.status_code:
            case HTTPStatus.TOO_MANY_REQUESTS:
                raise TryAgain(name, why, after=self._wait(answer))
            case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
                why = f"{why}; CPC_NOTIFY_KEY or this machine's clock may be wrong"
                raise TryAgain(name, why, after=LOCKED_OUT)
            case code if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise _lost(name, why)
        raise Undeliverable(name, why, remedy=SEND_ANEW)

    def _wait(self, answer: httpx.Response) -> timedelta | None:
        now = self.clock()
        if "TooManyRequestsError" in errors(answer):
            return until_midnight(now)
        return retry_after(answer.headers.get("Retry-After"), now)


def api(
    key: SecretStr, address: str = ADDRESS, clock: Callable[[], datetime] = utc_now, patience: float = 30.0
) -> Api:
    """Return the interface for a key."""
    timeout = httpx.Timeout(patience, connect=min(patience, 10.0))
    return Api(httpx.Client(base_url=address, auth=Signed(Key(key), clock), timeout=timeout), clock)


def errors(answer: httpx.Response) -> tuple[str, ...]:
    """Name the classes of the errors in an answer."""
    return tuple(str(each.get("error")) for each in _errors(answer))


def _errors(answer: httpx.Response) -> list[dict[str, Any]]:
    try:
        found = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _said(answer: httpx.Response) -> str:
    words = [f"{each.get('error')}: {each.get('message')}" for each in _errors(answer)]
    return " ".join([str(answer.status_code), "; ".join(words)]).strip()[:500]


def _read(name: str, answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise _lost(name, "Notify's answer cannot be read") from error


def _lost(name: str, why: str) -> TryAgain:
    return TryAgain(name, why, after=SETTLES_AFTER, may_have_arrived=True)
