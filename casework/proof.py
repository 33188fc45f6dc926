"""Proves that nothing was lost and nothing went twice, or names every message of which that cannot be said.

Three records are held against each other: what the histories say should exist, which is derived anew and asks
nothing of what a round has stored; the outbox; and what the providers themselves have.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from sqlalchemy.orm import Session

from casework.case import working_days
from casework.digests import WEEK, issue_of
from casework.expectations import Calendars, Days, Expectations, Expected, Slot, expect, is_story
from casework.links import is_asked_for
from casework.parcels import mail_of
from channels.records import Record
from db import calendars, challenges, evidence, people, preferences, standings
from db.digests import DIGEST
from db.evidence import Filled
from db.models import Attempt, Message, Preference
from domain.days import long_date
from domain.lifecycle import PROGRAMME_TIME, PersonId, Reference
from domain.preferences import Choice
from domain.schemes import scheme

AT_ONCE = 100
"""How many challenges are read with one question to the database."""
ONE_DAY = timedelta(days=1)
PATIENCE = {"held": 0, "queued": 0, "sending": 0, "rolled": 8}
"""For how many days a message may wait, by its state: one that somebody wants with the digest, for a week."""
GONE_OUT = ("sent", "delivered")
SPARED = {"declined": "left out", "rolled": "put off"}
"""What is done with a message that its reader need not have, by its state."""

SEE_TO_IT = "Run `cpc round`, which writes whatever is owed and has not been written."
TOO_LATE = "It is owed no longer ({why}). Tell the reader yourself if it still matters."
PUT_BACK = "Put the row back from a backup of the database, and find out who took it away."
COMPARE = "Compare `cpc messages` with `cpc show --history`, and tell the reader if it was wrong."
WHICH_COUNTS = "Tell the reader which of them counts, and look for a second installation that writes to them."
RUN_DIGEST = "Run `cpc digest`, which tells of everything that has not been told."
RUN_POST = "Run `cpc round`, which hands over what waits, and look at what the channel says."
ASK_READER = "Ask the reader, and then give `cpc messages arrived` or `cpc messages retry`."
IS_ASKED = "Run `cpc round` a few minutes later, which finds out whatever can be found out."
OTHER_WAY = "`cpc messages --failed` says why, and what can be done."
AT_PROVIDER = "Compare the provider's copy with `cpc messages`, and tell the reader which is right."


class Kind(StrEnum):
    """What is the matter with a message."""

    MISSING = "missing"
    DOUBLED = "doubled"
    UNEXPECTED = "unexpected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of which it cannot be said that it went out once, to whom it was owed, as it was written."""

    kind: Kind
    reference: Reference | None
    key: str
    to: str
    on: date
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are looked at; without a first one, all up to the last."""

    first: date | None
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return (self.first or date.min) <= day <= self.last


@dataclass
class Proof:
    """What was compared, and everything that does not agree."""

    challenges: int = 0
    owed: int = 0
    messages: int = 0
    waiting: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    """Messages that a provider's own record has, by channel."""
    unseen: Counter[str] = field(default_factory=Counter)
    """Messages that went out by a channel whose provider has no record, or has it no longer."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_proven(self) -> bool:
        """Whether everything agrees."""
        return not self.findings

    def count(self, kind: Kind) -> int:
        """Say how many findings are of a kind."""
        return sum(each.kind is kind for each in self.findings)


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
    outbox = _Outbox(session, proof, window, at, records, reference)
    proof.findings += [each for each in outbox.findings() if window.holds(each.on)]
    proof.findings = sorted(_named(session, proof.findings), key=lambda each: (each.on, each.key, each.kind))
    return proof


def _calendars(session: Session) -> Calendars:
    """Return the calendars that were known, from one change to the next."""
    kept = calendars.kept_closings(session, removed=True)
    moments = (moment for each in kept for moment in (each.added_at, each.removed_at) if moment)
    changed = sorted({_day(moment) for moment in moments})
    found = [
        working_days(
            session,
            tuple(
                each.what
                for each in kept
                if _day(each.added_at) <= day and not (each.removed_at and _day(each.removed_at) <= day)
            ),
        )
        for day in (date.min, *changed)
    ]
    return Calendars(changed, found)


def _day(moment: datetime) -> date:
    return moment.astimezone(PROGRAMME_TIME).date()


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
    day = _day(each.queued_at) if each.queued_at else date.min
    text = f"Message {each.number}: {what}"
    return Finding(Kind.UNEXPECTED, reference, each.key, each.to or "", day, text, remedy)


# The outbox, and what the providers have of it


@dataclass
class _Outbox:
    """Looks at every message by itself: what became of it, and what its provider has."""

    session: Session
    proof: Proof
    window: Window
    at: datetime
    records: Mapping[str, Record]
    reference: Reference | None
    said: dict[tuple[str, str, str], int] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def findings(self) -> Iterator[Finding]:
        """Go through the messages, and then through what is at the providers and not among them."""
        first, last = self.window.first, self.window.last
        since = datetime.combine(first, time.min, PROGRAMME_TIME) if first else None
        before = datetime.combine(last + ONE_DAY, time.min, PROGRAMME_TIME)
        found = evidence.messages(self.session, self.reference, since, before)
        for message, attempts, is_slotted in found:
            yield from self._of_message(message, attempts, is_slotted=is_slotted)
        if self.reference is None and first is None:
            yield from self._strangers()

    def _of_message(
        self, message: Message, attempts: Sequence[Attempt], *, is_slotted: bool
    ) -> Iterator[Finding]:
        taken = [each for each in attempts if each.outcome == "taken"]
        name = taken[-1].name if taken else mail_of(message).name
        self.names |= {name, *(each.name for each in attempts)}
        twice = [name for name, times in Counter(each.name for each in taken).items() if times > 1]
        if twice:
            yield _about(message, Kind.DOUBLED, "it was handed over twice", WHICH_COUNTS)
        if message.state == "withdrawn":
            if taken:
                yield _about(message, Kind.UNEXPECTED, "it went out, and is kept as withdrawn", COMPARE)
            return
        self.proof.messages += 1
        if not is_slotted and not is_asked_for(message):
            yield self._stray(message)
        self.said.setdefault(_words(message), message.id)
        is_out = len(taken) >= message.issue
        if is_out and taken[-1].to_email != message.to_email:
            what = f"it went to {taken[-1].to_email}, and {message.to_email} is kept as its address"
            yield _about(message, Kind.UNEXPECTED, what, COMPARE)
        yield from self._state(message, is_out=is_out)
        if message.state in GONE_OUT and (taken or message.channel in self.records):
            yield from self._at_provider(message, name)
        elif message.state in GONE_OUT:
            what = f"it is kept as {message.state}, and nobody was ever handed it"
            yield _about(message, Kind.MISSING, what, PUT_BACK)

    def _stray(self, message: Message) -> Finding:
        """Name a message that was not owed to anybody; one that says what another says is its double."""
        twin = self.said.get(_words(message))
        if twin:
            return _about(message, Kind.DOUBLED, f"it says what message {twin} says", WHICH_COUNTS)
        return _about(message, Kind.UNEXPECTED, "it is not for anything that was owed", COMPARE)

    def _state(self, message: Message, *, is_out: bool) -> Iterator[Finding]:
        is_left = message.held_until is not None and message.held_until <= self.at
        if message.state == "unknown" or is_left:
            remedy = ASK_READER if message.state == "unknown" and message.next_try_at is None else IS_ASKED
            yield _about(message, Kind.UNKNOWN, "nobody knows whether it has gone out", remedy)
        elif message.state == "failed" and message.seen_to_at is None:
            what = "it could not be delivered, and nobody has seen to that"
            yield _about(message, Kind.MISSING, what, OTHER_WAY)
        elif is_out and message.state in {*PATIENCE, *SPARED}:
            yield _about(message, Kind.UNEXPECTED, f"it went out, and is kept as {message.state}", COMPARE)
        elif message.state in SPARED and not message.is_optional:
            what = f"it was {SPARED[message.state]}, and its reader has to have it"
            yield _about(message, Kind.MISSING, what, PUT_BACK)
        elif message.state == "declined" and not self._can_be_unwanted(message):
            yield _about(message, Kind.MISSING, "it was left out, and its reader wanted it", PUT_BACK)
        elif message.state in PATIENCE:
            self.proof.waiting += 1
            if _day(message.queued_at) + PATIENCE[message.state] * ONE_DAY < _day(self.at):
                yield _about(message, Kind.MISSING, "it has not gone out yet", RUN_POST)

    def _can_be_unwanted(self, message: Message) -> bool:
        """Whether a reader may have switched off what they need not have; only the last choice is known."""
        chosen = self._chosen.get(message.person_id)
        return chosen is not None and (chosen.choice == Choice.OFF or chosen.chosen_at > message.queued_at)

    @cached_property
    def _chosen(self) -> Mapping[PersonId, Preference]:
        return preferences.chosen(self.session)

    def _at_provider(self, message: Message, name: str) -> Iterator[Finding]:
        """Look a message up in its provider's record."""
        channel = message.channel or ""
        record, sent_at = self.records.get(channel), message.sent_at or self.at
        if record is None or self.at - sent_at >= record.keeps_for:
            self.proof.unseen[channel] += 1
            return
        times = record.names.get(name, 0)
        if not times:
            what = f"the outbox says that it went out, and {channel} does not have it"
            yield _about(message, Kind.MISSING, what, AT_PROVIDER)
            return
        self.proof.seen[channel] += 1
        if times > 1:
            yield _about(message, Kind.DOUBLED, f"{channel} has it {times} times", WHICH_COUNTS)
        yield from self._otherwise(message, channel, record, name)

    def _otherwise(self, message: Message, channel: str, record: Record, name: str) -> Iterator[Finding]:
        there, here = record.kept(name), record.expected(mail_of(message))
        said = {
            "its address": there.to.casefold() == here.to.casefold(),
            "its subject": there.subject == here.subject,
            "its text": here.text in there.text,
        }
        differing = [what for what, is_same in said.items() if not is_same]
        if differing:
            what = f"{' and '.join(differing)} at {channel} is not what the outbox has"
            yield _about(message, Kind.UNEXPECTED, what, AT_PROVIDER)

    def _strangers(self) -> Iterator[Finding]:
        """Name what providers have under our names and the outbox does not know."""
        later = evidence.names_tried(self.session)
        for channel, record in self.records.items():
            for name in sorted({*record.names} - self.names - later):
                there = record.kept(name)
                what = f"{channel} has {name}, which is not in the outbox"
                yield Finding(Kind.UNEXPECTED, None, name, there.to, self.window.last, what, AT_PROVIDER)


def _words(message: Message) -> tuple[str, str, str]:
    return message.to_email.casefold(), message.subject, message.text


def _about(message: Message, kind: Kind, what: str, remedy: str) -> Finding:
    text = f"Message {message.id}: {what}"
    day = _day(message.queued_at)
    return Finding(kind, message.reference, message.key, message.to_email, day, text, remedy)


def _named(session: Session, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Put addresses in the place of people's identifiers."""
    found = list(findings)
    known = people.by_id(session, {PersonId(each.to) for each in found})
    for each in found:
        person = known.get(PersonId(each.to))
        yield replace(each, to=person.email) if person else each
