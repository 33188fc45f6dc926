"""A message ready to leave, what becomes of it, and the two ways in which leaving can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal, Protocol, runtime_checkable

from domain.errors import ChallengeError, WrongUse

READERS = 1024
"""Addresses that are not written anew for every mail: the programme writes to some hundreds."""


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


class Folded(BaseHeader):
    """A header that remembers how it is written: many stand in every mail, and folding takes longest."""

    def fold(self, *, policy: Policy) -> str:
        """Return the header as it goes out; there is one policy here."""
        found: str | None = self.__dict__.get("folded")
        if found is None:
            found = self.__dict__["folded"] = self._on_one_line(policy) or super().fold(policy=policy)
        return found

    def _on_one_line(self, policy: Policy) -> str | None:
        """Write a header that needs neither code nor a second line: the library takes it apart to say so."""
        line = f"{self.name}: {self}"
        is_plain = line.isascii() and line.isprintable() and line == line.rstrip() and "=?" not in line
        fits = policy.max_line_length is not None and len(line) <= policy.max_line_length
        return f"{line}{policy.linesep}" if is_plain and fits else None


class Headers(HeaderRegistry):
    """Makes the class of each header once, and every header once that mails have in common.

    A header is never changed, so mails may share it; the library makes class and header anew for every mail.
    """

    def __init__(self) -> None:
        super().__init__(base_class=Folded)
        self._made: dict[str, type[BaseHeader]] = {}
        self._lately = lru_cache(maxsize=256)(super().__call__)
        self._addressed = lru_cache(maxsize=READERS)(self._with_address)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = super().__getitem__(name)
        return found

    def __call__(self, name: str, value: Any) -> BaseHeader:
        """Return a header with a value."""
        if isinstance(value, Address):  # It is not turned into text, in which a name might mean more.
            return self._addressed(name, value.display_name, value.addr_spec)
        return self._lately(name, value) if isinstance(value, str) else super().__call__(name, value)

    def _with_address(self, name: str, who: str, email: str) -> BaseHeader:
        return super().__call__(name, Address(display_name=who, addr_spec=email))


POLICY = SMTP.clone(max_line_length=200, header_factory=Headers())
"""Headers are folded late: folded at 78 characters, Python begins a long subject with a space."""


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


def as_email(mail: Mail) -> EmailMessage:
    """Write a message as the internet sends it; the same message gives the same bytes."""
    email = EmailMessage(policy=POLICY)
    email["Date"] = mail.queued_at
    email["From"] = _address(mail.from_name, mail.from_email)
    email["To"] = _address(mail.to_name, mail.to_email)
    email["Subject"] = mail.subject
    email["Message-ID"] = message_id(mail)
    email["Content-Language"] = "en-GB"
    email["Auto-Submitted"] = "auto-generated"  # Nobody's holiday notice has to answer it.
    if mail.unsubscribe_url:
        email["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        email["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email.set_content(mail.text)
    # Each part has the boundary that belongs to it; the library's own are drawn by chance.
    boundary = sha256(mail.name.encode()).hexdigest()[:32]
    invitation, further = next(iter(mail.invitations), None), mail.invitations[1:]
    has_files = bool(mail.attachments or further)
    email.make_alternative(boundary=f"cpc-{1 if has_files else 0}-{boundary}")
    email.add_alternative(mail.html, subtype="html")
    if invitation:
        email.add_alternative(invitation.content, subtype="calendar", params=_params(invitation))
    if has_files:
        email.make_mixed(boundary=f"cpc-0-{boundary}")
    # A mail program shows one part of an alternative, so what is more than one is a file beside it.
    for other in further:
        params = _params(other)
        email.add_attachment(other.content, subtype="calendar", params=params, filename=other.name)
    for each in mail.attachments:
        email.add_attachment(each.content, maintype="application", subtype=each.subtype, filename=each.name)
    return email


def _params(invitation: Invitation) -> dict[str, str]:
    return {"method": invitation.method, "name": invitation.name}


def message_id(mail: Mail) -> str:
    """Return the name by which mail programs know the message: sent twice, many of them show it once."""
    return f"<{mail.name}@{mail.from_email.partition('@')[2]}>"


@lru_cache(maxsize=READERS)
def _address(name: str, email: str) -> Address:
    return Address(display_name=name, addr_spec=email)
