"""Tells a programme's team in Microsoft Teams, through a webhook of Workflows, as an Adaptive Card."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from http import HTTPStatus

from channels.hooks import Hook
from channels.mail import Mail, Receipt
from channels.pace import Pace, Rate

HOSTS = (".logic.azure.com", ".environment.api.powerplatform.com")
RATE = Rate(per_second=4)
LIMIT = 28 * 1024
"""Bytes that Teams takes in one message."""
CUT = "The message goes on; only its beginning is shown here."


@dataclass(frozen=True, slots=True)
class Teams:
    """One channel of Teams. What is posted there stays: a correction is a new message."""

    hook: Hook
    pace: Pace
    name: str = "teams"
    is_safe_to_repeat: bool = False

    def send(self, mail: Mail) -> Receipt:
        """Post a message; Teams may say that it has only been accepted, and then post it or not."""
        self.pace.wait()
        answer = self.hook.post(mail, body(mail))
        accepted = answer.status_code == HTTPStatus.ACCEPTED
        return Receipt(mail.name, self.name, note="accepted, not yet posted" if accepted else None)

    def close(self) -> None:
        """Let go of the connection."""
        self.hook.close()


def body(mail: Mail) -> bytes:
    """Write a message as Teams takes it; paragraphs that no longer fit are left out, and the card says so."""
    paragraphs = [" ".join(each.split("\n")) for each in mail.text.split("\n\n") if each.strip()]
    whole = _written(mail, paragraphs)
    while len(whole) > LIMIT and paragraphs:
        paragraphs.pop()
        whole = _written(mail, [*paragraphs, CUT])
    return whole


def escape(text: str) -> str:
    """Have Teams show characters that would mean emphasis, a list or a link in its Markdown."""
    inline = re.sub(r"([\\`*_\[\]#~>])", r"\\\1", text)
    return re.sub(r"^(\d*)([-+.)])(?=\s)", r"\1\\\2", inline)


def _written(mail: Mail, paragraphs: list[str]) -> bytes:
    heading = {"type": "TextBlock", "text": escape(mail.subject), "wrap": True, "weight": "Bolder"}
    text = [{"type": "TextBlock", "text": escape(each), "wrap": True} for each in paragraphs]
    link = {"type": "Action.OpenUrl", "title": "Open the challenge", "url": mail.link}
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [heading, *text],
        "actions": [link] if mail.link else [],
        "msteams": {"width": "full"},
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return json.dumps({"type": "message", "attachments": [attachment]}).encode()
