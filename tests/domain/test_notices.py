"""Which notices are owed to whom: one for each role, waiting where nobody holds it, never lost in silence."""

from dataclasses import replace

import pytest

from domain.lifecycle import Happening, Milestone
from domain.notices import GONE, addressed
from domain.owed import Gap, OwedNotice
from domain.people import Role, Side
from tests.histories import (
    EVERYBODY,
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    closed,
    finalised,
    opened,
    reported,
    scoped,
    visited,
)

LATER = "2026-01-01"


def without(*roles: Role) -> Story:
    """Return a new challenge in which nobody holds these roles."""
    return Story().staffed(role for role in EVERYBODY if role not in roles)


def slots(notices: list[OwedNotice]) -> list[str]:
    return [each.slot for each in notices if each.is_ready]


def test_everybody_who_should_hear_of_the_feedback_has_one_slot_a_role() -> None:
    notices = visited().notices("feedback_given", "2024-10-31")

    assert slots(notices) == [
        "leader@TAW",
        "chief_executive@TAW",
        "project_lead@TAW",
        "opposition_leader@TAW:opposition_leader.TAW",
        "lead_chief_executive",
        "lead_member",
        "member_peer:member_peer",
        "officer_peer:officer_peer",
        "principal_adviser",
    ]
    assert {each.key for each in notices} == {"notice/feedback_given/-/1"}


def test_a_notice_that_is_only_supposed_has_the_readers_that_it_would_have() -> None:
    view = visited().on("2024-11-01")
    owed = [each for each in view.notices if each.rule.name == "feedback_given"]

    supposed = addressed(replace(owed[0], slot="", role=None, person=None), view.reading, view.documents)

    assert [(each.key, each.slot, each.person) for each in supposed] == [
        (each.key, each.slot, each.person) for each in owed
    ]


def test_nothing_is_owed_before_it_happened() -> None:
    story = visited()

    assert story.notices("feedback_given", "2024-10-30") == []
    assert story.notices("pack_sent", "2024-10-30") != []


def test_somebody_in_two_roles_has_a_slot_in_each_under_one_key() -> None:
    story = without(Role.CHALLENGE_MANAGER)
    story.assign(Role.CHALLENGE_MANAGER, "principal_adviser")
    story.until(Milestone.DATES_SET)

    mine = [each for each in story.notices("dates_set", "2024-06-03") if each.person == "principal_adviser"]

    assert [(each.key, each.slot) for each in mine] == [
        ("notice/dates_set/-/1", "principal_adviser"),
        ("notice/dates_set/-/1", "challenge_manager"),
    ]


def test_a_role_that_nobody_holds_keeps_the_notice_waiting_and_says_who_can_fill_it() -> None:
    story = without(Role.LEADER).until(Milestone.AGREED)

    waiting = [each for each in story.notices("invitation", "2024-05-10") if each.waits_for]

    assert [(each.slot, each.person) for each in waiting] == [("leader@TAW", None)]
    assert waiting[0].waits_for == (Gap("nobody is leader of the council", "Council project lead"),)
    assert story.on("2024-05-10").gaps == waiting[0].waits_for


@pytest.mark.parametrize("role", [Role.LEADER, Role.OPPOSITION_LEADER])
def test_who_fills_the_role_later_gets_what_waited(role: Role) -> None:
    story = without(role).until(Milestone.FEEDBACK_GIVEN)
    story.assign(role, "newcomer", on="2024-11-05")

    waited = [each for each in story.notices("feedback_given", "2024-11-04") if not each.is_ready]
    filled = [each for each in story.notices("feedback_given", "2024-11-05") if each.role is role]

    assert [each.role for each in waited] == [role]
    assert [(each.person, each.is_ready) for each in filled] == [("newcomer", True)]


