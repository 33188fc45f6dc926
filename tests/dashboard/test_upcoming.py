"""What will go out, each opened as the letter it will be, by those who may see it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import httpx
import pytest
from fastapi import FastAPI

from dashboard import asking, upcoming
from domain.permissions import Part
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn

pytestmark = pytest.mark.usefixtures("stocked")


def letters(page: httpx.Response) -> list[str]:
    """Return the addresses at which what is listed can be opened."""
    return [unescape(each) for each in re.findall(r'href="(/upcoming/[^"]+)"', page.text)]


async def test_what_goes_out_is_opened_as_the_letter_it_will_be(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = await client.get("/upcoming")
    address = next(each for each in letters(page) if "/notice/team_confirmed" in each)
    shown = await client.get(address)
    own = next(each for each in letters(shown) if "/team_confirmed/1?" in each)
    letter = await client.get(own)

    assert page.status_code == shown.status_code == letter.status_code == 200
    assert "The peer team, as it would be on Thursday 6 March 2025" in shown.text
    assert "sandbox; default-src 'none'" in letter.headers["content-security-policy"]
    assert letter.headers["cache-control"] == "no-store"
    assert "The peer team" in letter.text
    assert [(await client.get(own.replace("/1?", f"/{n}?"))).status_code for n in (0, 99)] == [404, 404]


async def test_what_waits_says_for_what(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    page = await client.get("/upcoming")

    assert "Waiting for somebody" in page.text
    assert "nobody is principal adviser (Programme manager can put that right)" in page.text


async def test_a_letter_is_opened_only_by_those_whose_challenge_it_is(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.ADVISER, TAMWORTH)

    page = await client.get("/upcoming")
    found = letters(page)
    own = await client.get(found[0])
    others = await client.get(found[0].replace(TAMWORTH, JOINT))

    assert {each.split("/")[2] for each in found} == {TAMWORTH}
    assert JOINT in page.text
    assert (own.status_code, others.status_code) == (200, 403)


@pytest.mark.parametrize("what", ["note/timetable", "notice/nothing"])
async def test_what_no_scheme_knows_is_not_there(
    client: httpx.AsyncClient, signed_in: SignedIn, what: str
) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(f"/upcoming/{TAMWORTH}/{what}?on=2025-03-06")

    assert answer.status_code == (404 if what.startswith("note/") else 422)


async def test_what_waits_names_pages_and_no_commands(
    app: FastAPI, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    app.dependency_overrides[asking.now] = lambda: datetime(2025, 12, 8, 9, 30, tzinfo=UTC)

    listed = await client.get("/upcoming")
    opened = await client.get(next(each for each in letters(listed) if "review_escalated" in each))

    for page in (listed, opened):
        assert "“Let out a letter that waits for approval” lets it out" in unescape(page.text)
    assert "cpc approve" not in listed.text


async def test_of_too_many_challenges_an_adviser_is_asked_for(
    client: httpx.AsyncClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upcoming, "MOST", 1)
    signed_in(Part.MANAGER)

    page = await client.get("/upcoming")

    assert page.status_code == 409
    assert 'href="#adviser"' in page.text
    assert "Something of 2 challenges comes due, and a page reads 1." in page.text


async def test_an_adviser_sees_what_goes_out_of_their_own(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.ADVISER, person="p_nobody")

    own, every = await client.get("/upcoming?adviser="), await client.get("/upcoming")

    assert letters(own) == []  # None of these is a challenge of theirs, so none is opened.
    assert TAMWORTH in own.text
    assert every.status_code == 422, "nobody goes by that code"
