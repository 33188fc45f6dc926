"""What somebody wants to learn, read from a question in their words and from what narrows it down.

"Who is good at planning?" asks for the planners' findings, whatever word their reports use: so the terms of a
service area stand for the area, beside themselves. What a question is full of and every finding as well says
nothing and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from domain.contents import FindingKind
from domain.findings import FIRST_OF_ALL
from domain.lifecycle import Reference
from domain.permissions import TABLE, Act, Extent, Visitor
from domain.searching import MOST_WORDS, SMALL_WORDS, words_of
from domain.service_areas import AreaKey, Vocabulary

ALL_KINDS = "all"
"""What is said for every kind, the challenges and lessons too."""
_ASKING = """
any anybody anyone best better can council councils department departments do does doing done example examples
excellent good great learn most practice service services strong team teams us we well where who work works
"""
ASKING = frozenset(_ASKING.split())
"""What people say beside what they look for."""


class Term(NamedTuple):
    """Something that is looked for: words, and the service area that they stand for if they do."""

    words: tuple[str, ...]
    area: AreaKey | None = None


class Facet(StrEnum):
    """By what findings can be narrowed down, by the names in addresses."""

    KIND = "kind"
    THEME = "theme"
    AREA = "area"
    REGION = "region"
    TYPE = "type"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is wanted of the findings; what is left empty narrows nothing down.

    Without a kind it is what councils do well.
    """

    kind: str = ""
    theme: str = ""
    area: str = ""
    region: str = ""
    type: str = ""
    year: str = ""
    reference: Reference | None = None

    @property
    def kinds(self) -> tuple[FindingKind, ...]:
        """The kinds that are wanted."""
        if self.kind == ALL_KINDS:
            return tuple(FindingKind)
        return tuple(each for each in FindingKind if each == self.kind) or FIRST_OF_ALL

    def chosen(self, facet: Facet) -> tuple[str, ...]:
        """Return what may stand in a finding that is wanted, or nothing if it does not matter."""
        if facet is Facet.KIND:
            return tuple(map(str, self.kinds))
        said: str = getattr(self, facet.value)
        return (said,) if said else ()

    @property
    def is_empty(self) -> bool:
        """Whether it leaves everything that councils do well."""
        return self == Narrowing()


def reach(visitor: Visitor) -> Extent:
    """Return how far somebody sees: all findings, what of them is shared, or what of that is published."""
    return TABLE[Act.LEARN].extent(visitor.part)


def terms_of(question: str, areas: Vocabulary) -> tuple[Term, ...]:
    """Return what a question looks for; of one that asks for nothing in particular, its words."""
    found = list(dict.fromkeys(_terms(question, areas)))
    telling = [each for each in found if each.area or each.words[0] not in ASKING | SMALL_WORDS]
    return tuple(telling or found)[:MOST_WORDS]


def _terms(question: str, areas: Vocabulary) -> Iterator[Term]:
    at = 0
    for span in areas.spans(question):
        yield from _plain(question[at : span.start])
        yield Term(words_of(question[span.start : span.end]), span.area)
        at = span.end
    yield from _plain(question[at:])


def _plain(text: str) -> Iterator[Term]:
    return (Term((word,)) for word in words_of(text))


def area_word(key: str) -> str:
    """Return the one word by which an area stands in the index of words."""
    return f"area{key.replace('_', '')}"
