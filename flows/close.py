"""Close: the challenge is over, and the council knows when the next one is due."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

Close = Literal["closed"]


@flow(flow_run_name=stage_run)
@in_plain_words
async def close(
    reference: str,
    done: Close = "closed",
    *,
    on: date,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """Everything is published, and the programme thanks the council and closes the challenge."""
    await record(reference, done, on, details=Details(), by=by, today=today)
    await do_paperwork(reference, today)
