"""What has to be said before something can be done, and how the answers are understood.

Questions are data, so that a page can draw them as a form and the API describe them. Answers come in as text
and files from wherever they were given; all that is wrong with them is said at once, each at its question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from documents.glyphs import unprintable
from domain.days import Day, Precision
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode
from domain.written_days import day_written

Found = TypeVar("Found")

LONGEST = 5_000
"""Characters that an answer may have; what is longer is a file."""


class Kind(StrEnum):
    """What kind of answer a question wants."""

    LINE = "line"
    WORDS = "words"
    ADDRESS = "address"
    DATE = "date"
    DAY = "day"
    HOUR = "hour"
    NUMBER = "number"
    CHOICE = "choice"
    CHOICES = "choices"
    LINES = "lines"
    TICK = "tick"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the answers that can be chosen; one that is a council's own is for those who speak for it."""

    value: str
    title: str
    hint: str = ""
    council: CouncilCode | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something that has to be said, or may be.

    A ``DATE`` is one day; a ``DAY`` may be a month or a year where only that is known. ``given`` is what is
    answered unless somebody says otherwise.
    """

    name: str
    title: str
    kind: Kind = Kind.LINE
    hint: str = ""
    needed: bool = True
    options: tuple[Option, ...] = ()
    given: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed in; its name is what they call it, and is never a path."""

    name: str
    content: bytes


