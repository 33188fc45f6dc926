"""Who has an account, as what, and who stands in for whom from the first to the last day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework import accounts, sign_in
from casework.accounts import (
    CannotStandIn,
    HasAccount,
    LastManager,
    Newcomer,
    NoAccount,
    NoSuchDeputy,
    WhoIsIt,
)
from channels.mail import BadAddress
from db import accounts as rows
from db import audit, keys, people
from db.accounts_tables import Account
from domain.accounts import SIGN_IN_LASTS
from domain.people import Role
from domain.permissions import AccountId, Act, Part, Visitor, may
from tests.casework.conftest import Challenge

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
AT_DESK = Visitor(Part.MANAGER, name="desk")


def made(session: Session, email: str, part: Part = Part.ADVISER, **said: str) -> AccountId:
    name = said.pop("name", email.partition("@")[0].replace(".", " ").capitalize())
    return accounts.add(session, AT_DESK, Newcomer(email, part, name=name, **said), AT)


def account(session: Session, email: str, part: Part = Part.ADVISER) -> Account:
    return accounts.get(session, made(session, email, part))


def visitor(session: Session, row: Account, on: str = "2026-03-06", **said: Any) -> Visitor:
    return accounts.visitor_of(session, row, date.fromisoformat(on), **said)


def acts(session: Session) -> list[str]:
    return [each.act for each in reversed(audit.lines(session))]


# Accounts


def test_an_account_is_found_by_its_address_however_it_is_written(session: Session) -> None:
    number = made(session, "Adviser.North@programme.example")

    found = accounts.get(session, "adviser.NORTH@programme.example")

    assert found.id == number
    assert found.email == "adviser.north@programme.example"
    facts = accounts.facts(session, number)
    assert (facts.name, facts.part, facts.has_password) == ("Adviser north", Part.ADVISER, False)
    assert [each.id for each in rows.listed(session)] == [number]
    assert rows.listed(session, part=Part.PEER) == []


def test_who_is_known_keeps_the_name_they_have(challenge: Challenge) -> None:
    email = "leader@council.example"

    number = accounts.add(challenge.session, AT_DESK, Newcomer(email, Part.COUNCIL_CONTACT, name="Other"), AT)

    assert accounts.facts(challenge.session, number).name == "Leader of the council"
    assert accounts.facts(challenge.session, number).person == challenge.people[Role.LEADER]


def test_an_account_needs_an_address_and_a_name_and_is_made_once(session: Session) -> None:
    with pytest.raises(BadAddress):
        made(session, "no address")
    with pytest.raises(WhoIsIt, match="Say the name"):
        made(session, "adviser@programme.example", name=" ")
    made(session, "adviser@programme.example")
    with pytest.raises(HasAccount, match="has an account already"):
        made(session, "ADVISER@programme.example")


def test_what_is_no_account_is_said_to_be_none(session: Session) -> None:
    with pytest.raises(NoAccount, match="Look for it in the list"):
        accounts.get(session, "nobody@programme.example")
    with pytest.raises(NoAccount):
        accounts.facts(session, AccountId("a_nobody"))


def test_a_part_can_be_changed_but_the_last_manager_stays_one(session: Session) -> None:
    first, second = made(session, "m1@programme.example", Part.MANAGER), made(session, "a@programme.example")

    with pytest.raises(LastManager, match="Make another one first"):
        accounts.set_part(session, AT_DESK, first, Part.ADVISER, AT)
    with pytest.raises(LastManager):
        accounts.disable(session, AT_DESK, first, AT)
    accounts.set_part(session, AT_DESK, second, Part.MANAGER, AT)
    accounts.set_part(session, AT_DESK, second, Part.MANAGER, AT)
    accounts.set_part(session, AT_DESK, first, Part.ADVISER, AT)

    assert accounts.get(session, first).part == Part.ADVISER
    assert acts(session) == ["account_made", "account_made", "account_changed", "account_changed"]


def test_a_disabled_manager_is_none_to_fall_back_on(session: Session) -> None:
    first, second = (made(session, f"m{n}@programme.example", Part.MANAGER) for n in (1, 2))

    accounts.disable(session, AT_DESK, second, AT)
    accounts.disable(session, AT_DESK, second, AT)

    with pytest.raises(LastManager):
        accounts.disable(session, AT_DESK, first, AT)
    accounts.enable(session, AT_DESK, second, AT)
    accounts.enable(session, AT_DESK, second, AT)
    accounts.disable(session, AT_DESK, first, AT)
    assert accounts.facts(session, first).is_disabled
    assert acts(session)[2:] == ["account_disabled", "account_enabled", "account_disabled"]


def test_who_is_disabled_is_out_wherever_they_were_signed_in(session: Session) -> None:
    row = account(session, "adviser@programme.example")
    keys.add_sign_in(session, "browser", row.id, way="link", agent="", at=AT, until=AT + SIGN_IN_LASTS)
    link = sign_in.link_to_hand_over(session, AT_DESK, row.id, AT)
    assert sign_in.visit(session, "browser", AT, TODAY)

    accounts.disable(session, AT_DESK, row.id, AT)
    accounts.enable(session, AT_DESK, row.id, AT)

    assert sign_in.visit(session, "browser", AT, TODAY) is None
    assert not sign_in.link_is_good(session, link, AT)


# Who asks


def test_a_visitor_has_the_challenges_in_which_they_hold_a_role(challenge: Challenge) -> None:
    session = challenge.session
    lead = account(session, "project_lead@council.example", Part.COUNCIL_CONTACT)
    peer = account(session, "officer_peer@peers.example", Part.PEER)
    nobody = account(session, "somebody@council.example", Part.COUNCIL_CONTACT)
    guest = account(session, "participant@council.example", Part.COUNCIL_CONTACT)

    assert may(visitor(session, lead), Act.HAND_IN_FOR_COUNCIL, challenge.reference)
    assert not may(visitor(session, lead), Act.DECLARE, challenge.reference)
    assert may(visitor(session, peer), Act.DECLARE, challenge.reference)
    assert visitor(session, nobody).own == visitor(session, guest).own == frozenset()


# Standing in


@pytest.fixture
def pair(session: Session) -> tuple[Account, Account]:
    return account(session, "north@programme.example"), account(session, "south@programme.example")


def stand_in(session: Session, deputy: Account, principal: Account, first: str, last: str) -> int:
    return accounts.name_deputy(
        session,
        AT_DESK,
        deputy.id,
        principal.id,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        at=AT,
    )


@pytest.mark.parametrize(
    ("on", "acts_for"),
    [
        ("2026-03-08", None),  # Sunday
        ("2026-03-09", "South"),  # Monday, the first day
        ("2026-03-13", "South"),  # Friday, the last day
        ("2026-03-14", None),  # Saturday
    ],
)
def test_a_deputy_stands_in_from_the_first_to_the_last_day(
    session: Session, pair: tuple[Account, Account], on: str, acts_for: str | None
) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-09", "2026-03-13")

    found = visitor(session, north, on, deputy=number)

    assert found.acting_for == acts_for
    assert found.account == north.id
    assert found.signature == ("North for South" if acts_for else "North")


def test_a_deputy_has_the_part_and_the_challenges_of_whom_they_stand_in_for(challenge: Challenge) -> None:
    session = challenge.session
    adviser = account(session, "principal_adviser@programme.example")
    officer = account(session, "stand.in@programme.example", Part.SUPPORT_OFFICER)
    number = stand_in(session, officer, adviser, "2026-03-06", "2026-03-06")

    acting = visitor(session, officer, deputy=number)

    assert (acting.part, acting.own) == (Part.ADVISER, frozenset({challenge.reference}))
    assert acting.deputy_of == adviser.id
    assert may(acting, Act.PAUSE, challenge.reference)
    assert not may(visitor(session, officer), Act.PAUSE, challenge.reference)


def test_nobody_stands_in_for_a_disabled_account_or_by_anothers_number(
    session: Session, pair: tuple[Account, Account]
) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-06", "2026-03-06")

    assert visitor(session, south, deputy=number).acting_for is None
    accounts.disable(session, AT_DESK, south.id, AT)
    assert visitor(session, north, deputy=number).acting_for is None


def test_standing_in_can_be_ended_by_those_concerned(session: Session, pair: tuple[Account, Account]) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-06", "2026-03-20")
    stranger = visitor(session, account(session, "east@programme.example"))

    with pytest.raises(NoSuchDeputy, match="who stands in for whom"):
        accounts.end_deputy(session, stranger, number, AT)
    accounts.end_deputy(session, visitor(session, south), number, AT)

    assert visitor(session, north, deputy=number).acting_for is None
    with pytest.raises(NoSuchDeputy):
        accounts.end_deputy(session, AT_DESK, number, AT)


def test_standings_in_are_listed_until_they_are_over(session: Session, pair: tuple[Account, Account]) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-06", "2026-03-20")

    assert [each.id for each in rows.deputies(session, of=south.id, until=date(2026, 3, 20))] == [number]
    assert [each.for_name for each in rows.deputies(session, by=north.id)] == ["South"]
    assert rows.deputies(session, of=south.id, until=date(2026, 3, 21)) == []


@pytest.mark.parametrize(
    ("deputy", "principal", "last", "why"),
    [
        (Part.ADVISER, Part.MANAGER, "2026-03-05", "the last day is before the first"),
        (Part.PEER, Part.ADVISER, "2026-03-06", "only those who work for the programme"),
        (Part.PEER, Part.COUNCIL_CONTACT, "2026-03-06", "represented by another one"),
        (Part.ADVISER, Part.PEER, "2026-03-06", "represented by another one"),
    ],
)
def test_not_everybody_can_stand_in_for_everybody(
    session: Session, deputy: Part, principal: Part, last: str, why: str
) -> None:
    one, other = account(session, "one@a.example", deputy), account(session, "other@b.example", principal)

    with pytest.raises(CannotStandIn, match=why):
        stand_in(session, one, other, "2026-03-06", last)


def test_nobody_stands_in_for_themselves_or_while_disabled(
    session: Session, pair: tuple[Account, Account]
) -> None:
    north, south = pair

    with pytest.raises(CannotStandIn, match="for themselves"):
        stand_in(session, north, north, "2026-03-06", "2026-03-06")
    accounts.disable(session, AT_DESK, south.id, AT)
    with pytest.raises(CannotStandIn, match="disabled"):
        stand_in(session, north, south, "2026-03-06", "2026-03-06")


# The audit


def test_the_audit_says_who_did_what_for_whom_and_names_nobody(
    session: Session, pair: tuple[Account, Account]
) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-06", "2026-03-06")
    accounts.end_deputy(session, visitor(session, north, deputy=number), number, AT)

    last = audit.lines(session, most=1)[0]

    assert (last.name, last.for_name, last.act) == ("North", "South", "deputy_ended")
    assert [each.name for each in audit.lines(session, act="account_made")] == ["desk", "desk"]
    kept = str([each.details for each in audit.lines(session)])
    assert "example" not in kept
    assert "North" not in kept


def test_the_audit_is_asked_by_who_what_and_when(session: Session, pair: tuple[Account, Account]) -> None:
    north, south = pair
    number = stand_in(session, north, south, "2026-03-06", "2026-03-06")
    accounts.end_deputy(session, visitor(session, south), number, AT)

    everything = audit.lines(session)

    assert [each.act for each in audit.lines(session, account=south.id)] == ["deputy_ended"]
    assert audit.lines(session, reference="CPC-2026-001") == []
    assert audit.lines(session, outcome="refused") == []
    assert audit.lines(session, before=everything[0].id) == everything[1:]
    assert people.called(session, "North")
