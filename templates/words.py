"""Puts facts into words: the one place that knows how templates are found and filled in.

A gap must never reach a reader, so a name that nobody gave and a value that is ``None`` both stop
the rendering instead of printing nothing or "None". The environment is sandboxed although the
templates are our own, because what they are filled with is written by others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    UndefinedError,
    select_autoescape,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from domain.days import Day, Precision, long_date
from domain.errors import ChallengeError
from domain.lifecycle import PROGRAMME_TIME

FOLDER = Path(__file__).parent
_DOCUMENT = ".html.j2"
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Words:
    """What a notice says: one line and a page."""

    subject: str
    html: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar says of an appointment, or what is announced: one line, and some more."""

    summary: str
    description: str


class NoTemplate(ChallengeError):
    """A document or notice has a name and no words."""

    def __str__(self) -> str:
        (path,) = self.args
        return f"There is no template {path!r}. Write it in templates/, or mend its name in the scheme."


class NothingToSay(ChallengeError):
    """A template wanted to print a fact that nobody gave, or that is ``None``."""

    def __str__(self) -> str:
        path, fact = self.args
        return (
            f"The template {path!r} lacks a fact ({fact}). Give it that fact, or let it say something else."
        )


def document(name: str, context: Mapping[str, Any]) -> str:
    """Write a document as one page of HTML."""
    return _render(f"documents/{name}{_DOCUMENT}", context)


def notice(name: str, context: Mapping[str, Any]) -> Words:
    """Write a notice: its subject and its page of HTML."""
    return Words(subject=subject(name, context), html=_render(f"notices/{name}/body.html.j2", context))


def subject(name: str, context: Mapping[str, Any]) -> str:
    """Write the subject of a notice on one line, whatever the facts hold."""
    return " ".join(_render(f"notices/{name}/subject.txt.j2", context).split())


def part(name: str, context: Mapping[str, Any]) -> str:
    """Write a notice as a part of a message that says several things to one person."""
    return _render(f"notices/{name}/body.html.j2", {**context, "as_part": True})


def appointment(name: str, context: Mapping[str, Any]) -> Entry:
    """Write an appointment for a calendar, which shows plain text."""
    line, more = (
        _render(f"appointments/{name}/{part}.txt.j2", context) for part in ("summary", "description")
    )
    return Entry(" ".join(line.split()), more.strip())


def announcement(context: Mapping[str, Any]) -> Entry:
    """Write what is announced, in plain text: one line, and some more."""
    line, more = (_render(f"announcements/{part}.txt.j2", context) for part in ("subject", "text"))
    return Entry(" ".join(line.split()), more.strip())


def summary(name: str, context: Mapping[str, Any]) -> str:
    """Write a summary as Markdown, for pages that show it so."""
    return _render(f"summaries/{name}.md.j2", context)


def comparison(context: Mapping[str, Any]) -> str:
    """Write what changed from one version of a document to another as a page of HTML."""
    return _render("comparisons/changes.html.j2", context)


def known_documents() -> tuple[str, ...]:
    """Return the names of the documents that have a template."""
    found = (each.name.removesuffix(_DOCUMENT) for each in (FOLDER / "documents").glob(f"*{_DOCUMENT}"))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def known_notices() -> tuple[str, ...]:
    """Return the names of the notices that have a template for both subject and body."""
    found = (each.parent for each in (FOLDER / "notices").glob("*/subject.txt.j2"))
    return tuple(sorted(folder.name for folder in found if (folder / "body.html.j2").exists()))


def _render(path: str, context: Mapping[str, Any]) -> str:
    return fill(environment(), path, context)


def fill(words: Environment, path: str, context: Mapping[str, Any]) -> str:
    """Fill in a template; ``NoTemplate`` if it is not there, ``NothingToSay`` if it lacks a fact."""
    try:
        return words.get_template(path).render(context)
    except TemplateNotFound as error:
        raise NoTemplate(error.name or path) from error
    except (UndefinedError, _Gap) as gap:
        raise NothingToSay(path, str(gap)) from gap


@cache
def environment() -> Environment:
    """Return what the templates of the package are filled in with."""
    made = Sandbox(
        loader=FileSystemLoader(FOLDER),
        auto_reload=False,  # A template asks for its frames each time, and each would be looked for on disk.
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        finalize=there,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= vocabulary()
    made.globals["period"] = period
    return made


def vocabulary() -> dict[str, Callable[..., Any]]:
    """Return the filters that every template has, in letters as on the dashboard's pages."""
    return {
        "day": day,
        "short_day": short_day,
        "moment": moment,
        "listing": listing,
        "number": number,
        "counted": counted,
        "reachable": reachable,
    }


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which judges an attribute once for every type: a round asks for the same few very often.

    What it judges by is the type and the name alone, never the value.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._judged: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Say whether a template may read an attribute."""
        asked = type(obj), attr
        if asked not in self._judged:
            self._judged[asked] = super().is_safe_attribute(obj, attr, value)
        return self._judged[asked]


class _Gap(Exception):
    """``None`` was about to be printed."""


def there(value: Any) -> Any:
    """Return a value that can be printed, and stop at ``None``."""
    if value is None:
        raise _Gap("it is None")
    return value


def day(value: date | Day) -> str:
    """Write a date as far as it is known: ``Friday 6 March 2026``, or ``March 2026``."""
    return str(value) if isinstance(value, Day) else long_date(value)


def short_day(value: date | Day) -> str:
    """Write a date without its weekday: ``6 March 2026``."""
    whole = Day(value) if isinstance(value, date) else value
    return str(whole).partition(" ")[2] if whole.precision is Precision.DAY else str(whole)


def moment(value: datetime) -> str:
    """Write a moment as it was where the programme works: ``Friday 6 March 2026 at 09:30``."""
    here = value.astimezone(PROGRAMME_TIME)
    return f"{long_date(here.date())} at {here:%H:%M}"


def listing(values: Sequence[str]) -> str:
    """Write a list as it is spoken: ``a, b and c``."""
    *first, last = [str(value) for value in values] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def reachable(people: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return those of some people, each after their title, who have an address, and nobody twice.

    Every letter asks for it, and a chain of the template language's own filters took a tenth of its time.
    """
    found: dict[str, tuple[str, Any]] = {}
    for title, person in people:
        if person and person.email:
            found.setdefault(person.email.lower(), (title, person))
    return list(found.values())


def number(value: int) -> str:
    """Write a small number as a word and a larger one in digits."""
    return _NUMBERS[value - 1] if 1 <= value <= len(_NUMBERS) else f"{value:,}"


def counted(value: int, noun: str, nouns: str = "") -> str:
    """Write how many there are of something: ``one action``, ``12 actions``, ``no actions``."""
    return f"{number(value) if value else 'no'} {noun if value == 1 else nouns or f'{noun}s'}"


def period(start: date, end: date | None = None) -> str:
    """Write the days from one to another: ``Tuesday 29 to Thursday 31 October 2024``."""
    if end is None or end == start:
        return day(start)
    first = day(start)
    if start.year == end.year:
        first = first.removesuffix(f" {start.year}")
        if start.month == end.month:
            first = first.rpartition(" ")[0]
    return f"{first} to {day(end)}"
