"""Tells another system, which can check that it was us: each call is signed, dated and has a name of its own.

The scheme is that of Standard Webhooks, so that receivers find libraries for it: the signature is the
HMAC-SHA256 of the message's name, the time of the call and the body, joined by full stops.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from pydantic import SecretStr

from channels.hooks import Hook
from channels.mail import Mail, Receipt

VERSION = 1
"""Of what a body says; another name may be added to it under the same version."""
WINDOW = timedelta(minutes=5)
"""How old a call may be; who has overheard one cannot play it again for ever."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """Another system's address. It knows a message by its name, so that a repeat changes nothing."""

    hook: Hook
    secret: SecretStr
    name: str = "webhook"
    is_safe_to_repeat: bool = True

    def send(self, mail: Mail) -> Receipt:
        """Post a message."""
        content, moment = body(mail), int(self.hook.clock().timestamp())
        self.hook.post(mail, content, signed(self.secret, mail.name, moment, content))
        return Receipt(mail.name, self.name)

    def close(self) -> None:
        """Let go of the connection."""
        self.hook.close()


def body(mail: Mail) -> bytes:
    """Write a message for a machine; the same message gives the same bytes, whenever it is sent."""
    said = {
        **mail.facts,
        "version": VERSION,
        "id": mail.name,
        "place": mail.place,
        "at": mail.queued_at.isoformat(),
        "subject": mail.subject,
        "text": mail.text,
        "link": mail.link,
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True).encode()


def signed(secret: SecretStr, name: str, moment: int, body: bytes) -> dict[str, str]:
    """Return the headers that go with a body."""
    return {
        "webhook-id": name,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{_signature(secret, name, moment, body)}",
    }


def is_ours(secret: SecretStr, headers: Mapping[str, str], body: bytes, now: int) -> bool:
    """Whether a call that a receiver got was signed with the secret, and lately.

    This is what a receiver does; several signatures may stand side by side while a secret is changed.
    """
    name, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (moment.isascii() and moment.isdigit()) or abs(now - int(moment)) > WINDOW.total_seconds():
        return False
    expected = f"v1,{_signature(secret, name, int(moment), body)}".encode()
    offered = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(each.encode(), expected) for each in offered)


def _signature(secret: SecretStr, name: str, moment: int, body: bytes) -> str:
    key = secret.get_secret_value().encode()
    return b64encode(hmac.digest(key, f"{name}.{moment}.".encode() + body, sha256)).decode()
