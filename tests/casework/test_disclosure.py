"""What of a challenge is for whom: the programme sees all, a council and a peer what was written for them."""

from __future__ import annotations

import pytest

from casework import shelf
from casework.disclosure import Reader
from casework.spoken import web_address
from domain.contents import Content
from domain.lifecycle import Happening, Milestone
from domain.permissions import Act, Part
from tests.casework.told_stories import filed, laid, seen_by
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, Story, finalised, opened, reported, scoped

PUBLIC_FROM = "2025-02-01"


def council(story: Story, on: str, code: str = "TAW") -> Reader:
    return seen_by(laid(story), on, Part.COUNCIL_CONTACT, code)


def peer(story: Story, on: str, person: str = "lead_member") -> Reader:
    return seen_by(laid(story), on, Part.PEER, person=person)


@pytest.mark.parametrize(
    ("document", "programme", "council_sees", "peer_sees"),
    [
        ("invitation", True, True, False),
        ("scoping_note", True, True, True),
        ("peer_briefing", True, False, True),
        ("draft_report", True, True, False),
        ("fact_check_form", True, True, False),
        ("team_list", True, True, True),
    ],
)
def test_a_document_is_for_the_sides_to_which_the_scheme_sends_it(
    document: str, programme: bool, council_sees: bool, peer_sees: bool
) -> None:
    story, row = scoped(), filed(document, "2024-10-11")

    seen = [
        reader.sees_document(row)
        for reader in (
            seen_by(laid(story), "2024-10-15"),
            council(story, "2024-10-15"),
            peer(story, "2024-10-15"),
        )
    ]

    assert seen == [programme, council_sees, peer_sees]


def test_a_letter_to_one_peer_is_that_peers_alone() -> None:
    story, row = scoped(), filed("peer_invitation", "2024-06-03", person="lead_member")

    assert peer(story, "2024-10-15").sees_document(row)
    assert not peer(story, "2024-10-15", "member_peer").sees_document(row)
    assert not council(story, "2024-10-15").sees_document(row)


def test_what_is_another_councils_own_is_not_seen_until_it_is_published() -> None:
    story, row = reported(*JOINT), filed("action_plan", "2025-02-28", "STF")

    assert council(story, "2025-02-27", "STF").is_of(MOORLANDS.code)
    assert not council(story, "2025-02-27", "HIG").sees_document(row)

    story.until(Milestone.PLAN_PUBLISHED)

    assert council(story, "2025-03-01", "HIG").sees_document(row)


def test_a_council_sees_the_report_from_its_draft_on() -> None:
    story = opened().until(Milestone.DRAFT_SENT)

    assert not council(story, "2024-11-20").sees_content(Content.REPORT, None)
    assert council(story, "2024-11-21").sees_content(Content.REPORT, None)
    assert peer(story, "2024-11-20").sees_content(Content.REPORT, None)


def test_a_plan_is_its_councils_own_until_it_is_published() -> None:
    story = opened(*JOINT).until(Milestone.PLAN_APPROVED)
    before = [
        council(story, "2025-02-21", "HIG").sees_content(Content.PLAN, HIGH_PEAK.code),
        council(story, "2025-02-21", "STF").sees_content(Content.PLAN, HIGH_PEAK.code),
        peer(story, "2025-02-21").sees_content(Content.PLAN, HIGH_PEAK.code),
        seen_by(laid(story), "2025-02-21").sees_content(Content.PLAN, HIGH_PEAK.code),
    ]
    story.until(Milestone.PLAN_PUBLISHED)

    assert before == [True, False, False, True]
    assert council(story, "2025-03-01", "STF").sees_content(Content.PLAN, HIGH_PEAK.code)
    assert peer(story, "2025-03-01").sees_content(Content.PLAN, HIGH_PEAK.code)


def test_a_review_report_is_seen_once_it_is_final() -> None:
    story = opened().until(Milestone.REVIEW_REPORT_FINALISED)

    assert not council(story, "2025-09-25").sees_content(Content.REVIEW_REPORT, TAMWORTH.code)
    assert council(story, "2025-09-26").sees_content(Content.REVIEW_REPORT, TAMWORTH.code)


def test_a_correction_is_seen_by_whoever_saw_what_it_undoes() -> None:
    story = finalised()
    extended = story.happens(Happening.EXTENDED, "2025-01-05", deadline="report", days=5, reason="Illness")
    noted = story.happens(Happening.OVERRIDDEN, "2025-01-05", warning="balance:TAW", reason="Small team")
    undone, unnoted = story.undo(extended, "2025-01-06"), story.undo(noted, "2025-01-06")
    reader = council(story, "2025-01-07")

    assert (reader.sees_event(extended), reader.sees_event(undone)) == (True, True)
    assert (reader.sees_event(noted), reader.sees_event(unnoted)) == (False, False)


