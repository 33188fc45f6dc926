"""Scoping: from the council's yes to the pack that the peers receive."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details, Mode
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

Scoping = Literal[
    "agreed",
    "dates_set",
    "scope_agreed",
    "team_confirmed",
    "position_statement_received",
    "pack_sent",
]


@flow(flow_run_name=stage_run)
@in_plain_words
async def scoping(
    reference: str,
    done: Scoping,
    on: date,
    *,
    visit_start: date | None = None,
    visit_end: date | None = None,
    mode: Mode | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """The council agrees, dates and scope are settled, a team is found, and the peers get their pack.

    The dates of the visit, and how it is held, are said when the dates are set.
    """
    details = Details(visit_start=visit_start, visit_end=visit_end, mode=mode)
    await record(reference, done, on, details=details, by=by, today=today)
    await do_paperwork(reference, today)
