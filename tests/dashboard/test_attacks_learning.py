"""What strangers, other councils and clumsy programs try with what is learnt: each hole, kept shut."""

from __future__ import annotations

from datetime import date

import httpx
import pytest
from sqlalchemy.orm import Session

from casework import record
from casework.board import papers
from casework.board.papers import PaperKind
from casework.case import case
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, Milestone
from domain.permissions import Part
from domain.sharing import Consent
from tests.casework.conftest import entry
from tests.casework.learning import HOMES, SERVICE, answers, reported
from tests.casework.published import Told, told
from tests.dashboard.conftest import SignedIn
from tests.dashboard.test_board import YEAR, send

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
    signed_in(Part.PUBLIC)
    to_everybody = (await client.get("/board/1")).text

    assert published.status_code == 303
    assert "This is quoted here and may not be shared any more" in to_the_programme
    assert f"Tamworth Borough Council: {SERVICE}" in to_the_programme
    assert f"Tamworth Borough Council: {HOMES}" in to_the_programme
    assert "Let nobody but the programme read this paper" in to_the_programme
    assert "may not be shared" not in to_everybody


# Odd values


@pytest.mark.usefixtures("sharing")
async def test_a_paper_of_all_the_years_that_there_are_is_made(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    made = await send(client, "/board/new", **YEAR | {"first-month": "1", "first-year": "1"})

    assert made.status_code == 303
