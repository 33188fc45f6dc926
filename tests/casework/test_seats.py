"""Who holds which role now is listed as the history grows, and can be made again from it."""

from __future__ import annotations

from casework import standings, team
from db import seats
from db.seats import Held
from domain.days import Day
from domain.lifecycle import CouncilCode
from domain.people import Role
from tests.casework.conftest import AT, Challenge, entry


def roles(challenge: Challenge) -> set[str]:
    return {each.role for each in seats.everything(challenge.session)}


def test_who_is_assigned_is_listed_and_who_leaves_is_not(bare: Challenge) -> None:
    assert roles(bare) == set()

    lead = bare.assign(Role.PROJECT_LEAD, "2024-05-01")
    bare.assign(Role.OFFICER_PEER, "2024-05-01")
    assert seats.of_person(bare.session, lead) == [
        Held(bare.reference, lead, "project_lead", CouncilCode("TAW"))
    ]

    team.release(
        bare.session,
        bare.reference,
        entry("2024-05-02"),
        Role.PROJECT_LEAD,
        lead,
        on=Day.parse("2024-05-02"),
        reason="Another post",
    )
    assert roles(bare) == {"officer_peer"}


def test_those_whom_the_peers_only_meet_have_no_seat(challenge: Challenge) -> None:
    assert roles(challenge) == {
        role for role in Role if role not in ("programme_manager", "opposition_leader", "participant")
    }


def test_seats_are_made_again_from_the_histories(challenge: Challenge) -> None:
    before = seats.everything(challenge.session)
    seats.clear(challenge.session)

    standings.rebuild(challenge.session, entry("2024-05-02").today, AT)

    assert before
    assert seats.everything(challenge.session) == before
