"""On-site: the days of the visit, and what the peers say at their end."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details, PersonId
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

OnSite = Literal["visit_started", "visit_ended", "feedback_given"]


@flow(flow_run_name=stage_run)
@in_plain_words
async def on_site(
    reference: str,
    done: OnSite,
    on: date,
    *,
    attended: list[str] | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """The peers visit, and tell the council and its opposition leaders what they found.

    Who attended is said, by the identifiers of the peers, when the visit has ended.
    """
    details = Details(attended=tuple(PersonId(each) for each in attended or ()))
    await record(reference, done, on, details=details, by=by, today=today)
    await do_paperwork(reference, today)
