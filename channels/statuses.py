"""What a provider says became of a message: late, doubled or jumbled, the news come to the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    """How a message stands, in the order in which one piece of news outdoes another.

    A failure for a time is outdone by the arrival after it, and an arrival by the bounce that some servers
    send later; so a person looks once too often rather than never.
    """

    CREATED = "created"
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"

    @property
    def is_final(self) -> bool:
        """Whether no more news is waited for."""
        return RANK[self] >= RANK[Status.SENT]

    @property
    def has_failed(self) -> bool:
        """Whether a person has to see to it."""
        return self in {Status.TEMPORARY_FAILURE, Status.TECHNICAL_FAILURE, Status.PERMANENT_FAILURE}


RANK = {each: number for number, each in enumerate(Status)}


def joined(one: Status, other: Status) -> Status:
    """Return what two pieces of news come to, in whatever order and however often they were heard."""
    return max(one, other, key=RANK.__getitem__)


@dataclass(frozen=True, slots=True)
class Report:
    """What a provider's own record says of a message."""

    id: str
    reference: str | None
    to: str
    status: Status
    at: datetime
    template_version: int | None = None
    subject: str | None = None
    text: str | None = None
