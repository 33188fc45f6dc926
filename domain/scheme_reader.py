"""Reads a scheme's tables into rules, and says by table and key what it could not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from domain.contents import Content
from domain.lifecycle import Details, Kind, Milestone, Stage, kind_of
from domain.people import Role, Side
from domain.rules import (
    DeadlineRule,
    DocumentRule,
    MilestoneRule,
    NoticeRule,
    Offset,
    Per,
    Scheme,
    StageRule,
)

Choice = TypeVar("Choice", bound=StrEnum)


class SchemeReader:
    """Reads tables into rules and keeps a list of what it could not read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def scheme(self, raw: Mapping[str, Any]) -> Scheme:
        """Read the whole file; what could not be read is in ``problems``."""
        head = _Table(self, "top of the file", raw)
        milestones = self._rules(raw, "milestones", self._milestone)
        read = Scheme(
            name=head.text("name"),
            title=head.text("title"),
            visits_from=head.day("visits_from"),
            amends=head.text("amends"),
            themes=head.texts("themes"),
            due_soon=head.number("due_soon"),
            stages=dict(self._rules(raw, "stages", self._stage)),
            milestones=dict(milestones),
            deadlines=dict(self._rules(raw, "deadlines", self._deadline)),
            documents=dict(self._rules(raw, "documents", self._document)),
            notices=dict(self._rules(raw, "notices", self._notice)),
        )
        for table in ("stages", "milestones", "deadlines", "documents", "notices"):
            head.take(table)
        head.finish()
        return read

    def _rules(
        self, raw: Mapping[str, Any], group: str, read: Callable[[str, _Table], tuple[Any, Any]]
    ) -> list[tuple[Any, Any]]:
        found = []
        for name, values in raw.get(group, {}).items():
            if not isinstance(values, Mapping):
                self.problems.append(f"[{group}] {name}: it is not a table")
                continue
            table = _Table(self, f"[{group}.{name}]", values)
            pair = read(name, table)
            table.finish()
            if pair[0] is not None:
                found.append(pair)
        if not found:
            self.problems.append(f"[{group}]: it is missing or empty")
        return found

    def _stage(self, name: str, table: _Table) -> tuple[Stage | None, StageRule | None]:
        stage = table.choice(Stage, name, "the name")
        opens, completes = table.kind("opens_after"), table.choice(Milestone, table.text("completes_with"))
        if stage is None or opens is None or completes is None:
            return None, None
        return stage, StageRule(stage, table.text("title"), opens, completes)

    def _milestone(self, name: str, table: _Table) -> tuple[Milestone | None, MilestoneRule | None]:
        milestone = table.choice(Milestone, name, "the name")
        stage, by = (
            table.choice(Stage, table.text("stage"), "stage"),
            table.choice(Role, table.text("by"), "by"),
        )
        if milestone is None or stage is None or by is None:
            return None, None
        return milestone, MilestoneRule(
            milestone=milestone,
            title=table.text("title"),
            stage=stage,
            by=by,
            per=table.choice(Per, table.text("per", "challenge"), "per") or Per.CHALLENGE,
            after=table.choices(Milestone, "after"),
            roles=table.choices(Role, "roles"),
            content=table.choices(Content, "content"),
            details=table.details("details"),
            may_say=table.details("may_say"),
            not_before=table.text("not_before", "") or None,
            forecast=table.text("forecast", "") or None,
            clears_team=table.flag("clears_team"),
            whole_team=table.flag("whole_team"),
        )

    def _deadline(self, name: str, table: _Table) -> tuple[str, DeadlineRule]:
        meets = table.text("meets", "")
        return name, DeadlineRule(
            name=name,
            title=table.text("title"),
            meets=table.choice(Milestone, meets, "meets") if meets else None,
            anchor=table.text("anchor"),
            offset=table.offset("", required=True) or Offset(),
            source=table.text("source"),
            target=table.offset("target_"),
            tolerance=table.number("tolerance", 0),
            note=table.text("note", ""),
        )

    def _document(self, name: str, table: _Table) -> tuple[str | None, DocumentRule | None]:
        when = table.kind("when")
        if when is None:
            return None, None
        return name, DocumentRule(
            name=name,
            title=table.text("title"),
            when=when,
            per=table.choice(Per, table.text("per", "challenge"), "per") or Per.CHALLENGE,
            content=table.choices(Content, "content"),
            again_when=tuple(
                kind for text in table.texts("again_when", ()) if (kind := table.kind_named(text))
            ),
            says=next(iter(table.details("says")), None),
            public=table.flag("public"),
        )

    def _notice(self, name: str, table: _Table) -> tuple[str, NoticeRule]:
        return name, NoticeRule(
            name=name,
            title=table.text("title"),
            to=tuple(who for text in table.texts("to") if (who := table.audience(text))),
            when=tuple(kind for text in table.texts("when", ()) if (kind := table.kind_named(text))),
            per=table.choice(Per, table.text("per", "challenge"), "per") or Per.CHALLENGE,
            again=table.flag("again"),
            about=table.choice(Side, about, "about") if (about := table.text("about", "")) else None,
            attach=table.texts("attach", ()),
            deadline=table.text("deadline", "") or None,
            days=table.numbers("days"),
        )


