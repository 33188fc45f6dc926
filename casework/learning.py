"""Who is good at planning? What councils do well and find hard, by words and service areas, and whom to ask.

Nobody is ranked here. What is found stands in the order in which it answers the question, councils are
counted nowhere, and the way in to a council is its principal adviser and the councillors of its region who go
out as peers, not the council's officers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.searching import PAGE, Passage, Whose, passages
from db import councils
from db import findings as kept
from db.findings import Asked, Contact, Match, Shown
from domain.contents import FindingKind
from domain.findings import Consent
from domain.learning import Facet, Narrowing, reach, terms_of
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import Act, Visitor, may
from domain.publishing import slug
from domain.service_areas import AreaKey, Vocabulary, vocabulary

MOST_PEERS = 6
"""Member peers of a region who are named; an adviser knows the others."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value by which findings can be narrowed down, and how many would be left."""

    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to ask; the address is there for those who may see it."""

    name: str
    organisation: str
    email: str


@dataclass(frozen=True, slots=True)
class Adviser:
    """The principal adviser of a council, if it has one."""

    council: str
    person: Person | None


@dataclass(frozen=True, slots=True)
class Regional:
    """The councillors of a region who go out as peers, or its principal adviser where there are none."""

    region: str
    peers: tuple[Person, ...]
    more: int
    adviser: Person | None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A finding with its evidence: the words, where they stand and whose it is."""

    key: str
    reference: Reference
    kind: FindingKind
    title: tuple[Passage, ...]
    text: tuple[Passage, ...]
    theme: str
    areas: tuple[str, ...]
    source: str
    year: str
    councils: tuple[Whose, ...]
    regions: tuple[str, ...]
    consent: Consent
    is_final: bool
    is_shared: bool
    is_public: bool
    advisers: tuple[Adviser, ...]

    @property
    def register_slug(self) -> str:
        """Where it stands in the public register, if it does."""
        return next((each.slug for each in self.councils if each.is_public), "")


