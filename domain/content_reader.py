"""Reads what people write into the values of ``contents``: strictly, and naming every problem by its place.

Nothing is guessed and nothing is lost on the way: an unknown key, a leftover of a template or a number that
stands twice is a problem, and all problems of a file are named at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, time
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, get_args, get_type_hints

from domain.contents import (
    SHAPES,
    Action,
    Cited,
    Content,
    Feedback,
    Findings,
    Group,
    Number,
    PastRecommendations,
    Rating,
    Recommendation,
    Report,
    ReviewReport,
    Session,
    Statement,
    Theme,
    Timetable,
    Value,
)
from domain.days import Day, NotADate
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode
from domain.service_areas import AreaKey, known_versions, vocabulary


class ContentRefused(WrongUse):
    """Something written for a challenge is incomplete or cannot be read."""

    def __str__(self) -> str:
        kind, problems = self.args
        return (
            f"The {Content(kind).label} cannot be taken as it is: {'; '.join(problems)}. "
            "Mend these places and hand it in again."
        )


def read_content(
    kind: Content,
    raw: Mapping[str, Any],
    *,
    themes: Collection[str],
    recommendations: Collection[str] = (),
    councils: Collection[str] = (),
) -> Value:
    """Read what was written, or raise ``ContentRefused`` with every problem and its place.

    ``themes`` are those of the scheme, ``recommendations`` the numbers that a plan, a statement or a
    review report may cite, and ``councils`` the codes that a recommendation may be meant for. What is told of
    past recommendations cites its own.
    """
    cited = (*recommendations, *(_numbers(raw) if kind is Content.RECOMMENDATIONS else ()))
    reader = _Reader(themes=tuple(themes), cited=cited, councils=tuple(councils))
    value: Value = reader.record(SHAPES[kind], raw, "")
    if reader.problems:
        raise ContentRefused(kind.value, tuple(reader.problems))
    return value


def _numbers(raw: Any) -> Iterator[str]:
    """Find the numbers of recommendations and their parts, in whatever shape these came."""
    held = raw if isinstance(raw, Mapping) else {}
    for name in ("recommendations", "parts"):
        several = held.get(name)
        for each in several if isinstance(several, list | tuple) else ():
            if isinstance(each, Mapping):
                yield str(each.get("number"))
            yield from _numbers(each)


_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|\bTODO\b|\bTBC\b|(?i:\bx{3,}\b)|(?i:\[insert\b)|(?i:lorem ipsum)")
_NOTHING = frozenset({"None", "null", "NaN", "undefined"})
_NUMBER = re.compile(r"[1-9]\d*[a-z]?")
_GLIMPSE = 40
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


class _Reader:
    """Reads plain values into the dataclasses above and keeps a list of what it could not read."""

    def __init__(self, *, themes: tuple[str, ...], cited: tuple[str, ...], councils: tuple[str, ...]) -> None:
        self.problems: list[str] = []
        self.known = {Theme: themes, Cited: cited, CouncilCode: councils}

    def problem(self, place: str, what: str) -> None:
        self.problems.append(f"{place or 'it'} {what}")

    def value(self, wanted: Any, raw: Any, place: str, *, required: bool) -> Any:
        """Read one value as the kind that its field is declared to be."""
        if get_args(wanted):
            return self.listed(get_args(wanted)[0], raw, place, required=required)
        if is_dataclass(wanted) and wanted is not Day:
            return self.record(wanted, raw, place)
        if isinstance(wanted, type) and issubclass(wanted, StrEnum):
            return self.choice(wanted, raw, place)
        if wanted in self.known:
            return self.known_text(wanted, raw, place)
        return _LEAVES[wanted](self, raw, place)

    def record(self, kind: Any, raw: Any, place: str) -> Any:
        if not isinstance(raw, Mapping):
            self.problem(place, f"is not a set of named values but {_shown(raw)}")
            return None
        before = len(self.problems)
        self.unknown_keys(kind, raw, place)
        hints = _hints(kind)
        values = {each.name: self.field(each, hints[each.name], raw, place) for each in fields(kind)}
        if len(self.problems) > before:
            return None
        found = kind(**values)
        for where, what in _RULES.get(kind, _no_rule)(found):
            self.problem(_join(place, where), what)
        return found

    def unknown_keys(self, kind: Any, raw: Mapping[Any, Any], place: str) -> None:
        names = [each.name for each in fields(kind)]
        for key in map(str, raw):
            if key not in names:
                self.problem(_join(place, key), f"is unknown here; {_instead(key, names)}")

    def field(self, wanted: Field[Any], hint: Any, raw: Mapping[str, Any], place: str) -> Any:
        where = _join(place, wanted.name)
        required = wanted.default is MISSING
        if raw.get(wanted.name) not in (None, ""):
            return self.value(hint, raw[wanted.name], where, required=required)
        if required:
            self.problem(where, "is empty" if wanted.name in raw else "is missing")
            return None
        return wanted.default

    def listed(self, wanted: Any, raw: Any, place: str, *, required: bool) -> tuple[Any, ...]:
        if not isinstance(raw, list | tuple):
            self.problem(place, f"is not a list but {_shown(raw)}")
            return ()
        if required and not raw:
            self.problem(place, "is empty")
        return tuple(
            self.value(wanted, item, f"{place}[{index}]", required=True) for index, item in enumerate(raw, 1)
        )

    def text(self, raw: Any, place: str) -> str:
        if not isinstance(raw, str):
            self.problem(place, f"is not a text but {_shown(raw)}; put it in quotation marks")
            return ""
        if bad := _control(raw):
            self.problem(place, f"holds the control character U+{ord(bad):04X}")
        text = " ".join(raw.split())
        if not text:
            self.problem(place, "is empty")
        if text in _NOTHING:
            self.problem(place, f"says only {text!r}; leave it out or write what is meant")
        if leftover := _LEFTOVER.search(text):
            self.problem(place, f"still holds {leftover.group()!r}")
        return text

    def choice(self, kind: type[StrEnum], raw: Any, place: str) -> StrEnum | None:
        text = self.text(raw, place)
        if text in tuple(kind):
            return kind(text)
        if text:
            self.problem(place, f"is {text!r}; {_instead(text, [str(each) for each in kind])}")
        return None

    def known_text(self, kind: Any, raw: Any, place: str) -> str:
        text = str(raw) if kind is Cited and _is_whole(raw) else self.text(raw, place)
        if text and text not in self.known[kind]:
            what = {Theme: "theme", Cited: "recommendation", CouncilCode: "council"}[kind]
            instead = _instead(text, self.known[kind])
            self.problem(place, f"is {text!r}, which is no {what} of this challenge; {instead}")
        return text

    def number(self, raw: Any, place: str) -> str:
        text = str(raw) if _is_whole(raw) else self.text(raw, place)
        if text and not _NUMBER.fullmatch(text):
            self.problem(place, f"is {text!r}; number recommendations 1, 2, 3 and their parts 1a, 1b, 1c")
        return text

    def count(self, raw: Any, place: str) -> int:
        if not _is_whole(raw) or raw < 0:
            self.problem(place, f"is not a count but {_shown(raw)}")
            return 0
        return int(raw)

    def day(self, raw: Any, place: str) -> Day | None:
        if type(raw) is date:
            return Day(raw)
        text = str(raw) if _is_whole(raw) else self.text(raw, place)
        try:
            return Day.parse(text)
        except NotADate:
            self.problem(place, f"is {text!r}; write a date as 2026-03-06, or 2026-03 if no day is set")
            return None

    def date(self, raw: Any, place: str) -> date | None:
        try:
            return raw if type(raw) is date else date.fromisoformat(raw)
        except (TypeError, ValueError):
            self.problem(place, f"is {_shown(raw)}; write a date as 2026-03-06")
            return None

    def time(self, raw: Any, place: str) -> time | None:
        # YAML 1.1 reads 10:30 without quotation marks as a number in base sixty: 630.
        text = "{}:{:02}".format(*divmod(raw, 60)) if _is_whole(raw) else str(raw)
        if not (match := _TIME.fullmatch(text.strip())):
            self.problem(place, f"is {_shown(raw)}; write a time as 09:30")
            return None
        return time(int(match[1]), int(match[2]))


_LEAVES: dict[Any, Callable[[_Reader, Any, str], Any]] = {
    str: _Reader.text,
    int: _Reader.count,
    AreaKey: _Reader.text,
    Number: _Reader.number,
    Day: _Reader.day,
    date: _Reader.date,
    time: _Reader.time,
}


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place and name else place or name


def _is_whole(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


def _shown(raw: Any) -> str:
    text = repr(raw)
    return text if len(text) <= _GLIMPSE else f"{text[:_GLIMPSE]}..."


def _control(text: str) -> str:
    """Return the first character that has no place in a text, or nothing."""
    return next((each for each in text if unicodedata.category(each)[0] == "C" and each not in "\n\r\t"), "")


def _instead(text: str, known: Iterable[str]) -> str:
    options = list(known)
    near = get_close_matches(text, options, n=1, cutoff=0.5)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"use one of: {', '.join(options)}" if options else "there is none"


Problem: TypeAlias = tuple[str, str]


def _no_rule(_: Any) -> Iterator[Problem]:
    return iter(())


def _session(session: Session) -> Iterator[Problem]:
    if session.end <= session.start:
        yield "end", "is not after its start"


def _timetable(timetable: Timetable) -> Iterator[Problem]:
    yield from _once("days", "day", [each.day.isoformat() for each in timetable.days])
    groups = {session.group for day in timetable.days for session in day.sessions}
    if Group.OPPOSITION_LEADERS not in groups:
        yield (
            "days",
            f"hold no session whose group is {str(Group.OPPOSITION_LEADERS)!r}; add the team's meeting",
        )


def _feedback(feedback: Feedback) -> Iterator[Problem]:
    yield from _once("themes", "theme", [each.theme for each in feedback.themes])


def _report(report: Report) -> Iterator[Problem]:
    yield from _once("themes", "theme", [each.theme for each in report.themes])
    yield from _recommendations(report)


def _recommendations(made: Report | PastRecommendations) -> Iterator[Problem]:
    yield from _once("recommendations", "number", [each.number for each in made.recommendations])
    for index, each in enumerate(made.recommendations, 1):
        for where, what in _parts(each):
            yield f"recommendations[{index}].{where}", what


def _told(told: PastRecommendations) -> Iterator[Problem]:
    yield from _recommendations(told)
    yield from _progress(told)


def _action(action: Action) -> Iterator[Problem]:
    if action.status is Rating.DROPPED and not action.reason:
        yield "reason", f"is missing; say why the status is {str(Rating.DROPPED)!r}"


def _parts(whole: Recommendation) -> Iterator[Problem]:
    if not whole.number.isdigit():
        yield "number", f"is {whole.number!r}, which is the number of a part"
    yield from _once("parts", "number", [part.number for part in whole.parts])
    for index, part in enumerate(whole.parts, 1):
        if part.number[:-1] != whole.number:
            yield f"parts[{index}].number", f"is {part.number!r}; begin it with {whole.number!r}"


def _progress(statement: Statement | ReviewReport | PastRecommendations) -> Iterator[Problem]:
    yield from _once("progress", "recommendation", [each.recommendation for each in statement.progress])


def _findings(handed: Findings) -> Iterator[Problem]:
    yield from _once("findings", "text", [each.text for each in handed.findings])
    if handed.vocabulary not in known_versions():
        yield "vocabulary", f"is {handed.vocabulary!r}; {_instead(handed.vocabulary, known_versions())}"
        return
    areas = vocabulary(handed.vocabulary).areas
    for index, each in enumerate(handed.findings, 1):
        for place, key in enumerate(each.areas, 1):
            if key not in areas:
                what = f"is {key!r}, which is no service area; {_instead(key, areas)}"
                yield f"findings[{index}].areas[{place}]", what


def _once(place: str, name: str, values: Iterable[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, value in enumerate(values, 1):
        if value in seen:
            yield f"{place}[{index}].{name}", f"is {value!r} for the second time"
        seen.add(value)


_RULES: dict[type, Callable[[Any], Iterator[Problem]]] = {
    Action: _action,
    Session: _session,
    Timetable: _timetable,
    Feedback: _feedback,
    Report: _report,
    Statement: _progress,
    ReviewReport: _progress,
    PastRecommendations: _told,
    Findings: _findings,
}
