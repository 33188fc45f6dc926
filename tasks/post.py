"""Hands what waits to the post: each message in a transaction of its own, so that none is lost or doubled."""

from __future__ import annotations

from contextlib import closing

from casework import post
from channels.mail import TryAgain
from tasks import clock
from tasks.step import ask, step, write


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


async def _post(reference: str | None) -> int:
    """Try each message once; those for which it was too early make the step fail and so try again."""
    sent = 0
    refused: list[TryAgain] = []
    with closing(post.channel()) as way:
        for number in await ask(post.waiting, reference):
            try:
                sent += await write(post.deliver, number, way, clock.now()) is not None
            except TryAgain as error:
                refused.append(error)
    if refused:
        raise StillWaiting(len(refused), str(refused[0].args[-1])) from refused[0]
    return sent
