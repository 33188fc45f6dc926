"""Proves that nothing was lost and nothing went twice, or names every message of which that cannot be said.

Three records are held against each other: what the histories say should exist, which is derived anew and asks
nothing of what a round has stored; the outbox; and what the providers themselves have.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from casework.case import working_days
from casework.digests import WEEK, issue_of
from casework.expectations import Calendars, Days, Expectations, Expected, Slot, expect, is_story
from casework.proof_findings import COMPARE, PUT_BACK, WHICH_COUNTS, Finding, Kind, Proof, Window, day_of
from casework.proof_of_post import Outbox
from channels.records import Record
from db import calendars, challenges, evidence, people, standings
from db.digests import DIGEST
from db.evidence import Filled
from domain.days import long_date
from domain.lifecycle import PersonId, Reference
from domain.schemes import scheme

AT_ONCE = 100
"""How many challenges are read with one question to the database."""
ONE_DAY = timedelta(days=1)

SEE_TO_IT = "Run `cpc round`, which writes whatever is owed and has not been written."
TOO_LATE = "It is owed no longer ({why}). Tell the reader yourself if it still matters."
RUN_DIGEST = "Run `cpc digest`, which tells of everything that has not been told."


def prove(
    session: Session,
    window: Window,
    at: datetime,
    records: Mapping[str, Record],
    reference: Reference | None = None,
) -> Proof:
    """Hold histories, outbox and the providers' records against each other, of one challenge or of all."""
    proof = Proof()
    wanted = [reference] if reference else standings.references(session)
    calendar = _calendars(session)
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        histories, filled = challenges.histories(session, some), evidence.filled(session, some)
        for each in challenges.get_all(session, some):
            days = Days.entered(histories[each.reference])
            owed = expect(each.reference, scheme(each.scheme), calendar, days, window.last)
            found = _better(_Matching(owed, filled[each.reference], window))
            proof.challenges += 1
            proof.owed += len(found.owed.due)
            proof.findings += found.findings
    outbox = Outbox(session, proof, window, at, records, reference)
    proof.findings += [each for each in outbox.findings() if window.holds(each.on)]
    proof.findings = sorted(_named(session, proof.findings), key=lambda each: (each.on, each.key, each.kind))
    return proof


def _calendars(session: Session) -> Calendars:
    """Return the calendars that were known, from one change to the next."""
    kept = calendars.kept_closings(session, removed=True)
    moments = (moment for each in kept for moment in (each.added_at, each.removed_at) if moment)
    changed = sorted({day_of(moment) for moment in moments})
    found = [
        working_days(
            session,
            tuple(
                each.what
                for each in kept
                if day_of(each.added_at) <= day and not (each.removed_at and day_of(each.removed_at) <= day)
            ),
        )
        for day in (date.min, *changed)
    ]
    return Calendars(changed, found)


def _better(entered: _Matching) -> _Matching:
    """Read a history as a story told over again, if that is possible and explains more."""
    owed, found = entered.owed, entered.findings
    if not found or not is_story(owed.days.history):
        return entered
    told = Days.told(owed.days.history)
    until = min(owed.until, told.known[-1])
    again = expect(owed.reference, owed.scheme, owed.calendars, told, until)
    matching = _Matching(again, entered.filled, entered.window)
    return min(matching, entered, key=lambda each: len(each.findings))


# One challenge: its history and its slots


