"""What can be done stands where its matter stands: one step away, and filled in as far as that place says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from casework.deeds.table import GROUPS, all_deeds
from dashboard import asking
from db.post_tables import Message
from domain.permissions import Part
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn

PLACES = (
    f"/challenges/{TAMWORTH}",
    f"/challenges/{TAMWORTH}/team",
    f"/challenges/{TAMWORTH}/history",
    f"/challenges/{TAMWORTH}/recommendations",
    f"/challenges/{TAMWORTH}/deadlines/review",
    f"/challenges/{TAMWORTH}/messages/1",
    f"/challenges/{JOINT}",
    f"/challenges/{JOINT}/team",
    "/upcoming",
)
FILLED_IN = {"event", "letter", "role", "message", "deadline"}
"""What these places say of the deeds that they lead to."""

TODAY = datetime(2025, 6, 10, 9, 30, tzinfo=UTC)
"""A Tuesday three weeks before a reminder of the progress review goes out."""

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("stocked"),
]


@pytest.fixture(autouse=True)
def three_weeks_before(app: FastAPI) -> None:
    """Have the clock stand where a letter is to come that can be changed."""
    app.dependency_overrides[asking.now] = lambda: TODAY


def ways(page: httpx.Response) -> Iterator[str]:
    """Go through the addresses of deeds to which a page leads."""
    assert page.status_code == 200, page.url
    for href in re.findall(r'href="([^"]+)"', page.text):
        address = unescape(href)
        deed = re.sub(r"^/challenges/[^/]+/", "", urlsplit(address).path)
        if deed in all_deeds():
            yield address


def chosen(html: str, name: str) -> list[str]:
    """Return what a form has chosen, or says, where it asks for something of a name."""
    ticked = re.findall(rf'<input [^>]*name="{name}"[^>]*value="([^"]*)" checked', html)
    select = re.search(rf'<select [^>]*name="{name}".*?</select>', html, re.DOTALL)
    picked = re.findall(r'<option value="([^"]*)" selected', select[0]) if select else []
    return [unescape(each) for each in ticked + picked]


async def test_every_way_to_a_deed_leads_to_its_form_with_its_matter_chosen(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(Part.MANAGER)
    session.get_one(Message, 1).state = "failed"
    session.commit()

    found = {address for place in PLACES for address in ways(await client.get(place))}

    said = set()
    for address in found:
        form = await client.get(address)
        assert form.status_code == 200, address
        for name, value in parse_qsl(urlsplit(address).query):
            if f'name="{name}"' in form.text:
                assert chosen(form.text, name) == [value], address
                said.add(name)
    assert said >= FILLED_IN


async def test_a_letter_that_is_to_come_is_changed_from_where_it_is_read(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    listed = await client.get("/upcoming")
    open_ones = [unescape(each) for each in re.findall(r'href="(/upcoming/[^"]+letter=[^"]+)"', listed.text)]

    letter = await client.get(open_ones[0])
    signed_in(Part.SUPPORT_OFFICER, JOINT)
    elsewhere = await client.get("/upcoming")

    deeds = [urlsplit(each).path.rpartition("/")[2] for each in ways(letter)]
    assert deeds == ["hold", "forward", "say"]
    assert f"/challenges/{TAMWORTH}/hold" not in elsewhere.text


async def test_what_else_can_be_done_is_listed_by_what_it_is_about(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    everything = (await client.get(f"/challenges/{TAMWORTH}")).text
    signed_in(Part.PEER, TAMWORTH)
    peers = (await client.get(f"/challenges/{TAMWORTH}")).text

    heads = ["Its course", "People and facts", "Papers", "Letters"]
    assert [each for each in heads if f">{each}</h3>" in everything] == heads
    assert everything.index(">Its course<") < everything.index("/cancel") < everything.index(">Papers<")
    assert [each for each in heads if f">{each}</h3>" in peers] == ["People and facts", "Papers"]


def test_every_deed_is_about_something() -> None:
    listed = [each.name for _, deeds in GROUPS for each in deeds]

    assert sorted(listed) == sorted(name for name in all_deeds() if not name.startswith("record/"))


@pytest.mark.parametrize(("part", "offered"), [(Part.MANAGER, True), (Part.ADVISER, False)])
async def test_the_pipeline_offers_to_open_a_challenge_and_to_run_the_round_to_those_who_may(
    client: httpx.AsyncClient, signed_in: SignedIn, part: Part, offered: bool
) -> None:
    signed_in(part)

    page = await client.get("/")

    assert ('href="/open"' in page.text, 'href="/round"' in page.text) == (offered, offered)
