"""Takes in what people write: a YAML or Markdown file, read, checked and kept as it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.record import Entry, happen
from db import challenges, contents
from documents.glyphs import unprintable
from domain.contents import Content, Value, read_content, to_json
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening, Reference

LARGEST = 1_000_000
"""Bytes that a content file may have; a long report has a tenth of it."""


class Unreadable(WrongUse):
    """A content file cannot be read at all."""

    def __str__(self) -> str:
        name, why = self.args
        return f"{name} cannot be read: {why}. Mend the file and hand it in again."


class NoReportYet(RulesRefuse):
    """Something speaks of recommendations before there is a report that makes them."""

    def __str__(self) -> str:
        reference, kind = self.args
        why = f"and a {kind} answers its recommendations"
        return f"{reference} has no report yet, {why}. Hand in the report first."


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a file was understood to be."""

    kind: Content
    council: CouncilCode | None
    digest: str
    is_new: bool


def hand_in(
    session: Session,
    reference: str,
    entry: Entry,
    path: Path,
    *,
    kind: Content | None,
    council: CouncilCode | None,
) -> HandedIn:
    """Read a file, check it against the challenge and keep it; the same again changes nothing.

    The file says what it is with ``content: plan`` and, where it is one council's, ``council: TAW``
    at its top; where it does not, ``kind`` and ``council`` say it, or its name, ``plan-TAW.yaml``.
    """
    raw = dict(_read(path))
    named, _, whose = path.stem.partition("-")
    kind = _kind(raw.pop("content", None) or kind or named, path)
    on_desk = case(session, Reference(challenges.get(session, reference, lock=True).reference))
    council = _council(on_desk, entry, kind, raw.pop("council", None) or council or whose, path)
    body = to_json(_checked(on_desk, entry, kind, council, raw))
    digest = contents.digest(body)
    known = on_desk.on(entry.today).reading.contents.get((kind, council))
    if known and known.details.digest == digest:
        return HandedIn(kind, council, digest, is_new=False)
    contents.keep(session, on_desk.reference, kind, body, council=council, source_name=path.name, at=entry.at)
    details = Details(content=kind, digest=digest, source=path.name)
    happen(
        session, reference, entry, Event(0, Happening.CONTENT_RECEIVED, Day(entry.today), council, details)
    )
    return HandedIn(kind, council, digest, is_new=True)


OF_EACH_COUNCIL = frozenset({Content.PLAN, Content.STATEMENT, Content.REVIEW_REPORT})
"""What each council of a challenge has of its own."""


def _checked(
    on_desk: Case, entry: Entry, kind: Content, council: CouncilCode | None, raw: dict[str, Any]
) -> Value:
    known = on_desk.known(on_desk.on(entry.today), kind, council)
    if kind in OF_EACH_COUNCIL and not known["recommendations"]:
        raise NoReportYet(on_desk.reference, kind.label)
    return read_content(kind, raw, **known)


def _kind(said: object, path: Path) -> Content:
    try:
        return Content(str(said))
    except ValueError as error:
        kinds = ", ".join(Content)
        raise Unreadable(path.name, f"its top or its name has to say what it is, one of {kinds}") from error


def _council(on_desk: Case, entry: Entry, kind: Content, said: object, path: Path) -> CouncilCode | None:
    if kind not in OF_EACH_COUNCIL:
        return None
    codes = [place.code for place in on_desk.on(entry.today).reading.councils]
    council = str(said) if said else codes[0] if len(codes) == 1 else ""
    if council not in codes:
        raise Unreadable(path.name, f"its top or its name has to say whose it is, one of {', '.join(codes)}")
    return CouncilCode(council)


def _read(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(path.name, f"it is larger than {LARGEST // 1_000_000} MB")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise Unreadable(path.name, error.strerror or "the system refuses") from error
    except UnicodeDecodeError as error:
        raise Unreadable(path.name, f"byte {error.start + 1} is not UTF-8") from error
    _check_glyphs(text, path)
    return _yaml(text, path)


def _check_glyphs(text: str, path: Path) -> None:
    """Refuse a character that the documents' fonts cannot show, on the day on which it is handed in."""
    for stray in unprintable(text)[:1]:
        line = text.count("\n", 0, stray.position) + 1
        column = stray.position - text.rfind("\n", 0, stray.position)
        where = f"line {line}, column {column} holds {stray.name}"
        raise Unreadable(path.name, f"{where}, which the documents' fonts cannot show")


def _yaml(text: str, path: Path) -> Mapping[str, Any]:
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise Unreadable(path.name, " ".join(str(error).split())) from error
    if not isinstance(raw, Mapping):
        raise Unreadable(path.name, "it does not hold named values at its top")
    return raw
