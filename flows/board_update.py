"""The board: it is told of some months, and everybody once a year."""

from __future__ import annotations

from datetime import date

from prefect import flow

from domain.years import FinancialYear
from flows.names import paper_run, year_run
from flows.refusal import in_plain_words
from tasks.board import make_paper


@flow(flow_run_name=paper_run)
@in_plain_words
async def board_update(
    first: date,
    last: date,
    decisions: list[str] | None = None,
    *,
    by: str = "Prefect",
    today: date | None = None,
) -> None:
    """Make the paper of some months for the board, with what it is asked to decide, and file it.

    Run again it finds the paper filed. What has changed since goes into another issue: a paper that was filed
    stays as the board has read it.
    """
    await make_paper("board_update", first, last, decisions or [], by=by, today=today)


@flow(flow_run_name=year_run)
@in_plain_words
async def annual_report(year: str, *, by: str = "Prefect", today: date | None = None) -> None:
    """Make the annual report of a financial year, such as 2022-23, and file it."""
    wanted = FinancialYear.parse(year)
    await make_paper("annual_report", wanted.first, wanted.last, [], by=by, today=today)
