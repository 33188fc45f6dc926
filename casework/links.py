"""Links that sign somebody in once: how their keys are made, and how they get into a message unseen.

A message is kept for years and read by colleagues, and its link must be no use to them. So the message as it
is kept holds a place instead of the key, which is worked out from a secret when the message leaves.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from casework.context import Person, programme
from db import keys
from db.accounts import AccountFacts
from db.post_tables import Message
from documents.text import text
from documents.tree import read
from domain.errors import RulesRefuse
from domain.lifecycle import PROGRAMME_TIME
from domain.permissions import AccountId
from settings import settings
from templates import words
from templates.editions import notice_digest

NOTICE = "sign_in_link"
PLACE = "your-own-link"
"""Where the key stands in the address, as long as the message has not left."""
REASON = "You receive this because a link to sign in was asked for with your address."


class NoWayToSend(RulesRefuse):
    """Links cannot be sent, because nobody has said where the dashboard is."""

    def __str__(self) -> str:
        return "Links to sign in cannot be sent here. Set CPC_BASE_URL and CPC_SECRET, or use a password."


def new_key(session: Session, account: AccountId | None, at: datetime, lasts: timedelta) -> str:
    """Make a link for somebody and return its key, this once."""
    key = token_urlsafe(32)
    keys.add_link(session, key, account, at=at, until=at + lasts)
    return key


def can_be_sent() -> bool:
    """Whether it is known where links lead, and there is a secret to make them with."""
    return bool(settings().base_url and settings().secret)


def path(key: str) -> str:
    """Return where a link leads, on the dashboard."""
    return f"/sign-in/link/{key}"


def send(session: Session, account: AccountFacts, at: datetime, lasts: timedelta) -> Message:
    """Queue the message that brings somebody a link; ``NoWayToSend`` if there can be none."""
    if not can_be_sent():
        raise NoWayToSend
    number = token_urlsafe(16)
    keys.add_link(session, _key(number), account.id, at=at, until=at + lasts)
    reader = Person(account.person, account.name, account.post, account.organisation, account.email)
    facts = {
        "recipient": reader,
        "link": settings().base_url.rstrip("/") + path(PLACE),
        "until": (at + lasts).astimezone(PROGRAMME_TIME),
        "programme": programme(),
        "message_reason": REASON,
    }
    written = words.notice(NOTICE, facts)
    message = Message(
        key=f"{NOTICE}/{number}",
        notice=NOTICE,
        person_id=account.person,
        to_name=account.name,
        to_email=account.email,
        subject=written.subject,
        text=text(read(written.html)),
        html=written.html,
        words=notice_digest(NOTICE),
        attachments=[],
        reason=REASON,
        state="queued",
        queued_at=at,
        attempts=0,
    )
    session.add(message)
    session.flush()
    return message


def is_asked_for(message: Message) -> bool:
    """Whether somebody wanted a message who may have several of it: no history owes it to them."""
    return message.notice == NOTICE


def whole(message: Message, said: str) -> str:
    """Put the key into the words of a message that leaves; those of any other stay as they are."""
    if not is_asked_for(message):
        return said
    return said.replace(PLACE, _key(message.key.removeprefix(f"{NOTICE}/")))


def _key(number: str) -> str:
    secret = settings().secret
    sealed = hmac.new(
        secret.get_secret_value().encode() if secret else b"", f"sign in {number}".encode(), sha256
    )
    return urlsafe_b64encode(sealed.digest()).decode().rstrip("=")
