"""The challenge that lessons are told of: Tamworth's, with somebody in every role, its visit just over."""

from __future__ import annotations

from datetime import date

import pytest

from casework import record
from casework.record import Entry
from domain.days import Day
from domain.lifecycle import Event, Milestone
from tests.casework.conftest import AT, Challenge, asides, bare, begun, challenge

__all__ = ["asides", "bare", "begun", "challenge"]


@pytest.fixture
def visited(challenge: Challenge) -> Challenge:
    """Give a challenge whose visit ended on Thursday 31 October 2024: its report is due by 31 January."""
    by = Entry("Programme manager", date(2024, 10, 31), AT)
    ended = Event(0, Milestone.VISIT_ENDED, Day.parse("2024-10-31"))
    record.write(challenge.session, challenge.reference, by, [ended])
    return challenge