@dataclass(frozen=True, slots=True)
class Learnt:
    """A page of what was found.

    ``is_any`` says that nothing has all that was asked for, ``is_cut`` that only the best were looked at.
    ``areas`` are the service areas that were understood.
    """

    question: str
    narrowing: Narrowing
    areas: tuple[AreaKey, ...]
    vocabulary: Vocabulary
    is_any: bool
    is_cut: bool
    total: int
    number: int
    facets: Mapping[Facet, tuple[Choice, ...]]
    lessons: tuple[Lesson, ...]
    regional: tuple[Regional, ...]

    @property
    def pages(self) -> int:
        """How many pages there are; nothing at all has one."""
        return max(1, -(-self.total // PAGE))


def learn(
    session: Session, question: str, visitor: Visitor, narrowing: Narrowing, *, number: int = 1
) -> Learnt:
    """Look for what there is to learn, within what somebody may see; the best answer first."""
    areas = vocabulary()
    terms = terms_of(question, areas)
    asked = Asked(terms, reach(visitor), narrowing.reference)
    matches = kept.found(session, asked)
    if len(terms) > 1 and not matches:
        asked = Asked(terms, reach(visitor), narrowing.reference, is_any=True)
        matches = kept.found(session, asked)
    wanted, facets = narrowed(matches, narrowing)
    understood = tuple(dict.fromkeys(each.area for each in terms if each.area))
    numbers = wanted[(number - 1) * PAGE : number * PAGE]
    lessons = tuple(_lessons(session, asked, numbers, visitor, understood))
    return Learnt(
        question=question,
        narrowing=narrowing,
        areas=understood,
        vocabulary=areas,
        is_any=asked.is_any and bool(matches),
        is_cut=len(matches) == kept.MOST,
        total=len(wanted),
        number=number,
        facets=facets,
        lessons=lessons,
        regional=tuple(_regional(session, lessons, visitor)),
    )


# Narrowing down


def narrowed(
    matches: Iterable[Match], narrowing: Narrowing
) -> tuple[list[int], dict[Facet, tuple[Choice, ...]]]:
    """Return what is wanted of what was found, in its order, and what each other choice would leave.

    A choice is counted under all that is chosen beside it, so that what one could choose instead can be seen.
    """
    chosen = {facet: frozenset(narrowing.chosen(facet)) for facet in Facet}
    wanted: list[int] = []
    counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in Facet}
    for match in matches:
        held = {facet: _held(match, facet) for facet in Facet}
        missed = [each for each in Facet if chosen[each] and chosen[each].isdisjoint(held[each])]
        if not missed:
            wanted.append(match.id)
        for facet in Facet:
            if missed in ([], [facet]):
                counts[facet].update(held[facet])
    return wanted, {facet: tuple(_choices(counts[facet], chosen[facet])) for facet in Facet}


def _held(match: Match, facet: Facet) -> tuple[str, ...]:
    match facet:
        case Facet.AREA:
            return _parted(match.areas)
        case Facet.REGION:
            return _parted(match.regions)
        case Facet.TYPE:
            return _parted(match.types)
        case _:
            said: str = getattr(match, facet.value)
            return (said,) if said else ()


def _parted(several: str) -> tuple[str, ...]:
    return tuple(each for each in several.split("|") if each)


def _choices(counts: Mapping[str, int], chosen: frozenset[str]) -> Iterator[Choice]:
    """Return the choices by their names: what there is most of is not what is best."""
    for value in sorted({*counts, *chosen}):
        yield Choice(value, counts.get(value, 0), value in chosen)


# The evidence


def _lessons(
    session: Session,
    asked: Asked,
    numbers: Sequence[int],
    visitor: Visitor,
    understood: Sequence[AreaKey],
) -> Iterator[Lesson]:
    shown = kept.shown(session, asked, numbers)
    found = [shown[each] for each in numbers]
    names = councils.names(session, {code for each in found for code in _codes(each)})
    advisers = _advisers(session, found, visitor)
    for each in found:
        entry = each.entry
        title, text = _marked(each, understood)
        yield Lesson(
            key=entry.key,
            reference=entry.reference,
            kind=FindingKind(entry.kind),
            title=title,
            text=text,
            theme=entry.theme,
            areas=_parted(entry.areas),
            source=entry.source,
            year=entry.year,
            councils=tuple(_whose(each, names)),
            regions=_parted(entry.regions),
            consent=Consent(entry.consent),
            is_final=entry.is_final,
            is_shared=entry.is_shared,
            is_public=entry.is_public,
            advisers=tuple(
                Adviser(names[code], advisers.get((entry.reference, code)))
                for code in (_codes(each) if may(visitor, Act.SEE_WAY_IN) else ())
            ),
        )


def _codes(shown: Shown) -> tuple[CouncilCode, ...]:
    return tuple(map(CouncilCode, _parted(shown.entry.councils)))


def _whose(shown: Shown, names: Mapping[CouncilCode, str]) -> Iterator[Whose]:
    for code in _codes(shown):
        name = names[code]
        yield Whose(name, slug(name, shown.entry.reference), is_public=shown.entry.is_public)


def _marked(shown: Shown, understood: Sequence[AreaKey]) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Mark what was looked for; where only the area was found, the words that made it one of that area."""
    title, text = tuple(passages(shown.title)), tuple(passages(shown.text))
    if any(each.is_match for each in (*title, *text)):
        return title, text
    return tuple(_marked_terms(shown.title, understood)), tuple(_marked_terms(shown.text, understood))


def _marked_terms(text: str, understood: Sequence[AreaKey]) -> Iterator[Passage]:
    at = 0
    for span in vocabulary().spans(text):
        if span.area in understood:
            yield from _piece(text[at : span.start], is_match=False)
            yield from _piece(text[span.start : span.end], is_match=True)
            at = span.end
    yield from _piece(text[at:], is_match=False)


def _piece(text: str, *, is_match: bool) -> Iterator[Passage]:
    if text:
        yield Passage(text, is_match)


# The way in


def _advisers(
    session: Session, found: Iterable[Shown], visitor: Visitor
) -> dict[tuple[Reference, CouncilCode], Person]:
    """Return the principal adviser of each council of each finding: of its latest challenge, else of this."""
    if not may(visitor, Act.SEE_WAY_IN):
        return {}
    wanted = [(each.entry.reference, code) for each in found for code in _codes(each)]
    latest = kept.advisers(session, {code for _, code in wanted})
    own = kept.advisers_of(session, {reference for reference, _ in wanted})
    known = {(reference, code): latest.get(code) or own.get(reference) for reference, code in wanted}
    return {whose: _person(each, with_email=True) for whose, each in known.items() if each}


def _regional(session: Session, lessons: Iterable[Lesson], visitor: Visitor) -> Iterator[Regional]:
    """Return whom to ask in each region; how to reach a councillor only those learn who may see addresses."""
    if not may(visitor, Act.SEE_WAY_IN):
        return
    with_email = may(visitor, Act.SEE_ADDRESSES)
    for region in sorted({region for each in lessons for region in each.regions}):
        peers = kept.member_peers(session, region)
        adviser = None if peers else kept.adviser_of_region(session, region)
        yield Regional(
            region=region,
            peers=tuple(
                Person(each.name, home, each.email if with_email else "") for each, home in peers[:MOST_PEERS]
            ),
            more=max(0, len(peers) - MOST_PEERS),
            adviser=_person(adviser, with_email=True) if adviser else None,
        )


def _person(contact: Contact, *, with_email: bool) -> Person:
    return Person(contact.name, contact.organisation, contact.email if with_email else "")
