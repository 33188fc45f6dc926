"""The keys of the stand-in's one service, and the tokens that are signed with them."""

from __future__ import annotations

import binascii
import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from channels.stand_in.answers import Refusal

SERVICE = str(uuid5(NAMESPACE_DNS, "service.stand-in.example"))
WINDOW = 30
"""Seconds that a client's clock may be wrong."""


class Kind(StrEnum):
    """What a key may do."""

    LIVE = "live"
    TEAM = "team"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the service; its secret follows from its name, so that it is the same each time."""

    name: str
    kind: Kind = Kind.LIVE

    @property
    def secret(self) -> str:
        """What tokens are signed with."""
        return str(uuid5(NAMESPACE_DNS, f"{self.name}.stand-in.example"))

    def __str__(self) -> str:
        return f"{self.name}-{SERVICE}-{self.secret}"


KEYS = (Key("live"), Key("team", Kind.TEAM), Key("test", Kind.TEST))


def signer(header: str | None, keys: Iterable[Key], now: float) -> Key:
    """Return the key that signed a request, or refuse it."""
    scheme, _, token = (header or "").partition(" ")
    if not header or scheme.lower() != "bearer":
        what = "authentication token must be provided" if not header else "must use Bearer"
        raise Refusal(HTTPStatus.UNAUTHORIZED, "AuthError", f"Unauthorized: {what}")
    head, claims, signed, signature = _parts(token)
    if head.get("alg") != "HS256":
        raise _forbidden("Invalid token: algorithm used is not HS256")
    if claims.get("iss") != SERVICE:
        raise _forbidden("Invalid token: service not found")
    key = next((each for each in keys if _is_by(each, signed, signature)), None)
    if key is None:
        raise _forbidden("Invalid token: API key not found")
    issued = claims.get("iat")
    if not isinstance(issued, int) or abs(int(now) - issued) > WINDOW:
        raise _forbidden("Error: Your system clock must be accurate to within 30 seconds")
    return key


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any], bytes, bytes]:
    try:
        head, claims, signature = token.split(".")
        read = [json.loads(_decoded(each)) for each in (head, claims)]
        return read[0], read[1], f"{head}.{claims}".encode(), _decoded(signature)
    except (ValueError, binascii.Error) as error:
        raise _forbidden("Invalid token: signature, api token is not valid") from error


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _is_by(key: Key, signed: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(key.secret.encode(), signed, sha256), signature)


def _forbidden(message: str) -> Refusal:
    return Refusal(HTTPStatus.FORBIDDEN, "AuthError", message)
