"""Draws questions as the fields of a form, and reads from a form what was answered.

A day is asked for in three fields, so that nobody has to know how it is written. A file is kept while its
sender looks at what was understood of it; meanwhile the form holds its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from casework.deeds.questions import BadAnswers, Kind, Question, Raw, Upload
from casework.deeds.uploads import keep, kept
from dashboard.forms import Filled, Problems

DAYS = (Kind.DATE, Kind.DAY)
SEVERAL = (Kind.CHOICES,)
PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Field:
    """A question with what stands in its field."""

    question: Question
    value: str = ""
    chosen: tuple[str, ...] = ()
    parts: tuple[str, str, str] = ("", "", "")
    file_name: str = ""
    file_key: str = ""

    @property
    def is_long(self) -> bool:
        """Whether the answer may have several lines."""
        return self.question.kind in (Kind.WORDS, Kind.LINES)


def blank(questions: Iterable[Question], given: Mapping[str, str]) -> tuple[Field, ...]:
    """Return the fields of a form that nobody has filled in, with what its address or the rules suggest."""
    return tuple(_suggested(each, given.get(each.name, "") or each.given) for each in questions)


def _suggested(question: Question, text: str) -> Field:
    if question.kind in DAYS:
        return Field(question, parts=_parted(text))
    return Field(question, value=text, chosen=(text,) if text else ())


def _parted(text: str) -> tuple[str, str, str]:
    """Return a day in three; what an address suggests and is no day is no suggestion."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return "", "", ""
    return str(on.day), str(on.month), str(on.year)


@dataclass(frozen=True, slots=True)
class Answered:
    """A form as it was filled in: what was answered, how to draw it again, and how to carry it along."""

    raw: Raw
    fields: tuple[Field, ...]
    along: tuple[tuple[str, str], ...] = field(default=())


def answered(questions: Iterable[Question], form: Filled, owner: str, at: datetime) -> Answered:
    """Read what a form says to each of its questions; a file is kept, or was kept before."""
    raw: dict[str, str | tuple[str, ...] | Upload] = {}
    fields, along = [], list[tuple[str, str]]()
    for question in questions:
        drawn = _drawn(question, form, owner, at)
        fields.append(drawn)
        raw[question.name] = _said(drawn, owner)
        along += _carried(drawn)
    return Answered(raw, tuple(fields), tuple(along))


def _drawn(question: Question, form: Filled, owner: str, at: datetime) -> Field:
    name = question.name
    if question.kind in DAYS:
        day, month, year = (form.text(f"{name}-{part}") for part in PARTS)
        return Field(question, parts=(day, month, year))
    if question.kind in SEVERAL:
        return Field(question, chosen=tuple(form.texts(name)))
    if question.kind is Kind.FILE:
        return _file(question, form, owner, at)
    text = form.text(name)
    return Field(question, value=text, chosen=(text,))


def _file(question: Question, form: Filled, owner: str, at: datetime) -> Field:
    sent = form.file(question.name)
    if sent is None:
        key, file_name = form.text(f"{question.name}-key"), form.text(f"{question.name}-name")
        return Field(question, file_name=file_name, file_key=key)
    content = sent.file.read()
    if not content:
        return Field(question, file_name=sent.filename or "")
    return Field(
        question,
        file_name=sent.filename or "",
        file_key=keep(owner, Upload(sent.filename or "", content), at=at),
    )


def _said(drawn: Field, owner: str) -> str | tuple[str, ...] | Upload:
    kind = drawn.question.kind
    if kind in DAYS:
        return _written(*drawn.parts)
    if kind in SEVERAL:
        return drawn.chosen
    if kind is Kind.FILE:
        return (
            kept(owner, drawn.file_key, drawn.file_name) if drawn.file_key else Upload(drawn.file_name, b"")
        )
    return drawn.value


def _written(day: str, month: str, year: str) -> str:
    """Write the three fields of a date as one, as far as they are filled in."""
    said = [each for each in (day, month, year) if each]
    between = "/" if all(each.isdecimal() for each in said) else " "
    return between.join(said)


def _carried(drawn: Field) -> Iterator[tuple[str, str]]:
    name, kind = drawn.question.name, drawn.question.kind
    if kind in DAYS:
        yield from ((f"{name}-{part}", text) for part, text in zip(PARTS, drawn.parts, strict=True))
    elif kind in SEVERAL:
        yield from ((name, each) for each in drawn.chosen)
    elif kind is Kind.FILE:
        yield from ((f"{name}-key", drawn.file_key), (f"{name}-name", drawn.file_name))
    else:
        yield name, drawn.value


def problems_of(bad: BadAnswers) -> Problems:
    """Return what is wrong with the answers, each beside its field."""
    found = Problems()
    for fault in bad.faults:
        found.add(fault.name, fault.text)
    return found
