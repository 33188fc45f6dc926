"""Does what challenges owe in the process that asks for it: the same casework as the flows, step by step.

Each step is a transaction of its own, so that whoever is stopped half-way leaves whole steps behind, and
the next run finds the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar

from casework import announcing, documents, morning_round, notices, post, receipts
from casework.case import case
from casework.standings import project
from channels.mail import TryAgain
from db.models import Document
from db.session import reading, transaction
from domain.lifecycle import Reference

Clock = Callable[[], datetime]
Step = TypeVar("Step")


class Track(Protocol):
    """Goes through steps, and shows whoever waits how far they are."""

    def __call__(self, steps: Iterable[Step], total: int, /, description: str) -> Iterable[Step]:
        """Give one step after the other; ``total`` is how many there will be."""


def unseen(steps: Iterable[Step], _total: int, /, description: str) -> Iterable[Step]:  # noqa: ARG001 - Nobody looks.
    """Go through steps where nobody is looking."""
    return steps


@dataclass(slots=True)
class Work:
    """What a piece of casework came to."""

    filed: list[Document] = field(default_factory=list)
    written: int = 0
    sent: int = 0
    delayed: list[TryAgain] = field(default_factory=list)


def do_paperwork(reference: Reference, today: date, clock: Clock, track: Track = unseen) -> Work:
    """Prepare, queue and post all that one challenge owes."""
    work = Work()
    prepare(reference, today, clock, work, track)
    deliver(reference, clock, work, track)
    return work


def prepare(reference: Reference, today: date, clock: Clock, work: Work, track: Track = unseen) -> None:
    """Prepare the documents of a challenge and queue its notices."""
    with reading() as session:
        keys = documents.owed(session, reference, today)
    for key in track(keys, len(keys), description=f"{reference}: documents"):
        with transaction() as session:
            filed = documents.prepare(session, reference, key, today, clock())
        work.filed += [filed] if filed else []
    with transaction() as session:
        work.written += len(notices.queue(session, reference, today, clock()))
        project(session, case(session, reference), today, clock())


def deliver(reference: Reference | None, clock: Clock, work: Work, track: Track = unseen) -> None:
    """Hand what waits to the post, of one challenge or of all; what the post cannot take now stays queued."""
    with reading() as session:
        waiting = len(post.waiting(session, reference))
    with closing(post.ways()) as out:
        sent = post.deliver(out, clock, reference)
        for each in track(sent, waiting, description=f"{reference or 'All'}: post"):
            work.sent += each.receipt is not None
            work.delayed += [each.error] if isinstance(each.error, TryAgain) else []
    told = announcing.announce_all(clock, reference)
    work.delayed += [each.error for each in told if isinstance(each.error, TryAgain)]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round came to: how many challenges had something due, and what was made of it."""

    due: int
    made: morning_round.Made
    digests: int
    work: Work


def go_round(today: date, clock: Clock, track: Track = unseen) -> Round:
    """See to everything that has come due in all challenges, gather what each person is told, and post it.

    What became of earlier messages is asked last: whoever cannot be asked may still take what waits.
    """
    work, made = Work(), morning_round.Made()
    due = morning_round.begin(today, clock())
    for some in track(due, len(due), description="Challenges"):
        made += morning_round.see_to_each(some, today, clock())
    digests = morning_round.finish(today, clock())
    deliver(None, clock, work, track)
    try:
        receipts.ask(clock())
    except TryAgain as error:
        work.delayed.append(error)
    return Round(sum(map(len, due)), made, digests, work)
