"""The morning round: what has come due overnight is seen to, and the pipeline is shown as it is now."""

from __future__ import annotations

from datetime import date
from typing import Any

from prefect import State, flow

from flows.names import round_run
from flows.paperwork import paperwork
from flows.refusal import in_plain_words
from tasks.standings import due_challenges, show_pipeline


@flow(flow_run_name=round_run)
@in_plain_words
async def morning_round(today: date | None = None) -> list[State[Any]]:
    """Do the paperwork of every challenge of which something has come due.

    One challenge that fails holds up no other; the round then ends as failed, and the next one finds
    the same still owed.
    """
    ended = [await paperwork(each, today, return_state=True) for each in await due_challenges(today)]
    await show_pipeline(today)
    return ended
