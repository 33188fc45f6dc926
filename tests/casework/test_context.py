"""What letters may speak of: facts computed from the history, and none that it does not hold."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casework import record
from casework.case import case
from casework.context import Decision, context
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Milestone
from tests.casework.conftest import Challenge, entry

TAMWORTH = CouncilCode("TAW")


def told(challenge: Challenge, on: str) -> dict[str, Any]:
    on_desk, day = case(challenge.session, challenge.reference), date.fromisoformat(on)
    return context(on_desk, on_desk.on(day), TAMWORTH, day)


@pytest.mark.parametrize("body", ["Full Council", None])
def test_who_approved_a_plan_is_not_who_decided_on_the_report(bare: Challenge, body: str | None) -> None:
    decided = Details(body="Cabinet", call_in_ends=date(2025, 1, 23))
    events = [
        Event(0, Milestone.COUNCIL_DECISION, Day.parse("2025-01-16"), TAMWORTH, decided),
        Event(0, Milestone.PLAN_APPROVED, Day.parse("2025-02-20"), TAMWORTH, Details(body=body)),
    ]
    record.write(bare.session, bare.reference, entry("2025-02-20"), events)

    facts = told(bare, "2025-02-20")

    assert facts["decision"] == Decision("Cabinet", date(2025, 1, 23))
    assert facts["approval"] == Decision(body or "")
    assert told(bare, "2025-01-15")["decision"] == Decision()
