"""Says a refusal in its own words: what a caseworker reads on the run's page is the message and no more."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, cast

from prefect.states import Failed

from domain.errors import ChallengeError

P = ParamSpec("P")
R = TypeVar("R")


def in_plain_words(
    process: Callable[P, Coroutine[Any, Any, R]],
) -> Callable[P, Coroutine[Any, Any, R]]:
    """End a flow that is refused as failed, with the refusal's two sentences as its message.

    A caller in Python gets the refusal raised, as if nothing stood between: Prefect raises the
    exception that a failed state carries.
    """

    @wraps(process)
    async def told(*args: P.args, **said: P.kwargs) -> R:
        try:
            return await process(*args, **said)
        except ChallengeError as refusal:
            return cast("R", Failed(message=str(refusal), data=refusal))

    # Prefect would look up the names of types here, and not in the module of the flow.
    told.__signature__ = signature(process, eval_str=True)  # type: ignore[attr-defined]
    return told
