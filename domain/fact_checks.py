"""What a council asks to have changed in a draft report, and what became of it, as values.

A query is one row of the form that goes out with the draft. However it comes back (typed in, as a table, in
a word processor's file) it becomes the same value here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class QueryKind(StrEnum):
    """What a query is about: something that can be looked up, or what the team made of what it saw."""

    FACTUAL = "factual"
    OPINION = "opinion"


class Disposition(StrEnum):
    """What the team did with a query."""

    ACCEPTED = "accepted"
    PARTLY = "partly"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """The disposition in a sentence: ``accepted in part``."""
        return "accepted in part" if self is Disposition.PARTLY else self.value

    @property
    def changes_the_report(self) -> bool:
        """Whether the report is to be changed for it."""
        return self is not Disposition.DECLINED


@dataclass(frozen=True, slots=True)
class Query:
    """One point that a council raises: where it stands, what it says and what it should say."""

    place: str
    text: str
    correction: str
    kind: QueryKind
    evidence: str = ""


LONGEST = 2_000
"""Characters that one answer of the form may have: a long paragraph of the report."""
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?<!\d)0\d(?:[ -]?\d){8,9}(?!\d)")


def faults(query: Query) -> Iterator[str]:
    """Say what a query lacks, or holds that does not belong into a history that is never deleted."""
    said = {"place": query.place, "text": query.text, "correction": query.correction}
    yield from (f"the {name} is missing" for name, words in said.items() if not words.strip())
    if query.kind is QueryKind.FACTUAL and not query.evidence.strip():
        yield "a factual query has to say what shows it, as its evidence"
    for name, words in {**said, "evidence": query.evidence}.items():
        if len(words) > LONGEST:
            yield f"the {name} has more than {LONGEST:,} characters"
        if found := _ADDRESS.search(words):
            yield f"the {name} holds {found[0]!r}; name an office, not a person's address or number"
