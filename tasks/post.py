"""Hands what waits to the post: each message in transactions of its own, so that none is lost or doubled."""

from __future__ import annotations

import asyncio
from contextlib import closing

from casework import announcing, post, receipts
from casework.outcomes import Outcome
from channels.mail import TryAgain
from tasks import clock
from tasks.step import ask, step


class StillWaiting(TryAgain):
    """Some messages could not be handed over, while the others went out."""

    def __str__(self) -> str:
        count, why = self.args
        those = "One message" if count == 1 else f"{count} messages"
        return f"{those} could not be handed over ({why}). What waits is tried again with the next post."


@step("{reference}: post")
async def post_messages(reference: str) -> int:
    """Send the messages of a challenge that wait; return how many went out."""
    return await _post(reference)


@step("post everything")
async def post_everything() -> int:
    """Send all messages that wait, of every challenge; return how many went out."""
    return await _post(None)


@step("ask what became of messages")
async def ask_for_receipts() -> int:
    """Ask the provider what became of the messages that it took; return of how many it told."""
    return await asyncio.to_thread(receipts.ask, clock.now())


async def _post(reference: str | None) -> int:
    """Try each message once; those for which it was too early make the step fail and so try again."""
    outcomes = await asyncio.to_thread(_deliver, reference)
    if why := await ask(post.why_delayed, reference):
        busy = next((each.error for each in outcomes if isinstance(each.error, TryAgain)), None)
        raise StillWaiting(len(await ask(post.waiting, reference)), why) from busy
    return sum(each.receipt is not None for each in outcomes)


def _deliver(reference: str | None) -> list[Outcome]:
    """Send letters, and then what is announced, which keeps no letter waiting."""
    with closing(post.ways()) as out:
        outcomes = [*post.deliver(out, clock.now, reference)]
    announcing.announce_all(clock.now, reference)
    return outcomes
