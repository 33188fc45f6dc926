"""Progress review: the peers come back and look what has become of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from prefect import flow

from domain.lifecycle import Details, Mode, PersonId
from flows.names import stage_run
from flows.paperwork import do_paperwork
from flows.refusal import in_plain_words
from tasks.record import record

ProgressReview = Literal[
    "review_scheduled",
    "review_statement_received",
    "review_held",
    "review_report_finalised",
    "review_report_published",
]


@flow(flow_run_name=stage_run)
@in_plain_words
async def progress_review(
    reference: str,
    done: ProgressReview,
    on: date,
    *,
    council: str | None = None,
    review_start: date | None = None,
    review_end: date | None = None,
    mode: Mode | None = None,
    attended: list[str] | None = None,
    url: str | None = None,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """The council says how far it has come, the peers look again, and their report is published.

    The dates are said when the review is scheduled, and who attended, by the identifiers of the peers,
    when it was held. In a joint challenge each council has its own review: name it by its code.
    """
    details = Details(
        review_start=review_start,
        review_end=review_end,
        mode=mode,
        attended=tuple(PersonId(each) for each in attended or ()),
        url=url,
    )
    await record(reference, done, on, council=council, details=details, by=by, today=today)
    await do_paperwork(reference, today)
