"""Reads what people write in Markdown as the same plain values that the YAML form gives.

Nothing here knows a report from a timetable: the fields of ``domain.contents`` say what a heading, a
list or a table can stand for. What stands for nothing is refused with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args, get_type_hints

from casework.pages import Listing, Problems, Section, Table, Text, page
from domain.contents import Cited, Number

BODY = ("text", "action", "reason")
"""The fields that hold what stands under a record's heading, by name."""

_TOP = re.compile(r"(---[ \t]*\n.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"([^\W\d_][\w -]*):\s+(\S.*)")
_NUMBERED = re.compile(r"(\d+[a-z]?)(?![\w-])[.):]?\s*(.*)", re.DOTALL)
_PART = re.compile(r"\d+[a-z][.):]\s")

Found = dict[str, Any]
Hints = Mapping[str, Any]


class Misplaced(ValueError):
    """A Markdown file holds what stands for nothing; ``args`` say what, each with its line."""


def split(text: str) -> tuple[str, str]:
    """Part a file into its top, YAML between two lines of ``---``, and the rest, at its lines' numbers."""
    match = _TOP.match(text)
    if match:
        return match[1], "\n" * match[0].count("\n") + text[match.end() :]
    if text.split("\n", 1)[0].rstrip() == "---":
        raise Misplaced("line 1 opens a top that no second line of --- ends")
    return "", text


def values(text: str, shape: type, top: Mapping[str, Any]) -> Found:
    """Return what a file says for the fields of a dataclass, beside those that its top gives.

    ``Misplaced`` names every place that stands for none of them; whether the values will do is for
    ``domain.content_reader.read_content`` to say.
    """
    problems = Problems()
    reader = _Reader(problems)
    found = reader.record(
        shape, page(text, problems), {_key(str(name)): value for name, value in top.items()}
    )
    if problems:
        raise Misplaced(*(f"line {line} {what}" for line, what in sorted(problems)))
    return found


class _Reader:
    """Reads the sections of a page into the fields of dataclasses."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def record(self, shape: type, section: Section, found: Found) -> Found:
        """Add to what a heading says of a record what stands beneath it."""
        hints = _hints(shape)
        prose: list[str] = []
        for block in section.blocks:
            prose += self.block(hints, block, found)
        body = _body(hints)
        if prose and body:
            self.put(found, body, prose if get_args(hints[body]) else "\n\n".join(prose), section.line)
        for part in section.parts:
            if name := self.name(hints, part.title, part.line):
                self.put(found, name, self.value(hints[name], part), part.line)
        return found

    def block(self, hints: Hints, block: Text | Listing | Table, found: Found) -> list[str]:
        """Take a block as the records or the named fields that it holds; what is left is text."""
        several = _only_records(hints)
        element = get_args(hints[several])[0] if several else None
        if element and isinstance(block, Table | Listing) and _can_be(element, block):
            self.put(found, several, self.several(element, block), block.line)
            return []
        if isinstance(block, Text) and (named := self.named(hints, block)):
            for line, name, value in named:
                self.put(found, name, _single(hints[name], value), line)
            return []
        body = _body(hints)
        if not body:
            self.problems.add(block.line, f"stands under none of the headings {_options(hints)}")
            return []
        if isinstance(block, Text) and element and _PART.match(block.words):
            self.problems.add(block.line, "begins like a part; write the parts as a list, - 4a ...")
        return self.texts(hints[body], block)

    def named(self, hints: Hints, text: Text) -> list[tuple[int, str, str]]:
        """Read a paragraph whose lines name fields, ``Theme: ...``; any other paragraph gives none."""
        known = [name for name, hint in hints.items() if _is_single(hint)]
        found: list[tuple[int, str, str]] = []
        for line, words in enumerate(text.words.split("\n"), text.line):
            match = _FIELD.fullmatch(words)
            name = _key(match[1]) if match else ""
            if match and name in known:
                if line - text.line > 0 and not found:
                    self.problems.add(line, f"names {match[1]!r} within a text; put an empty line before it")
                found.append((line, name, match[2]))
            elif near := get_close_matches(name, known, n=1, cutoff=0.8):
                self.problems.add(line, f"says {words!r}; did you mean '{_title(near[0])}: ...'?")
            elif found:
                found[-1] = (*found[-1][:2], f"{found[-1][2]} {words}")
        return found

    def value(self, hint: Any, section: Section) -> Any:
        """Read what stands under a heading that names a field."""
        if _holds_records(hint):
            return list(self.records(get_args(hint)[0], section))
        for part in section.parts:
            self.problems.add(part.line, f"is a heading under {section.title!r}, which holds text alone")
        texts = [text for block in section.blocks for text in self.texts(hint, block)]
        if not get_args(hint):
            return _single(hint, "\n\n".join(texts))
        return texts if not _is_single(hint) else [name for text in texts for name in _single(hint, text)]

    def texts(self, hint: Any, block: Text | Listing | Table) -> list[str]:
        """Take a block as text: a paragraph is one; where there may be several, each item of a list too."""
        if isinstance(block, Text):
            return [block.words]
        if isinstance(block, Listing) and get_args(hint):
            return [item.words for item in block.items]
        what = "a table" if isinstance(block, Table) else "a list"
        self.problems.add(block.line, f"begins {what} where only text can stand")
        return []

    def records(self, shape: type, section: Section) -> Iterator[Found]:
        """Read several records: the rows of a table, the items of a list, or a heading for each."""
        for block in section.blocks:
            if isinstance(block, Table | Listing) and _can_be(shape, block):
                yield from self.several(shape, block)
            else:
                self.problems.add(block.line, f"is none of the {section.title!r}; give each a heading")
        for part in section.parts:
            yield self.record(shape, part, self.heading(shape, part.title, part.line))

    def several(self, shape: type, block: Table | Listing) -> list[Found]:
        if isinstance(block, Listing):
            return [self.heading(shape, item.words, item.line) for item in block.items]
        hints = {name: hint for name, hint in _hints(shape).items() if not _holds_records(hint)}
        names = [self.name(hints, cell.words, cell.line) for cell in block.head]
        return [_row(hints, zip(names, row, strict=True)) for row in block.rows]

    def heading(self, shape: type, words: str, line: int) -> Found:
        """Read a heading, or an item of a list: the first field and, behind a number, the second."""
        first, *others = _hints(shape)
        if not _is_numbered(shape):
            return {first: words}
        match = _NUMBERED.fullmatch(words)
        if not match:
            self.problems.add(line, f"does not begin with a number: {words!r}")
            return {}
        return {first: match[1]} | ({others[0]: match[2]} if match[2] else {})

    def name(self, hints: Hints, title: str, line: int) -> str:
        """Return the field that a heading names, or nothing."""
        name = _key(title)
        if name in hints:
            return name
        near = get_close_matches(name, hints, n=1, cutoff=0.5)
        instead = f"did you mean {_title(near[0])!r}?" if near else f"use one of: {_options(hints)}"
        self.problems.add(line, f"says {title!r}, which is unknown here; {instead}")
        return ""

    def put(self, found: Found, name: str, value: Any, line: int) -> None:
        if name in found:
            self.problems.add(line, f"says {_title(name)!r} for the second time")
        found[name] = value


# What the fields of a dataclass can take


@cache
def _hints(shape: type) -> Hints:
    hints = get_type_hints(shape)
    return {each.name: hints[each.name] for each in fields(shape)}


def _body(hints: Hints) -> str | None:
    return next((name for name in BODY if name in hints), None)


def _holds_records(hint: Any) -> bool:
    return any(is_dataclass(each) for each in get_args(hint))


def _only_records(hints: Hints) -> str:
    """Name the field that holds records, if there is one and no other."""
    found = [name for name, hint in hints.items() if _holds_records(hint)]
    return found[0] if len(found) == 1 else ""


def _is_numbered(shape: type) -> bool:
    return next(iter(_hints(shape).values())) in (Number, Cited)


def _can_be(shape: type, block: Table | Listing) -> bool:
    """Whether rows or items can be records; an item says enough only behind a number."""
    return isinstance(block, Table) or _is_numbered(shape)


def _is_single(hint: Any) -> bool:
    """Whether a value fits on a line: one text, or names between commas."""
    return not _holds_records(hint) and get_args(hint) != (str, ...)


# What is written as what it stands for


def _key(title: str) -> str:
    return "_".join(re.findall(r"[^\W_]+", title.casefold()))


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _options(hints: Iterable[str]) -> str:
    return ", ".join(map(_title, hints))


def _row(hints: Hints, cells: Iterable[tuple[str, Text]]) -> Found:
    """Read a row of a table; an empty cell says nothing."""
    said = [(name, cell.words) for name, cell in cells if name and cell.words]
    return {name: _single(hints[name], words) if _is_single(hints[name]) else [words] for name, words in said}


def _single(hint: Any, words: str) -> Any:
    """Return words as the plain value of a field: a count as a number, names as a list."""
    if get_args(hint):
        return [name.strip() for name in words.split(",")]
    return int(words) if hint is int and words.isdecimal() else words
