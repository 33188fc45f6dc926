"""A message ready to leave, what becomes of it, and the two ways in which leaving can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from hashlib import sha256
from typing import Any, Literal, Protocol, runtime_checkable

from domain.errors import ChallengeError, WrongUse


class TryAgain(ChallengeError):
    """The channel is busy or out of reach for now.

    ``after`` is how long the provider asks to be left alone, if it says so. ``may_have_arrived`` says that
    the answer was lost and perhaps not the message: before it is sent again, the provider has to be asked.
    ``concerns_all`` says whether the next message would fare the same.
    """

    def __init__(
        self,
        *facts: object,
        after: timedelta | None = None,
        may_have_arrived: bool = False,
        concerns_all: bool = True,
    ) -> None:
        super().__init__(*facts)
        self.after = after
        self.may_have_arrived = may_have_arrived
        self.concerns_all = concerns_all

    def __str__(self) -> str:
        name, why = self.args
        if self.may_have_arrived:
            return (
                f"Nobody can say yet whether the message {name} has arrived: {why}. "
                "It stays queued and is sent again only once that is settled."
            )
        return f"The message {name} could not be handed over now: {why}. It stays queued and is tried again."


class Undeliverable(ChallengeError):
    """This message can never arrive as it is."""

    def __init__(self, *facts: object, remedy: str = "Put the address right and queue it again") -> None:
        super().__init__(*facts)
        self.remedy = remedy

    def __str__(self) -> str:
        name, why = self.args
        return f"The message {name} cannot be delivered: {why}. {self.remedy}."


class BadAddress(WrongUse):
    """A text that was meant as an e-mail address is none."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} is not an e-mail address. Write it as name@organisation.example."


_OFFICE = "vnd.openxmlformats-officedocument"
_SUBTYPES = {
    "pdf": "pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels with a message."""

    name: str
    content: bytes

    @property
    def subtype(self) -> str:
        """What mail programs have to know to open it, beside that it is an ``application``."""
        return _SUBTYPES.get(self.name.rpartition(".")[2], "octet-stream")


@dataclass(frozen=True, slots=True)
class Invitation:
    """An iCalendar text that the reader's calendar is to take in or to strike out."""

    method: Literal["REQUEST", "CANCEL", "PUBLISH"]
    content: str
    name: str = "invitation.ics"


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one person. ``key`` stays the same however often sending is tried.

    Of several ``invitations`` mail programs offer the first by themselves; the others are files beside it.
    What is announced has ``facts`` for programs, a ``place`` among all that is, and a ``link`` to more.
    """

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
    invitations: tuple[Invitation, ...] = ()
    unsubscribe_url: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    place: int = 0
    link: str | None = None

    @property
    def name(self) -> str:
        """A name that this message alone has, and always has: its file's, and the provider's reference."""
        words = self.key.replace("/", "-").replace(":", "-").replace("@", "-")
        digest = sha256(f"{self.key} {self.to_email}".encode()).hexdigest()[:10]
        return f"{words}-{digest}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a channel says of a message that it took.

    A provider with templates of its own also tells the version it used and the words as they go out.
    """

    id: str
    channel: str
    template_version: int | None = None
    subject: str | None = None
    text: str | None = None
    note: str | None = None


class Channel(Protocol):
    """A way out of the house."""

    @property
    def name(self) -> str:
        """The channel's name in a delivery history."""

    @property
    def is_safe_to_repeat(self) -> bool:
        """Whether the same message sent twice leaves one message."""

    def send(self, mail: Mail) -> Receipt:
        """Hand over a message; ``TryAgain`` means later may be better, ``Undeliverable`` never will be."""

    def close(self) -> None:
        """Let go of the connection, if one is open; the next message opens another."""


@runtime_checkable
class Askable(Channel, Protocol):
    """A channel that can say whether it has taken a message."""

    @property
    def settles_after(self) -> timedelta:
        """How long after sending an answer of "no" can be trusted."""

    @property
    def keeps_for(self) -> timedelta:
        """How long after sending it can be trusted still."""

    def find(self, reference: str) -> Receipt | None:
        """Return the receipt of a message by its name, if the provider has it."""


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


def message_id(mail: Mail) -> str:
    """Return the name by which mail programs know the message: sent twice, many of them show it once."""
    return f"<{mail.name}@{mail.from_email.partition('@')[2]}>"
