"""Reads what GOV.UK Notify tells of its messages: in answers, in lists, and when it calls us itself."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import SecretStr

from channels.statuses import Report, Status
from domain.errors import ChallengeError


class NotFromNotify(ChallengeError):
    """A callback does not carry the token that was agreed with Notify."""

    def __str__(self) -> str:
        return (
            "The callback does not carry the token that was agreed. "
            "Give Notify the token of CPC_NOTIFY_CALLBACK_TOKEN."
        )


class Unreadable(ChallengeError):
    """Notify tells something that this programme does not know."""

    def __str__(self) -> str:
        return f"What Notify tells cannot be read ({self.args[0]}). Ask for the message's status instead."


def heard(authorization: str | None, body: bytes, token: SecretStr | None) -> Report:
    """Read a callback, or raise ``NotFromNotify`` or ``Unreadable``.

    The receiver answers 2xx within five seconds, also about messages that it does not know, and lets the
    statuses join: callbacks come twice and out of order.
    """
    if token is None or not token.get_secret_value():
        raise NotFromNotify
    offered, expected = (authorization or "").encode(), f"Bearer {token.get_secret_value()}".encode()
    if not hmac.compare_digest(offered, expected):
        raise NotFromNotify
    try:
        return report(json.loads(body))
    except ValueError as error:
        raise Unreadable("no JSON") from error


def report(said: Any) -> Report:
    """Read a message of Notify's record, or a callback about one, or raise ``Unreadable``."""
    if not isinstance(said, dict):
        raise Unreadable("no object")
    try:
        return Report(
            id=str(said["id"]),
            reference=said.get("reference"),
            to=said.get("to") or said.get("email_address") or said.get("phone_number") or "",
            status=Status(said["status"]),
            at=_moment(said),
            template_version=_version(said),
            subject=said.get("subject"),
            text=said.get("body"),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)[:100]) from error


def _moment(said: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(said.get("completed_at") or said.get("sent_at") or said["created_at"])


def _version(said: Mapping[str, Any]) -> int | None:
    number = said["template"]["version"] if "template" in said else said.get("template_version")
    return None if number is None else int(number)