def test_a_role_left_vacant_for_a_reason_is_waited_for_no_longer() -> None:
    story = without(Role.GROUP_OFFICE)
    story.happens(Happening.LEFT_VACANT, "2024-05-02", role="group_office", reason="no political groups")
    story.until(Milestone.DATES_SET)

    (vacant,) = [each for each in story.notices("dates_set", "2024-06-03") if not each.is_ready]
    story.assign(Role.GROUP_OFFICE, "office", on="2024-06-04")

    assert vacant.lapsed == "the role stays vacant: no political groups"
    assert (vacant.slot, vacant.waits_for) == ("group_office", ())
    assert "group_office:office" in slots(story.notices("dates_set", "2024-06-04"))


def test_a_role_left_vacant_without_a_word_is_vacant_all_the_same() -> None:
    story = without(Role.GROUP_OFFICE)
    story.happens(Happening.LEFT_VACANT, "2024-05-02", role="group_office")

    (vacant,) = [
        each for each in story.until(Milestone.DATES_SET).notices("dates_set", LATER) if not each.is_ready
    ]

    assert vacant.lapsed == "the role stays vacant: "


def test_a_side_on_which_nobody_is_waits_for_its_first() -> None:
    story = without(Role.LEAD_CHIEF_EXECUTIVE, Role.LEAD_MEMBER, Role.MEMBER_PEER, Role.OFFICER_PEER)
    story.happens(Milestone.PACK_SENT, "2024-10-11")

    (waiting,) = story.notices("pack_sent", "2024-10-11")
    story.assign(Role.OFFICER_PEER, "officer", on="2024-10-12")

    assert (waiting.slot, waiting.waits_for[0].text) == ("peers", "nobody is lead chief executive peer")
    assert "officer_peer:officer" in [each.slot for each in story.notices("pack_sent", "2024-10-12")]


def test_an_invitation_to_each_peer_waits_for_no_peer() -> None:
    story = without(Role.LEAD_CHIEF_EXECUTIVE, Role.LEAD_MEMBER, Role.MEMBER_PEER, Role.OFFICER_PEER)

    assert story.until(Milestone.DATES_SET).notices("peer_invited", "2024-06-03") == []


def test_a_paper_that_waits_keeps_its_notice_waiting() -> None:
    story = opened().until(Milestone.FACT_CHECK_RETURNED)
    for event in [each for each in story.events if each.kind is Happening.CONTENT_RECEIVED]:
        story.undo(event, "2024-12-05")
    story.happens(Milestone.REPORT_FINALISED, "2024-12-12")

    notices = story.notices("report_finalised", "2024-12-12")

    assert {gap.text for each in notices for gap in each.waits_for} == {
        "the final report waits: the content 'report' has not been handed in",
        "the action plan template waits: the content 'report' has not been handed in",
    }
    assert slots(notices) == []


def test_a_paper_that_waits_at_one_council_holds_up_nothing_at_the_other() -> None:
    story = reported(*JOINT)
    story.happens(Happening.CONTENT_RECEIVED, "2025-02-27", HIGH_PEAK, content="plan")
    for place in JOINT:
        story.happens(Milestone.PLAN_PUBLISHED, "2025-02-28", place)

    notices = story.notices("plan_published", "2025-02-28")

    assert {each.council for each in notices if each.is_ready} == {HIGH_PEAK.code}
    assert {each.council for each in notices if each.waits_for} == {MOORLANDS.code}


def test_what_concerns_a_whole_joint_challenge_goes_to_every_council() -> None:
    leaders = [each for each in visited(*JOINT).notices("feedback_given", LATER) if each.role is Role.LEADER]

    assert [(each.slot, each.person, each.role_council) for each in leaders] == [
        ("leader@HIG", "leader.HIG", HIGH_PEAK.code),
        ("leader@STF", "leader.STF", MOORLANDS.code),
    ]


def test_a_whole_side_of_councils_is_written_to_at_each_council() -> None:
    story = opened(*JOINT)
    invitation = replace(story.scheme.notices["invitation"], to=(Side.COUNCIL,))
    story.scheme = replace(story.scheme, notices={"invitation": invitation})

    found = slots(story.until(Milestone.AGREED).notices("invitation", LATER))

    assert found[:4] == ["leader@HIG", "leader@STF", "chief_executive@HIG", "chief_executive@STF"]


