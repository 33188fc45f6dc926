"""The post: what could not be handed over earlier is tried again, through the day."""

from __future__ import annotations

from prefect import flow

from flows.refusal import in_plain_words
from tasks.post import ask_for_receipts, post_everything


@flow
@in_plain_words
async def post() -> int:
    """Ask what became of messages, and send every one that waits; return how many went out."""
    try:
        await ask_for_receipts()
    finally:  # Whoever cannot be asked may still take what waits.
        sent = await post_everything()
    return sent
