"""The round in steps: what has come due, in hundreds; then everybody's reminders as one message each."""

from __future__ import annotations

import asyncio
from datetime import date

from prefect.logging import get_run_logger

from casework import morning_round as casework
from tasks import clock
from tasks.step import step


@step("look whether people work today")
async def why_quiet(today: date | None = None) -> str | None:
    """Name what keeps people from work, if anything does, and say that nobody is written to."""
    why = await asyncio.to_thread(casework.why_quiet, clock.on(today))
    if why:
        get_run_logger().info("Nobody is written to today: %s.", why)
    return why


@step("see to what has come due")
async def see_to_what_is_due(today: date | None = None) -> list[casework.Refusal]:
    """Prepare and write what has come due in all challenges; return those that could not be seen to."""
    made, day = casework.Made(), clock.on(today)
    due = await asyncio.to_thread(casework.begin, day, clock.now())
    for some in due:
        made += await asyncio.to_thread(casework.see_to_each, some, day, clock.now())
    get_run_logger().info("%s documents and %s messages.", made.documents, made.messages)
    return list(made.refused)


@step("gather reminders and digests")
async def gather(today: date | None = None) -> int:
    """Make one message of each person's reminders, and write the digests; return how many of those."""
    return await asyncio.to_thread(casework.finish, clock.on(today), clock.now())
