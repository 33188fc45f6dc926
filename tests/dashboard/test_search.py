"""Search as people meet it: everybody finds what is theirs, marked where it stands, and can open it."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.orm import Session

from db import searching as index
from domain.lifecycle import Milestone
from domain.permissions import Part
from domain.searching import Entry, Found
from tests.casework.published import Told, told
from tests.dashboard.conftest import SignedIn


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge with a final report that is not published."""
    found = told(session)
    found.until(Milestone.REPORT_FINALISED)
    session.commit()
    return found


async def found(client: httpx.AsyncClient, question: str) -> int:
    total: int = (await client.get("/search.json", params={"q": question})).json()["total"]
    return total


async def test_each_finds_what_is_theirs(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    assert await found(client, "recommendations council") == 0
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-999", council="TAW")
    assert await found(client, "council") == 0
    signed_in(Part.COUNCIL_CONTACT, single.reference, council="TAW")
    mine = await found(client, "council")
    signed_in(Part.MANAGER)

    assert 0 < mine < await found(client, "council")


async def test_what_is_found_can_be_opened_by_whoever_found_it(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()

    public = (await client.get("/search", params={"q": "Tamworth"})).text
    signed_in(Part.MANAGER)
    staff = (await client.get("/search", params={"q": "Tamworth"})).text

    assert 'href="/register/tamworth-cpc-2024-001"' in public
    assert 'href="/register?council=TAW"' in public
    assert "/challenges/" not in public
    assert f'href="/challenges/{single.reference}"' in staff
    assert 'href="/?text=Tamworth+Borough+Council&amp;state=all"' in staff


async def test_the_words_are_marked_and_nothing_else_is_markup(
    client: httpx.AsyncClient, session: Session
) -> None:
    text = "<script>alert(1)</script> plans ahead"
    index.put(session, [], [Entry(Found.FINDING, None, None, "A <b>", text, is_shared=True, is_public=True)])
    session.commit()

    page = (await client.get("/search", params={"q": '<i>"plan'})).text

    assert "<mark>plans</mark>" in page
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert "<i>" not in page


async def test_results_are_narrowed_to_a_kind_and_turned_page_by_page(
    client: httpx.AsyncClient, session: Session
) -> None:
    made = [
        Entry(Found.FINDING, None, None, f"Plan {n}", "", is_shared=True, is_public=True) for n in range(25)
    ]
    other = Entry(Found.STRENGTH, None, None, "Plan well", "", is_shared=True, is_public=True)
    index.put(session, [], [*made, other])
    session.commit()

    first = (await client.get("/search", params={"q": "plan"})).text
    second = (await client.get("/search", params={"q": "plan", "page": "2", "kind": "finding"})).text
    unknown = await client.get("/search", params={"q": "plan", "kind": "nonsense"})

    assert "26 found" in first
    assert ">Strengths</a> (1)" in first
    assert ">Findings</a> (25)" in first
    assert 'href="/search?q=plan&amp;kind=strength"' in first.replace("&kind", "&amp;kind")
    assert "21 to 25 of 25" in second
    assert 'href="/search?q=plan&amp;kind=finding" rel="prev"' in second
    assert unknown.status_code == 200


async def test_where_nothing_is_found_that_is_said(client: httpx.AsyncClient) -> None:
    assert "0 found" in (await client.get("/search", params={"q": "spaceships"})).text
    assert "found</h2>" not in (await client.get("/search")).text
    assert (await client.get("/search", params={"q": "x" * 4000})).status_code == 200


async def test_a_search_that_had_to_be_looser_says_so(client: httpx.AsyncClient, session: Session) -> None:
    index.put(session, [], [Entry(Found.FINDING, None, None, "Planning", "", is_shared=True, is_public=True)])
    session.commit()

    page = (await client.get("/search", params={"q": "planning spaceships"})).text

    assert "Nothing has all of these words." in page
