"""Says what will go out by itself in the coming days, and what of it waits for somebody.

Nothing is scheduled, so nothing can be looked up: the challenges of which something comes due are read
on each day on which that happens, as the morning round will read them. The list of challenges says
which they are, so that no other is opened.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby

from sqlalchemy.orm import Session

from casework.case import Case, cases
from casework.notices import matter
from casework.preview import DOCUMENT, NOTICE, Owed
from casework.standings import advisers_called
from casework.wishes import ToCome, to_come
from db import standings
from db.people import PersonFacts
from domain.errors import RulesRefuse
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.outlook import Outlook
from domain.owed import Gap, OwedNotice

AT_ONCE = 100
"""How many challenges are read with one question to the database."""


class TooManyToRead(RulesRefuse):
    """More challenges would have to be read than anybody waits for."""

    def __str__(self) -> str:
        number, most = self.args
        return (
            f"Something of {number:,} challenges comes due, and a page reads {most:,}. "
            "Choose a principal adviser, to see what goes out in their challenges."
        )


@dataclass(frozen=True, slots=True)
class Coming:
    """A document or notice that comes due, whom it goes to, and what it waits for if it does.

    An optional notice can be changed ``until`` a day, by its key; ``words_from`` names who has added a
    personal paragraph to it.
    """

    on: date
    reference: Reference
    host: str
    kind: str
    name: str
    title: str
    council: CouncilCode | None
    readers: tuple[PersonFacts, ...]
    waits_for: tuple[Gap, ...]
    key: str
    until: date | None = None
    words_from: tuple[str, ...] = ()

    @property
    def command(self) -> str:
        """The command that shows it."""
        whose = f" --council {self.council}" if self.council else ""
        whom = f" --person {self.readers[0].id}" if self.kind == DOCUMENT and self.readers else ""
        return f"cpc preview {self.reference} {self.kind}/{self.name} --on {self.on.isoformat()}{whose}{whom}"


def upcoming(
    session: Session,
    today: date,
    days: int,
    *,
    reference: Reference | None = None,
    adviser: str | None = None,
    most: int | None = None,
) -> list[Coming]:
    """Return what comes due in so many days from today, earliest first; of one challenge, or an adviser's.

    ``UnknownAdviser`` if nobody goes by that name or address, ``TooManyToRead`` if it is of more challenges
    than ``most``.
    """
    until = today + timedelta(days=days)
    known = advisers_called(session, adviser) if adviser else None
    wanted = [reference] if reference else standings.coming(session, until, known)
    if most is not None and len(wanted) > most:
        raise TooManyToRead(len(wanted), most)
    found = [
        coming
        for start in range(0, len(wanted), AT_ONCE)
        for on_desk in cases(session, wanted[start : start + AT_ONCE])
        for coming in _Days(on_desk, today, until).coming()
    ]
    return sorted(found, key=lambda each: (each.on, each.reference))


@dataclass
class _Days:
    """The days of one challenge on which something comes due."""

    on_desk: Case
    today: date
    until: date
    seen: set[tuple[str, str, bool]] = field(default_factory=set)

    def coming(self) -> Iterator[Coming]:
        """Return what is new on each of the days; what has been seen to on one is done on the next."""
        day: date | None = self.today
        while day and day <= self.until:
            view = self.on_desk.on(day)
            for _, same in groupby(self._new(view), key=lambda each: (each.key, bool(each.waits_for))):
                yield self._coming(view, list(same))
            day = view.next_change

    def _new(self, view: Outlook) -> list[Owed]:
        """Return what is owed on a day, has not been done and was not owed before, under its keys.

        What waited and waits no longer, because it was held back until that day, is new once more.
        """
        done = self.on_desk.done
        fresh: list[Owed] = []
        owed: tuple[Owed, ...] = (*view.documents, *view.notices)
        for each in owed:
            slot = each.slot if isinstance(each, OwedNotice) else ""
            key = self.on_desk.key(each.key)
            is_done = (key, slot) in done.told if isinstance(each, OwedNotice) else key in done.made
            place = (key, slot, bool(each.waits_for))
            if not each.lapsed and not is_done and place not in self.seen:
                self.seen.add(place)
                fresh.append(each)
        fresh = [*_last_words(fresh)]
        places = {each.key: number for number, each in enumerate(fresh)}
        return sorted(fresh, key=lambda each: (places[each.key], bool(each.waits_for)))

    def _coming(self, view: Outlook, same: Sequence[Owed]) -> Coming:
        first, known = same[0], self.on_desk.people
        several, wished = len(view.reading.councils) > 1, self.optional.get(first.key)
        return Coming(
            on=self._working_day(view.today),
            reference=self.on_desk.reference,
            host=", ".join(_hosts(view, first.council)),
            kind=NOTICE if isinstance(first, OwedNotice) else DOCUMENT,
            name=first.rule.name,
            title=first.rule.title,
            council=first.council if several else None,
            readers=tuple(known[each] for each in dict.fromkeys(_readers(same))),
            waits_for=tuple(dict.fromkeys(gap for each in same for gap in each.waits_for)),
            key=first.key,
            until=wished.until if wished and wished.is_open else None,
            words_from=tuple(dict.fromkeys(_signers(self.on_desk, wished))),
        )

    @cached_property
    def optional(self) -> dict[str, ToCome]:
        """The optional messages to come as they stand today, by their keys."""
        return {each.key: each for each in to_come(self.on_desk, self.today)}

    def _working_day(self, day: date) -> date:
        """Return the day on which the round sees to it, which is one on which people work."""
        return self.on_desk.calendar.next_working_day(day)


def _last_words(fresh: Sequence[Owed]) -> Iterator[Owed]:
    """Pass over a reminder for which, to the same reader, a later one of the same deadline will speak."""
    last: dict[Hashable, OwedNotice] = {}
    going = [each for each in fresh if isinstance(each, OwedNotice) and each.is_ready]
    for each in sorted(going, key=lambda each: each.on, reverse=True):
        last.setdefault((matter(each), each.person), each)
    for owed in fresh:
        if isinstance(owed, OwedNotice) and owed.is_ready and last[matter(owed), owed.person].key != owed.key:
            continue
        yield owed


def _signers(on_desk: Case, wished: ToCome | None) -> Iterator[str]:
    for line in wished.lines.values() if wished else ():
        yield on_desk.people[PersonId(line.details.person or "")].name


def _hosts(view: Outlook, council: CouncilCode | None) -> list[str]:
    return [place.name for place in view.reading.councils if council in (None, place.code)]


def _readers(same: Iterable[Owed]) -> Iterator[PersonId]:
    for each in same:
        if each.person:
            yield each.person
