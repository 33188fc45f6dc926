"""How an action goes is said by its council, with a reason where a promise is not kept, and said once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework.actions import NoSuchAction, NothingSaid, Update, WithoutReason, actions, update
from casework.case import case
from casework.deeds.deed import NotYours
from casework.deeds.questions import Raw
from casework.deeds.table import Outcome, carry_out, deed_named
from db import contents
from domain.contents import Content, Rating
from domain.days import Day
from domain.ledger import ActionKey, Tracked
from domain.lifecycle import CouncilCode, Milestone
from domain.permissions import Act, Part, Seat, Visitor
from tests.casework.conftest import AT, entry
from tests.casework.published import Told, joint, told

ON = "2025-06-02"
TODAY = date.fromisoformat(ON)


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge with an action plan."""
    found = told(session)
    found.until(Milestone.PLAN_RECEIVED)
    return found


def say(of: Told, key: str = "1.1", on: str = ON, **said: object) -> bool:
    what = Update(ActionKey(key), **said)  # type: ignore[arg-type]
    return update(of.session, of.reference, entry(on), what, Day.parse(on))


def action(of: Told, key: str = "1.1", on: date = TODAY) -> Tracked:
    return next(each for each in actions(case(of.session, of.reference), on) if each.key == key)


def test_an_update_is_a_line_of_the_history_and_the_plan_stays(single: Told) -> None:
    assert say(single, rating=Rating.ON_TRACK, evidence="The invitations are out.")

    event = case(single.session, single.reference).history[-1]
    assert (event.council, event.details.key, event.details.rating) == ("TAW", "1.1", "on track")
    assert (action(single).rating, action(single).evidence) == (Rating.ON_TRACK, "The invitations are out.")
    assert action(single).action.status is Rating.NOT_STARTED


def test_the_same_said_again_is_said_once(single: Told) -> None:
    assert say(single, rating=Rating.DONE)
    assert not say(single, rating=Rating.DONE)
    assert say(single, rating=Rating.IN_PROGRESS)
    assert say(single, rating=Rating.DONE)


def test_the_same_is_said_anew_after_a_plan_that_says_otherwise(single: Told) -> None:
    place = single.places[0]
    assert say(single, rating=Rating.DONE)
    plan = single.brings(Content.PLAN, "2025-06-02", place)
    actions_of = contents.body(single.session, single.reference, plan.details.digest or "")["actions"]
    for each in actions_of:
        each["status"] = "in progress"
    single.hands_in(Content.PLAN, "2025-06-02", place, actions=actions_of)
    assert action(single).rating is Rating.IN_PROGRESS

    assert say(single, rating=Rating.DONE)
    assert action(single).rating is Rating.DONE


def test_what_is_sent_again_with_the_date_that_stands_already_is_said_once(single: Told) -> None:
    due = action(single).due

    assert say(single, rating=Rating.IN_PROGRESS, due=due)
    assert not say(single, rating=Rating.IN_PROGRESS, due=due)


def test_a_date_is_put_off_with_a_reason(single: Told) -> None:
    with pytest.raises(WithoutReason, match=r"1\.1 cannot be due on another day without a reason\. Say why"):
        say(single, due=Day.parse("2025-10"))

    assert say(single, due=Day.parse("2025-10"), reason="The hall was let.")
    assert [each.reason for each in action(single).promises] == ["", "The hall was let."]


def test_a_date_that_stands_already_is_no_new_one(single: Told) -> None:
    assert not say(single, due=Day.parse("2025-06"))
    assert say(single, due=Day.parse("2025-06"), reason="Not needed.", note="As planned.")
    assert case(single.session, single.reference).history[-1].details.reason is None


def test_an_action_is_dropped_with_a_reason(single: Told) -> None:
    with pytest.raises(WithoutReason, match=r"1\.1 cannot be dropped without a reason"):
        say(single, rating=Rating.DROPPED)

    assert say(single, rating=Rating.DROPPED, reason="Another council does it.")
    assert (action(single).is_open, action(single).reason) == (False, "Another council does it.")


def test_an_action_that_no_plan_holds_is_refused_with_those_that_there_are(single: Told) -> None:
    with pytest.raises(NoSuchAction) as refusal:
        say(single, "13.1", rating=Rating.DONE)

    assert str(refusal.value) == (
        f"{single.reference} has no action '13.1'. Use one of 1.1, 2.1, 3.1, 4.1, 5.1, 5.2, 5.3, 6.1, 7.1,"
        f" 8.1, 9.1, 10.1 and so on; `cpc ledger {single.reference}` lists them."
    )


def test_without_a_plan_there_is_nothing_to_say_anything_of(session: Session) -> None:
    with pytest.raises(NoSuchAction, match=r"no action plan is here\. Hand in the plan first\."):
        say(told(session), rating=Rating.DONE)


@pytest.mark.parametrize("reason", ["", "Because."])
def test_an_update_that_says_nothing_is_refused(single: Told, reason: str) -> None:
    with pytest.raises(NothingSaid, match=r"Nothing is said of action 1\.1\. Give a rating"):
        say(single, reason=reason)


# As a deed


def do(of: Told, raw: Raw, visitor: Visitor | None = None) -> Outcome:
    who = visitor or Visitor(Part.MANAGER, name="Programme manager")
    return carry_out("action", of.reference, who, raw, today=TODAY, at=AT, trial=False)


def contact(of: Told, council: str) -> Visitor:
    seat = Seat(of.reference, Part.COUNCIL_CONTACT, CouncilCode(council))
    return Visitor(Part.COUNCIL_CONTACT, name="Project lead", seats=frozenset({seat}))


def test_a_council_says_how_its_own_actions_go_and_chooses_among_them(session: Session) -> None:
    both = joint(session)
    both.until(Milestone.PLAN_RECEIVED)
    on_desk = case(session, both.reference)
    asked = deed_named("action", on_desk.scheme).asked_of(contact(both, "STF"), on_desk, TODAY)
    session.commit()

    outcome = do(both, {"action": "1.3", "rating": "done", "evidence": "It is held."}, contact(both, "STF"))

    assert outcome.told.what == f"{both.reference}: how action 1.3 goes is written down."
    assert {each.council for each in asked[0].options} == {"STF"}
    assert asked[0].options[0].title.startswith("1.3 Staffordshire Moorlands District Council: ")
    with pytest.raises(NotYours, match=f"You may not say how an action goes in {both.reference}"):
        do(both, {"action": "1.1", "rating": "done"}, contact(both, "STF"))


def test_a_deed_says_that_the_same_was_said_before(single: Told) -> None:
    single.session.commit()
    said: Raw = {"action": "2.1", "due": "2025-12", "reason": "A vacancy.", "note": "Soon."}
    do(single, said)

    assert do(single, said).told.what.endswith("had been written down with these words before.")


def test_the_deed_is_offered_once_there_are_actions(session: Session) -> None:
    found = told(session)
    deed = deed_named("action", case(session, found.reference).scheme)
    before = deed.is_offered(case(session, found.reference), TODAY)
    found.until(Milestone.PLAN_RECEIVED)

    assert (before, deed.is_offered(case(session, found.reference), TODAY)) == (False, True)
    assert deed.act is Act.UPDATE_ACTION
