"""What all webhooks share: an address given in confidence, and what an answer means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import httpx
from pydantic import SecretStr

from channels.backoff import retry_after
from channels.mail import Mail, TryAgain, Undeliverable
from channels.outside import Outside, PointsInside, Resolve, check, resolve

PATIENCE = httpx.Timeout(10.0)
PUT_RIGHT = "Put the address of the webhook right and queue the message again"
BUSY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
NOT_TAKEN = {*BUSY, HTTPStatus.SERVICE_UNAVAILABLE}
"""Answers of a server that has not begun to work on what it was given."""


def utc_now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook: where it is, known to the transport alone, and how to tell its answers apart."""

    channel: str
    url: str
    client: httpx.Client
    clock: Callable[[], datetime] = utc_now

    def post(self, mail: Mail, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Post a body and return the answer, if it is one of success."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        try:
            answer = self.client.post(self.url, content=body, headers=sent)
        except PointsInside as error:
            raise Undeliverable(mail.name, str(error).partition(". ")[0], remedy=PUT_RIGHT) from error
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryAgain(mail.name, f"{self.channel} cannot be reached") from error
        except httpx.HTTPError as error:
            why = f"{self.channel} gave no answer"
            raise TryAgain(mail.name, why, may_have_arrived=True) from error
        self._refuse(mail, answer)
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        self.client.close()

    def _refuse(self, mail: Mail, answer: httpx.Response) -> None:
        code = answer.status_code
        if answer.is_success:
            return
        why = f"{self.channel} answered {code}{_excerpt(answer)}"
        if code in BUSY or answer.is_server_error:
            after = retry_after(answer.headers.get("Retry-After"), self.clock())
            raise TryAgain(mail.name, why, after=after, may_have_arrived=code not in NOT_TAKEN)
        raise Undeliverable(mail.name, why, remedy=PUT_RIGHT)


def hook(
    channel: str,
    address: SecretStr,
    *,
    hosts: tuple[str, ...] = (),
    inside: frozenset[str] = frozenset(),
    resolve: Resolve = resolve,
) -> Hook:
    """Take a webhook into use, or raise ``PointsInside``."""
    url = httpx.URL(address.get_secret_value())
    check(url, inside, hosts)
    client = httpx.Client(transport=Outside(address, inside, resolve), timeout=PATIENCE)
    return Hook(channel, f"{url.scheme}://{url.netloc.decode()}/", client)


def _excerpt(answer: httpx.Response) -> str:
    words = " ".join(answer.text.split())[:200]
    return f": {words}" if words else ""
