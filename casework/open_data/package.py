"""Puts the open data together as a Frictionless data package: tables, and the dictionary of them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from casework import tables
from casework.open_data.fields import Field, Resource
from casework.open_data.resources import RESOURCES
from db import open_data
from documents.house_style import house_style
from domain.errors import WrongUse
from settings import settings

PACKAGE = "datapackage.json"
NAME = "peer-challenges"
ARCHIVE = f"{NAME}.zip"
QUOTED = "A value that a spreadsheet would work out as a formula stands behind an apostrophe."

Step = Callable[[Sequence[Resource]], Iterable[Resource]]
"""Goes through the tables, so that somebody can be shown how far it is."""


class NoSuchTable(WrongUse):
    """The open data has no table of that name."""

    def __str__(self) -> str:
        known = ", ".join(each.name for each in RESOURCES)
        return f"The open data has no table {self.args[0]!r}. It has {known}."


@dataclass(frozen=True, slots=True)
class Package:
    """Everything as files by their names, the dictionary among them."""

    files: dict[str, bytes]

    def archive(self) -> bytes:
        """Return all files as one; the same files make the same archive."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.files.items():
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()


@dataclass(frozen=True, slots=True)
class Offered:
    """A table as it is offered, with how many rows it has where that is known before it is written."""

    resource: Resource
    count: int | None


def offered(session: Session) -> tuple[Offered, ...]:
    """Return the tables that there are."""
    counts = open_data.counts(session)
    return tuple(Offered(each, counts.get(each.name)) for each in RESOURCES)


def resource_named(name: str) -> Resource:
    """Return a table; ``NoSuchTable`` if there is none of that name."""
    for each in RESOURCES:
        if each.name == name:
            return each
    raise NoSuchTable(name)


def table(session: Session, resource: Resource, today: date, base: str) -> str:
    """Write a table."""
    return tables.table(resource.columns, resource.rows(session, today, base), mark="")


def package(session: Session, today: date, base: str, step: Step = iter) -> Package:
    """Write all tables, and the dictionary with the size and the hash of each."""
    written = {each.file: table(session, each, today, base).encode() for each in step(RESOURCES)}
    dictionary = descriptor(today, base, written)
    text = json.dumps(dictionary, indent=2, ensure_ascii=False) + "\n"
    return Package({PACKAGE: text.encode(), **written})


def descriptor(today: date, base: str, written: dict[str, bytes] | None = None) -> dict[str, Any]:
    """Return the dictionary of the data; with the tables at hand, also how large each is, and its hash."""
    house, licence = house_style(), settings().open_data_licence
    said: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": f"{house.programme}: open data",
        "description": f"What is published of peer challenges. {QUOTED} {_terms(licence)}",
        "version": f"{today:%Y.%m.%d}",
        "created": f"{today.isoformat()}T00:00:00Z",
        "contributors": [{"title": house.organisation, "email": house.email, "role": "publisher"}],
        "sources": [_source(base)],
        "resources": [_resource(each, (written or {}).get(each.file)) for each in RESOURCES],
    }
    return said | ({"licenses": [{"name": licence}]} if licence else {})


def _terms(licence: str) -> str:
    return (
        f"It may be used under {licence}."
        if licence
        else "No licence has been chosen yet; ask before you use it."
    )


def _source(base: str) -> dict[str, str]:
    return {"title": "Public register of peer challenges"} | ({"path": f"{base}/register"} if base else {})


def _resource(each: Resource, content: bytes | None) -> dict[str, Any]:
    size = (
        {"bytes": len(content), "hash": f"sha256:{sha256(content).hexdigest()}"}
        if content is not None
        else {}
    )
    return {
        "profile": "tabular-data-resource",
        "name": each.name,
        "path": each.file,
        "title": each.title,
        "description": each.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **size,
        "schema": {
            "fields": [dict(_field(field)) for field in each.fields],
            "primaryKey": list(each.key),
            "missingValues": [""],
        },
    }


def _field(each: Field) -> Iterator[tuple[str, Any]]:
    yield from (("name", each.name), ("title", each.title), ("description", each.description))
    yield "type", each.type.value
    constraints: dict[str, Any] = {"required": True} if each.required else {}
    constraints |= {"enum": list(each.options)} if each.options else {}
    constraints |= {"pattern": each.pattern} if each.pattern else {}
    if constraints:
        yield "constraints", constraints
