"""What is owed, under keys that stay the same however often the question is asked.

The engine's whole work is what is owed less what has been done. A key is made of the rule, the
council and the occurrence; a thing that is owed no longer (its milestone was corrected, the
challenge was cancelled) keeps its key and says why it has lapsed, so that what was sent before
can still be explained.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.deadlines import Deadline
from domain.lifecycle import CouncilCode, Event, PersonId
from domain.people import ROLES, Role
from domain.rules import DocumentRule, NoticeRule
from domain.surveys import Opening


@dataclass(frozen=True, slots=True)
class Gap:
    """What something owed is waiting for, and the title of the role that can fill it."""

    text: str
    who: str


@dataclass(frozen=True, slots=True)
class OwedDocument:
    """A document to prepare."""

    key: str
    rule: DocumentRule
    because: Event
    council: CouncilCode | None = None
    person: PersonId | None = None
    waits_for: tuple[Gap, ...] = ()
    lapsed: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be prepared now."""
        return not self.waits_for and self.lapsed is None


@dataclass(frozen=True, slots=True)
class OwedNotice:
    """A notice to one holder of one role: its ``slot``. One person's slots become one message.

    A reminder is ``counted_from`` a day, which is when its deadline is due if it has one. What asks somebody
    to answer a survey is of its ``opening``.
    """

    key: str
    slot: str
    rule: NoticeRule
    on: date
    role: Role | None
    council: CouncilCode | None = None
    role_council: CouncilCode | None = None
    person: PersonId | None = None
    because: Event | None = None
    deadline: Deadline | None = None
    counted_from: date | None = None
    opening: Opening | None = None
    waits_for: tuple[Gap, ...] = ()
    lapsed: str | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it can be queued now."""
        return not self.waits_for and self.lapsed is None


def key_of(group: str, name: str, council: CouncilCode | None, occurrence: str) -> str:
    """Make the stable key of something owed, such as ``notice/report_due/TAW/2025-01-31-30``."""
    return f"{group}/{name}/{council or '-'}/{occurrence}"


def nobody(role: Role) -> Gap:
    """Say that a role is held by nobody, and who can fill it."""
    return Gap(f"nobody is {ROLES[role].label}", ROLES[ROLES[role].filled_by].title)