Raw = Mapping[str, "str | tuple[str, ...] | Upload"]
"""What was answered, by the names of the questions, before it was understood."""
Value = str | tuple[str, ...] | Day | time | int | bool | Upload


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer, in a sentence that says what to do."""

    name: str
    text: str


class BadAnswers(WrongUse):
    """Some of the questions were not answered, or not so that it could be understood."""

    def __str__(self) -> str:
        (faults,) = self.args
        return " ".join(each.text for each in faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong, at which question, in the order of the questions."""
        faults: tuple[Fault, ...] = self.args[0]
        return faults


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered and understood, by the names of the questions; what was left out is not in it."""

    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """Return words, or nothing."""
        return self._as(name, str) or ""

    def exact(self, name: str) -> date | None:
        """Return a day that is known exactly."""
        found = self._as(name, Day)
        return found.first if found else None

    def day(self, name: str, otherwise: date) -> Day:
        """Return a day, month or year; if nothing was said, the day that is meant then."""
        return self._as(name, Day) or Day(otherwise)

    def hour(self, name: str) -> time | None:
        """Return an hour of the day."""
        return self._as(name, time)

    def number(self, name: str) -> int:
        """Return a whole number, 0 if none was said."""
        return self._as(name, int) or 0

    def several(self, name: str) -> tuple[str, ...]:
        """Return all that was chosen, or every line that was written."""
        return self._as(name, tuple) or ()

    def ticked(self, name: str) -> bool:
        """Whether a box was ticked."""
        return bool(self._as(name, bool))

    def file(self, name: str) -> Upload | None:
        """Return the file that was handed in."""
        return self._as(name, Upload)

    def _as(self, name: str, kind: type[Found]) -> Found | None:
        value = self.values.get(name)
        if value is None or isinstance(value, kind):
            return value
        raise TypeError(f"{name} was answered with {type(value).__name__}, not {kind.__name__}")


def understood(questions: Iterable[Question], raw: Raw) -> Answers:
    """Understand the answers to questions; ``BadAnswers`` says all that is wrong with them."""
    values: dict[str, Value] = {}
    asked = tuple(questions)
    known = {each.name for each in asked}
    faults = [
        Fault(name, f"Nothing is asked that is called {name!r}. Leave it out.")
        for name in raw
        if name not in known
    ]
    for question in asked:
        try:
            value = _answer(question, raw.get(question.name, ""))
        except _Unclear as unclear:
            faults.append(Fault(question.name, str(unclear)))
            continue
        if value is not None:
            values[question.name] = value
    if faults:
        raise BadAnswers(tuple(faults))
    return Answers(values)


class _Unclear(Exception):
    """An answer cannot be understood."""


def _answer(question: Question, said: str | tuple[str, ...] | Upload) -> Value | None:
    if isinstance(said, Upload) or question.kind is Kind.FILE:
        return _file(question, said)
    several = tuple(each.strip() for each in ((said,) if isinstance(said, str) else said) if each.strip())
    if not several:
        if question.needed:
            raise _Unclear(_wanted(question))
        return None
    for each in several:
        _check_text(question, each)
    if question.kind in (Kind.CHOICES, Kind.LINES):
        return _several(question, several)
    return _single(question, several[0])


def _file(question: Question, said: str | tuple[str, ...] | Upload) -> Upload | None:
    if isinstance(said, Upload) and question.kind is Kind.FILE and said.content:
        return said
    if said and not (isinstance(said, Upload) and question.kind is Kind.FILE and not said.name):
        what = "an empty file" if question.kind is Kind.FILE else "a file"
        raise _Unclear(f"“{question.title}” was answered with {what}. {_ask(question)}")
    if question.needed:
        raise _Unclear(_wanted(question))
    return None


def _check_text(question: Question, text: str) -> None:
    if len(text) > LONGEST:
        raise _Unclear(f"“{question.title}” is longer than {LONGEST:,} characters. Say it more shortly.")
    for stray in unprintable(text)[:1]:
        what = f"{stray.name}, which no document can show"
        raise _Unclear(f"“{question.title}” holds {what}. Leave it out or write it in other characters.")


def _several(question: Question, said: tuple[str, ...]) -> tuple[str, ...]:
    if question.kind is Kind.LINES:
        return tuple(line.strip() for each in said for line in each.splitlines() if line.strip())
    return tuple(dict.fromkeys(_chosen(question, each) for each in said))


def _single(question: Question, said: str) -> Value:
    match question.kind:
        case Kind.DATE | Kind.DAY:
            return _day(question, said)
        case Kind.HOUR:
            return _hour(question, said)
        case Kind.NUMBER:
            return _number(question, said)
        case Kind.CHOICE:
            return _chosen(question, said)
        case Kind.TICK:
            return said not in ("no", "false", "off")
        case _:
            return said


def _day(question: Question, said: str) -> Day:
    try:
        found = day_written(said)
    except WrongUse as error:
        raise _Unclear(f"“{question.title}” is not a date: {said!r}. Write it as 6 March 2026.") from error
    if question.kind is Kind.DATE and found.precision is not Precision.DAY:
        raise _Unclear(f"“{question.title}” needs a whole date, not {found}. Write it as 6 March 2026.")
    return found


def _hour(question: Question, said: str) -> time:
    try:
        return time.fromisoformat(said)
    except ValueError as error:
        raise _Unclear(f"“{question.title}” is not an hour: {said!r}. Write it as 09:30.") from error


def _number(question: Question, said: str) -> int:
    if said.isascii() and said.isdecimal() and len(said) < len("1000000000"):
        return int(said)
    raise _Unclear(f"“{question.title}” is not a whole number: {said!r}. Write it in figures, such as 10.")


def _chosen(question: Question, said: str) -> str:
    if said in (each.value for each in question.options):
        return said
    known = "; ".join(each.value for each in question.options) or "nothing can be chosen now"
    raise _Unclear(f"“{question.title}” cannot be {said!r}. Choose one of these: {known}.")


def _wanted(question: Question) -> str:
    return f"“{question.title}” is not answered. {_ask(question)}"


def _ask(question: Question) -> str:
    match question.kind:
        case Kind.FILE:
            return "Choose a file."
        case Kind.CHOICE | Kind.CHOICES:
            return "Choose an answer."
        case Kind.TICK:
            return "Tick the box."
        case Kind.DATE | Kind.DAY:
            return "Give a date."
        case _:
            return "Write it down."
