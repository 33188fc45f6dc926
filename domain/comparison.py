"""Lays two versions of a text side by side: which words came, which went, and under which heading.

Bytes and marks are not what a reader asks about. Passages (a heading, a paragraph, a cell of a table) are
matched first, and the words of those that resemble each other afterwards, so that one changed figure is one
changed word and not a changed page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.4
"""How much of two passages has to be the same for the one to be a new wording of the other."""
_WORDS = re.compile(r"\S+\s*")


class Fate(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together and share a fate."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a heading or a cell, and the heading under which it stands."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that is not as it was, as runs of words in reading order."""

    heading: str
    runs: tuple[Run, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all of the passage came or went."""
        return len(self.runs) == 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another, under the headings in which it lies."""

    changes: tuple[Change, ...]

    @property
    def by_heading(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """The changes of each heading, in the order of the text."""
        found: dict[str, list[Change]] = {}
        for each in self.changes:
            found.setdefault(each.heading, []).append(each)
        return tuple((heading, tuple(changes)) for heading, changes in found.items())

    def words(self, fate: Fate) -> int:
        """Count the words that share a fate in the passages that changed."""
        return sum(len(run.text.split()) for each in self.changes for run in each.runs if run.fate is fate)


def compare(old: Sequence[Passage], new: Sequence[Passage]) -> Comparison:
    """Say what changed from one version of a text to another."""
    return Comparison(tuple(_changes(old, new)))


def _changes(old: Sequence[Passage], new: Sequence[Passage]) -> Iterator[Change]:
    matcher = SequenceMatcher(None, [each.text for each in old], [each.text for each in new], autojunk=False)
    for tag, was_from, was_to, is_from, is_to in matcher.get_opcodes():
        if tag != "equal":
            yield from _reworded(old[was_from:was_to], new[is_from:is_to])


def _reworded(gone: Sequence[Passage], come: Sequence[Passage]) -> Iterator[Change]:
    """Match passages that went with those that came in their place, in order; the rest went or came whole."""
    left = list(gone)
    for passage in come:
        match = next((each for each in left if _are_alike(each.text, passage.text)), None)
        if match is None:
            yield Change(passage.heading, (Run(Fate.ADDED, passage.text),))
            continue
        for before in left[: left.index(match)]:
            yield Change(before.heading, (Run(Fate.REMOVED, before.text),))
        left = left[left.index(match) + 1 :]
        yield Change(passage.heading, tuple(_runs(match.text, passage.text)))
    yield from (Change(each.heading, (Run(Fate.REMOVED, each.text),)) for each in left)


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _runs(old: str, new: str) -> Iterator[Run]:
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, old.split(), new.split(), autojunk=False)
    for tag, was_from, was_to, is_from, is_to in matcher.get_opcodes():
        if tag == "equal":
            yield Run(Fate.KEPT, "".join(now[is_from:is_to]))
            continue
        if was_to > was_from:
            yield Run(Fate.REMOVED, "".join(was[was_from:was_to]))
        if is_to > is_from:
            yield Run(Fate.ADDED, "".join(now[is_from:is_to]))
