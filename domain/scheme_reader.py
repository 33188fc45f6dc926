"""Reads a scheme's tables into rules, and says by table and key what it could not read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from domain.contents import Content
from domain.disclosures import MESSAGE, Disclosure
from domain.fact_checks import QueryKind
from domain.lifecycle import Details, Gathering, Happening, Kind, Milestone, Stage, kind_of
from domain.people import Role, Side
from domain.rules import (
    AnnouncementRule,
    AnswerKind,
    AudienceRule,
    DeadlineRule,
    DocumentRule,
    Filetype,
    Handling,
    MilestoneRule,
    NoticeRule,
    Offset,
    Per,
    QuestionRule,
    Roll,
    Scheme,
    StageRule,
    SurveyRule,
    TemplateVersion,
)

Choice = TypeVar("Choice", bound=StrEnum)
Key = TypeVar("Key", bound=str)
Rule = TypeVar("Rule")


class SchemeReader:
    """Reads tables into rules and keeps a list of what it could not read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def scheme(self, raw: Mapping[str, Any]) -> Scheme:
        """Read the whole file; what could not be read is in ``problems``."""
        head = _Table(self, "top of the file", raw)
        read = Scheme(
            name=head.text("name"),
            title=head.text("title"),
            visits_from=head.day("visits_from"),
            amends=head.text("amends"),
            may_amend=head.choices(QueryKind, "may_amend"),
            themes=head.texts("themes"),
            former_themes=self._former_themes(head),
            due_soon=head.number("due_soon"),
            stages=self._rules(head, "stages", self._stage),
            milestones=self._rules(head, "milestones", self._milestone),
            deadlines=self._rules(head, "deadlines", self._deadline),
            documents=self._rules(head, "documents", self._document),
            notices=self._rules(head, "notices", self._notice),
            announcements=self._rules(head, "announcements", self._announcement),
            held=self._rules(head, "held", self._held),
            surveys=self._rules(head, "surveys", self._survey) if "surveys" in head.raw else {},
        )
        head.finish()
        return read

    def _former_themes(self, head: _Table) -> dict[str, str]:
        table = _Table(self, "[former_themes]", head.typed("former_themes", dict, _REQUIRED, {}))
        return {name: table.text(name) for name in table.raw.copy()}

    def _rules(
        self, head: _Table, group: str, read: Callable[[str, _Table], tuple[Key, Rule]]
    ) -> dict[Key, Rule]:
        raw, group = head.take(group), head.within(group)
        if not raw or not isinstance(raw, Mapping):
            self.problems.append(f"[{group}]: it is {'not a table' if raw else 'missing or empty'}")
            return {}
        rules: dict[Key, Rule] = {}
        for name, values in raw.items():
            if not isinstance(values, Mapping):
                self.problems.append(f"[{group}] {name}: it is not a table")
                continue
            table = _Table(self, f"[{group}.{name}]", values)
            key, rules[key] = read(name, table)
            table.finish()
        return rules

    def _stage(self, name: str, table: _Table) -> tuple[Stage, StageRule]:
        stage = table.one_of(Stage, name, "the name")
        return stage, StageRule(
            stage=stage,
            title=table.text("title"),
            opens_after=table.kind("opens_after"),
            completes_with=table.choice(Milestone, "completes_with"),
        )

    def _milestone(self, name: str, table: _Table) -> tuple[Milestone, MilestoneRule]:
        milestone = table.one_of(Milestone, name, "the name")
        return milestone, MilestoneRule(
            milestone=milestone,
            title=table.text("title"),
            stage=table.choice(Stage, "stage"),
            by=table.choice(Role, "by"),
            per=table.choice(Per, "per", "challenge"),
            after=table.choices(Milestone, "after"),
            roles=table.choices(Role, "roles"),
            content=table.choices(Content, "content"),
            details=table.details("details"),
            may_say=table.details("may_say"),
            not_before=table.text("not_before", "") or None,
            forecast=table.text("forecast", "") or None,
            clears_team=table.flag("clears_team"),
            whole_team=table.flag("whole_team"),
            not_in_pre_election=table.flag("not_in_pre_election"),
            settles_queries=table.flag("settles_queries"),
            changes_by_queries=table.flag("changes_by_queries"),
            publishes=table.text("publishes", "") or None,
            expires=table.number("expires", 0),
        )

    def _deadline(self, name: str, table: _Table) -> tuple[str, DeadlineRule]:
        return name, DeadlineRule(
            name=name,
            title=table.text("title"),
            meets=table.choice(Milestone, "meets") if "meets" in table.raw else None,
            anchor=table.text("anchor"),
            offset=table.offset("", required=True) or Offset(),
            source=table.text("source"),
            target=table.offset("target_"),
            tolerance=table.number("tolerance", 0),
            extend_at_most=table.number("extend_at_most", 0),
            never_pauses=table.flag("never_pauses"),
            roll=table.choice(Roll, "roll") if "roll" in table.raw else None,
            note=table.text("note", ""),
        )

    def _document(self, name: str, table: _Table) -> tuple[str, DocumentRule]:
        return name, DocumentRule(
            name=name,
            title=table.text("title"),
            when=table.kind("when"),
            per=table.choice(Per, "per", "challenge"),
            content=table.choices(Content, "content"),
            again_when=table.kinds("again_when"),
            first_time_when=table.kinds("first_time_when"),
            until=table.choice(Milestone, "until") if "until" in table.raw else None,
            says=next(iter(table.details("says")), None),
            handling=self._handling(table),
            version=table.text("version", ""),
            revises=table.text("revises", "") or None,
            templates=tuple(self._template(table, raw) for raw in table.listed("templates", dict, ())),
            goes_out_as=table.choices(Filetype, "goes_out_as", ("pdf",)),
            hands_over=table.flag("hands_over"),
            follows_up=table.flag("follows_up"),
        )

    def _held(self, name: str, table: _Table) -> tuple[str, Handling]:
        if name not in (*Content, MESSAGE):
            table.problem("the name", f"{name!r} is neither a kind of content nor {MESSAGE!r}")
        return name, self._handling(table)

    def _handling(self, table: _Table) -> Handling:
        return Handling(
            author=table.choice(Side, "author"),
            disclosure=table.choice(Disclosure, "disclosure"),
            exempt_under=table.text("exempt_under", ""),
            because=table.text("because", ""),
            exempt_until=table.choice(Milestone, "exempt_until") if "exempt_until" in table.raw else None,
        )

    def _template(self, document: _Table, raw: Mapping[str, Any]) -> TemplateVersion:
        table = _Table(self, f"{document.where} templates", raw)
        found = TemplateVersion(table.number("version"), table.day("from"))
        table.finish()
        return found

    def _notice(self, name: str, table: _Table) -> tuple[str, NoticeRule]:
        return name, NoticeRule(
            name=name,
            title=table.text("title"),
            to=tuple(table.audience(text) for text in table.texts("to")),
            when=table.kinds("when"),
            first_time_when=table.kinds("first_time_when"),
            per=table.choice(Per, "per", "challenge"),
            until=table.choice(Milestone, "until") if "until" in table.raw else None,
            again=table.flag("again"),
            about=table.choice(Side, "about") if "about" in table.raw else None,
            attach=table.texts("attach", ()),
            invite=table.choices(Gathering, "invite"),
            deadline=table.text("deadline", "") or None,
            milestone=table.choice(Milestone, "milestone") if "milestone" in table.raw else None,
            survey=table.text("survey", "") or None,
            unless=table.choice(Milestone, "unless") if "unless" in table.raw else None,
            days=table.numbers("days"),
            approval=table.flag("approval"),
            optional=table.flag("optional"),
            cut_off=table.number("cut_off", 0),
        )

    def _announcement(self, name: str, table: _Table) -> tuple[str, AnnouncementRule]:
        return name, AnnouncementRule(
            name=name,
            title=table.text("title", ""),
            when=table.kinds("when"),
            notices=table.texts("notices", ()),
        )

    def _survey(self, name: str, table: _Table) -> tuple[str, SurveyRule]:
        audiences = self._rules(table, "audiences", self._audience)

        def question(each: str, asked: _Table) -> tuple[str, QuestionRule]:
            return each, QuestionRule(
                name=each,
                words=asked.text("words"),
                kind=asked.choice(AnswerKind, "kind"),
                audiences=asked.texts("audiences", tuple(audiences)),
            )

        return name, SurveyRule(
            name=name,
            title=table.text("title"),
            opens_with=table.choice(Milestone, "opens_with"),
            closes_after=table.number("closes_after"),
            audiences=audiences,
            questions=self._rules(table, "questions", question),
            attended_with=table.choice(Milestone, "attended_with") if "attended_with" in table.raw else None,
        )

    def _audience(self, name: str, table: _Table) -> tuple[str, AudienceRule]:
        roles = tuple(table.audience(text, "roles") for text in table.texts("roles"))
        return name, AudienceRule(name=name, title=table.text("title"), roles=roles)


