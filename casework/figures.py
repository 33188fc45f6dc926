"""The programme in figures, for whoever watches over it: families of samples, as OpenMetrics has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from db import figures
from db.pulse import beats


class Kind(StrEnum):
    """How the samples of a family are to be read."""

    GAUGE = "gauge"
    COUNTER = "counter"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Sample:
    """A figure, and of what it is one."""

    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """Figures of one kind, with what they count."""

    name: str
    kind: Kind
    words: str
    samples: tuple[Sample, ...]


def family(name: str, words: str, *samples: tuple[float, dict[str, str]], kind: Kind = Kind.GAUGE) -> Family:
    """Return a family with its samples."""
    return Family(f"cpc_{name}", kind, words, tuple(Sample(*each) for each in samples))


def programme(session: Session, today: date, at: datetime) -> Iterator[Family]:
    """Return the figures that the database has."""
    yield family("data_version", "Grows with every change.", (beats(session), {}))
    yield family(
        "challenges",
        "Challenges by the stage that is furthest on, state and scheme.",
        *(
            (count, {"stage": stage or "none", "state": state, "scheme": scheme})
            for stage, state, scheme, count in figures.challenges(session)
        ),
    )
    yield family(
        "challenges_late",
        "Challenges of which anything is overdue.",
        (figures.late(session, today), {}),
    )
    yield family("deadlines_overdue", "Deadlines that are overdue.", (figures.overdue(session), {}))
    yield family(
        "expected_overdue",
        "Challenges of which a report, plan or review is overdue.",
        *((count, {"expected": what}) for what, count in figures.expected(session, today)),
    )
    yield from _post(session, at)


def _post(session: Session, at: datetime) -> Iterator[Family]:
    yield family(
        "messages",
        "Messages by what became of them.",
        *((count, {"state": state}) for state, count in figures.messages(session)),
    )
    since = figures.oldest(session, at)
    age = max(0.0, (at - since).total_seconds()) if since else 0.0
    yield family("queue_age_seconds", "For how long the first message has waited to go out.", (age, {}))
    yield family(
        "receipts",
        "What providers told of messages.",
        *(
            (count, {"channel": channel, "status": status})
            for channel, status, count in figures.receipts(session)
        ),
        kind=Kind.COUNTER,
    )
    yield family(
        "announcements",
        "Announcements to teams and other systems by what became of them.",
        *((count, {"state": state}) for state, count in figures.announcements(session)),
    )
