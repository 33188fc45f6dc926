"""Does what a challenge owes, at any time: every other flow about a challenge ends with these steps."""

from __future__ import annotations

from datetime import date

from prefect import flow

from flows.refusal import in_plain_words
from tasks.documents import documents_owed, prepare_document
from tasks.notices import queue_notices
from tasks.post import post_messages
from tasks.standings import show_outlook


@flow(flow_run_name="{reference}: paperwork")
@in_plain_words
async def paperwork(reference: str, today: date | None = None) -> None:
    """Prepare the documents that are owed, tell everybody concerned, and show where the challenge stands."""
    await do_paperwork(reference, today)


async def do_paperwork(reference: str, today: date | None) -> None:
    """Take the steps of the paperwork within the flow that asks for it."""
    for key in await documents_owed(reference, today):
        await prepare_document(reference, key, today)
    await queue_notices(reference, today)
    await post_messages(reference)
    await show_outlook(reference, today)
