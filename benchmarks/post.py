"""How many messages a second leave the outbox: each attempt is written down before and after it is made."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from benchmarks.channels import BOUNDLESS, TEXT, There, notify, running, smtp, stand_in
from casework import post
from channels.mail import Channel
from db.models import Person
from db.post_tables import Message
from db.session import reading, transaction
from domain.lifecycle import PersonId
from settings import settings

MESSAGES = 2000
READERS = 400
"""Each reads under an address of their own, and of challenges of their own."""
NOW = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
LEADER = PersonId("p_leader")


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure the post with one worker and with four, over SMTP and to the stand-in for Notify."""
    with running("-m", "benchmarks.mail_sink") as lines:
        port = int(next(lines))
        for workers, name, target in ((1, "1 worker", "500"), (4, "4 workers", "")):
            speed = f"{_speed(workers, port=port):,.0f}"
            yield f"messages a second from the outbox over SMTP, {name}", speed, target
    with stand_in(BOUNDLESS) as there:
        for workers, name in ((1, "1 worker"), (4, "4 workers")):
            speed = f"{_speed(workers, there=there):,.0f}"
            yield f"messages a second from the outbox to Notify's stand-in, {name}", speed, ""


def _speed(workers: int, *, port: int = 0, there: There | None = None) -> float:
    with _full_outbox() as home, ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        same = ([home] * workers, [port] * workers, [there] * workers)
        times = list(pool.map(_work, *same))
        with reading() as session:
            sent = session.scalar(select(func.count()).where(Message.state == "sent"))
    if sent != MESSAGES:
        raise RuntimeError(f"{sent} of {MESSAGES} messages have left the outbox.")
    return MESSAGES / (max(ended for _, ended in times) - min(began for began, _ in times))


def _work(home: str, port: int, there: There | None) -> tuple[float, float]:
    """Post what waits, and return when that began and ended; what is done once a process comes before."""
    _move_into(home)
    way: Channel = notify(there, None) if there else smtp(port)
    with reading() as session:
        post.waiting(session)
    began = time.time()
    for _ in post.deliver(way, lambda: datetime.now(UTC)):
        pass
    ended = time.time()
    way.close()
    return began, ended


@contextmanager
def _full_outbox() -> Iterator[str]:
    """Make an installation with nothing in it but messages that wait."""
    before = os.environ.get("CPC_HOME")
    with TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        _move_into(home)
        leader = {"name": "Leader", "email": "leader@council.example", "post": "Leader", "organisation": "A"}
        with transaction() as session:
            session.add(Person(id=LEADER, created_at=NOW, **leader))
            session.flush()
            session.add_all(_message(number) for number in range(MESSAGES))
        yield home
    _move_into(before)


def _move_into(home: str | None) -> None:
    os.environ.pop("CPC_HOME", None)
    if home:
        os.environ["CPC_HOME"] = home
    settings.cache_clear()


def _message(number: int) -> Message:
    return Message(
        key=f"letter/{number}",
        notice="letter",
        person_id=LEADER,
        to_name=f"Leader of council {number % READERS}",
        to_email=f"leader@council-{number % READERS}.example",
        subject=f"Position statement: due in two weeks (CPC-2026-{number % READERS:03})",
        text=TEXT,
        html=f"<p>{TEXT}</p>",
        attachments=[],
        reason="You receive this as leader.",
        state="queued",
        queued_at=NOW,
    )
