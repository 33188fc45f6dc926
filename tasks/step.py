"""What all steps have in common: a transaction and a thread of their own, and when one is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Concatenate, ParamSpec, TypeVar

from prefect import State, Task, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.tasks import exponential_backoff

from casework.again import is_worth_another_try
from db.session import reading, transaction

P = ParamSpec("P")
R = TypeVar("R")
Work = Callable[P, Coroutine[Any, Any, R]]

RETRIES = 4
FIRST_WAIT = 2
"""Seconds; each further wait is about twice as long, so the last attempt is half a minute after the first."""


def step(run_name: str) -> Callable[[Work[P, R]], Task[P, Coroutine[Any, Any, R]]]:
    """Make a function a task that is tried again when what went wrong may pass, and only then.

    Nothing is cached: what has been done stands in our own database, under the key of what was owed.
    """
    return task(
        task_run_name=run_name,
        retries=RETRIES,
        retry_delay_seconds=exponential_backoff(FIRST_WAIT),
        retry_jitter_factor=0.5,
        retry_condition_fn=may_pass,
        cache_policy=NO_CACHE,
    )


def may_pass(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure is worth another try."""
    return isinstance(state.data, BaseException) and is_worth_another_try(state.data)


async def write(verb: Callable[Concatenate[Any, P], R], *args: P.args, **said: P.kwargs) -> R:
    """Call a verb of the casework in a transaction of its own, beside the loop and not in it."""

    def work() -> R:
        with transaction() as session:
            return verb(session, *args, **said)

    return await asyncio.to_thread(work)


async def ask(verb: Callable[Concatenate[Any, P], R], *args: P.args, **said: P.kwargs) -> R:
    """Call a verb that only reads; it waits for no writer."""

    def work() -> R:
        with reading() as session:
            return verb(session, *args, **said)

    return await asyncio.to_thread(work)
