"""One challenge on the desk: its history and everything that is kept beside it, read at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db import challenges, contents, people
from db.people import PersonFacts
from domain.contents import Content, Value, read_content
from domain.lifecycle import CouncilCode, Event, History, PersonId, Reference
from domain.outlook import Outlook, outlook
from domain.rules import Scheme
from domain.schemes import scheme
from domain.working_days import Division, WorkingDays
from settings import settings

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """A challenge with its history; people and contents are fetched when something is written."""

    session: Session
    reference: Reference
    scheme: Scheme
    history: History
    calendar: WorkingDays
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def on(self, today: date) -> Outlook:
        """Return the outlook of a day."""
        return self.once(today, lambda: outlook(self.history, self.scheme, self.calendar, today))

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Work something out the first time it is asked for; a case lies on the desk unchanged."""
        if key not in self._kept:
            self._kept[key] = make()
        found: T = self._kept[key]
        return found

    @cached_property
    def people(self) -> Mapping[PersonId, PersonFacts]:
        """Everybody whom the history names."""
        ids = {event.details.person for event in self.history if event.details.person}
        return people.by_id(self.session, ids)

    @cached_property
    def is_first_time(self) -> bool:
        """Whether none of the councils had a challenge before this one."""
        return challenges.is_first_time(self.session, self.reference)

    def content(self, view: Outlook, kind: Content, council: CouncilCode | None = None) -> Value | None:
        """Return what was last handed in of a kind by the day of a view, if anything."""
        event = view.reading.content(kind, council)
        if event is None or event.details.digest is None:
            return None
        return self.once(event.seq, lambda: self._read(view, event, kind, council))

    def _read(self, view: Outlook, event: Event, kind: Content, council: CouncilCode | None) -> Value:
        raw = contents.body(self.session, self.reference, event.details.digest or "")
        return read_content(kind, raw, **self.known(view, kind, council))

    def known(self, view: Outlook, kind: Content, council: CouncilCode | None) -> dict[str, tuple[str, ...]]:
        """Return the themes, recommendations and councils that a content may speak of."""
        cites = kind in (Content.PLAN, Content.STATEMENT, Content.REVIEW_REPORT)
        report = self.content(view, Content.REPORT) if cites else None
        return {
            "themes": self.scheme.themes,
            "recommendations": tuple(report.numbers(council)) if report else (),  # type: ignore[union-attr]
            "councils": tuple(place.code for place in view.reading.councils),
        }


def case(session: Session, reference: Reference) -> Case:
    """Take a challenge onto the desk; ``UnknownChallenge`` if there is none of that reference."""
    found = challenges.get(session, reference)
    return Case(
        session, found.reference, scheme(found.scheme), challenges.history(session, reference), working_days()
    )


def working_days() -> WorkingDays:
    """Return the calendar of this installation's part of the country."""
    return WorkingDays(Division(settings().division))
