"""What can be searched for: every challenge, recommendation and finding as an entry of one index.

An entry says for whom it is: for everybody once it is published, for those who take part once it is final,
and for the programme alone before that. So one question with one condition answers whoever asks, and no
count, snippet or rank can tell of what somebody may not read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.contents import Recommendation, Report, ReviewReport
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import TABLE, Act, Extent, Part, Visitor

ACCENTS = "[\u0300-\u036f]+"
"""What a letter has over or under it, once it stands apart from the letter; a pattern on both databases."""
_ACCENTS = re.compile(ACCENTS)
_WORD = re.compile(r"[^\W_]+")
MOST_WORDS, LONGEST_WORD = 12, 40
"""What is looked for of a question; nobody remembers more of a sentence, and no word is longer."""
_SMALL = """
a about above after again against all am an and any are as at be because been before being below between
both but by can did do does doing don down during each few for from further had has have having he her
here hers herself him himself his how i if in into is it its itself just me more most my myself no nor
not now of off on once only or other our ours ourselves out over own s same she should so some such t
than that the their theirs them themselves then there these they this those through to too under until up
very was we were what when where which while who whom whose why will with you your yours yourself
"""
SMALL_WORDS = frozenset(_SMALL.split())
"""What a question is full of and every text as well; PostgreSQL keeps none of them in its index."""
REVIEW = "Progress review"
"""The title of what a review says of no recommendation."""


class Found(StrEnum):
    """The kinds of entries."""

    COUNCIL = "council"
    CHALLENGE = "challenge"
    RECOMMENDATION = "recommendation"
    FINDING = "finding"
    STRENGTH = "strength"
    CONSIDERATION = "consideration"
    GOOD_PRACTICE = "good_practice"
    REVIEW_FINDING = "review_finding"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be found; without a council it is of the whole challenge."""

    kind: Found
    reference: Reference | None
    council: CouncilCode | None
    title: str
    text: str
    theme: str = ""
    is_shared: bool = False
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Audience:
    """For whom something is: whether it is final, and which councils have published it."""

    is_final: bool = False
    councils: Collection[CouncilCode] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """How far somebody sees beyond what is public: everything, or what is shared in their own challenges.

    Who speaks for a council there sees of another council what everybody sees.
    """

    is_everything: bool = False
    own: frozenset[tuple[Reference, CouncilCode | None]] = frozenset()


def sight(visitor: Visitor) -> Sight:
    """Return how far somebody sees when they search."""
    extent = TABLE[Act.SEARCH].extent(visitor.part)
    if extent is Extent.ALL:
        return Sight(is_everything=True)
    own = visitor.seats if extent is Extent.OWN else ()
    return Sight(
        own=frozenset(
            (seat.reference, seat.council if seat.part is Part.COUNCIL_CONTACT else None) for seat in own
        )
    )


def folded(text: str) -> str:
    """Return a text without accents: who looks for Ynys Môn may have no circumflex to type."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", text)))


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that have accents, without them; most texts have none."""
    written = set(_WORD.findall(text))
    return tuple(dict.fromkeys(each for each in _WORD.findall(folded(text)) if each not in written))


def words_of(question: str) -> tuple[str, ...]:
    """Return the words to look for, without accents; of a question of small words alone, those."""
    words = [each.casefold()[:LONGEST_WORD] for each in _WORD.findall(folded(question))]
    telling = [each for each in words if each not in SMALL_WORDS] or words
    return tuple(dict.fromkeys(telling))[:MOST_WORDS]


def report_entries(reference: Reference, report: Report, audience: Audience) -> Iterator[Entry]:
    """Take a report apart into what it recommends, finds and commends."""
    yield from recommendation_entries(reference, report.recommendations, audience)
    for made in _found(reference, report):
        yield _for(audience, made, bool(audience.councils))


def recommendation_entries(
    reference: Reference, recommendations: Iterable[Recommendation], audience: Audience
) -> Iterator[Entry]:
    """Return what is recommended; what is recommended to one council is public when that has published it."""
    for each in recommendations:
        whose = each.councils[0] if len(each.councils) == 1 else None
        text = "\n".join((each.text, *(part.text for part in each.parts)))
        made = Entry(Found.RECOMMENDATION, reference, whose, each.title, text, each.theme)
        yield _for(audience, made, any(map(each.is_for, audience.councils)))


def _found(reference: Reference, report: Report) -> Iterator[Entry]:
    for each in report.themes:
        said = (
            *((Found.FINDING, text) for text in filter(None, ["\n".join(each.text)])),
            *((Found.STRENGTH, text) for text in each.strengths),
            *((Found.CONSIDERATION, text) for text in each.considerations),
        )
        for kind, text in said:
            yield Entry(kind, reference, None, each.theme, text, each.theme)
    for practice in report.good_practice:
        yield Entry(Found.GOOD_PRACTICE, reference, None, practice.title, practice.text, practice.theme)


def review_entries(
    reference: Reference,
    council: CouncilCode,
    review: ReviewReport,
    asked: Mapping[str, Recommendation],
    audience: Audience,
) -> Iterator[Entry]:
    """Take a council's progress review apart into what it finds of each recommendation and commends."""
    is_published = council in audience.councils
    for each in review.progress:
        known = asked.get(each.recommendation)
        title = known.title if known else f"Recommendation {each.recommendation}"
        made = Entry(Found.REVIEW_FINDING, reference, council, title, each.text, known.theme if known else "")
        yield _for(audience, made, is_published)
    for text in review.strengths:
        yield _for(audience, Entry(Found.STRENGTH, reference, council, REVIEW, text), is_published)


def _for(audience: Audience, made: Entry, is_published: bool) -> Entry:
    return replace(made, is_shared=audience.is_final, is_public=audience.is_final and is_published)
