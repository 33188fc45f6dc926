"""What a provider itself has of our messages: its own record, against which the outbox can be held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from pathlib import Path
from typing import Protocol

from channels import notify_words
from channels.mail import Mail
from channels.mime import POLICY
from channels.notify import Notify
from channels.statuses import Report
from channels.ways import notify
from settings import Settings


@dataclass(frozen=True, slots=True)
class Kept:
    """A message as a provider has it."""

    to: str
    subject: str
    text: str


class Record(Protocol):
    """A provider's own record."""

    @property
    def keeps_for(self) -> timedelta:
        """How long a message stays in it."""

    @property
    def names(self) -> Mapping[str, int]:
        """Say how often the record has each message, by our name for it."""

    def kept(self, name: str) -> Kept:
        """Return a message that is in the record."""

    def expected(self, mail: Mail) -> Kept:
        """Return a message of ours as the record should have it."""


@dataclass(frozen=True)
class FolderRecord:
    """The files in the folder; they stay until somebody takes them away."""

    path: Path
    keeps_for: timedelta = timedelta.max

    @cached_property
    def names(self) -> Mapping[str, int]:
        """Name the files as they lay there when first asked."""
        return Counter(each.stem for each in self.path.glob("*.eml"))

    def kept(self, name: str) -> Kept:
        """Read one of the files."""
        email = message_from_bytes(_without_files((self.path / f"{name}.eml").read_bytes()))
        to, subject = (POLICY.header_fetch_parse(each, email[each] or "") for each in ("To", "Subject"))
        plain = (each.get_payload(decode=True) for each in email.walk() if _is_plain(each))
        text = next((each for each in plain if isinstance(each, bytes)), b"")
        addresses = ", ".join(each.addr_spec for each in to.addresses)
        return Kept(addresses, str(subject), _flat(text.decode(errors="replace")))

    def expected(self, mail: Mail) -> Kept:
        """Return a message as it is written into its file."""
        return Kept(mail.to_email, mail.subject, _flat(mail.text))


@dataclass(frozen=True)
class NotifyRecord:
    """The list that GOV.UK Notify keeps for some days."""

    way: Notify

    @property
    def keeps_for(self) -> timedelta:
        """As long as the service has arranged with Notify."""
        return self.way.keeps_for

    @cached_property
    def _reports(self) -> dict[str, list[Report]]:
        found: dict[str, list[Report]] = {}
        for each in self.way.reports():
            found.setdefault(each.reference or f"without a reference: {each.id}", []).append(each)
        return found

    @property
    def names(self) -> Mapping[str, int]:
        """Count the messages in the list as it was when first asked."""
        return {name: len(found) for name, found in self._reports.items()}

    def kept(self, name: str) -> Kept:
        """Return the first message of a name."""
        first = self._reports[name][-1]
        return Kept(first.to, first.subject or "", _flat(first.text or ""))

    def expected(self, mail: Mail) -> Kept:
        """Return a message in Notify's Markdown."""
        return Kept(
            mail.to_email, notify_words.subject(mail.subject), _flat(notify_words.markdown(mail.text))
        )


def records(named: Settings) -> dict[str, Record]:
    """Return the records that can be asked here, by channel; a mail server has none."""
    found: dict[str, Record] = {"folder": FolderRecord(named.outbox_folder)}
    if named.channel == "notify":
        found["notify"] = NotifyRecord(notify(named))
    return found


def _flat(text: str) -> str:
    """Return the words of a text: how its lines are broken is no part of what it says."""
    return " ".join(text.split())


def _is_plain(part: Message) -> bool:
    return part.get_content_type() == "text/plain"


def _without_files(raw: bytes) -> bytes:
    """Leave out the files that go with a message, which take the time to read and are not compared."""
    end = raw.find(b"\r\nContent-Disposition: attachment")
    return raw if end < 0 else raw[: raw.rfind(b"\r\n--", 0, end)]
