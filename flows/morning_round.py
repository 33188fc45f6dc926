"""The morning round: what has come due overnight is seen to, and the pipeline is shown as it is now."""

from __future__ import annotations

from datetime import date

from prefect import flow

from casework.morning_round import NotAll
from flows.names import round_run
from flows.refusal import in_plain_words
from tasks.morning_round import gather, see_to_what_is_due, why_quiet
from tasks.post import post_everything
from tasks.standings import show_pipeline


@flow(flow_run_name=round_run)
@in_plain_words
async def morning_round(today: date | None = None, *, anyway: bool = False) -> None:
    """See to every challenge of which something has come due, and write to each person once.

    On a day on which nobody works it does nothing, unless it is to be done anyway. One challenge that
    fails holds up no other; the round then ends as failed, and the next one finds the same still owed.
    """
    if not anyway and await why_quiet(today):
        return
    refused = await see_to_what_is_due(today)
    await gather(today)
    await post_everything()
    await show_pipeline(today)
    if refused:
        raise NotAll(tuple(refused))
