"""Who may do what: every cell of the table, and what seats, councils, tokens and publication change."""

from __future__ import annotations

import pytest

from domain.contents import Content
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.people import ROLES, Role, Side
from domain.permissions import (
    PART_OF,
    PUBLIC,
    STAFF,
    TABLE,
    AccountId,
    Act,
    Part,
    Scope,
    Seat,
    Visitor,
    act_of_assigning,
    act_of_handing_in,
    act_of_recording,
    may,
    may_read,
    sides_sent,
)
from domain.schemes import scheme

OURS, THEIRS = Reference("CPC-2026-001"), Reference("CPC-2026-002")
TAMWORTH, LICHFIELD = CouncilCode("TAW"), CouncilCode("LIF")

EVERYWHERE = {
    Part.ADVISER: "see_register search learn see_way_in see_pipeline see_upcoming see_challenge see_notes"
    " see_team read_document see_calendar save_view keep_account make_token name_deputy read_board_paper"
    " see_surveys see_board see_training see_coverage see_held see_council",
    Part.COUNCIL_CONTACT: "see_register see_way_in keep_account",
    Part.PEER: "see_register see_way_in keep_account",
    Part.PUBLIC: "see_register",
}
EVERYWHERE |= dict.fromkeys((Part.CHALLENGE_MANAGER, Part.SUPPORT_OFFICER), EVERYWHERE[Part.ADVISER])
AT_HOME = {
    Part.ADVISER: "see_addresses see_messages preview record record_for_council postpone pause extend correct"
    " assign_peer assign_for_council declare set_facts meet hand_in hand_in_draft hand_in_for_council"
    " consent update_action raise_query hold_message see_to_message aftercare see_comments",
    Part.CHALLENGE_MANAGER: "see_addresses see_messages preview record record_for_council postpone correct"
    " assign_peer assign_for_council declare set_facts meet hand_in hand_in_draft hand_in_for_council"
    " consent update_action raise_query decide_query hold_message see_to_message see_comments",
    Part.SUPPORT_OFFICER: "see_addresses see_messages preview record record_for_council assign_peer"
    " assign_for_council declare set_facts meet hand_in hand_in_draft hand_in_for_council consent"
    " update_action raise_query hold_message see_to_message see_comments",
    Part.COUNCIL_CONTACT: "search see_council see_challenge see_team read_document see_calendar"
    " record_for_council assign_for_council hand_in_for_council consent raise_query"
    " update_action",
    Part.PEER: "search see_challenge see_team read_document see_calendar declare hand_in_draft",
    Part.PUBLIC: "",
}


def visitor(part: Part, *references: Reference, council: CouncilCode | None = None) -> Visitor:
    return Visitor(part, seats=frozenset(Seat(each, part, council) for each in references))


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("part", Part)
def test_every_cell_of_the_table_is_as_the_programme_wants_it(part: Part, act: Act) -> None:
    everywhere = part is Part.MANAGER or act in EVERYWHERE[part].split()
    at_home = everywhere or act in AT_HOME[part].split()
    somebody = visitor(part, OURS)

    assert may(somebody, act, THEIRS) is everywhere
    assert may(somebody, act, OURS) is at_home
    published = act is Act.READ_BOARD_PAPER or (
        part is Part.PUBLIC and act in (Act.SEARCH, Act.LEARN, Act.READ_DOCUMENT)
    )
    shared = part in (Part.COUNCIL_CONTACT, Part.PEER) and act is Act.LEARN
    assert may(somebody, act) is (at_home or published or shared)


def test_every_act_has_a_row() -> None:
    assert set(TABLE) == set(Act)


def test_what_is_published_is_everybodys_and_nothing_else_is() -> None:
    contact = visitor(Part.COUNCIL_CONTACT, OURS)

    for each in (PUBLIC, contact):
        assert may(each, Act.READ_DOCUMENT, THEIRS, is_published=True)
        assert not may(each, Act.READ_DOCUMENT, THEIRS)
        assert not may(each, Act.SEE_CHALLENGE, THEIRS, is_published=True)
        assert not may(each, Act.RECORD, THEIRS, is_published=True)


