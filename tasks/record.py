"""Writes down what happened: a challenge opened, a milestone met."""

from __future__ import annotations

from datetime import date

from prefect.logging import get_run_logger

from casework import record as casework
from casework.opening import Opening, open_with_people
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Milestone
from domain.moves import Claim
from tasks import clock
from tasks.step import step, write


@step("open a challenge")
async def open_challenge(said: Opening, *, by: str, today: date | None = None) -> str:
    """Open a challenge, unless it has been opened already, and return its reference."""
    reference, is_new = await write(open_with_people, clock.entry(by, today), said)
    get_run_logger().info("%s %s.", reference, "is open" if is_new else "had been opened before")
    return reference


@step("{reference}: record {milestone}")
async def record(
    reference: str,
    milestone: str,
    on: date,
    *,
    council: str | None = None,
    details: Details,
    by: str,
    today: date | None = None,
) -> bool:
    """Write down that a milestone was met; return False if that stands there already."""
    claim = Claim(Milestone(milestone), Day(on), CouncilCode(council) if council else None, details)
    is_new = await write(casework.record, reference, clock.entry(by, today), claim)
    get_run_logger().info(
        "%s: %s %s.", reference, milestone, "recorded" if is_new else "stands there already"
    )
    return is_new
