"""What the stand-in was really given: the record against which a sender's own is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from channels.stand_in.clock import written
from channels.stand_in.faults import Fault
from channels.stand_in.keys import SERVICE, Kind

GIVEN_UP = 72 * 3600.0
"""Seconds after which a message that is still on its way counts as failed."""
FATES = {
    "temp-fail@simulator.notify": "temporary-failure",
    "perm-fail@simulator.notify": "permanent-failure",
    "07700900003": "temporary-failure",
    "07700900002": "permanent-failure",
}
FINAL = {"delivered", "temporary-failure", "permanent-failure", "technical-failure", "received"}


@dataclass(frozen=True, slots=True)
class Notification:
    """One message that was taken, and what becomes of it in the course of time."""

    id: str
    reference: str | None
    type: str
    to: str
    template: str
    version: int
    subject: str | None
    body: str
    unsubscribe_url: str | None
    kind: Kind
    created: float
    transit: float
    fault: Fault | None = None

    @property
    def fate(self) -> str:
        """How it ends."""
        if self.fault is Fault.STALLED:
            return "temporary-failure"
        return FATES.get(self.to, "received" if self.type == "letter" else "delivered")

    @property
    def completed(self) -> float:
        """When it ends."""
        return self.created + (GIVEN_UP if self.fault is Fault.STALLED else self.transit)

    @property
    def sent(self) -> float:
        """When it leaves."""
        return self.created + self.transit / 2

    def status(self, now: float) -> str:
        """Say how it stands."""
        if now >= self.completed:
            return self.fate
        under_way = "accepted" if self.type == "letter" else "sending"
        return under_way if now >= self.sent else "created"

    def tellings(self) -> Iterator[tuple[float, str]]:
        """Say when which news of it goes to the service."""
        if self.fault is Fault.NO_CALLBACK:
            return
        yield self.completed, self.fate
        if self.fault is Fault.DOUBLE_CALLBACK:
            yield self.completed, self.fate
        if self.fault is Fault.LATE_CALLBACK:
            yield self.completed + self.transit, "temporary-failure"

    def as_json(self, now: float, base: str) -> dict[str, Any]:
        """Write it as Notify does."""
        is_done = now >= self.completed
        return {
            "id": self.id,
            "reference": self.reference,
            "email_address": self.to if self.type == "email" else None,
            "phone_number": self.to if self.type == "sms" else None,
            **{f"line_{number}": None for number in range(1, 7)},
            "postcode": None,
            "type": self.type,
            "status": self.status(now),
            "template": self.template_as_json(base),
            "body": self.body,
            "subject": self.subject,
            "created_at": written(self.created),
            "created_by_name": None,
            "sent_at": written(self.sent) if now >= self.sent else None,
            "completed_at": written(self.completed) if is_done else None,
            "scheduled_for": None,
            "postage": "second" if self.type == "letter" else None,
            "one_click_unsubscribe_url": self.unsubscribe_url,
            "cost_in_pounds": 0.0,
            "cost_details": {},
            "is_cost_data_ready": True,
        }

    def template_as_json(self, base: str) -> dict[str, Any]:
        """Name the template as Notify does."""
        uri = f"{base}services/{SERVICE}/templates/{self.template}"
        return {"id": self.template, "version": self.version, "uri": uri}

    def as_callback(self, status: str) -> dict[str, Any]:
        """Write the news of it as Notify does."""
        return {
            "id": self.id,
            "reference": self.reference,
            "to": self.to,
            "status": status,
            "created_at": written(self.created),
            "completed_at": written(self.completed),
            "sent_at": written(self.sent),
            "notification_type": self.type,
            "template_id": self.template,
            "template_version": self.version,
        }


@dataclass(slots=True)
class Ledger:
    """Everything that was taken, in the order in which it came, and every answer that was given."""

    kept: list[Notification] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    told: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, one: Notification) -> None:
        """Write a message down."""
        self.places[one.id] = len(self.kept)
        self.kept.append(one)

    def before(self, id_: str | None) -> Iterator[Notification]:
        """Give the messages before one, or all, the newest first."""
        place = len(self.kept) if id_ is None else self.places.get(id_, 0)
        return (self.kept[number] for number in range(place - 1, -1, -1))

    def count(self, status: int, error: str = "") -> None:
        """Note an answer."""
        self.answers[f"{int(status)} {error}".strip()] += 1

    def as_json(self, now: float) -> dict[str, Any]:
        """Write down what was given, whatever the sender was told."""
        return {
            "messages": [
                {
                    "id": each.id,
                    "reference": each.reference,
                    "to": each.to,
                    "subject": each.subject,
                    "status": each.status(now),
                    "created_at": written(each.created),
                    "fault": each.fault,
                }
                for each in self.kept
            ],
            "answers": dict(self.answers),
            "callbacks": self.told,
        }
