"""The rounds in which a council checks a draft report: what it raised and what became of it.

A round begins when a draft goes out and ends when the council has answered, never because time has passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.contents import Content
from domain.days import Day
from domain.fact_checks import Disposition, Query
from domain.lifecycle import CouncilCode, Event, Happening, Milestone
from domain.reading import Reading

DRAFTS = (Milestone.DRAFT_SENT, Happening.REDRAFTED)


@dataclass(slots=True)
class Raised:
    """A query with its number in the challenge, and the answer to it, if there is one."""

    number: int
    query: Query
    council: CouncilCode | None
    on: Day
    disposition: Disposition | None = None
    reason: str = ""
    answered: Day | None = None


@dataclass(slots=True)
class Round:
    """One draft with the council: when it went out, when the answer came, and what that raised."""

    number: int
    sent: Day
    seq: int
    returned: Day | None = None
    queries: list[Raised] = field(default_factory=list)


@dataclass(slots=True)
class FactCheck:
    """All rounds of a challenge, and what has nothing to rest on because that has been corrected."""

    rounds: list[Round] = field(default_factory=list)
    adrift: list[str] = field(default_factory=list)

    @property
    def queries(self) -> tuple[Raised, ...]:
        """Every query of every round, in the order of their numbers."""
        return tuple(each for found in self.rounds for each in found.queries)

    @property
    def undecided(self) -> tuple[int, ...]:
        """The numbers of the queries that nobody has decided."""
        return tuple(each.number for each in self.queries if each.disposition is None)

    def count(self, disposition: str) -> int:
        """Say how many queries were decided in a way: ``accepted``, ``partly`` or ``declined``."""
        return sum(each.disposition == disposition for each in self.queries)

    def query(self, number: int) -> Raised | None:
        """Return a query by its number."""
        return next((each for each in self.queries if each.number == number), None)


def fact_check(reading: Reading) -> FactCheck:
    """Return the rounds of a challenge, with the queries of each and what was decided on them."""
    found = FactCheck()
    for event in reading.events:
        _take_in(found, event)
    return found


def _take_in(found: FactCheck, event: Event) -> None:
    said, latest = event.details, found.rounds[-1] if found.rounds else None
    if event.kind is Milestone.DRAFT_SENT or (event.kind is Happening.REDRAFTED and latest):
        found.rounds.append(Round(len(found.rounds) + 1, event.on, event.seq))
    elif event.kind is Happening.REDRAFTED:
        found.adrift.append("a further draft")
    elif event.kind is Milestone.FACT_CHECK_RETURNED and latest:
        latest.returned = event.on
    elif event.kind is Happening.QUERIED and latest and said.query:
        latest.queries.append(Raised(said.number or 0, said.query, event.council, event.on))
    elif event.kind is Happening.QUERIED:
        found.adrift.append(f"query {said.number}")
    elif event.kind is Happening.ANSWERED:
        _answered(found, event)


def _answered(found: FactCheck, event: Event) -> None:
    raised = found.query(event.details.number or 0)
    if raised is None:
        found.adrift.append(f"the answer to query {event.details.number}")
        return
    raised.disposition, raised.reason = event.details.disposition, event.details.reason or ""
    raised.answered = event.on


def reports_since(reading: Reading, draft: int) -> tuple[Event, ...]:
    """Return the events that brought the report of a draft, which has a number, and every later one."""
    found = [*_reports(reading)]
    since = [event for event in found if event.seq > draft]
    return (*since, *found[len(since) : len(since) + 1])


def is_changed(reading: Reading) -> bool:
    """Say whether the report has been handed in anew, in other words, since the last draft went out."""
    rounds = fact_check(reading).rounds
    return bool(rounds) and _digest(reading) != _digest(reading, rounds[-1].seq)


def is_changed_without_leave(reading: Reading) -> bool:
    """Say whether the report has changed since the last draft with no query on that draft accepted."""
    rounds = fact_check(reading).rounds
    return is_changed(reading) and not any(
        each.disposition and each.disposition.changes_the_report for each in rounds[-1].queries
    )


def _digest(reading: Reading, before: int | None = None) -> str | None:
    """Return the hash of the report as it was last handed in, or had been before an event."""
    handed_in = (event.details.digest for event in _reports(reading) if before is None or event.seq < before)
    return next(handed_in, None)


def _reports(reading: Reading) -> Iterator[Event]:
    for event in reversed(reading.events):
        if event.kind is Happening.CONTENT_RECEIVED and event.details.content == Content.REPORT:
            yield event
