"""Makes messages ready to leave: as mails, with their documents and their entries for a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from casework import invitations, links, preferences, survey_links
from casework.forms import going_out
from channels.mail import Attachment, Mail, TryAgain
from db import papers
from db.post_tables import Message
from documents.house_style import house_style
from settings import settings


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message in hand, with what goes with it, and the attempt that has been written down."""

    message: int
    attempt: int
    mail: Mail
    enclosed: tuple[Path, ...]
    channel: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Packed:
    """A message with what goes with it, before it is in anybody's hand."""

    message: Message
    mail: Mail
    enclosed: tuple[Path, ...]


def pack(session: Session, messages: Sequence[Message]) -> list[Packed]:
    """Put together what goes out with each of some messages."""
    folder = settings().documents_folder
    rows = {each.id: each for each in papers.named(session, _enclosed(messages))}
    return [
        Packed(
            message=each,
            mail=replace(mail_of(each), invitations=invitations.enclosed(session, each)),
            enclosed=tuple(
                folder / path for id_ in sorted(each.attachments) for path in going_out(rows[id_])
            ),
        )
        for each in messages
    ]


def _enclosed(messages: Iterable[Message]) -> set[int]:
    return {number for each in messages for number in each.attachments}


def opened(parcel: Parcel) -> Mail:
    """Return the mail of a parcel with its documents read; ``TryAgain`` if that fails."""
    try:
        files = tuple(Attachment(each.name, each.read_bytes()) for each in parcel.enclosed)
    except OSError as error:
        why = f"{error.filename} cannot be read"
        raise TryAgain(parcel.mail.name, why, concerns_all=False) from error
    return replace(parcel.mail, attachments=files) if files else parcel.mail


def mail_of(message: Message) -> Mail:
    """Return a message as it goes out, but for its documents."""
    house = house_style()
    return Mail(
        key=message.key if message.issue == 1 else f"{message.key}/{message.issue}",
        to_name=message.to_name,
        to_email=message.to_email,
        from_name=house.programme,
        from_email=house.email,
        subject=f"{place()}{message.subject}",
        text=_whole(message, message.text),
        html=_whole(message, message.html),
        queued_at=message.queued_at,
        unsubscribe_url=preferences.link(message.person_id) if message.is_optional else None,
    )


def _whole(message: Message, said: str) -> str:
    return survey_links.whole(message, links.whole(message, said))


def place() -> str:
    """Name the installation before a subject, unless it is the one that is meant."""
    named = settings()
    return "" if named.is_production else f"[{named.environment}] "