@dataclass
class _Matching:
    """Holds what one history says against the slots that are filled."""

    owed: Expectations
    filled: Sequence[Filled]
    window: Window
    findings: list[Finding] = field(init=False)

    def __post_init__(self) -> None:
        found = (*self._missing(), *self._surplus(), *self._doubled(), *self._digests())
        self.findings = [each for each in found if self.window.holds(each.on)]

    def _standing(self) -> Iterator[Filled]:
        """Give the slots that a message fills; one that was withdrawn or is not there fills none."""
        return (
            each for each in self.filled if each.state not in (None, "withdrawn") and each.notice != DIGEST
        )

    def _missing(self) -> Iterator[Finding]:
        there = {(each.key, each.slot) for each in self._standing()}
        broken = {(each.key, each.slot): each.number for each in self.filled if each.state is None}
        withdrawn = {(each.key, each.slot.partition("!")[0]) for each in self.filled if "!" in each.slot}
        for slot, due in {**self.owed.due, **self._left_out(there)}.items():
            why = self.owed.lapsed.get(slot)
            if slot in there or (why and slot in withdrawn):
                continue
            if slot in broken:
                yield self._of(due, f"message {broken[slot]} is named for it and is not there", PUT_BACK)
            else:
                what = f"it has been owed since {long_date(due.on)} and there is no message"
                yield self._of(due, what, TOO_LATE.format(why=why) if why else SEE_TO_IT)

    def _left_out(self, there: Collection[Slot]) -> dict[Slot, Expected]:
        """Return what a story has to send too, for it has sent other things of the same day."""
        lived = {each.on for slot, each in self.owed.loose.items() if slot in there}
        return {slot: each for slot, each in self.owed.loose.items() if each.on in lived}

    def _of(self, due: Expected, what: str, remedy: str) -> Finding:
        text = f"{due.title}: {what}"
        return Finding(Kind.MISSING, self.owed.reference, due.key, due.person, due.on, text, remedy)

    def _surplus(self) -> Iterator[Finding]:
        for each in self._standing():
            slot = (each.key, each.slot)
            if not self.owed.was_allowed(slot, each.person or PersonId("")):
                is_known = slot in self.owed.allowed
                what = "it was owed to somebody else" if is_known else "nobody was ever owed it"
                yield _surplus(self.owed.reference, each, what)

    def _doubled(self) -> Iterator[Finding]:
        found: dict[tuple[str, PersonId | None], dict[int, Filled]] = {}
        for each in self._standing():
            found.setdefault((each.key, each.person), {})[each.number] = each
        for several in found.values():
            for first, other in pairwise(several.values()):
                what = f"message {other.number} says what message {first.number} says"
                yield replace(_surplus(self.owed.reference, other, what, WHICH_COUNTS), kind=Kind.DOUBLED)

    # Digests tell of a history entry by entry, and of each entry once

    def _digests(self) -> Iterator[Finding]:
        told = [each for each in self.filled if each.notice == DIGEST and each.state]
        advisers = {who for _, who in self.owed.advisers}
        for each in told:
            if each.person not in advisers or not 0 < _up_to(each) <= len(self.owed.days.history):
                yield _surplus(self.owed.reference, each, "there was nothing to tell this reader")
        if not self.owed.days.are_told:
            yield from self._untold(told)

    def _untold(self, told: Sequence[Filled]) -> Iterator[Finding]:
        """Name the weeks in which an adviser had something to be told of and was not."""
        bounds: dict[PersonId | None, int] = {}
        for day, following in pairwise(self._issues()):
            who, days = self.owed.adviser(day), self.owed.days
            wanted = days.before(day)
            is_steady = who is not None and self.owed.adviser(day - ONE_DAY) == who
            if day > self.owed.until or not is_steady or wanted <= bounds.get(who, 0):
                continue
            bounds[who] = days.by(day)
            mine = [each for each in told if each.person == who]
            has_been = any(
                day <= _issued(each) < following or (_issued(each) < day and _up_to(each) >= wanted)
                for each in mine
            )
            if not has_been:
                key = f"{self.owed.reference}/{DIGEST}/{who}/{day}"
                what = f"Digest: nothing tells of what was recorded before {long_date(day)}"
                yield Finding(Kind.MISSING, self.owed.reference, key, who or "", day, what, RUN_DIGEST)

    def _issues(self) -> Iterator[date]:
        """Give the days of digests to the end, and more than one after it; closed weeks share one."""
        monday, last = self.owed.days.known[0], date.min
        monday -= monday.weekday() * ONE_DAY
        while monday <= self.owed.until + 2 * WEEK:
            day = issue_of(monday, self.owed.calendars.on(min(monday, self.owed.until)))
            if day > last:
                yield day
            monday, last = monday + WEEK, day


def _up_to(digest: Filled) -> int:
    return int(digest.slot) if digest.slot.isdigit() else 0


def _issued(digest: Filled) -> date:
    return date.fromisoformat(digest.key.rpartition("/")[2])


def _surplus(reference: Reference, each: Filled, what: str, remedy: str = COMPARE) -> Finding:
    day = day_of(each.queued_at) if each.queued_at else date.min
    text = f"Message {each.number}: {what}"
    return Finding(Kind.UNEXPECTED, reference, each.key, each.to or "", day, text, remedy)


def _named(session: Session, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Put addresses in the place of people's identifiers."""
    found = list(findings)
    known = people.by_id(session, {PersonId(each.to) for each in found})
    for each in found:
        person = known.get(PersonId(each.to))
        yield replace(each, to=person.email) if person else each
