"""What a proof says: how much was compared, and what does not agree, with what to do about each of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from domain.lifecycle import PROGRAMME_TIME, Reference

COMPARE = "Compare `cpc messages` with `cpc show --history`, and tell the reader if it was wrong."
WHICH_COUNTS = "Tell the reader which of them counts, and look for a second installation that writes to them."
PUT_BACK = "Put the row back from a backup of the database, and find out who took it away."


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


def day_of(moment: datetime) -> date:
    """Return the programme's day of a moment."""
    return moment.astimezone(PROGRAMME_TIME).date()
