"""The board's papers open the rows behind each figure, and are everybody's once they are published."""

from __future__ import annotations

import re
from datetime import date

import httpx
import pytest
from sqlalchemy import Engine

from casework.board import actions, papers
from casework.board.papers import PaperKind
from db import board
from db.session import reading, transaction
from domain.permissions import Part
from domain.reading import INVENTED
from tests.casework.conftest import entry
from tests.casework.programme_years import know_councils, past_years, tell
from tests.dashboard.conftest import SignedIn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
DUE = {"due-day": "1", "due-month": "6", "due-year": "2025"}
MADE = (date(2021, 4, 1), date(2022, 3, 31), entry("2022-04-04"))


@pytest.fixture
def programme(database: Engine) -> Engine:
    with transaction() as session:
        past_years(session)
    return database


@pytest.fixture
def filed(programme: Engine) -> Engine:
    papers.make(PaperKind.UPDATE, *MADE)
    return programme


async def send(
    client: httpx.AsyncClient, path: str, page: str | None = None, **fields: str
) -> httpx.Response:
    found = re.search(r'name="token" value="(\w+)"', (await client.get(page or path)).text)
    assert found
    return await client.post(path, data={"token": found[1], **fields})


@pytest.mark.usefixtures("programme")
async def test_each_figure_of_a_paper_opens_its_rows_and_those_their_challenges(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    papers.make(PaperKind.UPDATE, *MADE[:2], entry("2025-03-06"))
    signed_in(Part.MANAGER)

    page = await client.get("/board/1")
    rows = await client.get("/board/1/rows/visits")

    assert (page.status_code, rows.status_code) == (200, 200)
    assert 'href="/board/1/rows/visits">9<' in page.text
    assert "Lancashire County Council" in rows.text
    assert 'href="/challenges/CPC-2021-001"' in rows.text
    assert "Not counted, because too little is known" in rows.text
    address = re.search(r'href="(/documents/\w+/BU-2021-22-1\.pdf)"', page.text)
    assert address
    assert (await client.get(address[1])).headers["content-type"] == "application/pdf"


@pytest.mark.usefixtures("filed")
async def test_a_paper_is_everybodys_once_it_is_published_and_no_more_when_it_is_taken_back(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    address = "/board/1", "/board/1/rows/visits", "/api/v1/board/1", "/api/v1/board/1/rows/visits"
    before = [(await client.get(each)).status_code for each in address]
    signed_in(Part.MANAGER)
    published = await send(client, "/board/1/publish", "/board/1", public="yes")
    signed_in(Part.PUBLIC)
    after = [await client.get(each) for each in address]
    listed = await client.get("/board")
    signed_in(Part.MANAGER)
    await send(client, "/board/1/publish", "/board/1", public="no")
    signed_in(Part.PEER)
    taken_back = await client.get("/board/1")

    assert before == [404] * 4
    assert published.status_code == 303
    assert [each.status_code for each in after] == [200] * 4
    assert "/challenges/" not in after[1].text
    assert "Corporate peer challenge: update for 2021-22" in listed.text
    assert "What the board wants done" not in listed.text
    assert taken_back.status_code == 404


@pytest.mark.usefixtures("filed")
async def test_the_files_of_a_paper_are_given_to_whoever_may_read_it(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    with reading() as session:
        files = papers.files_of(board.paper(session, 1).paper)
    address = {each.name: f"/documents/{each.hash}/{each.name}" for each in files}
    unknown = [(await client.get(each)).status_code for each in address.values()]
    wrong = await client.get(f"{address['BU-2021-22-1.pdf'].removesuffix('pdf')}xlsx")
    signed_in(Part.ADVISER)
    known = [(await client.get(each)).status_code for each in address.values()]

    assert unknown == [303] * 4  # To the sign-in page, as anything that is not the public's.
    assert wrong.status_code == 303
    assert known == [200] * 4


@pytest.mark.usefixtures("database")
async def test_a_paper_that_counts_samples_is_not_published(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    with transaction() as session:
        know_councils(session)
        tell(session, ("TAW",), {"visit_started": "2021-10-12"}, rules="2022", source=INVENTED)
    papers.make(PaperKind.UPDATE, *MADE)
    signed_in(Part.MANAGER)

    answer = await send(client, "/board/1/publish", "/board/1", public="yes")

    assert answer.status_code == 409
    assert "which never were, and cannot be published" in answer.text


@pytest.mark.usefixtures("filed")
async def test_long_lists_of_rows_are_parted_into_pages_and_unknown_figures_are_not_there(
    client: httpx.AsyncClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(Part.MANAGER)
    monkeypatch.setattr("dashboard.board.ROWS", 4)

    second = await client.get("/board/1/rows/visits?page=2")

    assert "5 to 8 of 9" in second.text
    assert 'href="/board/1/rows/visits?page=3" rel="next"' in second.text
    assert "Lancashire County Council" not in second.text
    assert (await client.get("/board/1/rows/visits?page=4")).status_code == 404
    assert (await client.get("/board/1/rows/league")).status_code == 404
    assert (await client.get("/api/v1/board/1/rows/league")).status_code == 404


@pytest.mark.usefixtures("database")
async def test_actions_are_taken_and_told_of_and_listed_for_the_programme(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)
    await send(client, "/board/actions", text="Speak to the Welsh association", owner="Adviser", **DUE)
    more = {"due-day": "1", "due-month": "9", "due-year": "2025"}
    moved = await send(client, "/board/actions/1", what="moved", words="They meet in July.", **more)
    signed_in(Part.ADVISER)

    page = await client.get("/board/actions/1")
    front = await client.get("/board")
    told = await client.get("/api/v1/board/actions")

    assert moved.status_code == 303
    assert "to Monday 1 September 2025: They meet in July." in page.text
    assert "Keep this" not in page.text
    assert "1. Speak to the Welsh association" in front.text
    (action,) = told.json()["actions"]
    assert (action["due"], action["state"], action["notes"][0]["what"]) == ("2025-09-01", "open", "moved")
    assert (await client.get("/board/actions/2")).status_code == 404


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("/board/actions", {"text": "x", "owner": "y"}, "This is no day."),
        ("/board/actions", {"text": "", "owner": "y", **DUE}, "it does not say what is to be done"),
        ("/board/actions/1", {"what": ""}, "Choose what there is to tell."),
        ("/board/actions/1", {"what": "done", "words": ""}, "it does not say how it goes"),
        ("/board/actions/1", {"what": "moved", "words": "Later."}, "This is no day."),
    ],
)
@pytest.mark.usefixtures("database")
async def test_what_is_missing_of_an_action_is_said_beside_the_field(
    client: httpx.AsyncClient, signed_in: SignedIn, path: str, fields: dict[str, str], said: str
) -> None:
    with transaction() as session:
        actions.take(session, "Speak to somebody", "Chair", date(2025, 6, 1), entry("2025-03-06"))
    signed_in(Part.MANAGER)

    answer = await send(client, path, **fields)

    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.usefixtures("database")
async def test_nothing_more_is_told_of_an_action_that_has_ended(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    with transaction() as session:
        actions.take(session, "Speak to somebody", "Chair", date(2025, 6, 1), entry("2025-03-06"))
    signed_in(Part.MANAGER)
    await send(client, "/board/actions/1", what="done", words="It is done.")

    again = await send(client, "/board/actions/1", "/board/actions", what="dropped", words="Or not.")

    assert again.status_code == 422
    assert "Action 1 is done already" in again.text


@pytest.mark.usefixtures("filed")
async def test_programs_read_papers_with_their_figures_and_rows(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.SUPPORT_OFFICER)

    listed = (await client.get("/api/v1/board")).json()["papers"]
    given = await client.get("/api/v1/board/1")
    again = await client.get("/api/v1/board/1", headers={"If-None-Match": given.headers["etag"]})
    paper = given.json()
    rows = (await client.get("/api/v1/board/1/rows/reviews")).json()

    assert [(each["number"], each["issue"], each["public"]) for each in listed] == [(1, 1, False)]
    assert again.status_code == 304
    figures = {each["name"]: each["value"] for each in paper["figures"]["measures"]}
    assert (figures["visits"], figures["first_time"], figures["reviews"]) == (9, 10, 3)
    assert [row["on"] for row in rows["rows"]] == ["2021-11", "2021-11-17", "2022-02"]
