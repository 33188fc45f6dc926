"""Queues the notices of a challenge."""

from __future__ import annotations

from datetime import date

from casework import notices
from tasks import clock
from tasks.step import step, write


@step("{reference}: queue notices")
async def queue_notices(reference: str, today: date | None = None) -> int:
    """Queue every notice that is owed and can be sent now; return how many messages that made."""
    return len(await write(notices.queue, reference, clock.on(today), clock.now()))
