"""Which documents a history owes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from domain.lifecycle import CouncilCode, Event, Kind, Milestone
from domain.moves import supplier_of
from domain.owed import Gap, OwedDocument, key_of
from domain.people import ROLES, Side, roles_on
from domain.reading import Reading
from domain.rules import DocumentRule, Per, Scheme


def owed_documents(reading: Reading, scheme: Scheme) -> tuple[OwedDocument, ...]:
    """Return the documents that are owed, done or not, each once under its key."""
    found: dict[str, OwedDocument] = {}
    for rule in scheme.documents.values():
        for each in _occurrences(rule, reading):
            known = found.get(each.key)
            if known is None or known.lapsed:
                found[each.key] = each
    return tuple(found.values())


def _occurrences(rule: DocumentRule, reading: Reading) -> Iterator[OwedDocument]:
    counts: dict[CouncilCode | None, int] = {}
    for event in events_for(rule.brought_by, reading):
        is_extra = event.kind in rule.first_time_when
        if is_extra and not reading.was_first_time(event):
            continue
        if rule.says and getattr(event.details, rule.says) is None:
            continue
        lapsed = why_lapsed(event, reading)
        if rule.per is Per.PEER:
            yield from _for_peers(rule, reading, event, lapsed)
            continue
        for named in _named(rule, reading, event):
            counts[named] = counts.get(named, 0) + 1 if rule.again_when and not is_extra else 1
            occurrence = str(event.kind) if is_extra else str(counts[named])
            key, council = key_of("document", rule.name, named, occurrence), reading.heir(named)
            yield OwedDocument(key, rule, event, council, None, _waits(rule, reading, council), lapsed)


def _named(rule: DocumentRule, reading: Reading, event: Event) -> Sequence[CouncilCode | None]:
    """Return whose documents an event owes, by the councils of its day: a successor is owed none anew."""
    if event.council:
        return [event.council]
    return reading.councils_at(event) if rule.per is Per.COUNCIL else [None]


def _for_peers(
    rule: DocumentRule, reading: Reading, event: Event, lapsed: str | None
) -> Iterator[OwedDocument]:
    peers = set(roles_on(Side.PEERS))
    for each in reading.holdings:
        if each.role in peers and reading.came_before(rule.until, each):
            gone = "the peer has left the team" if reading.left_on(each) else None
            yield OwedDocument(
                key_of("document", rule.name, None, each.person),
                rule,
                event,
                person=each.person,
                waits_for=_waits(rule, reading, None),
                lapsed=lapsed or gone,
            )


def _waits(rule: DocumentRule, reading: Reading, council: CouncilCode | None) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"the content '{content}' has not been handed in", ROLES[supplier_of(content)].title)
        for content in rule.content
        if not reading.content(content, council)
    )


def events_for(kinds: tuple[Kind, ...], reading: Reading) -> list[Event]:
    """Return the events of these kinds that owe something, undone ones included, in order of recording."""
    if len(kinds) == 1:  # As nearly every rule has it; those of one kind stand in order.
        return reading.causes.get(kinds[0], [])
    found = [event for kind in dict.fromkeys(kinds) for event in reading.causes.get(kind, ())]
    return sorted(found, key=lambda each: each.seq)


def why_lapsed(event: Event, reading: Reading) -> str | None:
    """Say why nothing is owed any more for an event, if so."""
    if any(event is each for each in reading.void):
        return "what it reported has been corrected"
    cancelled = reading.cancelled
    if cancelled and (event.seq < cancelled.seq or isinstance(event.kind, Milestone)):
        return "the challenge has been cancelled"
    return None
