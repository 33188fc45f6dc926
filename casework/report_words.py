"""Sorts the lines of a draft report into what was handed in and what the programme writes around it.

The sections of a draft are known by marks that Word keeps when their headings change. What was handed in
becomes the plain values of a report again. Everything else has to be as the programme wrote it, so that no
edit is ever lost in silence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import takewhile, zip_longest
from typing import Any

from documents.glyphs import unprintable
from documents.incoming.outline import Piece, Shape
from domain.contents import Report, to_json

_PART = re.compile(r"(\d+[a-z])[.):]?\s+(.+)", re.DOTALL)
_UNDER_THEME = {"strengths": "strengths", "areas to consider": "considerations"}
_GLIMPSE = 60

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """One text that is not what it was; without ``was`` it is new, without ``now`` it is gone."""

    place: str
    was: str
    now: str


IsContent = Callable[[str, Piece], bool]
"""Says of a line among the next steps whether it was handed in, by its section and itself."""


def first_steps(report: Report) -> IsContent:
    """Tell the next steps that were handed in from those that the programme adds, by their words."""
    texts = {" ".join(text.split()) for text in report.next_steps}
    return lambda _, piece: piece.text in texts


@dataclass(slots=True)
class Found:
    """What the outline of a draft holds: content, the programme's own lines, and what is neither."""

    raw: Raw
    own: list[tuple[str, Piece]]
    problems: list[str]

    @property
    def fixed(self) -> list[str]:
        """The programme's own lines, as a draft carries them along."""
        return [mark_of(section, piece) for section, piece in self.own]


class Reading:
    """Sorts the lines of a draft by its sections, which keep their marks when their words change."""

    def __init__(self, before: Report, is_content: IsContent) -> None:
        self.before = before
        self.is_content = is_content
        self.found = Found({}, [], [])

    def read(self, pieces: Iterable[Piece]) -> Found:
        """Read a whole draft."""
        raw: Raw = {"summary": [], "themes": [], "recommendations": [], "good_practice": [], "next_steps": []}
        self.found.raw = raw
        for heading, inside in _sections(pieces):
            match heading.mark.partition("-")[0]:
                case "summary":
                    self.own(heading, [heading])
                    raw["summary"] = self.texts(heading, inside)
                case "recommendations":
                    self.own(heading, [heading])
                    raw["recommendations"] = self.recommendations(heading, inside)
                case "theme":
                    raw["themes"].append(self.theme(heading, inside))
                case "practice":
                    self.own(heading, [heading])
                    raw["good_practice"] = self.practice(heading, inside)
                case "next":
                    steps = list(takewhile(lambda each: self.is_step(heading, each), inside))  # noqa: B023
                    raw["next_steps"] = [each.text for each in steps]
                    self.own(heading, [heading, *inside[len(steps) :]])
                case _:
                    self.own(heading, [heading, *inside] if heading.text else inside)
        return self.found

    def is_step(self, heading: Piece, piece: Piece) -> bool:
        """Whether a line among the next steps was handed in."""
        return piece.shape is Shape.PARAGRAPH and self.is_content(_key(heading), piece)

    def own(self, heading: Piece, pieces: Iterable[Piece]) -> None:
        """Keep lines as the programme's own."""
        self.found.own += ((_key(heading), each) for each in pieces)

    def problem(self, heading: Piece, piece: Piece, why: str) -> None:
        """Keep what is wrong with a line, with its place."""
        self.found.problems.append(
            f"under “{heading.text}”, the {piece.shape} “{_glimpse(piece.text)}” {why}"
        )

    def texts(self, heading: Piece, inside: Iterable[Piece], shape: Shape = Shape.PARAGRAPH) -> list[str]:
        """Take lines that can all be of one shape only."""
        found = []
        for piece in inside:
            if piece.shape is shape:
                found.append(piece.text)
            else:
                self.problem(heading, piece, f"stands where only {shape}s can stand")
        return found

    def theme(self, heading: Piece, inside: list[Piece]) -> Raw:
        """Read what the report says of a theme: its text, and two lists under headings of their own."""
        said: Raw = {"theme": heading.text}
        for part, lines in _sections(inside, level=3):
            field = _UNDER_THEME.get(part.text.casefold(), "") if part.text else "text"
            if field in ("", *said):
                self.problem(heading, part, "is none of Strengths and Areas to consider")
            else:
                shape = Shape.PARAGRAPH if field == "text" else Shape.ITEM
                said[field] = self.texts(part if part.text else heading, lines, shape)
        return said

    def recommendations(self, heading: Piece, inside: list[Piece]) -> list[Raw]:
        """Read the rows of the table whose first heading is No.; all else there is the programme's own."""
        found: list[Raw] = []
        tables = {each.level for each in inside if each.shape is Shape.ROW and each.text.startswith("No.")}
        for piece in inside:
            if piece.level in tables and piece.shape is Shape.ROW and not piece.text.startswith("No."):
                found += self.recommendation(heading, piece)
            else:
                self.own(heading, [piece])
        return found

    def recommendation(self, heading: Piece, row: Piece) -> Iterator[Raw]:
        """Read one row; its number, its theme and whom it is meant for stay as they were."""
        nothing: tuple[Piece, ...] = ()
        number, words, *rest = (*row.cells, nothing, nothing)
        named = " ".join(each.text for each in number).rstrip(".")
        known = next(
            (each for each in to_json(self.before)["recommendations"] if each["number"] == named), None
        )
        paragraphs = [each.text for each in words if each.shape is Shape.PARAGRAPH]
        items = [_PART.fullmatch(each.text) for each in words if each.shape is Shape.ITEM]
        if known is None:
            self.problem(
                heading, row, "is no recommendation of the draft; hand in new ones with `cpc content`"
            )
        elif len(paragraphs) != len(("title", "text")) or len(paragraphs) + len(items) != len(words):
            self.problem(heading, row, "needs a title and one paragraph, and its parts as a list")
        elif not all(items):
            self.problem(heading, row, f"has a part without its number; begin it with {named}a")
        else:
            self.own(heading, [Piece(Shape.ROW, f"{named} {each.text}") for cell in rest for each in cell])
            parts = [{"number": each[1], "text": each[2]} for each in items if each]
            yield {
                **known,
                "title": paragraphs[0],
                "text": paragraphs[1],
                **({"parts": parts} if parts or "parts" in known else {}),
            }

    def practice(self, heading: Piece, inside: list[Piece]) -> list[Raw]:
        """Read good practice; its theme is not in the draft, and known by its title or else by its place."""
        known = to_json(self.before).get("good_practice", [])
        found: list[Raw] = []
        for title, lines in _sections(inside, level=3):
            if not title.text:
                self.own(heading, lines)
                continue
            texts = self.texts(title, lines)
            same = [each for each in known if each["title"] == title.text] or known[len(found) :]
            if not same or len(texts) != 1:
                self.problem(heading, title, "needs one paragraph; hand in new practice with `cpc content`")
            else:
                found.append({"title": title.text, "text": texts[0], "theme": same[0]["theme"]})
        return found


