"""Hands queued messages to a channel and writes down what became of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from channels.folder import Folder
from channels.mail import Attachment, Channel, Mail, TryAgain, Undeliverable
from db import papers
from db.models import Message
from settings import settings


def channel() -> Channel:
    """Return the way out that this installation has."""
    return Folder(settings().outbox_folder)


def waiting(session: Session, reference: str | None = None) -> tuple[int, ...]:
    """Return the numbers of the messages that wait to be sent, of one challenge or of all."""
    return tuple(papers.queued(session, reference))


def deliver(session: Session, message_id: int, way: Channel, at: datetime) -> str | None:
    """Send one message, if it still waits; return the channel's name for it.

    ``TryAgain`` goes up to the caller and the message stays queued; one that can never arrive is
    kept as failed, with the reason.
    """
    message = papers.lock_queued(session, message_id)
    if message is None:
        return None
    message.attempts += 1
    try:
        sent_as = way.send(_mail(session, message))
    except Undeliverable as error:
        message.state, message.error = "failed", str(error)
        return None
    message.state, message.sent_at, message.sent_as = "sent", at, sent_as
    return sent_as


def _mail(session: Session, message: Message) -> Mail:
    named = settings()
    prefix = "" if named.is_production else f"[{named.environment}] "
    return Mail(
        key=message.key,
        to_name=message.to_name,
        to_email=message.to_email,
        from_name=named.programme_name,
        from_email=named.programme_email,
        subject=prefix + message.subject,
        text=message.text,
        html=message.html,
        queued_at=message.queued_at,
        attachments=tuple(_enclosed(session, message)),
    )


def _enclosed(session: Session, message: Message) -> list[Attachment]:
    folder = settings().documents_folder
    found = papers.named(session, message.attachments)
    try:
        return [Attachment(Path(each.pdf_path).name, (folder / each.pdf_path).read_bytes()) for each in found]
    except OSError as error:
        raise TryAgain(message.key, f"{error.filename} cannot be read") from error
