"""Shows where challenges stand, on Prefect's own pages."""

from __future__ import annotations

from datetime import date

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact

from casework import summaries
from tasks import clock
from tasks.step import ask, step

PIPELINE = "pipeline"
"""The key under which the table of all challenges is kept."""


@step("{reference}: show where it stands")
async def show_outlook(reference: str, today: date | None = None) -> None:
    """Put the outlook of a challenge on a page."""
    page = await ask(summaries.summary, reference, clock.on(today))
    description = f"Where {reference} stands"
    await acreate_markdown_artifact(page, key=outlook_key(reference), description=description)


@step("show the pipeline")
async def show_pipeline(today: date | None = None) -> None:
    """Put the challenges that are under way into a table."""
    found = await ask(summaries.pipeline, clock.on(today), clock.now())
    shown = "" if len(found.rows) == found.total else f", the first {len(found.rows)} by date"
    description = f"{found.total} challenges under way{shown}"
    await acreate_table_artifact(list(found.rows), key=PIPELINE, description=description)


def outlook_key(reference: str) -> str:
    """Return the key of a challenge's page: `cpc-2024-001-outlook`."""
    return f"{reference.lower()}-outlook"
