"""The JSON of what there is to learn: findings with their evidence, what narrows them down, whom to ask."""

from __future__ import annotations

from typing_extensions import TypedDict

from casework.learning import Adviser, Choice, Learnt, Lesson, Person, Regional
from domain.findings import Held
from domain.learning import Facet
from domain.lifecycle import Reference
from domain.service_areas import Area, Vocabulary


class NamedShape(TypedDict):
    """A service area."""

    key: str
    title: str


class PersonShape(TypedDict):
    """Somebody to ask; without an address for those who may not see it."""

    name: str
    organisation: str
    email: str | None


class AdviserShape(TypedDict):
    """The principal adviser of a council, if it has one."""

    council: str
    adviser: PersonShape | None


class RegionalShape(TypedDict):
    """The councillors of a region who go out as peers, or its principal adviser where there are none."""

    region: str
    member_peers: list[PersonShape]
    more: int
    adviser: PersonShape | None


class LessonShape(TypedDict):
    """A finding with its evidence; ``marked`` are the words by which it was found."""

    key: str
    reference: str
    kind: str
    title: str
    text: str
    marked: list[str]
    theme: str | None
    areas: list[NamedShape]
    source: str
    year: str | None
    councils: list[str]
    regions: list[str]
    consent: str
    shared: bool
    public: bool
    register: str | None
    ask: list[AdviserShape]


class ChoiceShape(TypedDict):
    """A value by which findings can be narrowed down, and how many it would leave."""

    value: str
    count: int
    chosen: bool


class LearntShape(TypedDict):
    """A page of what was found, in the order in which it answers the question."""

    question: str
    areas: list[NamedShape]
    all_terms: bool
    complete: bool
    total: int
    page: int
    pages: int
    facets: dict[str, list[ChoiceShape]]
    findings: list[LessonShape]
    regions: list[RegionalShape]


class AreaShape(TypedDict):
    """A service area, and the terms by which it is found."""

    key: str
    title: str
    terms: list[str]


class VocabularyShape(TypedDict):
    """The service areas of one version."""

    version: str
    areas: list[AreaShape]


def learnt_as_json(found: Learnt, base: str = "") -> LearntShape:
    """Return a page of what was found; ``base`` stands before addresses."""
    return {
        "question": found.question,
        "areas": [{"key": key, "title": found.vocabulary.title(key)} for key in found.areas],
        "all_terms": not found.is_any,
        "complete": not found.is_cut,
        "total": found.total,
        "page": found.number,
        "pages": found.pages,
        "facets": {facet.value: [_choice(each) for each in found.facets[facet]] for facet in Facet},
        "findings": [_lesson(each, found.vocabulary, base) for each in found.lessons],
        "regions": [_regional(each) for each in found.regional],
    }


def vocabulary_as_json(known: Vocabulary) -> VocabularyShape:
    """Return a version of the service areas."""
    return {"version": known.version, "areas": [_area(each) for each in known.areas.values()]}


def _area(area: Area) -> AreaShape:
    return {"key": area.key, "title": area.title, "terms": list(area.terms)}


def _choice(each: Choice) -> ChoiceShape:
    return {"value": each.value, "count": each.count, "chosen": each.is_chosen}


def _lesson(each: Lesson, areas: Vocabulary, base: str) -> LessonShape:
    return {
        "key": each.key,
        "reference": each.reference,
        "kind": str(each.kind),
        "title": "".join(piece.text for piece in each.title),
        "text": "".join(piece.text for piece in each.text),
        "marked": [piece.text for piece in (*each.title, *each.text) if piece.is_match],
        "theme": each.theme or None,
        "areas": [{"key": key, "title": areas.title(key)} for key in each.areas],
        "source": each.source,
        "year": each.year or None,
        "councils": [whose.name for whose in each.councils],
        "regions": list(each.regions),
        "consent": str(each.consent),
        "shared": each.is_shared,
        "public": each.is_public,
        "register": f"{base}/register/{each.register_slug}" if each.register_slug else None,
        "ask": [_adviser(asked) for asked in each.advisers],
    }


def _adviser(each: Adviser) -> AdviserShape:
    return {"council": each.council, "adviser": _person(each.person)}


def _regional(each: Regional) -> RegionalShape:
    return {
        "region": each.region,
        "member_peers": [_somebody(peer) for peer in each.peers],
        "more": each.more,
        "adviser": _person(each.adviser),
    }


def _person(person: Person | None) -> PersonShape | None:
    return _somebody(person) if person else None


def _somebody(person: Person) -> PersonShape:
    return {"name": person.name, "organisation": person.organisation, "email": person.email or None}


class OfferedShape(TypedDict):
    """A finding about which a council can be asked, with what it has said."""

    key: str
    kind: str
    title: str
    text: str
    source: str
    councils: list[str]
    consent: str


def offered_as_json(held: Held) -> OfferedShape:
    """Return a finding about which a council can be asked."""
    finding = held.finding
    return {
        "key": finding.key,
        "kind": str(finding.kind),
        "title": finding.title,
        "text": finding.text,
        "source": finding.source,
        "councils": list(finding.councils),
        "consent": str(held.consent),
    }


class AddedShape(OfferedShape):
    """A finding that was added or tagged, with its tags, and whether that was new."""

    reference: str
    new: bool
    theme: str | None
    areas: list[str]
    final: bool


def added_as_json(held: Held, reference: Reference, *, is_new: bool) -> AddedShape:
    """Return a finding of a challenge that somebody has added or tagged."""
    return {
        "reference": reference,
        "new": is_new,
        **offered_as_json(held),
        "theme": held.finding.theme or None,
        "areas": list(held.finding.areas),
        "final": held.is_final,
    }
