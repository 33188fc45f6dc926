"""Action plan: what the council does about the recommendations."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

ActionPlan = Literal["plan_received", "plan_approved", "plan_published"]


@flow(flow_run_name=stage_run)
@in_plain_words
async def action_plan(
    reference: str,
    done: ActionPlan,
    on: date,
    *,
    council: str | None = None,
    body: str | None = None,
    url: str | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """The council writes its plan, approves it and publishes it.

    An approval may name the body that gave it, and a publication says where. In a joint challenge each
    council has a plan of its own: name it by its code.
    """
    details = Details(body=body, url=url)
    await record(reference, done, on, council=council, details=details, by=by, today=today)
    await do_paperwork(reference, today)
