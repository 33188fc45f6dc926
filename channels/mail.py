"""A message ready to leave, and the two ways in which leaving can fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Protocol

from domain.errors import ChallengeError, WrongUse


class TryAgain(ChallengeError):
    """The channel is busy or out of reach for now."""

    def __str__(self) -> str:
        name, why = self.args
        return f"The message {name} could not be handed over now: {why}. It stays queued and is tried again."


class Undeliverable(ChallengeError):
    """This message can never arrive as it is."""

    def __str__(self) -> str:
        name, why = self.args
        return f"The message {name} cannot be delivered: {why}. Put the address right and queue it again."


class BadAddress(WrongUse):
    """A text that was meant as an e-mail address is none."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} is not an e-mail address. Write it as name@organisation.example."


POLICY = SMTP.clone(max_line_length=200)
"""Headers are folded late: folded at 78 characters, Python begins a long subject with a space."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message."""

    name: str
    content: bytes
    subtype: str = "pdf"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. ``key`` stays the same however often sending is tried."""

    key: str
    to_name: str
    to_email: str
    from_name: str
    from_email: str
    subject: str
    text: str
    html: str
    queued_at: datetime
    attachments: tuple[Attachment, ...] = ()

    @property
    def name(self) -> str:
        """A file name that this message alone has, and always has."""
        words = self.key.replace("/", "-").replace(":", "-").replace("@", "-")
        digest = sha256(f"{self.key} {self.to_email}".encode()).hexdigest()[:10]
        return f"{words}-{digest}"


class Channel(Protocol):
    """A way out of the house."""

    @property
    def name(self) -> str:
        """The channel's name in a delivery history."""

    def send(self, mail: Mail) -> str:
        """Hand over a message and return the channel's name for it.

        ``TryAgain`` means later may be better; ``Undeliverable`` means it never will be. Sending
        the same message twice leaves one message.
        """


def check_address(email: str) -> str:
    """Return an address as it is kept, or raise ``BadAddress``; white space around it is dropped."""
    text = email.strip()
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress(email) from error
    if not address.username or "." not in address.domain or any(each.isspace() for each in text):
        raise BadAddress(email)
    return text


def as_email(mail: Mail) -> EmailMessage:
    """Write a message as the internet sends it; the same message gives the same bytes."""
    email = EmailMessage(policy=POLICY)
    email["Date"] = mail.queued_at
    email["From"] = _address(mail.from_name, mail.from_email)
    email["To"] = _address(mail.to_name, mail.to_email)
    email["Subject"] = mail.subject
    email["Message-ID"] = f"<{mail.name}@{mail.from_email.partition('@')[2]}>"
    email["Content-Language"] = "en-GB"
    email.set_content(mail.text)
    email.add_alternative(mail.html, subtype="html")
    for each in mail.attachments:
        email.add_attachment(each.content, maintype="application", subtype=each.subtype, filename=each.name)
    _fix_boundaries(email, sha256(mail.name.encode()).hexdigest())
    return email


def _address(name: str, email: str) -> Address:
    return Address(display_name=name, addr_spec=email)


def _fix_boundaries(email: EmailMessage, seed: str) -> None:
    """Give each part the boundary that belongs to it; the library's own are drawn by chance."""
    for number, part in enumerate(part for part in email.walk() if part.is_multipart()):
        part.set_boundary(f"cpc-{number}-{seed[:32]}")
