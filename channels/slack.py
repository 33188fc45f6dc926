"""Tells a programme's team in Slack, through an incoming webhook."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

from channels.hooks import PUT_RIGHT, Hook
from channels.mail import Mail, Receipt, Undeliverable
from channels.pace import Pace, Rate

HOSTS = ("hooks.slack.com",)
RATE = Rate(per_second=1)
SECTION = 3000
"""Characters that Slack shows of one section."""
SECTIONS = 40
"""Sections in one message; Slack takes 50 blocks, and heading and link need room."""


@dataclass(frozen=True, slots=True)
class Slack:
    """One channel of a Slack workspace. What is posted there stays: a correction is a new message."""

    hook: Hook
    pace: Pace
    name: str = "slack"
    is_safe_to_repeat: bool = False

    def send(self, mail: Mail) -> Receipt:
        """Post a message; Slack has it only if the answer's body says so."""
        self.pace.wait()
        answer = self.hook.post(mail, json.dumps(card(mail)).encode())
        if answer.text.strip() != "ok":
            raise Undeliverable(mail.name, f"slack answered {answer.text[:200]!r}", remedy=PUT_RIGHT)
        return Receipt(mail.name, self.name)

    def close(self) -> None:
        """Let go of the connection."""
        self.hook.close()


def card(mail: Mail) -> dict[str, object]:
    """Write a message in Slack's blocks, with its subject as the text of notifications."""
    return {"text": escape(mail.subject), "blocks": [_section(part) for part in _parts(mail)]}


def escape(text: str) -> str:
    """Have Slack show characters that would mean a link or a mention."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _parts(mail: Mail) -> Iterator[str]:
    yield f"*{escape(mail.subject)}*"
    pieces = list(_pieces(mail.text))
    yield from pieces[:SECTIONS]
    if len(pieces) > SECTIONS:
        yield "The message goes on; only its beginning is shown here."
    if mail.link:
        yield f"<{mail.link}|Open the challenge>"


def _pieces(text: str) -> Iterator[str]:
    """Cut a text at its paragraphs into pieces that Slack shows whole."""
    piece = ""
    for paragraph in filter(None, map(str.strip, text.split("\n\n"))):
        # An escaped character takes up to five.
        lines = [paragraph] if len(escape(paragraph)) <= SECTION else wrap(paragraph, SECTION // 5)
        for each in map(escape, lines):
            if piece and len(piece) + len(each) + 2 > SECTION:
                yield piece
                piece = ""
            piece = f"{piece}\n\n{each}" if piece else each
    if piece:
        yield piece


def _section(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
