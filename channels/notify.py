"""Posts through GOV.UK Notify: our words in a template that is nothing but a subject and a text.

Notify keeps a message before it answers. So a lost answer is settled by asking for the message by our own
reference, and never by sending it again.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qs, urlsplit

from channels import notify_words
from channels.mail import Attachment, Mail, Receipt, TryAgain, Undeliverable
from channels.notify_api import LOCKED_OUT, SETTLES_AFTER, Api
from channels.notify_news import report
from channels.pace import Pace
from channels.statuses import Report

EMAIL = "/v2/notifications/email"
LIST = "/v2/notifications"
PLACEHOLDER = re.compile(r"\(\(([^()?]+)\)\)")
DOCUMENT = re.compile(r"document ?(\d+)", re.IGNORECASE)
WORDS = {"subject", "body"}
FILE_LIMIT = 2 * 1024 * 1024
FILE_NAME_LIMIT = 100
SUFFIXES = {
    ".csv",
    ".doc",
    ".docx",
    ".jpeg",
    ".jpg",
    ".json",
    ".odt",
    ".pdf",
    ".png",
    ".rtf",
    ".txt",
    ".xlsx",
}
BY_OTHER_MEANS = "Send it over SMTP, or without that document"


class WrongTemplate(TryAgain):
    """Notify's template cannot carry our letters."""

    def __str__(self) -> str:
        template, why = self.args
        return (
            f"Notify's template {template} cannot carry our letters: {why}. "
            "Give it the subject ((subject)) and the text ((body)), or name another in CPC_NOTIFY_TEMPLATE."
        )


@dataclass(frozen=True, slots=True)
class Using:
    """What of Notify's service is used for our letters."""

    template: str
    reply_to: str | None = None
    file_weeks: int = 26
    kept_days: int = 7
    """How long Notify keeps a message, as the service has arranged with it."""
    is_confirmed: bool = True
    """Whether a reader has to give their address before a document opens."""


@dataclass(slots=True)
class Notify:
    """A service at Notify. Documents go as links; invitations to a calendar it cannot carry."""

    api: Api
    using: Using
    pace: Pace
    name: str = "notify"
    is_safe_to_repeat: bool = False
    settles_after: timedelta = SETTLES_AFTER
    _documents: tuple[str, ...] | None = field(default=None, init=False)

    def send(self, mail: Mail) -> Receipt:
        """Hand over a message; whether a lost one has arrived is told by ``find``."""
        body = self._written(mail)
        self.pace.wait()
        said = self.api.post(mail.name, EMAIL, body)
        try:
            return Receipt(
                id=str(said["id"]),
                channel=self.name,
                template_version=int(said["template"]["version"]),
                subject=said["content"]["subject"],
                text=said["content"]["body"],
            )
        except (KeyError, TypeError, ValueError) as error:
            why = "Notify's answer cannot be read"
            raise TryAgain(mail.name, why, after=SETTLES_AFTER, may_have_arrived=True) from error

    @property
    def keeps_for(self) -> timedelta:
        """As long as the service has arranged with Notify."""
        return timedelta(days=self.using.kept_days)

    def find(self, reference: str) -> Receipt | None:
        """Ask Notify for a message by our name for it; if it has several, the first counts."""
        page = self.api.get(reference, LIST, {"reference": reference, "template_type": "email"})
        found = (page or {}).get("notifications", [])
        if not found:
            return None
        first = found[-1]
        return Receipt(
            id=first["id"],
            channel=self.name,
            template_version=first["template"]["version"],
            subject=first["subject"],
            text=first["body"],
            note=f"Notify has it {len(found)} times" if len(found) > 1 else None,
        )

    def report(self, id_: str) -> Report | None:
        """Ask what became of a message; ``None`` once Notify has forgotten it."""
        said = self.api.get(id_, f"{LIST}/{id_}")
        return None if said is None else report(said)

    def reports(self) -> Iterator[Report]:
        """Give Notify's whole record of emails, the newest first, as far back as it is kept."""
        older: dict[str, str] = {}
        while True:
            page = self.api.get("record", LIST, {"template_type": "email", **older}) or {}
            yield from map(report, page.get("notifications", []))
            following = parse_qs(urlsplit(page.get("links", {}).get("next", "")).query).get("older_than")
            if not following:
                return
            older = {"older_than": following[0]}

    def check(self) -> None:
        """Raise ``WrongTemplate`` unless Notify's template can carry our letters."""
        self._documents = tuple(self._placeholders())

    def close(self) -> None:
        """Let go of the connection."""
        self.api.client.close()

    def _placeholders(self) -> Iterator[str]:
        """Name the places for documents that the template has."""
        template = self.using.template
        said = self.api.get(template, f"/v2/template/{template}")
        if said is None:
            raise self._wrong("there is none")
        if said["type"] != "email":
            raise self._wrong(f"it is for {said['type']}")
        names = [each.strip() for each in PLACEHOLDER.findall(f"{said['subject']}\n{said['body']}")]
        missing = WORDS - {each.casefold() for each in names}
        if missing:
            raise self._wrong(f"it has no (({min(missing)}))")
        for name in dict.fromkeys(names):
            if DOCUMENT.fullmatch(name):
                yield name
            elif name.casefold() not in WORDS:
                raise self._wrong(f"nobody knows what belongs into (({name}))")

    def _wrong(self, why: str) -> WrongTemplate:
        return WrongTemplate(self.using.template, why, after=LOCKED_OUT)

    def _written(self, mail: Mail) -> dict[str, Any]:
        if self._documents is None:
            self.check()
        body: dict[str, Any] = {
            "email_address": mail.to_email,
            "template_id": self.using.template,
            "reference": mail.name,
            "personalisation": {
                "subject": notify_words.subject(mail.subject),
                "body": notify_words.markdown(mail.text),
                **self._files(mail, self._documents or ()),
            },
        }
        if self.using.reply_to:
            body["email_reply_to_id"] = self.using.reply_to
        if mail.unsubscribe_url and mail.unsubscribe_url.startswith("https://"):
            body["one_click_unsubscribe_url"] = mail.unsubscribe_url
        return body

    def _files(self, mail: Mail, places: tuple[str, ...]) -> dict[str, Any]:
        """Put documents into the places that the template has; places left over stay empty."""
        if len(mail.attachments) > len(places):
            why = f"of its documents ({len(mail.attachments)}) Notify's template has places for {len(places)}"
            raise Undeliverable(mail.name, why, remedy=BY_OTHER_MEANS)
        files = [self._file(mail, each) for each in mail.attachments]
        return dict(zip(places, [*files, *[""] * (len(places) - len(files))], strict=True))

    def _file(self, mail: Mail, document: Attachment) -> dict[str, Any]:
        if problem := _problem(document):
            raise Undeliverable(mail.name, problem, remedy=BY_OTHER_MEANS)
        weeks = self.using.file_weeks
        return {
            "file": b64encode(document.content).decode(),
            "filename": document.name,
            "confirm_email_before_download": self.using.is_confirmed,
            "retention_period": f"{weeks} week{'' if weeks == 1 else 's'}",
        }


def _problem(document: Attachment) -> str | None:
    if len(document.content) >= FILE_LIMIT:
        return f"{document.name} is 2 MB or more, which Notify does not take"
    if len(document.name) > FILE_NAME_LIMIT:
        return f"the name {document.name} is longer than {FILE_NAME_LIMIT} characters"
    if PurePath(document.name).suffix.lower() not in SUFFIXES:
        return f"{document.name} is of a kind that Notify does not take"
    return None