def test_a_peer_sees_the_milestones_of_every_council() -> None:
    story = reported(*JOINT)

    reader = peer(story, "2025-02-01")

    assert all(reader.sees_event(each) for each in story.events if isinstance(each.kind, Milestone))


def test_an_adviser_of_another_challenge_sees_it_without_addresses_and_messages() -> None:
    on_desk = laid(scoped())
    own = seen_by(on_desk, "2024-10-15", Part.ADVISER)
    visitor = seen_by(laid(scoped()), "2024-10-15", Part.ADVISER).visitor
    other = Reader(type(visitor)(Part.ADVISER, visitor.account), on_desk.reference, own.view)

    assert (own.sees_everything, own.may(Act.SEE_MESSAGES), own.may(Act.SEE_ADDRESSES)) == (True, True, True)
    assert (other.sees_everything, other.may(Act.SEE_MESSAGES), other.may(Act.SEE_ADDRESSES)) == (
        True,
        False,
        False,
    )


# The shelf


def test_versions_of_a_document_stand_together_the_latest_first() -> None:
    on_desk = laid(
        finalised(),
        filed("draft_report", "2024-11-21"),
        filed("draft_report", "2024-12-05", number=2),
        filed("invitation", "2024-05-10", "TAW"),
    )

    found = shelf.folders(seen_by(on_desk, "2024-12-20"), on_desk)

    assert [(each.name, len(each.versions)) for each in found] == [("invitation", 1), ("draft_report", 2)]
    draft = found[1]
    assert [each.label for each in draft.versions] == ["draft 2", "draft 1"]
    assert draft.can_be_compared
    assert not found[0].can_be_compared
    assert [(each.kind, each.name) for each in draft.versions[0].files] == [
        ("page", "draft_report-2.html"),
        ("PDF", "draft_report-2.pdf"),
    ]
    assert draft.versions[0].changes
    assert draft.versions[1].changes is None


def test_a_published_document_says_by_whom_and_where() -> None:
    story = finalised(*JOINT)
    story.meets(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "", HIGH_PEAK, url="https://www.high-peak.example/report")
    on_desk = laid(story, filed("final_report", "2024-12-12"))

    (folder,) = shelf.folders(seen_by(on_desk, PUBLIC_FROM), on_desk)

    assert [(each.place, str(each.on), each.url) for each in folder.published] == [
        (HIGH_PEAK.name, "Friday 24 January 2025", "https://www.high-peak.example/report")
    ]


def test_only_an_address_of_the_web_is_led_to() -> None:
    assert web_address("https://www.tamworth.example/report") == "https://www.tamworth.example/report"
    assert (web_address("javascript:alert(1)"), web_address(None), web_address(" ")) == ("", "", "")


def test_of_several_addresses_the_first_is_led_to() -> None:
    assert (
        web_address("https://www.lga.example/83 ; https://www.tamworth.example")
        == "https://www.lga.example/83"
    )


def test_what_was_issued_later_than_the_day_is_not_there_yet() -> None:
    on_desk = laid(finalised(), filed("invitation", "2024-05-10", "TAW"), filed("scoping_note", "2024-07-02"))

    found = shelf.folders(seen_by(on_desk, "2024-06-01"), on_desk)

    assert [each.name for each in found] == ["invitation"]


def test_a_letter_to_a_peer_names_the_peer() -> None:
    on_desk = laid(scoped(), filed("peer_invitation", "2024-06-03", person="lead_member"))

    (folder,) = shelf.folders(seen_by(on_desk, "2024-06-04"), on_desk)

    assert folder.to == "Lead member"
    assert {each.name for each in folder.versions[0].files} == {"peer_invitation.html", "peer_invitation.pdf"}


def test_what_is_owed_and_not_made_says_what_it_waits_for() -> None:
    story = opened()
    story.meets(Milestone.AGREED)
    story.happens(Milestone.SCOPE_AGREED, "2024-07-02")
    on_desk = laid(story, filed("invitation", "2024-05-10", "TAW"))

    found = shelf.awaited(on_desk, seen_by(on_desk, "2024-07-03").view)

    assert {each.title for each in found} == {
        "Scoping note",
        "Guidance for the position statement",
    }
    assert {gap.text for each in found for gap in each.waits_for} == {"the scope has not been handed in"}
