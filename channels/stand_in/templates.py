"""The stand-in's templates: every version of each is kept, and placeholders are filled in as Notify does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from channels.stand_in.answers import bad_request, no_result
from channels.stand_in.clock import written

PLACEHOLDER = re.compile(r"\(\((?P<name>[^()?]+)(?:\?\?(?P<words>.*?))?\)\)", re.DOTALL)
TYPES = ("email", "sms", "letter")
LETTER_NAMES = frozenset(
    {*(f"addressline{number}" for number in range(1, 8)), "postcode"},
)
DOCUMENTS = "https://documents.example/d/"


@dataclass(frozen=True, slots=True)
class Version:
    """The words of a template, from one change of them to the next."""

    number: int
    subject: str | None
    body: str
    at: float

    def names(self) -> Iterator[str]:
        """Name the placeholders, each once."""
        found = (each["name"].strip() for each in PLACEHOLDER.finditer(f"{self.subject or ''}\n{self.body}"))
        yield from dict.fromkeys(found)

    def filled(self, values: Mapping[str, Any]) -> tuple[str | None, str]:
        """Return subject and body with the placeholders filled in, or refuse if one is missing."""
        given = {plain(name): value for name, value in values.items() if value is not None}
        missing = [name for name in self.names() if plain(name) not in given]
        if missing:
            raise bad_request(f"Missing personalisation: {', '.join(missing)}")
        return self.subject and _filled(self.subject, given), _filled(self.body, given)


@dataclass(slots=True)
class Template:
    """One template, in all its versions."""

    id: str
    name: str
    type: str
    versions: list[Version] = field(default_factory=list)

    @property
    def last(self) -> Version:
        """The version that is sent now."""
        return self.versions[-1]

    def version(self, number: int) -> Version:
        """Return one version, or refuse."""
        if not 1 <= number <= len(self.versions):
            raise no_result()
        return self.versions[number - 1]

    def as_json(self, version: Version) -> dict[str, Any]:
        """Write a version as Notify does."""
        return {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "created_at": written(self.versions[0].at),
            "updated_at": written(version.at) if version.number > 1 else None,
            "version": version.number,
            "created_by": "stand-in@notify.example",
            "subject": version.subject,
            "body": version.body,
            "letter_contact_block": None,
            "personalisation": {name: {"required": True} for name in version.names()},
            "postage": "second" if self.type == "letter" else None,
        }


@dataclass(slots=True)
class Templates:
    """All templates of the service, by id."""

    kept: dict[str, Template] = field(default_factory=dict)

    def write(self, name: str, type_: str, subject: str | None, body: str, at: float) -> Template:
        """Keep a template, or a new version of the one that has this name."""
        id_ = str(uuid5(NAMESPACE_DNS, f"{name}.template.stand-in.example"))
        template = self.kept.setdefault(id_, Template(id_, name, type_))
        template.versions.append(Version(len(template.versions) + 1, subject, body, at))
        return template

    def one(self, id_: str) -> Template:
        """Return a template, or refuse."""
        try:
            return self.kept[str(UUID(id_))]
        except (ValueError, KeyError):
            raise no_result() from None

    def for_sending(self, id_: str, type_: str) -> Template:
        """Return a template to send, or refuse in the words in which sending refuses."""
        template = self.kept.get(str(UUID(id_)))
        if template is None:
            raise bad_request("Template not found")
        if template.type != type_:
            raise bad_request(f"{template.type} template is not suitable for {type_} notification")
        return template


def plain(name: str) -> str:
    """Reduce a placeholder's name to what counts: Notify minds neither case nor spaces."""
    return re.sub(r"[\s_-]", "", name).casefold()


def _filled(words: str, given: Mapping[str, Any]) -> str:
    def value(found: re.Match[str]) -> str:
        here = given[plain(found["name"].strip())]
        if found["words"] is not None:
            return found["words"] if str(here).casefold() in {"true", "yes", "y", "1"} else ""
        return shown(here)

    return PLACEHOLDER.sub(value, words)


def shown(value: Any) -> str:
    """Write a value into a message: a list as bullets, a file as the link to it."""
    if isinstance(value, list):
        return "\n\n" + "\n".join(f"* {each}" for each in value if each is not None)
    if isinstance(value, dict):
        return f"{DOCUMENTS}{value['id']}"
    return str(value)
