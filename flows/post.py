"""The post: what could not be handed over earlier is tried again, through the day."""

from __future__ import annotations

from prefect import flow

from flows.refusal import in_plain_words
from tasks.post import post_everything


@flow
@in_plain_words
async def post() -> int:
    """Send every message that waits, of all challenges; return how many went out."""
    return await post_everything()
