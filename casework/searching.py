"""What can be found of a challenge, and what is found for whom.

Words are found in what was said, not in what is about to be said: a report in its final version once it has
one, and before that as it stands for the programme alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.case import Case
from casework.public_register import year
from db import contents
from db import searching as index
from db.searching import BEGIN, END, Hit, Question
from domain.content_reader import read_content
from domain.contents import Content, PastRecommendations, Recommendation, Report, ReviewReport
from domain.lifecycle import CouncilCode, Event, Milestone, Reference
from domain.outlook import Outlook
from domain.publishing import events_of, published, publishers, settled, slug
from domain.searching import (
    Audience,
    Entry,
    Found,
    Sight,
    recommendation_entries,
    report_entries,
    review_entries,
    words_of,
)

PAGE = 20
"""How many entries stand on a page."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text, and whether it is what was looked for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """A council's part in a challenge: its name, and what its address in the public register ends with."""

    name: str
    slug: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was found, and the councils whose it is, as far as whoever asks may know of them."""

    kind: Found
    reference: Reference | None
    council: CouncilCode | None
    title: str
    passages: tuple[Passage, ...]
    theme: str
    is_public: bool
    whose: tuple[Whose, ...]

    @property
    def register_slug(self) -> str:
        """Where it stands in the public register, if it does."""
        return next((each.slug for each in self.whose if each.is_public and self.is_public), "")


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found, with how many there are of each kind; ``is_any``, if not every word was."""

    question: str
    words: tuple[str, ...]
    kind: Found | None
    is_any: bool
    counts: tuple[tuple[Found, int], ...]
    results: tuple[Result, ...]
    number: int

    @property
    def total(self) -> int:
        """How many were found in all kinds."""
        return sum(count for _, count in self.counts)

    @property
    def shown(self) -> int:
        """How many were found in the kind that was chosen, or in all."""
        return sum(count for kind, count in self.counts if self.kind in (None, kind))

    @property
    def pages(self) -> int:
        """How many pages there are; nothing at all has one."""
        return max(1, -(-self.shown // PAGE))


# Asking


def search(
    session: Session, question: str, sight: Sight, *, kind: Found | None = None, number: int = 1
) -> Results:
    """Look for all words of a question, and where nothing has them all, for what has any."""
    words = words_of(question)
    asked = Question(words, sight)
    counts = index.counted(session, asked) if words else {}
    if words and not counts:
        asked = Question(words, sight, is_any=True)
        counts = index.counted(session, asked)
    chosen = Question(words, sight, kind, asked.is_any)
    hits = index.found(session, chosen, start=(number - 1) * PAGE, most=PAGE) if counts else []
    ordered = tuple((each, counts[each]) for each in Found if each in counts)
    results = tuple(_results(session, hits, sight))
    return Results(question, words, kind, asked.is_any, ordered, results, number)


def _results(session: Session, hits: Sequence[Hit], sight: Sight) -> Iterator[Result]:
    references = {each.reference for each in hits if each.reference}
    parts = index.parts(session, references, sight)
    for each in hits:
        whose = tuple(
            Whose(name, slug(name, reference), is_public)
            for reference, council, name, is_public in parts
            if reference == each.reference and each.council in (None, council)
        )
        yield Result(
            each.kind,
            each.reference,
            each.council,
            each.title,
            tuple(passages(each.passage)),
            each.theme,
            each.is_public,
            whose,
        )


def passages(marked: str) -> Iterator[Passage]:
    """Part a text at the marks around what was found in it."""
    for number, piece in enumerate(marked.replace(END, BEGIN).split(BEGIN)):
        if piece:
            yield Passage(piece, is_match=number % 2 == 1)


# What there is to find


def entries(on_desk: Case, view: Outlook) -> Iterator[Entry]:
    """Return everything that can be found of a challenge, and for whom each is."""
    reading, reference = view.reading, on_desk.reference
    public = publishers(reading, view.scheme)
    for place in reading.councils:
        said = f"{reading.product.label}, {year(view)}, {reference}"
        is_public = place.code in public
        yield Entry(
            Found.CHALLENGE, reference, place.code, place.name, said, is_shared=True, is_public=is_public
        )
    report, audience = report_as_told(on_desk, view)
    past = on_desk.content(view, Content.RECOMMENDATIONS)
    if report:
        yield from report_entries(reference, report, audience)
    elif isinstance(past, PastRecommendations):
        of_past = Audience(is_final=True, councils=audience.councils)
        yield from recommendation_entries(reference, past.recommendations, of_past)
    for council in dict.fromkeys((*reading.ever_took_part, *(each.code for each in reading.opened_with))):
        yield from _review(on_desk, view, council, report, audience)


def report_as_told(on_desk: Case, view: Outlook) -> tuple[Report | None, Audience]:
    """Return the report in its final version, or as it stands while it has none, and for whom it is."""
    final = settled(Content.REPORT, Milestone.REPORT_FINALISED, None, view.reading)
    event = final or view.reading.content(Content.REPORT, None)
    report = on_desk.brought(view, event, Content.REPORT) if event else None
    return (
        report if isinstance(report, Report) else None,
        Audience(final is not None, _published(Milestone.REPORT_PUBLISHED, view)),
    )


def _review(
    on_desk: Case, view: Outlook, council: CouncilCode, report: Report | None, of_report: Audience
) -> Iterator[Entry]:
    """Return what a review found, with what had been recommended where that is as public as the review."""
    reading, heir = view.reading, view.reading.heir(council) or council
    final = settled(Content.REVIEW_REPORT, Milestone.REVIEW_REPORT_FINALISED, council, reading)
    event = final or reading.contents.get((Content.REVIEW_REPORT, council))
    review = review_as_kept(on_desk, event) if event else None
    if review is None:
        return
    is_out = events_of(Milestone.REVIEW_REPORT_PUBLISHED, council, reading, reading.events)
    audience = Audience(final is not None, (heir,) if is_out else ())
    recommended = report.recommendations if report and (not is_out or heir in of_report.councils) else ()
    asked: dict[str, Recommendation] = {
        number: each
        for each in recommended
        for number in (each.number, *(part.number for part in each.parts))
    }
    yield from review_entries(on_desk.reference, heir, review, asked, audience)


def review_as_kept(on_desk: Case, event: Event) -> ReviewReport | None:
    """Read what was kept of a review, whatever the report recommends by now."""
    if event.details.digest is None:
        return None
    raw = contents.body(on_desk.session, on_desk.reference, event.details.digest)
    cited = tuple(each["recommendation"] for each in raw["progress"])
    found = read_content(Content.REVIEW_REPORT, raw, themes=on_desk.scheme.themes, recommendations=cited)
    return found if isinstance(found, ReviewReport) else None


def _published(milestone: Milestone, view: Outlook) -> tuple[CouncilCode, ...]:
    councils = (place.code for place in view.reading.councils)
    return tuple(code for code in councils if published(milestone, code, view.reading))
