"""Which documents are owed: for the challenge, for each council, for each peer; again when dates move."""

from domain.lifecycle import Happening, Milestone
from domain.owed import Gap
from domain.people import Role
from tests.histories import (
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    closed,
    finalised,
    opened,
    planned,
    scoped,
)

LATER = "2026-01-01"


def keys(story: Story, name: str, on: str = LATER) -> list[str]:
    return [each.key for each in story.documents(name, on)]


def test_a_challenge_that_went_all_the_way_owes_every_document_of_its_scheme() -> None:
    for under in ("2022", "2024"):
        story = closed(under=under)
        owed = story.on(LATER).documents

        assert {each.rule.name for each in owed} == set(story.scheme.documents)
        assert [each for each in owed if not each.is_ready] == []


def test_each_council_of_a_joint_challenge_gets_its_own_letter_and_both_share_one_report() -> None:
    story = finalised(*JOINT)

    assert keys(story, "invitation") == ["document/invitation/HIG/1", "document/invitation/STF/1"]
    assert keys(story, "final_report") == ["document/final_report/-/1"]


def test_each_peer_gets_an_invitation_of_their_own() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.assign(Role.OFFICER_PEER, "late", on="2024-07-01")

    assert keys(story, "peer_invitation") == [
        "document/peer_invitation/-/lead_chief_executive",
        "document/peer_invitation/-/lead_member",
        "document/peer_invitation/-/member_peer",
        "document/peer_invitation/-/officer_peer",
        "document/peer_invitation/-/late",
    ]


def test_the_invitation_of_a_peer_who_has_left_has_lapsed() -> None:
    story = scoped()
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-10-20")

    lapsed = {str(each.person): each.lapsed for each in story.documents("peer_invitation", LATER)}

    assert lapsed["officer_peer"] == "the peer has left the team"
    assert lapsed["member_peer"] is None


def test_a_document_waits_for_what_has_to_be_written_and_says_by_whom() -> None:
    story = opened().until(Milestone.FACT_CHECK_RETURNED)
    for event in [each for each in story.events if each.kind is Happening.CONTENT_RECEIVED]:
        story.undo(event, "2024-12-05")
    story.happens(Milestone.REPORT_FINALISED, "2024-12-12")

    (report,) = story.documents("final_report", "2024-12-12")

    assert report.waits_for == (Gap("the content 'report' has not been handed in", "Peer challenge manager"),)
    assert not report.is_ready


def test_a_plan_is_each_councils_own_and_a_report_serves_both() -> None:
    story = finalised(*JOINT)
    story.happens(Happening.CONTENT_RECEIVED, "2025-02-03", HIGH_PEAK, content="plan")
    for place in JOINT:
        story.happens(Milestone.PLAN_PUBLISHED, "2025-02-28", place)

    ready = {each.council: each.is_ready for each in story.documents("action_plan", LATER)}

    assert ready == {HIGH_PEAK.code: True, MOORLANDS.code: False}


def test_new_dates_owe_a_new_letter_and_no_dates_owe_none() -> None:
    story = opened().until(Milestone.DATES_SET)
    story.happens(Happening.POSTPONED, "2024-08-01", reason="an election")
    assert keys(story, "agreed_date") == ["document/agreed_date/TAW/1"]

    story.happens(Happening.POSTPONED, "2024-09-01", visit_start="2025-03-04", visit_end="2025-03-06")
    assert keys(story, "agreed_date") == ["document/agreed_date/TAW/1", "document/agreed_date/TAW/2"]


def test_a_review_put_off_for_the_whole_challenge_invites_each_council_again() -> None:
    story = planned(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    story.happens(Happening.POSTPONED, "2025-07-01", review_start="2025-10-01", review_end="2025-10-02")

    assert keys(story, "review_invitation") == [
        "document/review_invitation/HIG/1",
        "document/review_invitation/STF/1",
        "document/review_invitation/HIG/2",
        "document/review_invitation/STF/2",
    ]
    assert keys(story, "agreed_date") == ["document/agreed_date/HIG/1", "document/agreed_date/STF/1"]


def test_the_letter_for_a_corrected_milestone_has_lapsed_until_it_is_recorded_again() -> None:
    story = opened().until(Milestone.AGREED)
    story.undo(story.events[-1], "2024-05-12")
    story.meets(Milestone.AGREED, "2024-05-13")

    corrected, again = (story.documents("invitation", on) for on in ("2024-05-12", "2024-05-13"))

    assert [(each.key, each.lapsed) for each in corrected] == [
        ("document/invitation/TAW/1", "what it reported has been corrected")
    ]
    assert [(each.key, each.is_ready) for each in again] == [("document/invitation/TAW/1", True)]


def test_a_document_says_for_which_event_it_is_owed() -> None:
    (letter,) = scoped().documents("invitation", LATER)

    assert (letter.because.kind, letter.council) == (Milestone.AGREED, TAMWORTH.code)
