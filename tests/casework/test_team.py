"""Who takes part: one person once, one holder where there is one, and a declaration from every peer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import team
from casework.case import case
from casework.facts import Facts, set_facts
from casework.printable import Unprintable
from casework.team import KnownAs, Newcomer, NoSuchWarning, NotInThatRole, NotOnThatSide
from channels.mail import BadAddress
from db import challenges, councils, people
from db.models import Person
from domain.days import Day
from domain.lifecycle import CouncilCode, Happening, PersonId
from domain.people import NO_INTEREST, Holding, Role
from domain.reading import Reading
from tests.casework.conftest import Begun, Challenge, entry, opened
from tests.casework.refusals import everything, refused

ON = "2024-06-03"
MOORLANDS = "Staffordshire Moorlands District Council"


@pytest.fixture
def joint(begun: Begun, session: Session) -> Challenge:
    """Give a challenge of two councils in which nobody has a role yet."""
    return begun(lambda: opened(session, "HIG", "STF"))


def assign(challenge: Challenge, role: Role, name: str = "", **said: Any) -> PersonId:
    address = f"{(name or role).replace(' ', '.').lower()}@council.example"
    newcomer = Newcomer(role, name or role.value, said.pop("email", address), **said)
    return team.assign(challenge.session, challenge.reference, entry(ON), newcomer, Day.parse(ON))


def reading(challenge: Challenge) -> Reading:
    return case(challenge.session, challenge.reference).on(date.fromisoformat(ON)).reading


def holders(challenge: Challenge, role: Role) -> list[PersonId]:
    return [each.person for each in reading(challenge).in_office(role)]


def held(challenge: Challenge, person: PersonId) -> Holding:
    return next(each for each in reading(challenge).holdings if each.person == person)


def test_where_one_person_holds_a_role_a_second_takes_it_over(joint: Challenge) -> None:
    first = assign(joint, Role.PRINCIPAL_ADVISER, "First adviser")
    second = assign(joint, Role.PRINCIPAL_ADVISER, "Second adviser")

    assert holders(joint, Role.PRINCIPAL_ADVISER) == [second]
    *_, released, assigned = challenges.history(joint.session, joint.reference)
    assert (released.kind, released.details.person) == (Happening.RELEASED, first)
    assert (released.details.reason, assigned.details.person) == ("succeeded by another", second)


def test_where_many_hold_a_role_a_second_joins(joint: Challenge) -> None:
    both = [assign(joint, Role.OFFICER_PEER, f"Peer {number}") for number in (1, 2)]

    assert holders(joint, Role.OFFICER_PEER) == both


def test_one_address_is_one_person_who_keeps_name_and_post_in_a_second_role(joint: Challenge) -> None:
    first = assign(joint, Role.OFFICER_PEER, "Finance peer", email="Finance@Peers.example", post="Director")
    second = assign(joint, Role.SHADOW_PEER, "Finance peer", email="finance@peers.example")

    assert first == second
    facts = people.by_id(joint.session, {first})[first]
    assert (facts.name, facts.post) == ("Finance peer", "Director")


def test_another_name_for_a_known_address_is_refused_and_changes_nothing(joint: Challenge) -> None:
    assign(joint, Role.OFFICER_PEER, "Finance peer", email="finance@peers.example")

    with refused(
        joint.session, KnownAs, "finance@peers.example is known as 'Finance peer', not 'Treasurer'."
    ):
        assign(joint, Role.SHADOW_PEER, "Treasurer", email="finance@peers.example")


def test_who_is_called_differently_on_purpose_is_renamed(joint: Challenge) -> None:
    first = assign(joint, Role.OFFICER_PEER, "Finance peer", email="Finance@Peers.example")
    second = assign(
        joint, Role.SHADOW_PEER, "Treasurer", email="finance@peers.example", post="Director", renames=True
    )

    assert first == second
    assert joint.session.scalar(select(func.count()).select_from(Person)) == 1
    facts = people.by_id(joint.session, {first})[first]
    assert (facts.name, facts.post) == ("Treasurer", "Director")


def test_assigned_again_somebody_holds_the_role_once(joint: Challenge) -> None:
    assign(joint, Role.PRINCIPAL_ADVISER)
    before = everything(joint.session)

    assign(joint, Role.PRINCIPAL_ADVISER)

    assert everything(joint.session) == before


def test_a_role_of_a_council_is_held_for_that_council(joint: Challenge) -> None:
    leader = assign(joint, Role.LEADER, council=CouncilCode("STF"))

    assert held(joint, leader).council == "STF"
    assert (
        people.by_id(joint.session, {leader})[leader].organisation
        == "Staffordshire Moorlands District Council"
    )
    with refused(joint.session, NotOnThatSide, "A leader of the council belongs to one council", "HIG, STF"):
        assign(joint, Role.LEADER, "Another leader")
    with refused(joint.session, NotOnThatSide, "HIG, STF"):
        assign(joint, Role.LEADER, "Another leader", council=CouncilCode("TAW"))


def test_a_role_of_no_council_is_held_for_none(joint: Challenge) -> None:
    adviser = assign(joint, Role.PRINCIPAL_ADVISER)

    assert held(joint, adviser).council is None
    assert people.by_id(joint.session, {adviser})[adviser].organisation == "Local Government Association"
    with refused(
        joint.session, NotOnThatSide, "does not belong to one of the councils", "Leave --council out"
    ):
        assign(joint, Role.OFFICER_PEER, council=CouncilCode("HIG"))


def test_a_peer_whose_council_nobody_has_named_is_not_said_to_be_from_the_programme(joint: Challenge) -> None:
    peer = assign(joint, Role.OFFICER_PEER, "Finance peer")
    assert people.by_id(joint.session, {peer})[peer].organisation == ""

    known = assign(joint, Role.MEMBER_PEER, "Member peer", home=councils.find(joint.session, "GAT"))
    assign(joint, Role.SHADOW_PEER, "Member peer")
    assert (
        people.by_id(joint.session, {known})[known].organisation == councils.find(joint.session, "GAT").name
    )


def test_in_a_challenge_of_one_council_its_roles_are_that_councils(challenge: Challenge) -> None:
    assert {each.council for each in reading(challenge).in_office(Role.LEADER)} == {"TAW"}


@pytest.mark.parametrize("email", ["leader", "leader@", "a leader@council.example"])
def test_what_is_no_address_is_refused(joint: Challenge, email: str) -> None:
    with refused(joint.session, BadAddress, repr(email)):
        assign(joint, Role.LEADER, email=email, council=CouncilCode("HIG"))


def test_a_name_that_no_document_can_show_is_refused(joint: Challenge) -> None:
    with refused(joint.session, Unprintable, "U+200B ZERO WIDTH SPACE"):
        assign(joint, Role.PRINCIPAL_ADVISER, "An\u200badviser", email="adviser@lga.example")


@pytest.mark.parametrize(
    ("code", "near"),
    [
        ("HIG", ("HIG|the council that is challenged", f"STF|a neighbour of {MOORLANDS}")),
        ("TAW", (f"STF|in the same county as {MOORLANDS}",)),
        ("DBY", ("HIG|in the same county as High Peak Borough Council", f"STF|a neighbour of {MOORLANDS}")),
        ("GAT", ()),
    ],
)
def test_how_near_a_peers_own_council_is_goes_into_the_history(
    joint: Challenge, code: str, near: tuple[str, ...]
) -> None:
    home = councils.find(joint.session, code)

    peer = assign(joint, Role.OFFICER_PEER, home=home)

    assert held(joint, peer).near == near
    assert held(joint, peer).home == home.place
    assert people.by_id(joint.session, {peer})[peer].organisation == home.name


def test_who_gives_up_a_role_no_longer_holds_it(joint: Challenge) -> None:
    peer = assign(joint, Role.OFFICER_PEER)

    team.release(
        joint.session, joint.reference, entry(ON), Role.OFFICER_PEER, peer, on=Day.parse(ON), reason="ill"
    )

    assert holders(joint, Role.OFFICER_PEER) == []
    with refused(joint.session, NotInThatRole, f"{peer} is not officer peer of this challenge"):
        team.release(
            joint.session, joint.reference, entry(ON), Role.OFFICER_PEER, peer, on=Day.parse(ON), reason="ill"
        )


def test_a_role_may_be_left_vacant_with_a_reason_once(joint: Challenge) -> None:
    def leave(reason: str) -> None:
        team.leave_vacant(
            joint.session,
            joint.reference,
            entry(ON),
            Role.OPPOSITION_LEADER,
            council=CouncilCode("HIG"),
            on=Day.parse(ON),
            reason=reason,
        )

    leave("there is no opposition")
    before = everything(joint.session)
    leave("there is no opposition")

    assert everything(joint.session) == before
    assert reading(joint).vacant == {(Role.OPPOSITION_LEADER, "HIG"): "there is no opposition"}


# Declarations and warnings


def declare(challenge: Challenge, person: PersonId, interest: str) -> None:
    team.declare(
        challenge.session, challenge.reference, entry(ON), person, interest=interest, on=Day.parse(ON)
    )


def test_a_peer_declares_and_without_words_declares_no_interest(joint: Challenge) -> None:
    peer = assign(joint, Role.OFFICER_PEER)
    assert not held(joint, peer).has_declared

    declare(joint, peer, " ")
    assert held(joint, peer).interest == NO_INTEREST

    declare(joint, peer, "A relative works there")
    assert held(joint, peer).interest == "A relative works there"


def test_a_declaration_made_twice_is_kept_once(joint: Challenge) -> None:
    peer = assign(joint, Role.OFFICER_PEER)
    declare(joint, peer, NO_INTEREST)
    before = everything(joint.session)

    declare(joint, peer, NO_INTEREST)

    assert everything(joint.session) == before


def test_only_peers_declare(joint: Challenge) -> None:
    adviser = assign(joint, Role.PRINCIPAL_ADVISER)

    with refused(joint.session, NotInThatRole, "is not a peer of this challenge"):
        declare(joint, adviser, NO_INTEREST)


def test_a_warning_is_allowed_with_its_reason_and_then_open_no_more(joint: Challenge) -> None:
    peer = assign(joint, Role.OFFICER_PEER)
    declare(joint, peer, "A relative works there")
    key = f"interest:{peer}"

    team.allow(joint.session, joint.reference, entry(ON), key, "in another service")

    assert reading(joint).allowed == {key: "in another service"}
    with refused(
        joint.session, NoSuchWarning, f"no warning '{key}'", "These are open: control:HIG, control:STF"
    ):
        team.allow(joint.session, joint.reference, entry(ON), key, "in another service")


def test_where_no_warning_is_open_none_can_be_allowed(joint: Challenge) -> None:
    with refused(joint.session, NoSuchWarning, "None is open."):
        team.allow(joint.session, joint.reference, entry(ON), "balance:HIG", "because")


def test_who_controls_a_council_is_known_of_each(joint: Challenge) -> None:
    facts = Facts(control="Labour", council=CouncilCode("HIG"))
    set_facts(joint.session, joint.reference, entry(ON), facts, Day.parse(ON))

    assert reading(joint).control == {"HIG": "Labour"}
