"""Learning as people meet it: the evidence with its marks, the way in, and nothing that a council keeps."""

from __future__ import annotations

import httpx
import pytest
from sqlalchemy.orm import Session

from domain.permissions import Part
from domain.sharing import Consent
from tests.casework.learning import HOMES, PARISHES, SERVICE, adds, answers, reported, staffed
from tests.casework.published import Told, told
from tests.dashboard.conftest import SignedIn

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What a page says was found on both databases elsewhere."""


@pytest.fixture
def single(session: Session) -> Told:
    """Give a council that shares of two things that it does well at planning."""
    found = reported(told(session))
    staffed(session, found.reference, "Lichfield")
    answers(found, Consent.GIVEN, SERVICE, PARISHES, on="2025-02-01")
    adds(found, "Tell <tenants> early.", on="2025-02-01")
    session.commit()
    return found


async def read(client: httpx.AsyncClient, **asked: str) -> str:
    answer = await client.get("/learning", params=asked)
    assert answer.status_code == 200
    return answer.text


@on_sqlite
@pytest.mark.usefixtures("single")
async def test_each_learns_what_is_for_them_and_whom_to_ask(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    public = await read(client, q="planning department")
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-999", council="HIG")
    contact = await read(client, q="planning department")
    signed_in(Part.MANAGER)
    staff = await read(client, q="planning department")

    assert "2 findings about Planning" in public
    assert "<mark>planning service</mark>" in public
    assert 'href="/register/tamworth-cpc-2024-001"' in public
    assert "ask the council’s principal adviser through the programme" in public
    assert "adviser@programme.example" not in public
    assert "Consent" not in public
    assert "2 findings about Planning" in contact
    assert "mailto:adviser@programme.example" in contact
    assert "Lichfield District Council" in contact
    assert "member-0@peers.example" not in contact
    assert "3 findings about Planning" in staff
    assert "Consent to share it: not asked" in staff
    assert "mailto:member-0@peers.example" in staff


@on_sqlite
@pytest.mark.usefixtures("single")
async def test_findings_are_narrowed_down_by_links(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)
    every = await read(client, kind="all")
    lesson = await read(client, kind="lesson", reference="cpc-2024-001")
    nonsense = await read(client, kind="x", type="x", reference="'", page="9")

    assert 'href="/learning?kind=all&amp;area=housing"' in every
    assert HOMES in every
    assert "Tell &lt;tenants&gt; early." in lesson
    assert "Only of cpc-2024-001." in lesson
    assert "Nothing is found." in nonsense


@on_sqlite
@pytest.mark.usefixtures("single")
async def test_programs_read_the_same_and_the_vocabulary(client: httpx.AsyncClient) -> None:
    found = (await client.get("/api/v1/learning", params={"q": "planners"})).json()
    areas = (await client.get("/api/v1/learning/areas")).json()
    page = (await client.get("/learning/areas")).text

    assert (found["total"], found["areas"]) == (2, [{"key": "planning", "title": "Planning"}])
    assert {each["register"].rpartition("/")[2] for each in found["findings"]} == {"tamworth-cpc-2024-001"}
    assert [each["ask"] for each in found["findings"]] == [[], []]
    assert (areas["version"], areas["areas"][0]["key"]) == ("2026", "planning")
    assert "development management" in page
