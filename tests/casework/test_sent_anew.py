"""What somebody has sent anew goes out as they said, whatever the round and the clock would make of it."""

from __future__ import annotations

import pytest

from casework import receipts, record
from casework.record import Entry
from channels.statuses import Report, Status
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import Event, Milestone
from domain.people import Role
from tests.casework.conftest import Challenge
from tests.casework.rounds import address, at, deliver_all, run_round, told
from tests.casework.test_post import Strict
from tests.casework.test_preferences import REMINDED, waiting

__all__ = ["waiting"]
NEXT = "2025-07-03"


@pytest.fixture
def bounced(waiting: Challenge) -> Message:
    """Have the reminder to the project lead go out and come back, and return it."""
    run_round(waiting.session, REMINDED)
    waiting.post(Strict(), at(REMINDED))
    lead = address(waiting, Role.PROJECT_LEAD)
    sent = next(each for each in told(waiting, "review_due") if each.to_email == lead)
    came = Report(str(sent.sent_as), None, lead, Status.PERMANENT_FAILURE, at(REMINDED, "12:00"))
    receipts.take(waiting.session, came, "strict", at(REMINDED, "12:00"))
    assert sent.state == "failed"
    return sent


def test_a_reminder_sent_anew_keeps_the_address_that_was_given_for_it_on_a_later_day(
    waiting: Challenge, bounced: Message
) -> None:
    receipts.retry(waiting.session, bounced.id, "Manager", at(NEXT, "07:00"), to="new@council.example")

    run_round(waiting.session, NEXT)
    deliver_all(waiting.session, NEXT)

    reminders = told(waiting, "review_due")
    assert [(each.to_email, each.state) for each in reminders if each.id == bounced.id] == [
        ("new@council.example", "sent")
    ]
    assert len(reminders) == len({each.person_id for each in reminders})


def test_a_reminder_sent_anew_goes_even_if_what_it_reminds_of_has_been_settled(
    waiting: Challenge, bounced: Message
) -> None:
    by = Entry("Programme manager", at(NEXT).date(), at(NEXT))
    held = Event(0, Milestone.REVIEW_HELD, Day.parse(NEXT))
    record.write(waiting.session, waiting.reference, by, [held])
    receipts.retry(waiting.session, bounced.id, "Manager", at(NEXT, "08:00"))

    deliver_all(waiting.session, NEXT)

    assert (bounced.state, bounced.issue) == ("sent", 2)