def test_what_concerns_one_council_goes_to_that_council() -> None:
    story = finalised(*JOINT)
    story.meets(Milestone.PLAN_RECEIVED, "2025-02-03", MOORLANDS)

    notices = story.notices("plan_received", LATER)

    assert [(each.key, each.slot) for each in notices] == [
        ("notice/plan_received/STF/1", "project_lead@STF"),
        ("notice/plan_received/STF/1", "principal_adviser"),
        ("notice/plan_received/STF/1", "challenge_manager"),
    ]


def test_a_peer_who_joins_late_is_invited_and_is_not_told_old_news() -> None:
    story = scoped()
    story.assign(Role.OFFICER_PEER, "late", on="2024-10-20")

    def told(name: str) -> bool:
        return "officer_peer:late" in slots(story.notices(name, LATER))

    assert told("peer_invited")
    assert not told("pack_sent")
    story.until(Milestone.FEEDBACK_GIVEN)
    assert told("feedback_given")


def test_the_first_to_lead_who_joins_late_is_not_told_old_news_either() -> None:
    story = without(Role.LEAD_CHIEF_EXECUTIVE)
    story.happens(Milestone.PACK_SENT, "2024-10-11")
    story.assign(Role.LEAD_CHIEF_EXECUTIVE, "late", on="2024-10-20")

    assert "lead_chief_executive" not in [each.slot for each in story.notices("pack_sent", LATER)]


def test_a_peer_who_joins_for_the_review_is_not_invited_to_the_visit() -> None:
    story = opened().until(Milestone.PLAN_PUBLISHED)
    story.assign(Role.SHADOW_PEER, "shadow", on="2025-05-01")
    story.until(Milestone.REVIEW_SCHEDULED)

    assert "shadow_peer:shadow" not in [each.slot for each in story.notices("peer_invited", LATER)]
    assert "document/peer_invitation/-/shadow" not in [each.key for each in story.on(LATER).documents]
    assert "shadow_peer:shadow" not in [each.slot for each in story.notices("pack_sent", LATER)]
    assert "shadow_peer:shadow" in slots(story.notices("review_scheduled", LATER))


def test_a_peer_who_is_released_keeps_the_slots_they_had_and_gets_no_more() -> None:
    story = scoped()
    story.release(Role.MEMBER_PEER, "member_peer", "2024-10-20")
    story.until(Milestone.FEEDBACK_GIVEN)

    pack = {each.slot: each.lapsed for each in story.notices("pack_sent", LATER)}

    assert pack["member_peer:member_peer"] == GONE
    assert pack["officer_peer:officer_peer"] is None
    assert "member_peer:member_peer" not in [each.slot for each in story.notices("feedback_given", LATER)]


def test_a_lead_who_is_released_keeps_the_slots_they_had_and_gets_no_more() -> None:
    story = scoped()
    story.release(Role.LEAD_MEMBER, "lead_member", "2024-10-20")
    story.until(Milestone.FEEDBACK_GIVEN)

    (pack,) = [each for each in story.notices("pack_sent", LATER) if each.slot == "lead_member"]

    assert (pack.lapsed, pack.person) == (GONE, None)
    assert "lead_member" not in [each.slot for each in story.notices("feedback_given", LATER)]


def test_who_leaves_on_the_day_was_there() -> None:
    story = scoped()
    story.release(Role.MEMBER_PEER, "member_peer", "2024-10-11")

    assert "member_peer:member_peer" in [each.slot for each in story.notices("pack_sent", LATER)]