def test_a_council_contact_speaks_for_one_council_of_a_joint_challenge() -> None:
    contact = visitor(Part.COUNCIL_CONTACT, OURS, council=TAMWORTH)

    assert may(contact, Act.HAND_IN_FOR_COUNCIL, OURS, council=TAMWORTH)
    assert not may(contact, Act.HAND_IN_FOR_COUNCIL, OURS, council=LICHFIELD)
    assert may(visitor(Part.ADVISER, OURS), Act.HAND_IN_FOR_COUNCIL, OURS, council=LICHFIELD)


def test_a_chief_executive_is_a_peer_elsewhere_and_no_more_than_that() -> None:
    seats = {Seat(OURS, Part.COUNCIL_CONTACT, TAMWORTH), Seat(THEIRS, Part.PEER)}
    chief = Visitor(Part.COUNCIL_CONTACT, seats=frozenset(seats))

    assert chief.own == {OURS, THEIRS}
    assert may(chief, Act.HAND_IN_FOR_COUNCIL, OURS)
    assert not may(chief, Act.HAND_IN_FOR_COUNCIL, THEIRS)
    assert may(chief, Act.DECLARE, THEIRS)
    assert not may(chief, Act.DECLARE, OURS)


def test_a_seat_reaches_no_further_than_its_challenge() -> None:
    peer = Visitor(Part.PEER, seats=frozenset({Seat(OURS, Part.ADVISER)}))

    assert may(peer, Act.PAUSE, OURS)
    assert not may(peer, Act.PAUSE, THEIRS)
    assert not may(peer, Act.SEE_PIPELINE)


def test_nobody_becomes_a_programme_manager_by_being_assigned() -> None:
    assert Part.MANAGER not in PART_OF.values()
    assert {role for role in Role if role not in PART_OF} == {
        Role.PROGRAMME_MANAGER,
        Role.OPPOSITION_LEADER,
        Role.PARTICIPANT,
    }


@pytest.mark.parametrize(
    ("scopes", "allowed"),
    [
        ((), ()),
        ((Scope.READ,), (Act.SEE_PIPELINE,)),
        ((Scope.RECORD,), (Act.RECORD,)),
        ((Scope.METRICS,), (Act.SEE_METRICS,)),
        (tuple(Scope), (Act.SEE_PIPELINE, Act.RECORD, Act.SEE_METRICS)),
    ],
)
def test_a_token_is_good_for_its_scopes_alone(scopes: tuple[Scope, ...], allowed: tuple[Act, ...]) -> None:
    manager = Visitor(Part.MANAGER, scopes=frozenset(scopes))

    asked = (Act.SEE_PIPELINE, Act.RECORD, Act.SEE_METRICS, Act.KEEP_ACCOUNTS, Act.MAKE_TOKEN)
    assert tuple(act for act in asked if may(manager, act)) == allowed


def test_a_token_gives_no_more_than_its_account_has() -> None:
    contact = Visitor(Part.COUNCIL_CONTACT, scopes=frozenset(Scope))

    assert not may(contact, Act.SEE_PIPELINE)


def test_who_acts_for_somebody_signs_with_both_names() -> None:
    alone = Visitor(Part.ADVISER, name="Adviser, North")

    assert alone.signature == "Adviser, North"
    assert Visitor(Part.ADVISER, name="Adviser, North", acting_for="Adviser, South").signature == (
        "Adviser, North for Adviser, South"
    )


@pytest.mark.parametrize("act", Act)
def test_a_deputy_gives_nothing_away_that_outlasts_their_days(act: Act) -> None:
    deputy = Visitor(Part.MANAGER, acting_for="Programme manager", deputy_of=AccountId("a_manager"))

    assert may(deputy, act) is (act not in (Act.MAKE_TOKEN, Act.NAME_DEPUTY, Act.KEEP_ACCOUNTS))


