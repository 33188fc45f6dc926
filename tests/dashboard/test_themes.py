"""Themes over time as people meet them: a drawing, tables whose numbers open, and files."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy.orm import Session

from casework.history import Tables, import_history
from db import councils
from domain.permissions import Part
from tests.casework.conftest import entry
from tests.casework.test_themes import FINDINGS, HISTORY, RECOMMENDATIONS
from tests.dashboard.conftest import SignedIn


@pytest.fixture
def past(session: Session) -> None:
    """Give past challenges with what they recommended and found."""
    councils.load_samples(session)
    import_history(session, Tables(HISTORY, RECOMMENDATIONS, FINDINGS), entry("2025-03-05"))
    session.commit()


@pytest.mark.usefixtures("past")
async def test_each_number_leads_to_what_it_stands_for(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = (await client.get("/learning/themes?by=region")).text
    links = re.findall(r'href="(/learning/themes/rows[^"]*)">(\d+)<', page)

    assert "Themes by region" in page
    assert links
    href, count = links[0]
    rows = (await client.get(href.replace("&amp;", "&"))).text
    assert f"{'One' if count == '1' else count}" in rows or "recommendation" in rows
    assert rows.count("govuk-heading-s") == int(count)
    assert (
        'href="/challenges/CPC-2018-001/recommendations"'
        in (await client.get("/learning/themes/rows?name=Governance+and+culture")).text
    )


@pytest.mark.usefixtures("past")
async def test_what_is_not_published_is_no_link_for_whoever_may_not_look_there(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-999", council="HIG")

    rows = (await client.get("/learning/themes/rows?of=challenges&tag=area&name=planning")).text

    assert "Planners wait for answers." in rows
    assert "CPC-2018-001" in rows
    assert "/challenges/CPC-2018-001" not in rows


@pytest.mark.usefixtures("past")
async def test_whoever_has_not_signed_in_sees_what_is_published(client: httpx.AsyncClient) -> None:
    rows = (await client.get("/learning/themes/rows?name=Governance+and+culture")).text

    assert "/register/tamworth-cpc-2018-001" in rows or "There is none that you may see." in rows
    assert (await client.get("/learning/themes?of=challenges")).status_code == 200
    assert (await client.get("/learning/themes/rows?name=x&page=2")).status_code == 404


@pytest.mark.usefixtures("past")
async def test_the_numbers_can_be_taken_along_and_read_by_programs(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    table = await client.get("/learning/themes.csv?by=type")
    counts = (await client.get("/api/v1/themes?by=type")).json()
    rows = (await client.get("/api/v1/themes/rows?tag=area&name=planning")).json()

    assert "recommendations,theme,Governance and culture,Governance and culture,type,NMD,1" in table.text
    assert counts["total"] == 4
    assert (rows["total"], rows["next"]) == (2, None)
    assert (await client.get("/api/v1/themes/rows?name=x&page=2")).status_code == 404