def test_who_comes_back_is_not_told_what_happened_in_between() -> None:
    story = opened().until(Milestone.TEAM_CONFIRMED)
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-10-01")
    story.until(Milestone.PACK_SENT)
    story.assign(Role.OFFICER_PEER, "officer_peer", on="2024-10-20")
    story.until(Milestone.FEEDBACK_GIVEN)

    assert "officer_peer:officer_peer" not in [each.slot for each in story.notices("pack_sent", LATER)]
    assert "officer_peer:officer_peer" in slots(story.notices("feedback_given", LATER))
    assert "officer_peer:officer_peer" in slots(story.notices("peer_invited", LATER))


def test_who_is_released_and_put_back_on_the_same_day_has_never_been_away() -> None:
    story = opened()
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-05-01")
    story.assign(Role.OFFICER_PEER, "officer_peer")

    assert [each.person for each in story.on(LATER).reading.in_office(Role.OFFICER_PEER)] == ["officer_peer"]


def test_a_successor_takes_over_the_slot_and_not_the_letters_sent_to_it() -> None:
    story = opened().until(Milestone.AGREED)
    before = {each.slot: each.person for each in story.notices("invitation", "2024-05-10")}
    story.release(Role.LEADER, "leader.TAW", "2024-05-20", TAMWORTH)
    story.assign(Role.LEADER, "new leader", on="2024-05-20")

    after = {each.slot: each.person for each in story.notices("invitation", LATER)}

    assert before["leader@TAW"] == "leader.TAW"
    assert after["leader@TAW"] == "new leader"
    assert set(after) == set(before)


def test_a_role_vacated_later_is_not_asked_for_again_by_old_notices() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.release(Role.GROUP_OFFICE, "group_office", "2024-06-20")

    old = {each.slot: each.lapsed for each in story.notices("dates_set", LATER)}

    assert old["group_office:group_office"] == GONE
    assert "group_office" not in old


def test_a_withdrawn_peer_is_reported_and_a_contact_who_leaves_is_not() -> None:
    story = opened()
    story.release(Role.LEADER, "leader.TAW", "2024-05-20", TAMWORTH)
    story.release(Role.MEMBER_PEER, "member_peer", "2024-05-21")
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-05-22")

    keys = {each.key for each in story.notices("peer_withdrawn", LATER)}

    assert keys == {"notice/peer_withdrawn/-/1", "notice/peer_withdrawn/-/2"}


def test_a_corrected_milestone_owes_nothing_more_and_keeps_its_key() -> None:
    story = opened().until(Milestone.AGREED)
    story.undo(story.events[-1], "2024-05-12")

    before, after = (story.notices("invitation", on) for on in ("2024-05-11", "2024-05-12"))

    assert [(each.key, each.slot) for each in before] == [(each.key, each.slot) for each in after]
    assert {each.lapsed for each in after} == {"what it reported has been corrected"}


def test_recorded_again_after_a_correction_it_is_the_same_notice() -> None:
    story = opened().until(Milestone.AGREED)
    story.undo(story.events[-1], "2024-05-12")
    story.meets(Milestone.AGREED, "2024-05-13")

    notices = story.notices("invitation", LATER)

    assert {each.key for each in notices} == {"notice/invitation/-/1"}
    assert len(slots(notices)) == 3


def test_an_undone_correction_owes_again_what_was_owed() -> None:
    story = opened().until(Milestone.AGREED)
    before = slots(story.notices("invitation", LATER))
    correction = story.undo(story.events[-1], "2024-05-12")
    story.undo(correction, "2024-05-13")

    assert slots(story.notices("invitation", LATER)) == before


def test_each_new_date_is_told_under_a_number_of_its_own() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", reason="an election")
    story.meets(Milestone.DATES_SET, "2024-09-01", visit_start="2025-03-04", visit_end="2025-03-06")

    assert {each.key for each in story.notices("dates_set", LATER)} == {
        "notice/dates_set/-/1",
        "notice/dates_set/-/2",
    }
    assert {each.key for each in story.notices("dates_moved", LATER)} == {"notice/dates_moved/-/1"}


