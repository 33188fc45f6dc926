"""What people set going with a click or a command: it begins within a fraction of a second.

A deployment's run needs a process of its own and seconds to begin; these run in the task worker that is
waiting for them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from prefect import task

from domain.lifecycle import Milestone
from flows.morning_round import morning_round
from flows.paperwork import paperwork
from flows.stages import flow_of, takes


@task(task_run_name="{reference}: {done}")
async def advance(
    reference: str,
    done: str,
    on: date,
    *,
    council: str | None = None,
    details: dict[str, Any] | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """Run the flow of the stage that a milestone belongs to, with the details in plain JSON values."""
    stage_flow = flow_of(Milestone(done))
    own = {"council": council} if council and "council" in takes(stage_flow) else {}
    await stage_flow(reference=reference, done=done, on=on, **own, **(details or {}), by=by, today=today)


@task(task_run_name="{reference}: paperwork")
async def see_to(reference: str, today: date | None = None) -> None:
    """Do the paperwork of a challenge."""
    await paperwork(reference, today)


@task(task_run_name="round")
async def go_round(today: date | None = None) -> None:
    """Go round all challenges, on a day on which nobody works too: somebody has asked for it."""
    await morning_round(today, anyway=True)


SERVED = (advance, see_to, go_round)
"""What a task worker has to serve."""
