"""The pages of coverage and of a council, as those see them who may."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

import httpx
import pytest
from sqlalchemy.orm import Session

from casework import aftercare
from casework.aftercare import Agreement
from casework.case import case
from db import councils
from domain.days import Day
from domain.lifecycle import CouncilCode, Happening, Milestone
from domain.people import Role
from domain.permissions import Part
from domain.support import OfferKey
from domain.uptakes import Uptake
from tests.casework.conftest import Challenge, entry
from tests.casework.published import told
from tests.dashboard.conftest import SignedIn

ON = "2025-02-03"

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def reference(session: Session) -> str:
    """Give a first challenge that has been handed over and talked about, with one note that lies there."""
    story = told(session)
    challenge = Challenge(session, story.reference, {})
    adviser = challenge.assign(Role.PRINCIPAL_ADVISER, "2024-05-01")
    assert adviser
    story.happens(Happening.FACTS_SET, "2024-05-01", first_time=True)
    story.until(Milestone.PACK_SENT)
    challenge.prepare("2024-10-14")
    story.until(Milestone.REPORT_PUBLISHED)
    said = Agreement("They will ask in spring.", OfferKey("planning"), Uptake.TO_DECIDE, date(2025, 3, 1))
    aftercare.agree(session, story.reference, entry(ON), said, Day.parse(ON))
    session.commit()
    return story.reference


async def seen(client: httpx.AsyncClient, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == HTTPStatus.OK, path
    return " ".join(answer.text.split())


async def test_every_count_of_coverage_opens_the_councils_that_it_counts(
    client: httpx.AsyncClient, signed_in: SignedIn, reference: str
) -> None:
    signed_in(Part.SUPPORT_OFFICER)

    whole = await seen(client, "/coverage")
    under_way = await seen(client, "/coverage?stands=under_way&region=West+Midlands")
    odd = await seen(client, "/coverage?stands=lunch")
    named = await seen(client, "/coverage?name=tamw")

    assert "No challenge known to the programme" in whole
    assert 'href="/coverage?stands=never"' in whole
    assert 'href="/councils/TAW">Tamworth Borough Council</a>' in under_way
    assert f'href="/challenges/{reference}">{reference}</a> is under way' in under_way
    assert 'href="/councils/LIF"' not in under_way
    assert "One council: a challenge is under way, in West Midlands" in under_way
    assert 'href="/coverage.csv?stands=under_way&amp;region=West+Midlands"' in under_way
    assert 'href="/councils/LIF"' in odd
    assert "One council: with “tamw” in the name" in named
    assert 'href="/coverage.csv?name=tamw"' in named


async def test_the_same_councils_are_a_table_and_an_answer_for_a_program(
    client: httpx.AsyncClient, signed_in: SignedIn, reference: str
) -> None:
    signed_in(Part.MANAGER)

    table = (await client.get("/coverage.csv?stands=under_way")).text.splitlines()
    told = (await client.get("/api/v1/coverage?stands=under_way")).json()

    assert [row.split(",")[0] for row in table[1:]] == ["TAW"]
    assert [(each["code"], each["under_way"]) for each in told["councils"]] == [("TAW", reference)]
    assert told["counts"]["under_way"] == 1


async def test_a_long_list_is_parted_into_pages(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.coverage.PAGE", 2)
    councils.load_samples(session)
    session.commit()
    signed_in(Part.MANAGER)

    first, second = await seen(client, "/coverage"), await seen(client, "/coverage?page=2")

    assert 'href="/coverage?page=2" rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'href="/coverage" rel="prev"' in second
    assert "3 to 4 of" in second
    assert (await client.get("/coverage?page=99")).status_code == HTTPStatus.NOT_FOUND


async def test_what_is_still_to_do_is_listed_and_the_challenge_says_it_too(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session, reference: str
) -> None:
    adviser = next(iter(case(session, reference).people))
    signed_in(Part.ADVISER, reference, person=adviser)
    chore = "Decide about “Planning advisory service”, by Saturday 1 March 2025, which has passed"

    assert chore in await seen(client, "/coverage/to-do")
    assert "Nothing is to do." in await seen(client, "/coverage/to-do?adviser=p_nobody")
    challenge = await seen(client, f"/challenges/{reference}")
    assert chore in challenge
    assert f'href="/challenges/{reference}/aftercare?council=TAW&offer=planning"' in challenge.replace(
        "&amp;", "&"
    )
    assert "What became of the offer?" in await seen(client, f"/challenges/{reference}/aftercare")


async def test_a_council_has_a_page_with_its_challenges_notes_and_support(
    client: httpx.AsyncClient, signed_in: SignedIn, reference: str
) -> None:
    signed_in(Part.MANAGER)

    page = await seen(client, "/councils/taw")
    told = (await client.get("/api/v1/councils/TAW")).json()

    assert "The visit ended on Thursday 31 October 2024" in page
    assert "Hand-over note: Tamworth Borough Council" in page
    assert "They will ask in spring." in page
    assert page.count('href="/councils/TAW/held"') == 1
    assert told["challenges"] == [reference]
    assert [each["offer"] for each in told["support"]] == ["planning"]
    assert told["council"]["under_way"] == reference
    assert (await client.get("/councils/XXX")).status_code == HTTPStatus.NOT_FOUND


async def test_a_council_sees_its_own_page_without_what_is_the_programmes_and_no_other(
    client: httpx.AsyncClient, signed_in: SignedIn, reference: str
) -> None:
    signed_in(Part.COUNCIL_CONTACT, reference, council=CouncilCode("TAW"))

    page = await seen(client, "/councils/TAW")

    assert reference in page
    assert "Support that was talked about" not in page
    assert "They will ask in spring." not in page
    assert (await client.get("/councils/LIF")).status_code == HTTPStatus.NOT_FOUND
    assert (await client.get("/coverage")).status_code == HTTPStatus.FORBIDDEN