def test_a_number_does_not_change_when_an_earlier_date_is_corrected() -> None:
    story = opened().until(Milestone.DATES_SET)
    first = story.events[-1]
    story.meets(Milestone.DATES_SET, "2024-06-05")
    story.undo(first, "2024-06-06")

    lapsed = {each.key: each.lapsed for each in story.notices("dates_set", LATER)}

    assert lapsed == {
        "notice/dates_set/-/1": "what it reported has been corrected",
        "notice/dates_set/-/2": None,
    }


def test_a_cancelled_challenge_says_so_and_owes_nothing_else() -> None:
    story = without(Role.PRINCIPAL_ADVISER).until(Milestone.DATES_SET)
    story.happens(Happening.CANCELLED, "2024-08-01", reason="a merger")

    view = story.on(LATER)

    assert {each.rule.name for each in view.notices if not each.lapsed} == {"cancelled"}
    assert {each.lapsed for each in view.notices if each.rule.name != "cancelled"} == {
        "the challenge has been cancelled"
    }
    assert [each for each in view.documents if not each.lapsed] == []


def test_a_reopened_challenge_owes_again_what_it_owed() -> None:
    story = opened().until(Milestone.DATES_SET)
    before = {(each.key, each.slot) for each in story.on("2024-07-01").notices if each.is_ready}
    story.happens(Happening.CANCELLED, "2024-08-01", reason="a merger")
    story.happens(Happening.REOPENED, "2024-08-20", reason="no merger")

    view = story.on("2024-08-20")

    assert before <= {(each.key, each.slot) for each in view.notices if each.is_ready}
    assert {"cancelled", "reopened"} <= {each.rule.name for each in view.notices if each.is_ready}


def test_a_challenge_closed_again_is_not_closed_twice_in_the_post() -> None:
    story = closed()
    before = {(each.key, each.slot) for each in story.notices("closed", LATER)}
    story.happens(Happening.REOPENED, "2025-11-01", reason="a letter was wrong")
    story.meets(Milestone.CLOSED, "2025-11-03")

    assert {(each.key, each.slot) for each in story.notices("closed", LATER)} == before


def test_what_is_backfilled_owes_nothing() -> None:
    story = Story().staffed()
    for milestone in (Milestone.AGREED, Milestone.DATES_SET, Milestone.VISIT_ENDED):
        story.happens(milestone, "2023-05", backfilled=True, **story.usual(milestone))
    story.happens(Milestone.REPORT_PUBLISHED, "2023-09", TAMWORTH, backfilled=True)

    view = story.on(LATER)

    assert {each.rule.name for each in view.notices} == {"challenge_opened"}
    assert view.documents == ()


def test_an_event_known_to_the_month_reaches_who_was_there_in_that_month() -> None:
    story = scoped()
    story.release(Role.MEMBER_PEER, "member_peer", "2024-10-30")
    story.happens(Milestone.FEEDBACK_GIVEN, "2024-10")

    found = {each.slot for each in story.notices("feedback_given", LATER)}

    assert "member_peer:member_peer" in found


def test_nothing_waits_for_somebody_in_a_role_that_nobody_need_hold() -> None:
    story = without(Role.PARTICIPANT).until(Milestone.VISIT_STARTED)

    invited = story.notices("feedback_meeting", "2024-10-29")

    assert all(each.is_ready for each in invited)
    assert Role.PARTICIPANT not in {each.role for each in invited}


def test_whoever_comes_later_is_told_until_the_day_that_the_notice_names() -> None:
    story = without(Role.PARTICIPANT).until(Milestone.FEEDBACK_GIVEN)
    story.assign(Role.PARTICIPANT, "chair", "2024-10-31")
    story.assign(Role.PARTICIPANT, "too late", "2024-11-01")
    story.assign(Role.PARTICIPANT, "gone", "2024-10-30")
    story.release(Role.PARTICIPANT, "gone", "2024-10-30", TAMWORTH)

    asked = [each for each in story.notices("feedback_meeting", LATER) if each.role is Role.PARTICIPANT]

    assert {each.person: each.lapsed for each in asked} == {"chair": None, "gone": GONE}
