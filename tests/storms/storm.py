"""One storm: a seed draws who works, who is killed, what goes wrong at Notify and how the clock jumps.

In the end the stand-in's own ledger has to have every message once, and the proof has to say the same.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.orm import Session

from casework import post, receipts
from casework.expectations import Calendars, Days, Expectations, Expected, expect
from casework.proof import Finding, Window, prove
from channels.notify_news import report
from channels.records import NotifyRecord
from channels.stand_in.faults import Fault
from channels.stand_in.limits import Limits
from channels.stand_in.notify import Notify as StandIn
from channels.stand_in.server import serving
from db import challenges, councils
from db.models import Message, MessageSlot, Person
from db.session import engine
from domain.lifecycle import Milestone
from settings import settings
from tests.histories import CALENDAR, TAMWORTH, Story
from tests.storms.worker import Order, provider, work

NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)
LAST = date(2024, 6, 3)
"""The last day of the story: what comes due after it nobody has been told of."""
ROUNDS = 25
"""After so many nothing may be left; most storms are over after five."""
SHARES = {
    Fault.LOST: 0.06,
    Fault.DROPPED: 0.04,
    Fault.ERROR_BEFORE: 0.03,
    Fault.ERROR_AFTER: 0.04,
    Fault.TIMEOUT_AFTER: 0.02,
    Fault.DOWN: 0.02,
    Fault.RATE: 0.02,
    Fault.DOUBLE_CALLBACK: 0.1,
    Fault.LATE_CALLBACK: 0.1,
}


@dataclass(frozen=True)
class Calm:
    """What was left after a storm."""

    seed: int
    messages: int
    lost: int
    doubled: int
    killed: int
    rounds: int
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Whether every message is there once, by the ledger and by the proof."""
        return not (self.lost or self.doubled or self.findings)


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Have the settings name an installation."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CPC_HOME", str(home))
        patch.delenv("CPC_DATABASE_URL", raising=False)
        settings.cache_clear()
        yield
        engine().dispose()
    settings.cache_clear()


def prepare(home: Path, number: int) -> None:
    """Queue so many messages, or some more, which are all that some challenges owe."""
    with at_home(home), Session(engine()) as session, session.begin():
        councils.load_samples(session)
        left = number
        while left > 0:
            found = _told(session)
            for each in found.due.values():
                _write(session, found, each)
            left -= len(found.due)


def _told(session: Session) -> Expectations:
    """Enter a challenge as a story, and return what it owes by its end."""
    story = Story().staffed().until(Milestone.DATES_SET)
    for who in sorted({each.details.person for each in story.events if each.details.person}):
        if session.get(Person, who) is None:
            facts = {"name": "Somebody", "post": "Somebody", "organisation": "Example"}
            session.add(Person(id=who, email=f"{who}@council.example".lower(), created_at=NOW, **facts))
    session.flush()
    reference = challenges.start(
        session, scheme="2024", councils=[TAMWORTH.code], on=date(2024, 5, 1), at=NOW
    )
    written = challenges.append(session, reference, story.events, by="Storm", at=NOW)
    return expect(reference, story.scheme, Calendars((), (CALENDAR,)), Days.told(written), LAST)


def _write(session: Session, found: Expectations, each: Expected) -> None:
    one = Message(
        reference=found.reference,
        key=f"{each.key}/{each.slot}",
        notice=each.key.split("/")[2],
        person_id=each.person,
        to_name="Somebody",
        to_email=f"{each.person}@council.example".lower(),
        subject=each.title,
        text=f"{each.key}\n{each.slot}\n",
        html="<p></p>",
        attachments=[],
        reason="",
        state="queued",
        queued_at=NOW,
    )
    session.add(MessageSlot(key=each.key, slot=each.slot, message=one, reference=found.reference))
    session.flush()


def storm(seed: int, calm: Path, home: Path) -> Calm:
    """Let a storm pass over a copy of an installation."""
    chance = Random(seed)  # noqa: S311
    shutil.copytree(calm, home)
    there = StandIn(limits=Limits(1_000_000, 1_000_000, 1_000_000), transit=0.01)
    there.faults.by_chance(seed, SHARES)
    with at_home(home), serving(there.app()) as address:
        order = Order(str(home), address, there.key(), there.letter.id, NOW, seed, None)
        killed, rounds = _rounds(order, there, chance)
        kept = Counter(each.reference for each in there.ledger.kept)
        there.faults.by_chance(seed, {})
        with Session(engine()) as session:
            number = session.query(Message).count()
            record = NotifyRecord(provider(order))
            found = prove(session, Window(None, NOW.date()), NOW, {"notify": record})
        record.way.close()
    shutil.rmtree(home)
    return Calm(
        seed,
        number,
        number - len(kept),
        kept.total() - len(kept),
        killed,
        rounds,
        tuple(found.findings),
    )


def _rounds(order: Order, there: StandIn, chance: Random) -> tuple[int, int]:
    """Have workers work, and be killed, until nothing waits; between two rounds the clock jumps."""
    clock, killed, spawn = NOW, 0, get_context("forkserver")
    for number in range(1, ROUNDS + 1):
        calm = number > ROUNDS // 2
        workers = [
            spawn.Process(
                target=work,
                args=(
                    replace(
                        order,
                        clock=clock + timedelta(seconds=chance.uniform(-30, 30)),
                        seed=chance.randrange(2**32),
                        die_after=None if calm or chance.random() < 0.5 else chance.randint(1, 15),
                    ),
                ),
            )
            for _ in range(chance.randint(2, 4))
        ]
        for each in workers:
            each.start()
        for each in workers:
            each.join(120)
        killed += sum(each.exitcode != 0 for each in workers)
        _tell(there, clock, chance)
        with Session(engine()) as session:
            if not post.waiting(session):
                return killed, number
        backwards = timedelta(hours=1) if not calm and chance.random() < 0.1 else timedelta()
        clock += timedelta(minutes=chance.choice((3, 20, 60))) - backwards
    return killed, ROUNDS


def _tell(there: StandIn, at: datetime, chance: Random) -> None:
    """Tell what became of messages as Notify does: out of order, and much of it twice."""
    told = [report(each.as_callback(status)) for each in there.ledger.kept for _, status in each.tellings()]
    some = [*told, *(each for each in told if chance.random() < 0.3)]
    chance.shuffle(some)
    with Session(engine()) as session, session.begin():
        for each in some:
            receipts.take(session, each, "notify", at)
