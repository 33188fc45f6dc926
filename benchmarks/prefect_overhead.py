"""What orchestration costs: a stage's flow under a running server, beside the same steps without Prefect."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count

from benchmarks.apart import rows_of
from casework import documents, notices, post, record, team
from casework.opening import Opening, open_with_people
from casework.record import Entry
from cli.prefect_server import prefect_server
from db import councils
from db.session import reading, transaction
from domain.days import Day
from domain.lifecycle import CouncilCode, Milestone, Reference
from domain.moves import Claim
from domain.people import Role
from flows.server import connected

RUNS = 12
AGREED = date(2024, 5, 10)
ENTRY = Entry("Programme manager", AGREED, datetime(2024, 5, 10, 9, 0, tzinfo=UTC))
DAYS_BEFORE = count(1)
"""Each challenge is opened on a day of its own; the same words again would mean the same challenge."""


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure in a process of its own."""
    yield from rows_of(__name__)


def measured() -> Iterator[tuple[str, str, str]]:
    """Time a milestone with a document and four messages, by hand and as a flow, in turns."""
    with prefect_server(lambda _: None) as url, connected(url):
        from flows.scoping import scoping  # noqa: PLC0415 - Prefect is to be imported when it is set up.

        def as_flow(reference: Reference) -> None:
            asyncio.run(scoping(reference, "agreed", AGREED, today=AGREED))

        for warm_up in (by_hand, as_flow):
            timed(warm_up)
        times = [(timed(by_hand), timed(as_flow)) for _ in range(RUNS)]
    plain, flow = (statistics.median(column) for column in zip(*times, strict=True))
    added = statistics.median(second - first for first, second in times)
    yield "a milestone with its papers and post, plain casework", f"{plain:.2f} s", ""
    yield "the same as a stage's flow, with a Prefect server running", f"{flow:.2f} s", ""
    yield "what Prefect adds to a stage", f"{added:.2f} s ({flow / plain:.1f} times)", "under 0.5 s"


def by_hand(reference: Reference) -> None:
    """Take the steps of the flow in plain casework."""
    with transaction() as session:
        record.record(session, reference, ENTRY, Claim(Milestone.AGREED, Day(AGREED)))
    with reading() as session:
        owed = documents.owed(session, reference, AGREED)
    for key in owed:
        with transaction() as session:
            documents.prepare(session, reference, key, AGREED, ENTRY.at)
    with transaction() as session:
        notices.queue(session, reference, AGREED, ENTRY.at)
    for _ in post.deliver(post.channel(), lambda: ENTRY.at, reference):
        pass


def timed(work: Callable[[Reference], None]) -> float:
    """Say how many seconds some work on a new challenge takes."""
    reference = opened()
    start = time.perf_counter()
    work(reference)
    return time.perf_counter() - start


def opened() -> Reference:
    """Open a challenge with the people whom an agreement concerns."""
    on = AGREED - timedelta(days=next(DAYS_BEFORE))
    with transaction() as session:
        councils.load_samples(session)
        reference, _ = open_with_people(session, ENTRY, Opening(("Tamworth",), on, scheme="2024"))
        for role in (Role.LEADER, Role.CHIEF_EXECUTIVE, Role.PRINCIPAL_ADVISER):
            host = None if role is Role.PRINCIPAL_ADVISER else CouncilCode("TAW")
            newcomer = team.Newcomer(role, role.value, f"{role.value}@tamworth.example", council=host)
            team.assign(session, reference, ENTRY, newcomer, Day(on))
    return reference


if __name__ == "__main__":
    for row in measured():
        print("\t".join(row))