def test_staff_is_who_works_for_the_programme() -> None:
    assert {part for part in Part if Visitor(part).is_staff} == STAFF
    assert Part.MANAGER.label == "programme manager"
    assert Part.COUNCIL_CONTACT.label == "council contact"


# Documents


READS = [
    ("draft_report", Part.COUNCIL_CONTACT, True),
    ("draft_report", Part.PEER, False),
    ("peer_briefing", Part.PEER, True),
    ("peer_briefing", Part.COUNCIL_CONTACT, False),
    ("final_report", Part.COUNCIL_CONTACT, True),
    ("peer_briefing", Part.SUPPORT_OFFICER, True),
    ("draft_report", Part.PUBLIC, False),
    ("final_report", Part.PUBLIC, False),
]


@pytest.mark.parametrize(("document", "part", "reads"), READS)
def test_councils_and_peers_read_what_is_sent_to_their_side(document: str, part: Part, reads: bool) -> None:
    rules = scheme("2024")

    assert may_read(visitor(part, OURS), rules.documents[document], rules, OURS) is reads


def test_a_seat_of_the_programme_reads_everything_there() -> None:
    rules = scheme("2024")
    peer = Visitor(Part.PEER, seats=frozenset({Seat(OURS, Part.ADVISER)}))

    assert may_read(peer, rules.documents["peer_briefing"], rules, OURS)
    assert not may_read(peer, rules.documents["peer_briefing"], rules, THEIRS)


def test_a_report_is_the_publics_once_it_is_published() -> None:
    rules = scheme("2024")

    assert may_read(PUBLIC, rules.documents["final_report"], rules, OURS, is_published=True)
    assert not may_read(PUBLIC, rules.documents["draft_report"], rules, OURS, is_published=True)


def test_a_letter_to_one_peer_is_that_peers_alone() -> None:
    rules = scheme("2024")
    letter, person = rules.documents["peer_invitation"], PersonId("p_peer")
    peer = Visitor(Part.PEER, person=person, seats=frozenset({Seat(OURS, Part.PEER)}))

    assert may_read(peer, letter, rules, OURS, addressee=person)
    assert not may_read(peer, letter, rules, OURS, addressee=PersonId("p_other"))
    assert not may_read(visitor(Part.PEER, OURS), letter, rules, OURS)


def test_the_programme_reads_what_nobody_is_sent() -> None:
    assert sides_sent("no such document", scheme("2024")) == {Side.PROGRAMME}


# Which act it is


def test_a_milestone_is_recorded_by_the_side_whose_matter_it_is() -> None:
    assert act_of_recording(Role.PROJECT_LEAD) is Act.RECORD_FOR_COUNCIL
    assert act_of_recording(Role.CHALLENGE_MANAGER) is Act.RECORD


@pytest.mark.parametrize("role", Role)
def test_each_side_fills_its_own_roles(role: Role) -> None:
    expected = {
        Side.PROGRAMME: Act.ASSIGN_STAFF,
        Side.PEERS: Act.ASSIGN_PEER,
        Side.COUNCIL: Act.ASSIGN_FOR_COUNCIL,
    }
    assert act_of_assigning(role) is expected[ROLES[role].side]


def test_who_writes_a_content_may_hand_it_in() -> None:
    assert {content: act_of_handing_in(content) for content in Content} == {
        Content.SCOPE: Act.HAND_IN,
        Content.TIMETABLE: Act.HAND_IN,
        Content.FEEDBACK: Act.HAND_IN_DRAFT,
        Content.REPORT: Act.HAND_IN_DRAFT,
        Content.PLAN: Act.HAND_IN_FOR_COUNCIL,
        Content.STATEMENT: Act.HAND_IN_FOR_COUNCIL,
        Content.REVIEW_REPORT: Act.HAND_IN_DRAFT,
        Content.RECOMMENDATIONS: Act.HAND_IN,
        Content.FINDINGS: Act.HAND_IN_DRAFT,
    }