_REQUIRED: Any = object()


class _Table:
    """One table of a scheme: hands out its values by kind, and knows which keys nobody asked for."""

    def __init__(self, reader: SchemeReader, where: str, raw: Mapping[str, Any]) -> None:
        self.reader, self.where, self.raw = reader, where, dict(raw)

    def within(self, key: str) -> str:
        """Return the name of a table in this one, as the file writes it."""
        return f"{self.where[1:-1]}.{key}" if self.where.startswith("[") else key

    def problem(self, key: str, what: str) -> None:
        self.reader.problems.append(f"{self.where} {key}: {what}")

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
        if value is not None and type(value) is not kind:
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
        if not isinstance(value, (list, tuple)) or not all(type(item) is kind for item in value):
            self.problem(key, f"{value!r} is not a list of {kind.__name__}")
            return ()
        return tuple(value)

    def choice(self, kind: type[Choice], key: str, default: Any = _REQUIRED) -> Choice:
        text = self.typed(key, str, default, None)  # None: that has been named already.
        return next(iter(kind)) if text is None else self.one_of(kind, text, key)

    def choices(self, kind: type[Choice], key: str, default: Any = ()) -> tuple[Choice, ...]:
        return tuple(self.one_of(kind, text, key) for text in self.texts(key, default))

    def one_of(self, kind: type[Choice], text: str, key: str) -> Choice:
        """Return what is named; else a stand-in, so that the rest is read before the file is refused."""
        try:
            return kind(text)
        except ValueError:
            self.problem(key, f"{text!r} is no {kind.__name__.lower()}")
            return next(iter(kind))

    def kind(self, key: str) -> Kind:
        text = self.typed(key, str, _REQUIRED, None)
        return Happening.OPENED if text is None else self.kind_named(text, key)

    def kinds(self, key: str) -> tuple[Kind, ...]:
        return tuple(self.kind_named(text, key) for text in self.texts(key, ()))

    def kind_named(self, text: str, key: str) -> Kind:
        try:
            return kind_of(text)
        except ValueError:
            self.problem(key, f"{text!r} is neither a milestone nor a happening")
            return Happening.OPENED

    def audience(self, text: str, key: str = "to") -> Role | Side:
        return Side(text) if text in tuple(Side) else self.one_of(Role, text, key)

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
