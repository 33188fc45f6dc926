"""Report publication: from the first draft to the report on the council's website."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

ReportPublication = Literal[
    "draft_sent",
    "fact_check_returned",
    "report_finalised",
    "council_decision",
    "report_published",
]


@flow(flow_run_name=stage_run)
@in_plain_words
async def report_publication(
    reference: str,
    done: ReportPublication,
    on: date,
    *,
    council: str | None = None,
    body: str | None = None,
    call_in_ends: date | None = None,
    url: str | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """The peers draft, the council checks the facts and decides, and the report is published.

    A decision names the body that took it, and the end of its call-in; a publication says where. From
    the final report on, each council of a joint challenge goes its own way: name it by its code.
    """
    details = Details(body=body, call_in_ends=call_in_ends, url=url)
    await record(reference, done, on, council=council, details=details, by=by, today=today)
    await do_paperwork(reference, today)
