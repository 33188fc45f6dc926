"""The service areas that findings are about, and the words by which each is known: a vocabulary by version.

Those who ask say "planners" or "local plan", and a report says "development management": both are planning.
So an area is found by terms, in a text as in a question, and which these are is data in ``domain/areas``.
What was tagged under one version stays so; a newer version is another file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple, NewType

from domain.errors import WrongUse, either

AreaKey = NewType("AreaKey", str)

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_POSSESSIVE = re.compile(r"['’]s?\Z")
SHORTEST_PLURAL = 4
"""Letters from which on a last s is taken for an ending: not that of "gas"."""


class UnknownVocabulary(WrongUse):
    """There is no vocabulary of that version."""

    def __str__(self) -> str:
        version, known = self.args
        return f"There is no vocabulary {version!r} of service areas. Use {either(known)}."


class UnknownArea(WrongUse):
    """There is no service area of that name."""

    def __str__(self) -> str:
        return f"There is no service area {self.args[0]!r}. `cpc learn --areas` lists them."


@dataclass(frozen=True, slots=True)
class Area:
    """A service area, and the words by which it is found."""

    key: AreaKey
    title: str
    terms: tuple[str, ...]


class Span(NamedTuple):
    """Where a term stands in a text, and of which area it is."""

    start: int
    end: int
    area: AreaKey


class _Word(NamedTuple):
    bare: str
    start: int
    end: int


_Terms = Mapping[str, Sequence[tuple[tuple[str, ...], AreaKey | None]]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The areas of one version, in their order."""

    version: str
    areas: Mapping[AreaKey, Area]
    _terms: _Terms = field(repr=False)

    def title(self, key: str) -> str:
        """Return what an area is called; of one that another version knows, its key in words."""
        area = self.areas.get(AreaKey(key))
        return area.title if area else key.replace("_", " ").capitalize()

    def area(self, named: str) -> Area:
        """Return an area by its key, its title or one of its terms; ``UnknownArea`` if there is none."""
        wanted = _bare_words(named.replace("_", " "))
        for each in self.areas.values():
            if wanted in (_bare_words(each.key.replace("_", " ")), _bare_words(each.title)):
                return each
        found = self.found_in(named)
        if len(found) != 1:
            raise UnknownArea(named)
        return self.areas[found[0]]

    def found_in(self, *texts: str) -> tuple[AreaKey, ...]:
        """Return the areas whose terms stand in texts, in the order of the vocabulary."""
        found = {span.area for text in texts for span in self.spans(text)}
        return tuple(key for key in self.areas if key in found)

    def spans(self, text: str) -> Iterator[Span]:
        """Return where terms stand in a text, each as long as it can be; none lies within another."""
        words = [_Word(_bare(each.group()), *each.span()) for each in _WORD.finditer(text)]
        at = 0
        while at < len(words):
            length, area = self._longest(words, at)
            if area:
                yield Span(words[at].start, words[at + length - 1].end, area)
            at += length

    def _longest(self, words: Sequence[_Word], at: int) -> tuple[int, AreaKey | None]:
        for term, area in self._terms.get(words[at].bare, ()):
            if tuple(each.bare for each in words[at : at + len(term)]) == term:
                return len(term), area
        return 1, None


@lru_cache(maxsize=50_000)
def _bare(word: str) -> str:
    """Fold a word as far as people write it differently: case, the ending of a plural or of an owner."""
    plain = _POSSESSIVE.sub("", word.casefold())
    if len(plain) < SHORTEST_PLURAL or not plain.endswith("s") or plain.endswith("ss"):
        return plain
    return f"{plain[:-3]}y" if plain.endswith("ies") else plain[:-1]


def _bare_words(text: str) -> tuple[str, ...]:
    return tuple(_bare(each) for each in _WORD.findall(text))


@cache
def known_versions() -> tuple[str, ...]:
    """Return the versions of the vocabulary that travel with the package, oldest first."""
    names = (each.name for each in (resources.files("domain") / "areas").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def vocabulary(version: str | None = None) -> Vocabulary:
    """Return a version of the vocabulary, the newest if none is named; ``UnknownVocabulary`` if not known."""
    name = version or known_versions()[-1]
    if name not in known_versions():
        raise UnknownVocabulary(name, known_versions())
    text = (resources.files("domain") / "areas" / f"{name}.toml").read_text(encoding="utf-8")
    return _vocabulary(name, tomllib.loads(text))


def _vocabulary(version: str, raw: Mapping[str, Any]) -> Vocabulary:
    areas = {
        AreaKey(key): Area(AreaKey(key), said["title"], tuple(said["terms"]))
        for key, said in raw["areas"].items()
    }
    known: dict[str, list[tuple[tuple[str, ...], AreaKey | None]]] = {}
    terms = ((term, each.key) for each in areas.values() for term in each.terms)
    for term, key in (*terms, *((phrase, None) for phrase in raw["not_meant"])):
        words = _bare_words(term)
        known.setdefault(words[0], []).append((words, key))
    longest_first = {first: sorted(each, key=_longest_first) for first, each in known.items()}
    return Vocabulary(version, areas, longest_first)


def _longest_first(term: tuple[tuple[str, ...], AreaKey | None]) -> int:
    return -len(term[0])
