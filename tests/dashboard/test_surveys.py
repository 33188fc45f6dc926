"""Surveys as those meet them who are asked, and what they found as those meet it who run the programme."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from io import StringIO

import httpx
import pytest
from fastapi import FastAPI
from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard import asking
from db.surveys_tables import SurveyAnswers
from domain.lifecycle import PersonId, Reference
from domain.people import Role
from domain.permissions import Part
from tests.browser import Browser
from tests.casework.asked import asked, heard, linked, token
from tests.casework.conftest import Challenge, opened
from tests.cli.conftest import give
from tests.dashboard.api.conftest import API, WithToken, with_token
from tests.dashboard.conftest import SignedIn, Site
from tests.dashboard.looking import looked_at

__all__ = ["linked", "with_token"]  # Fixtures, which pytest finds here.
pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("linked"),
]
OnDay = Callable[[str], None]


@pytest.fixture
def on_day(app: FastAPI) -> OnDay:
    """Have it be another day."""

    def on_day(day: str) -> None:
        now = datetime.combine(date.fromisoformat(day), time(9, 30), UTC)
        app.dependency_overrides[asking.now] = lambda: now

    on_day("2024-11-05")
    return on_day


@pytest.fixture
def visited(session: Session) -> Challenge:
    """Give a challenge whose leader was asked on Friday 1 November 2024 to answer the survey."""
    challenge = opened(session, "Tamworth")
    challenge.people[Role.LEADER] = challenge.assign(Role.LEADER, "2024-05-01")
    heard(challenge)
    session.commit()
    return challenge


def link(challenge: Challenge) -> str:
    return f"/surveys/{token(challenge, challenge.people[Role.LEADER])}"


def kept(session: Session) -> list[dict[str, str]]:
    session.rollback()
    return [*session.scalars(select(SurveyAnswers.answers))]


async def fill(client: httpx.AsyncClient, address: str, **said: str) -> httpx.Response:
    """Open a survey, and send it as its form does."""
    form = (await client.get(address)).text
    secret = form.partition('name="token" value="')[2].partition('"')[0]
    return await client.post(address, data={"token": secret, **said})


async def test_whoever_has_a_link_answers_without_an_account(
    client: httpx.AsyncClient, visited: Challenge, on_day: OnDay
) -> None:
    on_day("2024-11-28")  # The last day.
    page = await client.get(link(visited))
    assert "Please answer by Thursday 28 November 2024." in page.text
    assert visited.people[Role.LEADER] not in page.text

    answer = await fill(client, link(visited), satisfaction="great", comment="More time.")

    assert (answer.status_code, answer.headers["location"]) == (303, link(visited))
    assert kept(visited.session) == [{"satisfaction": "great", "comment": "More time."}]
    assert "Your answers have been kept" in (await client.get(link(visited))).text


@pytest.mark.usefixtures("on_day")
async def test_nothing_of_a_survey_is_kept_by_a_browser_and_its_address_is_told_to_nobody(
    client: httpx.AsyncClient, visited: Challenge
) -> None:
    answers = [await client.get(link(visited)), await fill(client, link(visited), satisfaction="great")]
    answers += [await client.get(link(visited)), await fill(client, link(visited))]

    for each in answers:
        assert each.headers.get_list("cache-control") == ["no-store"]
        assert each.headers.get_list("referrer-policy") == ["strict-origin"]
        assert each.headers["x-robots-tag"] == "noindex, nofollow"


@pytest.mark.usefixtures("on_day")
async def test_to_send_a_survey_twice_changes_nothing_and_is_no_mistake(
    client: httpx.AsyncClient, visited: Challenge
) -> None:
    form = (await client.get(link(visited))).text
    secret = form.partition('name="token" value="')[2].partition('"')[0]
    for said in ("great", "not_at_all"):
        answer = await client.post(link(visited), data={"token": secret, "satisfaction": said})
        assert answer.status_code == 303

    assert kept(visited.session) == [{"satisfaction": "great"}]


@pytest.mark.usefixtures("on_day")
async def test_what_is_wrong_is_said_beside_the_question_and_what_was_chosen_stays(
    client: httpx.AsyncClient, visited: Challenge
) -> None:
    answer = await fill(client, link(visited), satisfaction="great", comment="x" * 2001)

    assert answer.status_code == 422
    assert '<a href="#comment">What you have written has 2001 characters.' in answer.text
    assert 'value="great" checked' in answer.text
    assert kept(visited.session) == []


async def test_who_comes_too_late_is_told_so(
    client: httpx.AsyncClient, visited: Challenge, on_day: OnDay
) -> None:
    on_day("2024-11-29")

    answer = await client.get(link(visited))

    assert answer.status_code == 200
    assert "This survey has closed" in answer.text
    assert "could be answered until Thursday 28 November 2024" in answer.text


@pytest.mark.usefixtures("on_day")
async def test_a_survey_that_closes_while_it_is_filled_in_keeps_nothing(
    client: httpx.AsyncClient, visited: Challenge, on_day: OnDay
) -> None:
    form = (await client.get(link(visited))).text
    secret = form.partition('name="token" value="')[2].partition('"')[0]
    on_day("2024-11-29")

    answer = await client.post(link(visited), data={"token": secret, "satisfaction": "great"})

    assert answer.headers["location"] == link(visited)
    assert kept(visited.session) == []


@pytest.mark.usefixtures("on_day")
async def test_a_link_that_is_not_ours_leads_nowhere(client: httpx.AsyncClient, visited: Challenge) -> None:
    elsewhere = Challenge(visited.session, Reference("CPC-1999-001"), {})

    for wrong in (f"{link(visited)}x", "/surveys/nonsense"):
        answer = await client.get(wrong)
        assert answer.status_code == 404
        assert "Open it from the letter once more" in answer.text
    nowhere = await client.get(f"/surveys/{token(elsewhere, PersonId('p_1'))}")
    assert nowhere.status_code == 404
    assert elsewhere.reference not in nowhere.text


@pytest.mark.usefixtures("on_day")
def test_nothing_on_a_survey_bars_a_reader(site: Site, browser: Browser, visited: Challenge) -> None:
    def walk(page: Page) -> list[list[str]]:
        found = [looked_at(browser, page)]
        page.get_by_role("button", name="Send your answers").click()
        found.append(looked_at(browser, page))
        page.get_by_label("To a great extent").first.check()
        page.get_by_role("button", name="Send your answers").click()
        page.get_by_role("heading", name="Thank you").wait_for()
        return [*found, looked_at(browser, page)]

    assert site.visit(link(visited), walk) == [[], [], []]


# What was found


@pytest.fixture
def told(session: Session) -> Reference:
    """Give a challenge of the year before last of which six peers and two leaders have answered."""
    reference = opened(session, "Tamworth").reference
    opened_on, closes = date(2023, 10, 31), date(2023, 11, 28)
    peers = [{"recommend": each, "comment": "=1+1"} for each in ("yes", "yes", "yes", "yes", "no", "no")]
    asked(session, reference, "peers", peers, invited=7, opened=opened_on, closes=closes)
    asked(
        session,
        reference,
        "leadership",
        [{"recommend": "no"}] * 2,
        invited=2,
        opened=opened_on,
        closes=closes,
    )
    session.commit()
    return reference


async def test_a_challenge_tells_of_five_answers_or_more_and_of_comments_to_whoever_runs_it(
    client: httpx.AsyncClient, told: Reference, signed_in: SignedIn
) -> None:
    pages = {}
    for own in ((told,), ()):
        signed_in(Part.ADVISER, *own)
        pages[bool(own)] = (await client.get(f"/challenges/{told}/surveys")).text

    for page in pages.values():
        assert "6 of 7 answered: 86%." in page
        assert "4 (67%)" in page
        assert "2 people were asked. Fewer than five answered, so nothing is told." in page
    assert "=1+1" in pages[True]
    assert "=1+1" not in pages[False]


async def test_a_look_at_a_day_to_come_tells_nothing_of_a_survey_that_is_open(
    client: httpx.AsyncClient, told: Reference, signed_in: SignedIn, on_day: OnDay
) -> None:
    on_day("2023-11-20")
    signed_in(Part.MANAGER)

    page = (await client.get(f"/challenges/{told}/surveys?on=2025-01-01")).text

    assert "answered:" not in page
    assert "” can be answered until Tuesday 28 November 2023" in page


async def test_a_year_is_told_on_a_page_as_a_table_and_to_programs(
    client: httpx.AsyncClient, told: Reference, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    page = (await client.get("/learning/surveys?year=2023-24")).text
    table = (await client.get("/learning/surveys.csv")).text
    shape = (await client.get(f"{API}/learning/surveys")).json()

    assert "6 of 7 answered: 86%." in page
    rows = [*csv.DictReader(StringIO(table.lstrip("\ufeff")))]
    peers = [each for each in rows if (each["audience"], each["question"]) == ("peers", "recommend")]
    assert [(each["choice"], each["count"], each["percent"]) for each in peers] == [
        ("yes", "4", "67"),
        ("no", "2", "33"),
    ]
    assert {each["audience_title"] for each in rows if not each["audience"]} == {"Everybody who was asked"}
    leaders = [each for each in rows if each["audience"] == "leadership"]
    assert {(each["invited"], each["answered"], each["answers"], each["count"]) for each in leaders} == {
        ("2", "", "", "")
    }
    assert [each["audience"] for each in shape["surveyed"]] == ["leadership", "peers", None]
    assert str(told) not in table + page


async def test_a_reader_who_hears_the_page_can_tell_the_tables_of_each_year_apart(
    client: httpx.AsyncClient, told: Reference, session: Session, signed_in: SignedIn
) -> None:
    opened_on, closes = date(2022, 10, 31), date(2022, 11, 28)
    asked(session, told, "took_part", [{"recommend": "yes"}] * 5, opened=opened_on, closes=closes)
    session.commit()
    signed_in(Part.MANAGER)

    page = (await client.get("/learning/surveys")).text

    names = re.findall(r'role="region" aria-label="([^"]+)"', page)
    assert "Survey after the visit, 2022-23: everybody who was asked, yes or no" in names
    assert "Survey after the visit, 2023-24: everybody who was asked, yes or no" in names
    assert len({*names}) == len(names)


async def test_a_year_that_is_none_is_refused(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    assert (await client.get("/learning/surveys?year=soon")).status_code == 422


async def test_programs_read_of_a_challenge_what_its_page_tells(
    client: httpx.AsyncClient, told: Reference, with_token: WithToken
) -> None:
    headers = with_token(Part.ADVISER)

    shape = (await client.get(f"{API}/challenges/{told}/surveys", headers=headers)).json()

    assert shape["reference"] == told
    assert [each["answered"] for each in shape["surveyed"]] == [None, 6]
    assert shape["comments"] == []


@pytest.mark.parametrize("options", [(), ("--year", "2023-24")])
def test_the_desk_tells_the_same(told: Reference, options: tuple[str, ...]) -> None:
    year = give("surveys", *options, today="2025-03-06")
    assert "6 of 7 answered: 86%." in year.said
    assert (
        "Would you recommend taking part in a peer challenge to others? Of 6: yes 4 (67%), no 2 (33%)."
        in year.said
    )

    one = give("surveys", told, today="2025-03-06")
    assert "what they wrote =1+1" in one.said
    assert "2 were asked. Fewer than five answered, so nothing is told." in one.said
    assert give("surveys", told, "--json", today="2025-03-06").json["comments"][0]["texts"] == ["=1+1"] * 6

    running = give("surveys", told, today="2023-11-20")
    assert "Survey after the visit: open until Tuesday 28 November 2023" in running.said
    assert "until all of 2023-24 have closed" in give("surveys", today="2023-12-20").said
    assert (
        give("surveys", "--csv", today="2025-03-06").out.lstrip("\ufeff").startswith("year,survey,audience,")
    )
    assert json.loads(give("surveys", "--year", "1999-00", "--json").out)["surveyed"] == []
    assert "There is no survey yet." in give("surveys", "--year", "1999-00").said
