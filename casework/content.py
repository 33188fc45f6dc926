"""Takes in what people write: a YAML or Markdown file, read, checked and kept as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from casework import markdown
from casework.case import Case, case
from casework.record import Entry, happen
from db import contents
from documents.glyphs import unprintable
from documents.incoming.plain import text_at_most
from domain.content_reader import read_content
from domain.contents import SHAPES, Content, Value, to_json
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening

LARGEST = 1_000_000
"""Bytes that a content file may have; a long report has a tenth of it."""
DEEPEST = 20
"""How many values may lie one within the other; a report with parts of recommendations has six."""
MARKDOWN = (".md", ".markdown")
"""How the name of a file ends that is not YAML."""


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
    top, rest = _parts(_text(path), path)
    named, _, whose = path.stem.partition("-")
    kind = _kind(top.pop("content", None) or kind or named, path)
    on_desk = case(session, reference, lock=True)
    council = _council(on_desk, entry, kind, top.pop("council", None) or council or whose, path)
    raw = top if rest is None else _markdown(rest, kind, top, path)
    return take_in(on_desk, entry, raw, kind=kind, council=council, source=path.name)


def take_in(
    on_desk: Case,
    entry: Entry,
    raw: Mapping[str, Any],
    *,
    kind: Content,
    council: CouncilCode | None,
    source: str,
) -> HandedIn:
    """Check what was read, from whatever kind of file, and keep it; the same again changes nothing."""
    session, reference = on_desk.session, on_desk.reference
    body = to_json(_checked(on_desk, entry, kind, council, raw))
    _check_glyphs(json.dumps(body, ensure_ascii=False), Path(source))
    digest = contents.digest(body)
    known = on_desk.on(entry.today).reading.contents.get((kind, council))
    if known and known.details.digest == digest:
        return HandedIn(kind, council, digest, is_new=False)
    contents.keep(session, reference, kind, body, council=council, source_name=source, at=entry.at)
    details = Details(content=kind, digest=digest, source=source)
    happen(
        session, reference, entry, Event(0, Happening.CONTENT_RECEIVED, Day(entry.today), council, details)
    )
    return HandedIn(kind, council, digest, is_new=True)


OF_EACH_COUNCIL = frozenset({Content.PLAN, Content.STATEMENT, Content.REVIEW_REPORT})
"""What each council of a challenge has of its own."""


def _checked(
    on_desk: Case, entry: Entry, kind: Content, council: CouncilCode | None, raw: Mapping[str, Any]
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


def _text(path: Path) -> str:
    try:
        found = text_at_most(path, LARGEST)
    except OSError as error:
        raise Unreadable(path.name, error.strerror or "the system refuses") from error
    except UnicodeDecodeError as error:
        raise Unreadable(path.name, f"byte {error.start + 1} is not UTF-8") from error
    if found is None:
        raise Unreadable(path.name, f"it is larger than {LARGEST // 1_000_000} MB")
    return found


def _parts(text: str, path: Path) -> tuple[dict[str, Any], str | None]:
    """Return the named values at the top of a file and, if it is Markdown, the rest of it."""
    _check_glyphs(text, path, lines=True)
    if path.suffix.lower() not in MARKDOWN:
        return _yaml(text, path), None
    try:
        top, rest = markdown.split(text)
    except markdown.Misplaced as error:
        raise Unreadable(path.name, "; ".join(error.args)) from error
    return (_yaml(top, path) if top else {}), rest


def _markdown(rest: str, kind: Content, top: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        return markdown.values(rest, SHAPES[kind], top)
    except markdown.Misplaced as error:
        raise Unreadable(path.name, "; ".join(error.args)) from error


def _check_glyphs(text: str, path: Path, *, lines: bool = False) -> None:
    """Refuse a character that the documents' fonts cannot show, on the day on which it is handed in.

    A file is looked at as it was written, where the place can be named, and as it was understood,
    because both YAML and Markdown can spell a character by its number.
    """
    for stray in unprintable(text)[:1]:
        line = text.count("\n", 0, stray.position) + 1
        column = stray.position - text.rfind("\n", 0, stray.position)
        where = f"line {line}, column {column} holds" if lines else "it spells by its number"
        raise Unreadable(path.name, f"{where} {stray.name}, which the documents' fonts cannot show")


def _yaml(text: str, path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - it is a SafeLoader.
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise Unreadable(path.name, f"{line}{error.problem}") from error
    except ValueError as error:
        raise Unreadable(path.name, "it holds a number or a date that cannot be") from error
    if not isinstance(raw, Mapping):
        raise Unreadable(path.name, "it does not hold named values at its top")
    return dict(raw)


class _PlainLoader(yaml.SafeLoader):
    """Reads YAML without its traps for people: aliases, names that stand twice, and dates that are none.

    How deep values are nested is asked of each sign that opens one, before anything is made of it: the
    scanner looks a thousand signs ahead, and for each of them through all that are open.
    """

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML reads it as a plain mapping of the class.
        first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def fetch_flow_collection_start(self, token: type[yaml.Token]) -> None:
        """Refuse a bracket within too many others."""
        self._check_depth()
        super().fetch_flow_collection_start(token)

    def add_indent(self, column: int) -> bool:
        """Refuse what is set in within too many others."""
        if self.indent < column:
            self._check_depth()
        found: bool = super().add_indent(column)
        return found

    def _check_depth(self) -> None:
        if self.flow_level + len(self.indents) >= DEEPEST:
            raise yaml.MarkedYAMLError(
                problem="its values are nested too deeply",
                problem_mark=self.get_mark(),
            )

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse an alias: a few of them, one within the other, fill any memory."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="it refers to another place with *", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a name that stands twice; plain YAML would forget what the first said."""
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"it says {key.value!r} twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)
