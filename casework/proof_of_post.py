"""Looks at every message by itself: what became of it, and what its provider has of it.

What should be there at all, the histories say (``casework.proof``); here the outbox and the providers' own
records are held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from casework.links import is_asked_for
from casework.parcels import mail_of
from casework.proof_findings import COMPARE, PUT_BACK, WHICH_COUNTS, Finding, Kind, Proof, Window, day_of
from channels.records import Record
from db import evidence, preferences
from db.post_tables import Attempt, Message, Preference
from domain.lifecycle import PROGRAMME_TIME, PersonId, Reference
from domain.preferences import Choice

ONE_DAY = timedelta(days=1)
PATIENCE = {"held": 0, "queued": 0, "sending": 0, "rolled": 8}
"""For how many days a message may wait, by its state: one that somebody wants with the digest, for a week."""
GONE_OUT = ("sent", "delivered")
SPARED = {"declined": "left out", "rolled": "put off"}
"""What is done with a message that its reader need not have, by its state."""

RUN_POST = "Run `cpc round`, which hands over what waits, and look at what the channel says."
ASK_READER = "Ask the reader, and then give `cpc messages arrived` or `cpc messages retry`."
IS_ASKED = "Run `cpc round` a few minutes later, which finds out whatever can be found out."
OTHER_WAY = "`cpc messages --failed` says why, and what can be done."
AT_PROVIDER = "Compare the provider's copy with `cpc messages`, and tell the reader which is right."


@dataclass
class Outbox:
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
            if day_of(message.queued_at) + PATIENCE[message.state] * ONE_DAY < day_of(self.at):
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
    day = day_of(message.queued_at)
    return Finding(kind, message.reference, message.key, message.to_email, day, text, remedy)
