"""What is held of a council, as those meet it who answer a request, and as programs read it."""

from __future__ import annotations

import csv
from io import StringIO

import httpx
import pytest
from sqlalchemy.orm import Session

from domain.contents import Content
from domain.lifecycle import Happening, Milestone
from domain.permissions import Part
from tests.casework.published import Told, told
from tests.dashboard.api.conftest import API, WithToken, with_token
from tests.dashboard.conftest import SignedIn

__all__ = ["with_token"]


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge whose report is published, with a paper of every kind."""
    found = told(session)
    found.until(Milestone.REPORT_FINALISED)
    found.file_everything()
    found.meets(Milestone.REPORT_PUBLISHED)
    session.commit()
    return found


async def test_the_list_says_what_is_published_and_what_is_suggested(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = (await client.get("/councils/TAW/held")).text

    assert "What is held of Tamworth Borough Council" in page
    assert "Suggested: section 40, personal information." in page
    assert 'href="/register/tamworth-cpc-2024-001"' in page
    assert f"/challenges/{single.reference}/disclose?paper=document/team_list/-/1" in page


async def test_one_way_of_having_papers_is_listed_by_itself_and_each_count_opens_it(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    whole = (await client.get("/councils/TAW/held")).text
    exempt = (await client.get("/councils/TAW/held?state=exempt")).text
    odd = await client.get("/councils/TAW/held?state=lunch")

    assert 'href="/councils/TAW/held?state=exempt"' in whole
    assert exempt.count("<strong>Exempt</strong>") == whole.count("<strong>Exempt</strong>") > 0
    assert "<strong>Published</strong>" in whole
    assert "<strong>Published</strong>" not in exempt
    assert 'href="/councils/TAW/held.csv"' in exempt
    assert odd.status_code == 200
    assert single.reference in odd.text


async def test_several_challenges_are_folded_up_until_one_asks_for_all(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    newer = told(single.session)
    newer.until(Milestone.REPORT_FINALISED)
    newer.file_everything()
    newer.happens(Happening.CONTENT_RECEIVED, "2024-12-02", content=Content.RECOMMENDATIONS)
    single.session.commit()
    signed_in(Part.MANAGER)

    folded = (await client.get("/councils/TAW/held")).text
    unfolded = (await client.get("/councils/TAW/held?state=all")).text

    assert "<strong>Published</strong> on " in unfolded
    assert "<strong>Published</strong>, the day is not known" in unfolded
    assert folded.count('<details class="govuk-details">') == 2
    assert unfolded.count('<details class="govuk-details" open>') == 2


async def test_only_who_may_decide_is_asked_to(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.ADVISER, single.reference)

    assert "/disclose" not in (await client.get("/councils/TAW/held")).text


async def test_a_council_of_which_nothing_is_held_is_told_from_one_that_is_none(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    assert "Nothing is held" in (await client.get("/councils/HIG/held")).text
    assert (await client.get("/councils/NIX/held")).status_code == 404
    assert single.reference


async def test_the_table_and_the_answer_to_a_program_say_the_same(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn, with_token: WithToken
) -> None:
    answer = (await client.get(f"{API}/councils/TAW/held", headers=with_token(Part.MANAGER))).json()
    signed_in(Part.MANAGER)
    rows = list(csv.DictReader(StringIO((await client.get("/councils/TAW/held.csv")).text.lstrip("\ufeff"))))

    (folder,) = answer["challenges"]
    assert folder["reference"] == single.reference
    assert [row["key"] for row in rows] == [paper["key"] for paper in folder["papers"]]
    assert answer["counts"]["exempt"] == sum(row["availability"] == "exempt" for row in rows) > 0
    assert all(paper["url"].startswith("http") for paper in folder["papers"] if paper["url"])
