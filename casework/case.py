"""One challenge on the desk: its history and everything that is kept beside it, read at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from db import calendars, challenges, contents, councils, papers, people
from db.papers import Done
from db.people import PersonFacts
from domain.calendars import Calendar, Closing, calendar_of
from domain.content_reader import read_content
from domain.contents import Content, Report, Value
from domain.councils import CouncilType
from domain.lifecycle import CouncilCode, Event, History, PersonId, Reference
from domain.outlook import Outlook, outlook
from domain.owed import OwedDocument, OwedNotice
from domain.rules import Scheme
from domain.schemes import scheme
from domain.working_days import Division
from settings import settings

T = TypeVar("T")


@dataclass(frozen=True)
class Case:
    """A challenge with its history, what has been done and who is named; contents are fetched when asked for.

    ``is_first_time`` says that none of the councils had a challenge before this one, ``kinds`` what each is.
    """

    session: Session
    reference: Reference
    scheme: Scheme
    history: History
    calendar: Calendar
    done: Done
    people: Mapping[PersonId, PersonFacts]
    is_first_time: bool
    kinds: Mapping[CouncilCode, CouncilType]
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

    def documents_owed(self, today: date) -> list[OwedDocument]:
        """Return the documents that can be prepared on a day and have not been."""
        made = self.done.made
        owed = self.on(today).documents
        return [each for each in owed if each.is_ready and self.key(each.key) not in made]

    def notices_owed(self, today: date) -> list[OwedNotice]:
        """Return the notices that can be sent on a day and have not been."""
        told = self.done.told
        owed = self.on(today).notices
        return [each for each in owed if each.is_ready and (self.key(each.key), each.slot) not in told]

    def key(self, owed: str) -> str:
        """Return the key under which something owed is done: unique over all challenges."""
        return f"{self.reference}/{owed}"

    def content(self, view: Outlook, kind: Content, council: CouncilCode | None = None) -> Value | None:
        """Return what was last handed in of a kind by the day of a view, if anything."""
        event = view.reading.content(kind, council)
        return self.brought(view, event, kind, council) if event else None

    def brought(
        self, view: Outlook, event: Event, kind: Content, council: CouncilCode | None = None
    ) -> Value | None:
        """Return what an event handed in of a kind, also if something else has taken its place."""
        if event.details.digest is None:
            return None
        return self.once(event.seq, lambda: self._read(view, event, kind, council))

    def _read(self, view: Outlook, event: Event, kind: Content, council: CouncilCode | None) -> Value:
        raw = contents.body(self.session, self.reference, event.details.digest or "")
        found = read_content(kind, raw, **self.known(view, kind, council))
        return found.passed_on(view.reading.heir) if isinstance(found, Report) else found

    def known(self, view: Outlook, kind: Content, council: CouncilCode | None) -> dict[str, tuple[str, ...]]:
        """Return the themes, recommendations and councils that a content may speak of."""
        cites = kind in (Content.PLAN, Content.STATEMENT, Content.REVIEW_REPORT)
        report = self.content(view, Content.REPORT) if cites else None
        return {
            "themes": self.scheme.themes,
            "recommendations": tuple(report.numbers(council)) if report else (),  # type: ignore[union-attr]
            "councils": view.reading.ever_took_part,
        }


def case(session: Session, reference: str, *, lock: bool = False) -> Case:
    """Take a challenge onto the desk; ``UnknownChallenge`` if there is none of that reference.

    With ``lock``, others who want to write to it wait until the transaction ends.
    """
    challenges.get(session, reference, lock=lock)
    return cases(session, [Reference(reference)])[0]


def cases(session: Session, references: Collection[Reference], *, lock: bool = False) -> list[Case]:
    """Take many challenges onto the desk in as many questions to the database as for one."""
    found = challenges.get_all(session, references, lock=lock)
    histories, done = challenges.histories(session, references), papers.done(session, references)
    named = {event.details.person for history in histories.values() for event in history}
    everybody = people.by_id(session, named - {None})
    first_time, calendar = challenges.first_time(session, references), working_days(session)
    kinds = councils.kinds(session, {code for history in histories.values() for code in _codes(history)})
    return [
        Case(
            session=session,
            reference=each.reference,
            scheme=scheme(each.scheme),
            history=histories[each.reference],
            calendar=calendar,
            done=done[each.reference],
            people=everybody,
            is_first_time=each.reference in first_time,
            kinds=kinds,
        )
        for each in found
    ]


def _codes(history: History) -> Iterator[CouncilCode]:
    """Name the councils that take part by a history, or did."""
    for event in history:
        yield from (place.code for place in event.details.councils)
        if event.details.successor:
            yield event.details.successor.code


def working_days(
    session: Session, closings: tuple[Closing, ...] | None = None, *, division: Division | None = None
) -> Calendar:
    """Return the calendar of a division, this installation's if none is named, with all that was entered.

    Give other ``closings`` to see what the calendar would be with those.
    """
    return calendar_of(
        division or Division(settings().division),
        calendars.closings(session) if closings is None else closings,
        calendars.polls(session),
        calendars.electorates(session),
        settings().bank_holiday_years,
    )
