"""The ledger is a page for everybody, on which each finds what is theirs, and a list for programs."""

from __future__ import annotations

import csv
from io import StringIO

import httpx
import pytest
from sqlalchemy.orm import Session

from domain.days import Day
from domain.lifecycle import Happening, Milestone
from domain.permissions import Part
from tests.casework.published import Told, joint, told
from tests.dashboard.conftest import SignedIn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
LEDGER = "/learning/ledger"


@pytest.fixture
def both(session: Session) -> Told:
    """Give Tamworth's challenge with all published, and a joint one of which one council has published."""
    single = told(session)
    single.until(Milestone.PLAN_PUBLISHED)
    single.happens(
        Happening.ACTION_UPDATED,
        "2025-03-03",
        single.places[0],
        key="1.1",
        due=Day.parse("2025-10"),
        reason="The hall was let.",
        rating="in progress",
    )
    of_two = joint(session)
    of_two.until(Milestone.COUNCIL_DECISION)
    of_two.meets(Milestone.REPORT_PUBLISHED, of_two.places[0])
    session.commit()
    return of_two


async def lines(client: httpx.AsyncClient, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await client.get(f"{LEDGER}.json{query}")).json()["lines"]
    return found


@pytest.mark.usefixtures("both")
async def test_everybody_reads_what_is_published_and_is_led_to_the_register(
    client: httpx.AsyncClient,
) -> None:
    page = await client.get(LEDGER)

    assert page.status_code == 200
    assert "23 lines, one for each recommendation and council" in page.text
    assert "Staffordshire" not in page.text
    assert 'href="/register/high-peak-cpc-2022-001"' in page.text
    assert (await client.get("/register/high-peak-cpc-2022-001")).status_code == 200
    assert [each["impact"] for each in await lines(client, "?council=TAW&text=vision")] == ["not started"]


async def test_staff_read_everything_page_by_page(
    client: httpx.AsyncClient, signed_in: SignedIn, both: Told
) -> None:
    signed_in(Part.SUPPORT_OFFICER)

    first, second = await client.get(LEDGER), await client.get(f"{LEDGER}?page=2")
    beyond = await client.get(f"{LEDGER}?page=3")
    narrow = await client.get(f"{LEDGER}?impact=in+progress&region=West+Midlands&open=yes&overdue=yes")
    nothing = await client.get(f"{LEDGER}?council=LIF")

    assert "1 to 25 of 34" in first.text
    assert "26 to 34 of 34" in second.text
    assert f'href="/challenges/{both.reference}/recommendations#recommendation-1"' in first.text
    assert (second.status_code, beyond.status_code) == (200, 404)
    assert "nothing of what you asked for" in narrow.text
    assert "nothing of what you asked for" in nothing.text


async def test_a_council_reads_all_of_its_own(
    client: httpx.AsyncClient, signed_in: SignedIn, both: Told
) -> None:
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="STF")

    found = await lines(client)

    assert {each["council"] for each in found if not each["public"]} == {"STF"}
    assert {each["council"] for each in found if each["public"]} == {"HIG", "TAW"}


@pytest.mark.usefixtures("both")
async def test_a_spreadsheet_has_all_lines_at_once(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(f"{LEDGER}.csv?council=taw")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))

    assert answer.headers["content-disposition"] == 'attachment; filename="ledger.csv"'
    assert len(rows) == 12
    assert (rows[0]["council_name"], rows[0]["impact"]) == ("Tamworth Borough Council", "in progress")


@pytest.mark.usefixtures("both")
async def test_programs_read_the_ledger_of_all_and_of_one(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    whole = (await client.get("/api/v1/ledger?theme=&page=1")).json()
    beyond = await client.get("/api/v1/ledger?page=9")
    one = (await client.get("/api/v1/challenges/CPC-2024-001/ledger")).json()

    assert (whole["total"], len(whole["lines"])) == (34, 25)
    assert sum(whole["impacts"].values()) == 34
    assert whole["next"].endswith("/api/v1/ledger?theme=&page=2")
    assert beyond.status_code == 404
    assert one["lines"][0]["actions"][0]["promises"][1]["reason"] == "The hall was let."


@pytest.mark.usefixtures("both")
async def test_the_tab_of_a_challenge_tells_how_each_action_goes_and_leads_to_saying_it(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-001", council="TAW")

    page = await client.get("/challenges/CPC-2024-001/recommendations")
    form = await client.get("/challenges/CPC-2024-001/action?action=1.1")

    assert "Moved from June 2025 on Monday 3 March 2025: The hall was let." in page.text
    assert 'href="/challenges/CPC-2024-001/action?action=1.1"' in page.text
    assert "going by the actions" in page.text
    assert 'value="1.1" selected' in form.text or 'value="1.1" checked' in form.text
