"""Hands queued messages to a channel and writes down what became of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from casework import notices
from casework.case import cases, working_days
from channels.mail import Askable, Attachment, Channel, Mail, TryAgain, Undeliverable
from channels.ways import letters
from db import papers, reminders
from db.models import Message
from documents.house_style import house_style
from domain.lifecycle import PROGRAMME_TIME
from domain.notices import GONE
from domain.owed import OwedNotice
from settings import settings


def channel() -> Channel:
    """Return the way out that this installation has; whoever takes it closes it."""
    return letters(settings())


def waiting(session: Session, reference: str | None = None) -> tuple[int, ...]:
    """Return the numbers of the messages that wait to be sent, of one challenge or of all."""
    return tuple(papers.queued(session, reference))


def deliver(session: Session, message_id: int, way: Channel, at: datetime) -> str | None:
    """Send one message, if it still waits; return the channel's name for it.

    ``TryAgain`` goes up to the caller and the message stays queued; one that can never arrive is
    kept as failed, with the reason. A reminder of what has been settled meanwhile is withdrawn. A provider
    that can be asked is asked first, since an earlier answer may have been lost; where none can be asked, a
    message whose answer was lost is a person's to settle.
    """
    message = papers.lock_queued(session, message_id)
    if message is None or _rests(session, message, at):
        return None
    if message.part and (why := why_not(session, message, at)):
        return _send_anew(session, message, why, way, at)
    message.attempts += 1
    mail = _mail(session, message)
    try:
        taken = way.find(mail.name) if isinstance(way, Askable) else None
        sent_as = (taken or way.send(mail)).id
    except (Undeliverable, TryAgain) as error:
        if isinstance(error, TryAgain) and _can_be_repeated(way, error):
            raise
        message.state, message.error = "failed", str(error)
        return None
    message.state, message.sent_at, message.sent_as = "sent", at, sent_as
    return sent_as


def _rests(session: Session, message: Message, at: datetime) -> bool:
    """Say whether a reminder from an earlier day has to wait, because nobody is reminded on a free day."""
    written, today = (each.astimezone(PROGRAMME_TIME).date() for each in (message.queued_at, at))
    return bool(message.part and written < today and working_days(session).why_not(today))


def _can_be_repeated(way: Channel, error: TryAgain) -> bool:
    return way.is_safe_to_repeat or isinstance(way, Askable) or not error.may_have_arrived


def why_not(session: Session, message: Message, at: datetime) -> str | None:
    """Say why a reminder is not to be sent as it was written, if anything has changed since."""
    slots = reminders.slots_of(session, message)
    references = sorted({each.reference for each in slots})
    written, today = (each.astimezone(PROGRAMME_TIME).date() for each in (message.queued_at, at))
    if today <= written and not reminders.has_news(session, references, message.queued_at):
        return None
    owed = {
        (each.key(notice.key), notice.slot): notice
        for each in cases(session, references)
        for notice in each.on(today).notices
        if notice.rule.is_reminder
    }
    found = (_why_not_owed(owed.get((each.key, each.slot)), message) for each in slots)
    return next((why for why in found if why), None)


def _why_not_owed(notice: OwedNotice | None, message: Message) -> str | None:
    if notice is None:
        return "the day of which it reminds has moved or has been settled"
    if notice.lapsed or notice.person != message.person_id:
        return notice.lapsed or GONE
    return next((gap.text for gap in notice.waits_for), None)


def _send_anew(session: Session, message: Message, why: str, way: Channel, at: datetime) -> str | None:
    """Withdraw a reminder; what it said and is still to be said goes out in other words."""
    references = reminders.withdraw(session, message, why)
    today = at.astimezone(PROGRAMME_TIME).date()
    new = notices.queue_all(session, cases(session, references, lock=True), today, at)
    sent = [deliver(session, each.id, way, at) for each in new if each.person_id == message.person_id]
    return next((each for each in sent if each), None)


def _mail(session: Session, message: Message) -> Mail:
    named, house = settings(), house_style()
    prefix = "" if named.is_production else f"[{named.environment}] "
    return Mail(
        key=message.key,
        to_name=message.to_name,
        to_email=message.to_email,
        from_name=house.programme,
        from_email=house.email,
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
