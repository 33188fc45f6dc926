"""Deeds about letters: which waits, which goes sooner or says more, and which did not arrive."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from casework import approvals
from casework.paperwork import do_paperwork
from db.post_tables import Attempt, Message
from db.session import transaction
from tests.casework.by_deeds import AT, Deeds, ToldUntil, on_sqlite


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_letter_above_the_chief_executive_is_let_out_by_a_deed(told_until: ToldUntil) -> None:
    story = told_until("2025-01-16")
    late = next(day for day in ("2025-02-10", "2025-02-20", "2025-03-10", "2025-04-10") if _waits(story, day))

    offered_then = story.offers(late)
    (option, *_) = story.asked("approve", late)["letter"].options
    approved = story.do("approve", late, letter=option.value, reason="The leader has been told by telephone.")

    assert "approve" in offered_then
    assert approved.told.what.endswith("the letter is approved.")
    assert option.value not in approvals.waiting(story.desk().on(date.fromisoformat(late)))


def _waits(story: Deeds, day: str) -> bool:
    return bool(approvals.waiting(story.desk().on(date.fromisoformat(day))))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_letter_to_come_waits_goes_sooner_and_says_something_more(told_until: ToldUntil) -> None:
    story = told_until("2025-03-20")
    key = story.asked("hold", "2025-03-21")["letter"].options[0].value
    (reader, *_) = story.asked("say", "2025-03-21")["to"].options

    offered_before = story.offers("2025-03-21")
    held = story.do("hold", "2025-03-21", letter=key, reason="The council has written to us.")
    released = story.do("release", "2025-03-21", letter=key)
    until = story.do("hold", "2025-03-21", letter=key, reason="Until then.", until="2025-07-10")
    said = story.do("say", "2025-03-21", letter=key, words="It was good to see you.", to=reader.value)
    unsaid = story.do("say", "2025-03-21", letter=key, words="", to=reader.value)
    everybody = story.do("say", "2025-03-21", letter=key, words="It was good to see you.", to="")
    sooner = story.do("forward", "2025-03-21", letter=key, reason="They have asked for it.")

    assert {"hold", "forward", "say"} <= set(offered_before)
    assert "release" not in offered_before
    assert held.told.what.endswith("is held back until somebody lets it out.")
    assert "is let out and goes on " in released.told.what
    assert until.told.what.endswith("is held back until Thursday 10 July 2025.")
    assert said.told.what.endswith("carries a personal paragraph.")
    assert unsaid.told.what.endswith("carries no personal paragraph any more.")
    assert sooner.told.what.endswith("is brought forward and goes now.")
    assert everybody.told.what.endswith("carries a personal paragraph.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_messages_that_did_not_arrive_are_seen_to_by_deeds(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    work = do_paperwork(story.reference, date(2024, 11, 20), lambda: AT)
    with transaction() as session:
        *bounced, lost = session.scalars(select(Message).order_by(Message.id).limit(3))
        for message in bounced:
            message.state, message.error = "failed", "It bounced."
        lost.state, lost.sent_at, lost.error, lost.attempts = "unknown", None, "Nobody knows.", 2
        session.add(
            Attempt(
                message_id=lost.id,
                number=2,
                name="nobody-knows",
                channel="smtp",
                to_email=message.to_email,
                holder="worker",
                began_at=AT,
            )
        )
    first, second, third = (each.value for each in story.asked("retry", "2024-11-21")["message"].options)
    (unknown,) = (each.value for each in story.asked("arrived", "2024-11-21")["message"].options)

    again = story.do("retry", "2024-11-21", message=first, to="new@tamworth.example")
    seen_to = story.do("seen-to", "2024-11-21", message=second, how="letter by post")
    came = story.do("arrived", "2024-11-21", message=third)

    assert work.sent == work.written > len(work.filed) > 0
    assert unknown == third
    assert "goes to new@tamworth.example with the next post." in again.told.what
    assert seen_to.told.what.endswith("has been seen to: letter by post.")
    assert came.told.what.endswith("has arrived.")
    assert not {"retry", "arrived", "seen-to"} & set(story.offers("2024-11-21"))
