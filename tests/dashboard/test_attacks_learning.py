"""What strangers, other councils and clumsy programs try with what is learnt: each hole, kept shut."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from casework import record, survey_links, team
from casework.board import papers
from casework.board.papers import PaperKind
from casework.case import case
from casework.survey_links import Invitation
from casework.team import Newcomer
from dashboard import asking
from db import board
from db import people as people_rows
from domain.contents import Finding, FindingKind
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, PersonId
from domain.people import Role
from domain.permissions import Part
from domain.sharing import Consent
from tests.casework.asked import linked
from tests.casework.conftest import entry
from tests.casework.learning import HOMES, SERVICE, adds, answers, consents, reported
from tests.casework.published import Told, joint, told
from tests.dashboard.conftest import SignedIn
from tests.dashboard.test_board import send
from tests.dashboard.test_board_making import YEAR

__all__ = ["linked"]  # A fixture, which pytest finds here.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
MONTHS = date(2024, 4, 1), date(2025, 3, 31)


# What councils do not share any more


@pytest.fixture
def sharing(session: Session) -> Told:
    """Give a council that shares two of its strengths, and a paper of the board that quotes them."""
    found = reported(told(session))
    answers(found, Consent.GIVEN, SERVICE, HOMES, on="2025-02-01")
    session.commit()
    papers.make(PaperKind.UPDATE, *MONTHS, entry("2025-03-03"))
    return found


async def test_a_paper_that_quotes_what_is_shared_no_more_is_not_published(
    client: httpx.AsyncClient, signed_in: SignedIn, sharing: Told
) -> None:
    answers(sharing, Consent.WITHDRAWN, HOMES, on="2025-03-04")
    sharing.session.commit()
    signed_in(Part.MANAGER)

    refused = await send(client, "/board/1/publish", "/board/1", public="yes")
    signed_in(Part.PUBLIC)

    assert refused.status_code == 409
    assert "quotes in 1 place what may not be shared any more" in refused.text
    assert (await client.get("/board/1")).status_code == 404


async def test_a_paper_is_not_published_once_a_report_that_it_quotes_is_taken_back(
    client: httpx.AsyncClient, signed_in: SignedIn, sharing: Told
) -> None:
    history = case(sharing.session, sharing.reference).history
    published = next(each for each in history if each.kind is Milestone.REPORT_PUBLISHED)
    why = Details(reason="In error")
    undone = Event(0, Happening.CORRECTED, Day.parse("2025-03-04"), None, why, undoes=published.seq)
    record.write(sharing.session, sharing.reference, entry("2025-03-04"), [undone])
    sharing.session.commit()
    signed_in(Part.MANAGER)

    refused = await send(client, "/board/1/publish", "/board/1", public="yes")

    assert refused.status_code == 409
    assert "Tamworth Borough Council: 1. Write a vision for the town" in refused.text


async def test_whoever_runs_the_programme_is_told_what_a_published_paper_should_quote_no_more(
    client: httpx.AsyncClient, signed_in: SignedIn, sharing: Told
) -> None:
    signed_in(Part.MANAGER)
    published = await send(client, "/board/1/publish", "/board/1", public="yes")
    answers(sharing, Consent.WITHDRAWN, HOMES, SERVICE, on="2025-03-04")
    sharing.session.commit()

    to_the_programme = (await client.get("/board/1")).text
    to_do = (await client.get("/board")).text

    assert published.status_code == 303
    assert "This paper was published and quotes what may not be shared any more" in to_do
    assert "two places to leave out" in to_do
    assert "This is quoted here and may not be shared any more" in to_the_programme
    assert f"Tamworth Borough Council: {SERVICE}" in to_the_programme
    assert f"Tamworth Borough Council: {HOMES}" in to_the_programme
    assert "Take this paper back, and make another issue of it" in to_the_programme


@pytest.mark.parametrize("part", [Part.PUBLIC, Part.PEER])
async def test_what_was_published_is_in_no_form_to_be_had_once_a_council_shares_it_no_more(
    client: httpx.AsyncClient, signed_in: SignedIn, sharing: Told, part: Part
) -> None:
    filed = board.paper(sharing.session, 1).paper
    papers.publish(sharing.session, 1, entry("2025-03-03"))
    sharing.session.commit()
    files = [f"/documents/{each.hash}/{each.name}" for each in papers.files_of(filed)]
    pages = ["/board/1", "/board/1/rows/good_practice"]
    addresses = [*pages, *(f"/api/v1{each}" for each in pages), *files]
    signed_in(part)
    before = [await client.get(each) for each in addresses]
    answers(sharing, Consent.WITHDRAWN, HOMES, on="2025-03-04")
    sharing.session.commit()

    after = [await client.get(each) for each in addresses]
    listed = (await client.get("/board")).text

    assert {each.status_code for each in before} == {200}
    assert {each.headers["cache-control"] for each in before[4:]} == {"public, no-cache"}
    assert {each.status_code for each in after} == {410}
    assert all("is being reviewed" in each.text and HOMES not in each.text for each in after)
    assert "Being reviewed" in listed
    assert "leave out" not in listed
    assert (await client.get("/api/v1/board")).json() == {"papers": []}


# Another council of the same challenge

DAMP = "Council homes are damp, and tenants wait for a year."


async def test_a_council_neither_reads_nor_shares_what_was_found_at_another(
    client: httpx.AsyncClient, session: Session, signed_in: SignedIn
) -> None:
    both = joint(session)
    both.until(Milestone.REPORT_FINALISED)
    adds(both, DAMP, councils=(CouncilCode("STF"),), on="2023-02-01")
    session.commit()
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")
    deed = f"/api/v1/challenges/{both.reference}/consent"

    async def said(**answers: object) -> int:
        told = {"findings": [Finding(FindingKind.LESSON, DAMP).key], "answer": "given", **answers}
        return (await client.post(deed, json={"answers": told})).status_code

    assert DAMP not in (await client.get(deed)).text
    assert [await said(council="STF"), await said(council="HIG"), await said()] == [403, 422, 422]
    assert consents(both)[DAMP] is Consent.NOT_ASKED


@pytest.mark.usefixtures("linked")
async def test_a_link_to_a_survey_is_for_one_person_one_survey_and_one_council(
    app: FastAPI, client: httpx.AsyncClient, session: Session
) -> None:
    both = joint(session)
    people: dict[str, PersonId] = {}
    for code in map(CouncilCode, ("HIG", "STF")):
        leader = Newcomer(Role.LEADER, f"Leader of {code}", f"leader@{code.lower()}.example", council=code)
        team.assign(session, both.reference, entry("2022-06-01"), leader, Day.parse("2022-06-01"))
        person = people_rows.find(session, f"leader@{code.lower()}.example")
        assert person is not None
        people[code] = person
    both.until(Milestone.REVIEW_HELD)
    session.commit()
    app.dependency_overrides[asking.now] = lambda: datetime(2024, 5, 2, 9, 30, tzinfo=UTC)

    async def opened(survey: str, council: str | None, person: PersonId, spoilt: str = "") -> int:
        asked = Invitation(both.reference, survey, CouncilCode(council) if council else None, person)
        return (await client.get(f"/surveys/{survey_links.token(asked)}{spoilt}")).status_code

    assert await opened("after_review", "HIG", people["HIG"]) == 200
    assert await opened("after_review", "STF", people["HIG"]) == 404
    assert await opened("after_review", None, people["HIG"]) == 404
    assert await opened("after_visit", "HIG", people["HIG"]) == 404
    assert await opened("after_review", "HIG", people["HIG"], spoilt="x") == 404
    assert await opened("after_review", "HIG", PersonId("p_nobody")) == 404


# Odd values


@pytest.mark.usefixtures("sharing")
async def test_a_paper_of_all_the_years_that_there_are_is_made(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    made = await send(client, "/board/new", **YEAR | {"first-month": "1", "first-year": "1"})

    assert 'href="/board/2"' in made.text
