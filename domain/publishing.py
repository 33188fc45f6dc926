"""What of a challenge is public: what a council was recorded to have published, and nothing beside it.

The scheme says which milestone publishes what. A document is the public's from the day on which its
council met that milestone for as long as no correction takes it back, and it was made of what was
published: where other words were handed in and settled after it was filed, it is an earlier version.
Of a sample nothing is ever public: it tells of a real council what never was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.contents import Content
from domain.councils import place_key
from domain.lifecycle import CouncilCode, Event, Happening, Kind, Milestone, Reference
from domain.reading import Reading
from domain.rules import DocumentRule, MilestoneRule, Scheme

_SLUG = re.compile(r"(?P<council>[a-z0-9-]+)-(?P<reference>cpc-\d{4}-\d{3,})\Z")


@dataclass(frozen=True, slots=True)
class Filed:
    """A document as it was filed: by which rule, for which council as it was then named, and when."""

    name: str
    council: CouncilCode | None
    made_at: datetime


def publishing(scheme: Scheme) -> tuple[MilestoneRule, ...]:
    """Return the milestones with which a council publishes something, in their order."""
    return tuple(rule for rule in scheme.milestones.values() if rule.publishes)


def publication_of(rule: DocumentRule, scheme: Scheme) -> Milestone | None:
    """Return the milestone that makes a document public; none if nothing ever does.

    What the scheme owes because something was published is public with it.
    """
    if not rule.public:
        return None
    found = (
        each.milestone
        for each in publishing(scheme)
        if rule.name == each.publishes or each.milestone is rule.when
    )
    return next(found, None)


def is_public(filed: Filed, reading: Reading, scheme: Scheme) -> bool:
    """Say whether everybody may have a document on the day of a reading."""
    rule = scheme.documents.get(filed.name)
    milestone = publication_of(rule, scheme) if rule else None
    if (
        rule is None
        or milestone is None
        or reading.is_invented
        or not events_of(milestone, filed.council, reading, reading.events)
    ):
        return False
    causes = events_of(rule.when, filed.council, reading, reading.events)
    return bool(causes) and all(
        each.at is None or each.at <= filed.made_at
        for each in events_of(Happening.CONTENT_RECEIVED, filed.council, reading, reading.events)
        if each.seq < causes[-1].seq and each.details.content in rule.content
    )


def was_public(filed: Filed, reading: Reading, scheme: Scheme) -> bool:
    """Say whether a document was public once, and what made it so has been taken back."""
    rule = scheme.documents.get(filed.name)
    milestone = publication_of(rule, scheme) if rule else None
    return bool(milestone and events_of(milestone, filed.council, reading, reading.void))


def published(milestone: Milestone, council: CouncilCode, reading: Reading) -> Event | None:
    """Return the event with which a council published something, or a council whose part it has taken on."""
    if reading.is_invented:
        return None
    found = [
        each for each in reading.events if each.kind is milestone and reading.heir(each.council) == council
    ]
    return found[-1] if found else None


def withdrawn(council: CouncilCode, reading: Reading, scheme: Scheme) -> bool:
    """Say whether a council had something published that has been taken back, and has nothing else."""
    mine = [
        each
        for rule in publishing(scheme)
        for each in reading.void
        if each.kind is rule.milestone and reading.heir(each.council) == council
    ]
    return bool(mine) and council not in publishers(reading, scheme)


def publishers(reading: Reading, scheme: Scheme) -> tuple[CouncilCode, ...]:
    """Return the councils that have published something, in the order in which they take part."""
    return tuple(
        place.code
        for place in reading.councils
        if any(published(rule.milestone, place.code, reading) for rule in publishing(scheme))
    )


def settled(
    content: Content, milestone: Milestone, council: CouncilCode | None, reading: Reading
) -> Event | None:
    """Return the event that brought the words which a milestone made final; none before it is met.

    What is handed in after it is no part of it, and neither is what another council wrote.
    """
    final = events_of(milestone, council, reading, reading.events)
    brought = [
        each
        for each in events_of(Happening.CONTENT_RECEIVED, council, reading, reading.events)
        if each.details.content == content and each.council == council
        if final and each.seq < final[-1].seq
    ]
    return brought[-1] if brought else None


def changes_what_is_shown(kinds: Iterable[Kind], scheme: Scheme) -> bool:
    """Say whether events of these kinds change what can be found of a challenge, or who may find it."""
    return not _SHOWS.isdisjoint(kinds) or any(rule.milestone in kinds for rule in publishing(scheme))


_SHOWS: frozenset[Kind] = frozenset(
    {
        Happening.OPENED,
        Happening.ACTION_UPDATED,
        Happening.CONSENTED,
        Happening.CONTENT_RECEIVED,
        Happening.CORRECTED,
        Happening.SUPERSEDED,
        Milestone.REPORT_FINALISED,
        Milestone.REVIEW_REPORT_FINALISED,
        Milestone.VISIT_STARTED,
    }
)


def slug(council: str, reference: Reference) -> str:
    """Return the last part of a permanent address: ``tamworth-cpc-2024-001``."""
    return f"{place_key(council).replace(' ', '-')}-{reference.lower()}"


def slug_parts(text: str) -> tuple[str, Reference] | None:
    """Take a slug apart into the council as it is named in it and the challenge; none if it is no slug."""
    match = _SLUG.match(text.lower())
    return (match["council"], Reference(match["reference"].upper())) if match else None


def council_named(text: str, reading: Reading) -> CouncilCode | None:
    """Return which council is meant by a slug's name for it, by any name that it ever had in a challenge."""
    known = [*reading.opened_with, *(each.new for each in reading.successions), *reading.councils]
    for place in known:
        if text in (place_key(place.name).replace(" ", "-"), place.code.lower()):
            return reading.heir(place.code)
    return None


def events_of(
    kind: Kind, council: CouncilCode | None, reading: Reading, events: Iterable[Event]
) -> list[Event]:
    """Return the events of a kind that are a council's, by any name that its part came to have; or all."""
    mine = {None, *(_line(council, reading) if council else ())}
    found = [each for each in events if each.kind is kind and (council is None or each.council in mine)]
    return sorted(found, key=lambda each: each.seq)


def _line(council: CouncilCode, reading: Reading) -> Iterator[CouncilCode]:
    """Go through the councils that had the part of one after it, as far as nobody else's came to it as well.

    Of two councils that became one, what only one had written is not what the new council publishes.
    """
    yield council
    for each in reading.successions:
        if each.old.code == council and not _is_joined(each.new.code, reading):
            council = each.new.code
            yield council


def _is_joined(code: CouncilCode, reading: Reading) -> bool:
    came = sum(each.new.code == code for each in reading.successions)
    return came + any(place.code == code for place in reading.opened_with) > 1
