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
from domain.lifecycle import Milestone, PersonId
from domain.people import Role
from domain.permissions import Part
from settings import settings
from tests.casework.published import Told, joint, told
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
    assert theirs.status_code == 403
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


@on_sqlite
async def test_a_council_is_not_told_how_far_another_has_come(
    client: httpx.AsyncClient, both: Told, signed_in: SignedIn
) -> None:
    both.until(Milestone.PLAN_RECEIVED)
    both.session.commit()
    theirs = "Action plan received, Staffordshire Moorlands District Council"
    path = f"/challenges/{both.reference}"

    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")
    to_a_council = await client.get(path)
    signed_in(Part.MANAGER)
    to_the_programme = await client.get(path)

    assert "Action plan received, High Peak Borough Council" in to_a_council.text
    assert theirs not in to_a_council.text
    assert theirs in to_the_programme.text


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


# Codes, and pages that stay behind


async def test_a_letter_to_one_person_is_handed_out_under_a_name_without_their_code(
    client: httpx.AsyncClient, session: Session, signed_in: SignedIn
) -> None:
    found = told(session)
    row = found.file("peer_invitation")
    peer = people.enter(
        session, name="Peer", email="peer@peers.example", post="Peer", organisation="", at=ENTRY.at
    )
    assert row.pdf_path
    row.person, plain = peer, settings().documents_folder / row.pdf_path
    row.pdf_path = row.pdf_path.replace("peer_invitation", f"peer_invitation-{peer}")
    plain.rename(settings().documents_folder / row.pdf_path)
    session.commit()
    signed_in(Part.PEER, found.reference, person=peer)
    address = f"/documents/{row.pdf_hash}/peer_invitation.pdf"

    by_code = await client.get(f"/documents/{row.pdf_hash}/peer_invitation-{peer}-1.pdf")
    handed_out = await client.get(address)

    assert (by_code.status_code, by_code.headers["location"]) == (301, address)
    assert by_code.headers["cache-control"] == "private, no-store"
    assert handed_out.status_code == 200
    assert peer not in str(handed_out.headers)


# What no page of ours would send


@pytest.mark.parametrize("path", ["/challenges/%00", "/register?council=a%00b", "/?region=%00"])
async def test_an_address_that_no_database_can_be_asked_for_leads_nowhere(
    client: httpx.AsyncClient, signed_in: SignedIn, path: str
) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(path)

    assert answer.status_code == 404


@on_sqlite
async def test_a_form_with_a_strange_token_or_a_character_that_cannot_be_kept_is_refused(
    client: httpx.AsyncClient,
) -> None:
    said = {"email": "manager@programme.example", "password": "anything at all"}
    right = await token(client, "/sign-in")

    strange = await client.post("/sign-in", data={**said, "token": "é" * 64})
    kept = await client.post("/sign-in", data={**said, "token": right, "email": "a\0b"})
    named = await client.post("/sign-in", data={**said, "token": right, "e\0mail": "a"})

    assert strange.status_code == 403
    assert kept.status_code == named.status_code == 422
    assert "holds a character that cannot be kept" in kept.text


@on_sqlite
@pytest.mark.parametrize("charset", ["undefined", "punycode", '"utf-8\0"', "utf-8; charset=idna"])
async def test_a_form_comes_in_the_writing_of_browsers_alone(client: httpx.AsyncClient, charset: str) -> None:
    right = await token(client, "/sign-in")
    body = f'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n{right}\r\n--x--\r\n'

    async def sent(said: str) -> int:
        headers = {"Content-Type": f"multipart/form-data; boundary=x; charset={said}"}
        return (await client.post("/sign-in", content=body, headers=headers)).status_code

    assert await sent(charset) == 400
    assert await sent("UTF-8") == 422


@pytest.mark.parametrize("number", ["2147483648", "9" * 31, "-1", "0"])
async def test_a_number_that_nothing_of_ours_has_is_not_understood(
    client: httpx.AsyncClient, signed_in: SignedIn, number: str
) -> None:
    signed_in(Part.MANAGER)
    said = {"token": await token(client, "/pipeline/views/new")}

    audited = await client.get(f"/audit?before={number}")
    removed = await client.post(f"/pipeline/views/{number}/remove", data=said)

    assert audited.status_code == removed.status_code == 422


# Two at once


@on_sqlite
@stocked
async def test_what_was_worked_out_before_somebody_else_did_something_is_worked_out_again(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    said = {"token": await token(client, f"{HERE}/pause"), "reason": "An election.", "step": "check"}
    mine = await client.post(f"{HERE}/cancel", data=said)
    theirs = await client.post(f"{HERE}/pause", data=said)
    paused = await client.post(f"{HERE}/pause", data={**hidden(theirs.text), "step": "do"})
    before = _length(TAMWORTH)

    stale = await client.post(f"{HERE}/cancel", data={**hidden(mine.text), "step": "do"})
    between = _length(TAMWORTH)
    done = await client.post(f"{HERE}/cancel", data={**hidden(stale.text), "step": "do"})

    assert paused.status_code == 303
    assert stale.status_code == 409
    assert "The challenge has changed since you looked, and nothing was done yet." in stale.text
    assert between == before
    assert done.status_code == 303
    assert _length(TAMWORTH) == before + 1


@on_sqlite
@stocked
async def test_a_button_that_is_pressed_twice_does_it_once(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    said = {"token": await token(client, f"{HERE}/pause"), "reason": "An election.", "step": "check"}
    checked = await client.post(f"{HERE}/pause", data=said)
    before = _length(TAMWORTH)

    answers = [await client.post(f"{HERE}/pause", data={**hidden(checked.text), "step": "do"}) for _ in "ab"]

    assert [each.status_code for each in answers] == [303, 303]
    assert _length(TAMWORTH) == before + 1
