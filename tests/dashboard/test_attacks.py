"""What strangers, other councils and clumsy programs try: each hole that was ever found, kept shut."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest
from sqlalchemy.orm import Session

from casework import team
from casework.case import case
from casework.record import Entry
from casework.team import Newcomer
from db import people
from db.session import reading
from domain.days import Day
from domain.lifecycle import PersonId
from domain.people import Role
from domain.permissions import Part
from tests.casework.published import Told, joint
from tests.dashboard.conftest import TAMWORTH, TODAY, SignedIn
from tests.dashboard.test_deeds import hidden, token

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
stocked = pytest.mark.usefixtures("stocked")
ENTRY = Entry("a test", TODAY, datetime(2025, 3, 6, 9, tzinfo=UTC))
HERE = f"/challenges/{TAMWORTH}"


# Another council of the same challenge


@pytest.fixture
def both(session: Session) -> Told:
    """Give a challenge of High Peak and Staffordshire Moorlands, each with a leader."""
    found = joint(session)
    for place in found.places:
        leader = Newcomer(Role.LEADER, f"Leader of {place.code}", _of(place.code), council=place.code)
        team.assign(session, found.reference, ENTRY, leader, Day(date(2022, 6, 1)))
    session.commit()
    return found


def _of(code: str) -> str:
    return f"leader@{code.lower()}.example"


def _person(email: str) -> PersonId:
    with reading() as session:
        found = people.find(session, email)
    assert found is not None
    return found


def _length(reference: str) -> int:
    with reading() as session:
        return len(case(session, reference).history)


@on_sqlite
async def test_a_council_neither_sees_nor_releases_the_people_of_another(
    client: httpx.AsyncClient, both: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")
    path = f"/challenges/{both.reference}/release-council"
    asked, before = await client.get(path), _length(both.reference)
    said = {"token": hidden(asked.text)["token"], "reason": "To be rid of them.", "step": "do"}

    theirs = await client.post(path, data={**said, "who": f"leader/{_person(_of('STF'))}"})
    mine = await client.post(path, data={**said, "who": f"leader/{_person(_of('HIG'))}"})

    assert "Leader of HIG" in asked.text
    assert "Leader of STF" not in asked.text
    assert theirs.status_code == 422
    assert mine.status_code == 303
    assert _length(both.reference) == before + 1


@on_sqlite
async def test_a_council_enters_nobody_for_another_by_a_list(
    client: httpx.AsyncClient, both: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")
    path = f"/challenges/{both.reference}/took-part"
    said, before = {"token": await token(client, path), "step": "do"}, _length(both.reference)

    async def entered(council: str) -> int:
        listed = f"post,email,council\nDirector,director@council.example,{council}\n".encode()
        return (await client.post(path, data=said, files={"file": ("list.csv", listed)})).status_code

    assert await entered("STF") == 403
    assert _length(both.reference) == before
    assert await entered("HIG") == 303
    assert _length(both.reference) == before + 1


@on_sqlite
async def test_a_council_learns_no_name_by_an_address_and_changes_nobody_who_is_known(
    client: httpx.AsyncClient, both: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")
    path = f"/challenges/{both.reference}/assign-council"
    said = {"token": await token(client, path), "role": "chief_executive", "council": "HIG", "step": "do"}
    theirs = {**said, "email": _of("STF"), "post": "Caretaker"}

    other_name = await client.post(path, data={**theirs, "name": "Somebody", "rename": "yes"})
    own_name = await client.post(path, data={**theirs, "name": "Leader of STF"})

    assert other_name.status_code == 409
    assert "is known under another name" in other_name.text
    assert "Leader of STF" not in other_name.text
    assert own_name.status_code == 303
    with reading() as session:
        known = people.by_id(session, [_person(_of("STF"))])[_person(_of("STF"))]
    assert (known.name, known.organisation) == ("Leader of STF", "Staffordshire Moorlands District Council")
    assert known.post != "Caretaker"


# Another peer of the same team


@on_sqlite
@stocked
async def test_a_peer_declares_nothing_in_the_name_of_another(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    with reading() as session:
        held = case(session, TAMWORTH).on(TODAY).reading.in_office(Role.LEAD_CHIEF_EXECUTIVE)[0].person
    path = f"{HERE}/declare"

    async def declared(person: PersonId) -> int:
        signed_in(Part.PEER, TAMWORTH, person=person)
        said = {"token": await token(client, path), "who": held, "interest": "A cousin lives there."}
        return (await client.post(path, data={**said, "step": "do"})).status_code

    assert await declared(PersonId("p_other")) == 403
    assert await declared(held) == 303