def _sections(pieces: Iterable[Piece], level: int = 2) -> Iterator[tuple[Piece, list[Piece]]]:
    """Part lines by the headings of a level; what stands before the first comes under an empty heading."""
    heading, inside = Piece(Shape.HEADING, ""), list[Piece]()
    for piece in pieces:
        if piece.shape is Shape.HEADING and piece.level <= level:
            if heading.text or inside:
                yield heading, inside
            heading, inside = piece, []
        else:
            inside.append(piece)
    if heading.text or inside:
        yield heading, inside


def _key(heading: Piece) -> str:
    return heading.mark or heading.text


def mark_of(section: str, piece: Piece) -> str:
    """Return a line of the programme's own as eight digits; a draft carries these along."""
    return sha256(f"{section}\n{piece.shape}\n{piece.text}".encode()).hexdigest()[:8]


def _glimpse(text: str) -> str:
    return text if len(text) <= _GLIMPSE else f"{text[:_GLIMPSE]}…"


def changed_words(found: Iterable[tuple[str, Piece]], own: Counter[str]) -> Iterator[str]:
    """Name the lines that the programme does not say so, and say how many of its own are missing."""
    left = Counter(own)
    changed = 0
    for section, piece in found:
        mark = mark_of(section, piece)
        if left[mark]:
            left[mark] -= 1
        else:
            changed += 1
            yield (
                f"the {piece.shape} “{_glimpse(piece.text)}” in the section “{section}” is not as the "
                "programme writes it, and cannot be kept there"
            )
    missing = left.total() - changed
    if missing > 0:
        yield f"lines that the programme writes are missing ({missing}); take them over from a fresh draft"


def strays(raw: Raw) -> Iterator[str]:
    """Name the characters that no document can show, each with its place."""
    for place, texts in _flat(raw):
        for text in texts:
            for stray in unprintable(text)[:1]:
                yield f"{place} holds {stray.name}, which no document can show"


def edits(before: Raw, after: Raw) -> Iterator[Edit]:
    """Say what is not as it was, text by text."""
    old, new = dict(_flat(before)), dict(_flat(after))
    for place in dict.fromkeys((*old, *new)):
        was, now = ([" ".join(text.split()) for text in texts.get(place, ())] for texts in (old, new))
        for tag, start, end, begin, stop in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
            if tag != "equal":
                for one, other in zip_longest(was[start:end], now[begin:stop], fillvalue=""):
                    yield Edit(place, one, other)


def _flat(raw: Raw) -> Iterator[tuple[str, list[str]]]:
    """Lay a report out as texts under the names of their places."""
    yield "Executive summary", raw.get("summary", [])
    for each in raw.get("themes", []):
        yield each["theme"], each.get("text", [])
        yield f"{each['theme']}, strengths", each.get("strengths", [])
        yield f"{each['theme']}, areas to consider", each.get("considerations", [])
    for each in raw.get("recommendations", []):
        parts = [f"{part['number']} {part['text']}" for part in each.get("parts", [])]
        yield f"Recommendation {each['number']}", [each["title"], each["text"], *parts]
    for number, each in enumerate(raw.get("good_practice", []), 1):
        yield f"Good practice {number}", [each["title"], each["text"]]
    yield "Next steps", raw.get("next_steps", [])
