"""What stands around every page, and what is said where something was asked in vain."""

from __future__ import annotations

import httpx
import pytest

from dashboard import asking
from dashboard.routes import Routes
from domain.permissions import Act, Part
from tests.dashboard.conftest import SignedIn


@pytest.fixture(autouse=True)
def part_of_a_manager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add an address that only a programme manager may use, for one challenge."""
    router = Routes()

    @router.post("/challenges/{reference}/call-off", dependencies=[asking.allowed(Act.CANCEL)])
    @router.get("/challenges/{reference}/call-off", dependencies=[asking.allowed(Act.CANCEL)])
    def call_off() -> str:
        return "called off"

    monkeypatch.setattr("dashboard.app.ROUTERS", (router,))


async def test_a_visitor_who_has_not_signed_in_is_led_to_it_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/challenges/CPC-2026-001/call-off?of=two")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=%2Fchallenges%2FCPC-2026-001%2Fcall-off%3Fof%3Dtwo"


async def test_a_challenge_that_is_not_ones_own_is_not_there(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, "CPC-2026-001")

    not_theirs = await client.get("/challenges/CPC-2026-002/call-off")
    nowhere = await client.get("/challenges/CPC-2026-002/nowhere")

    assert not_theirs.status_code == nowhere.status_code == 404
    assert not_theirs.text == nowhere.text


async def test_in_ones_own_challenge_one_is_told_what_one_may_not_do(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, "CPC-2026-001")

    answer = await client.get("/challenges/CPC-2026-001/call-off")

    assert answer.status_code == 403
    assert "does not reach that far" in answer.text


async def test_a_form_from_another_site_is_refused(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    ours = await client.post("/challenges/CPC-2026-001/call-off")
    theirs = await client.post("/challenges/CPC-2026-001/call-off", headers={"Sec-Fetch-Site": "cross-site"})

    assert (ours.status_code, theirs.status_code) == (200, 403)
