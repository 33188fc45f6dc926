"""The board's papers in steps: made and filed, each in a thread of its own because it takes seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from prefect.logging import get_run_logger

from casework.board import papers
from casework.board.papers import PaperKind
from tasks import clock
from tasks.step import step


@step("make and file the paper")
async def make_paper(
    kind: str, first: date, last: date, decisions: Sequence[str], *, by: str, today: date | None = None
) -> str:
    """Make a paper of a period and file it; return what it is called."""
    logger = get_run_logger()
    paper = await asyncio.to_thread(
        papers.make,
        PaperKind(kind),
        first,
        last,
        clock.entry(by, today),
        decisions,
        progress=lambda reached: logger.info("%s.", reached),
    )
    logger.info("Filed as paper %s: %s, issue %s.", paper.id, paper.title, paper.issue)
    return paper.title