_REQUIRED: Any = object()


class _Table:
    """One table of a scheme: hands out its values by kind, and knows which keys nobody asked for."""

    def __init__(self, reader: SchemeReader, where: str, raw: Mapping[str, Any]) -> None:
        self.reader, self.where, self.raw = reader, where, dict(raw)

    def problem(self, key: str, what: str) -> None:
        self.reader.problems.append(f"{self.where}{' ' + key if key else ''}: {what}")

    def take(self, key: str, default: Any = None) -> Any:
        if key not in self.raw and default is _REQUIRED:
            self.problem(key, "it is missing")
            return None
        return self.raw.pop(key, None if default is _REQUIRED else default)

    def finish(self) -> None:
        for key in self.raw:
            self.problem(key, "no rule has such a key")

    def typed(self, key: str, kind: type, default: Any, empty: Any) -> Any:
        value = self.take(key, default)
        if value is not None and (
            not isinstance(value, kind) or isinstance(value, bool) is not (kind is bool)
        ):
            self.problem(key, f"{value!r} is not a {kind.__name__}")
            return empty
        return empty if value is None else value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        return str(self.typed(key, str, default, ""))

    def number(self, key: str, default: Any = _REQUIRED) -> int:
        return int(self.typed(key, int, default, 0))

    def flag(self, key: str) -> bool:
        return bool(self.typed(key, bool, False, False))

    def day(self, key: str) -> date:
        found: date = self.typed(key, date, _REQUIRED, date.min)
        return found

    def texts(self, key: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        return self.listed(key, str, default)

    def numbers(self, key: str) -> tuple[int, ...]:
        return self.listed(key, int, ())

    def listed(self, key: str, kind: type, default: Any) -> tuple[Any, ...]:
        value = self.take(key, default)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, kind) for item in value):
            self.problem(key, f"{value!r} is not a list of {kind.__name__}")
            return ()
        return tuple(value)

    def choice(self, kind: type[Choice], text: str, key: str = "") -> Choice | None:
        try:
            return kind(text)
        except ValueError:
            if text:  # An absent key has been named already.
                self.problem(key, f"{text!r} is no {kind.__name__.lower()}")
            return None

    def choices(self, kind: type[Choice], key: str) -> tuple[Choice, ...]:
        return tuple(found for text in self.texts(key, ()) if (found := self.choice(kind, text, key)))

    def kind(self, key: str) -> Kind | None:
        return self.kind_named(self.text(key))

    def kind_named(self, text: str) -> Kind | None:
        try:
            return kind_of(text)
        except ValueError:
            if text:
                self.problem("", f"{text!r} is neither a milestone nor a happening")
            return None

    def audience(self, text: str) -> Role | Side | None:
        if text in tuple(Side):
            return Side(text)
        return self.choice(Role, text, "to")

    def details(self, key: str) -> tuple[str, ...]:
        known = Details.__dataclass_fields__
        names = self.texts(key, ())
        for name in names:
            if name not in known:
                self.problem(key, f"{name!r} is nothing that an event can say")
        return tuple(name for name in names if name in known)

    def offset(self, prefix: str, *, required: bool = False) -> Offset | None:
        units = ("months", "days", "working_days")
        given = {unit: self.number(prefix + unit) for unit in units if prefix + unit in self.raw}
        if len(given) > 1 or (required and not given):
            self.problem(prefix + "months", "give exactly one of months, days and working_days")
        return Offset(**given) if len(given) == 1 else None
