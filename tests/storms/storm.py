"""One storm: a seed draws who works, who is killed, what goes wrong at Notify and how the clock jumps.

In the end the stand-in's own ledger has to have every message once, and the proof has to say the same.
"""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context, set_forkserver_preload
from random import Random

from sqlalchemy.orm import Session

from casework import post, receipts
from casework.parcels import mail_of
from casework.proof import prove
from casework.proof_findings import Window
from channels.notify_news import report
from channels.records import NotifyRecord
from channels.stand_in.faults import Fault
from channels.stand_in.limits import Limits
from channels.stand_in.notify import Notify as StandIn
from channels.stand_in.server import serving
from db.post_tables import Message
from db.session import engine
from tests.storms.ground import NOW, Ground
from tests.storms.worker import Order, provider, work

ROUNDS = 100
"""After so many nothing may wait any more; most storms are over after twelve."""
CALM_AFTER = 12
"""After so many rounds nobody is killed any more, and no clock goes backwards."""
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
    waiting: int
    """How many are neither lost nor out, because the storm was cut short."""
    findings: tuple[str, ...]
    """What the proof names, and how a worker ended that was not killed."""

    @property
    def is_well(self) -> bool:
        """Whether every message is there once, by the ledger and by the proof."""
        return not (self.lost or self.doubled or self.waiting or self.findings)


def make_ready() -> None:
    """Have the workers of this process begin with everything imported."""
    set_forkserver_preload([__name__])


def storm(seed: int, ground: Ground) -> Calm:
    """Let a storm pass over a copy of an installation."""
    chance = Random(seed)  # noqa: S311
    there = StandIn(limits=Limits(1_000_000, 1_000_000, 1_000_000), transit=0.01)
    there.faults.by_chance(seed, SHARES)
    with ground.copy(f"storm_{seed}") as home, home.entered(), serving(there.app()) as address:
        order = Order(home, address, there.key(), there.letter.id, NOW, seed, None)
        ends = _rounds(order, there, chance)
        kept = Counter(each.reference for each in there.ledger.kept)
        there.faults.by_chance(seed, {})
        number, waits, findings = _proven(order)
    killed = sum(each.count(-signal.SIGKILL) for each in ends)
    broken = [
        f"a worker ended with {code}" for each in ends for code in each if code not in (0, -signal.SIGKILL)
    ]
    waiting = len(waits - kept.keys())
    lost, doubled = number - len(kept) - waiting, kept.total() - len(kept)
    return Calm(seed, number, lost, doubled, killed, len(ends), waiting, (*findings, *broken))


def _proven(order: Order) -> tuple[int, set[str], list[str]]:
    """Say how many messages there are, which of them still wait, and what the proof names."""
    with Session(engine()) as session:
        number = session.query(Message).count()
        waits = {mail_of(session.get_one(Message, each)).name for each in post.waiting(session)}
        record = NotifyRecord(provider(order))
        found = prove(session, Window(None, NOW.date()), NOW, {"notify": record})
    record.way.close()
    return number, waits, [f"{each.key}: {each.what}" for each in found.findings]


def _rounds(order: Order, there: StandIn, chance: Random) -> list[list[int | None]]:
    """Have workers work, and be killed, until nothing waits; between two rounds the clock jumps.

    Return how the workers of each round ended.
    """
    clock, ends = NOW, []
    for number in range(1, ROUNDS + 1):
        calm = number > CALM_AFTER
        orders = [
            replace(
                order,
                clock=clock + timedelta(seconds=chance.uniform(-30, 30)),
                seed=chance.randrange(2**32),
                die_after=None if calm or chance.random() < 0.5 else chance.randint(1, 15),
            )
            for _ in range(chance.randint(2, 4))
        ]
        ends.append(_at_work(orders))
        _tell(there, clock, chance)
        with Session(engine()) as session:
            if not post.waiting(session):
                break
        backwards = timedelta(hours=1) if not calm and chance.random() < 0.1 else timedelta()
        clock += timedelta(minutes=chance.choice((3, 20, 60))) - backwards
    return ends


def _at_work(orders: list[Order]) -> list[int | None]:
    """Have workers work at once, and return how each ended; one that does not end is stopped."""
    spawn = get_context("forkserver")
    workers = [spawn.Process(target=work, args=(each,)) for each in orders]
    for each in workers:
        each.start()
    for each in workers:
        each.join(120)
        if each.exitcode is None:
            each.terminate()
            each.join()
    return [each.exitcode for each in workers]


def _tell(there: StandIn, at: datetime, chance: Random) -> None:
    """Tell what became of messages as Notify does: out of order, and much of it twice."""
    told = [report(each.as_callback(status)) for each in there.ledger.kept for _, status in each.tellings()]
    some = [*told, *(each for each in told if chance.random() < 0.3)]
    chance.shuffle(some)
    with Session(engine()) as session, session.begin():
        for each in some:
            receipts.take(session, each, "notify", at)
