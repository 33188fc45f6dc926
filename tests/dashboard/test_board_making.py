"""Making a paper on its page: told step by step as it goes, done to its end, and never kept by half."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape
from time import monotonic, sleep

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from casework.board import papers
from casework.board.papers import PaperKind
from casework.board.progress import Step
from channels.stand_in.server import serving
from dashboard import board_making
from db import audit, board
from db.board import FiledMeanwhile
from db.session import reading, transaction
from domain.permissions import AccountId, Act, Part, Visitor
from tests.casework.programme_years import past_years
from tests.dashboard.conftest import TODAY, SignedIn

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
YEAR = {
    "kind": "board_update",
    "first-day": "1",
    "first-month": "4",
    "first-year": "2021",
    "last-day": "31",
    "last-month": "3",
    "last-year": "2022",
}


@pytest.fixture
def programme(database: Engine) -> Engine:
    with transaction() as session:
        past_years(session)
    return database


async def send(client: httpx.AsyncClient, **fields: str) -> httpx.Response:
    found = re.search(r'name="token" value="(\w+)"', (await client.get("/board/new")).text)
    assert found
    return await client.post("/board/new", data={"token": found[1], **fields})


def filed() -> list[int]:
    with reading() as session:
        return [each.paper.id for each in board.papers(session)]


@pytest.mark.usefixtures("programme")
async def test_a_manager_is_told_of_each_step_and_then_led_to_the_paper(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    told = await send(client, **YEAR, decisions="To note it.\n\nTo go on.")

    steps = re.findall(r"<li>(.*?)</li>", told.text.partition('role="log"')[2].partition("</ol>")[0])
    assert told.status_code == 200
    assert [each.partition(":")[0] for each in steps] == [Step.READING, *Step]
    assert re.search(r'href="/board/1">Corporate peer challenge: update for 2021-22</a>', told.text)
    assert told.text.rstrip().endswith("</html>")
    assert told.headers["cache-control"] == "no-store"
    assert filed() == [1]
    with reading() as session:
        assert [(each.act, each.details) for each in audit.lines(session)] == [(Act.KEEP_BOARD, {"paper": 1})]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "league_table"}, "Choose what is to be made."),
        ({"first-month": "13"}, "This is no day."),
        ({"last-year": "2020"}, "it ends before it begins"),
        ({"first-year": "2027", "last-year": "2028"}, "it has not begun"),
        ({"decisions": "To decide.\n" * 21}, "20 decisions at most"),
        ({"decisions": "To smile \N{GRINNING FACE}"}, "which no document can show"),
    ],
)
@pytest.mark.usefixtures("database")
async def test_a_paper_that_cannot_be_made_is_said_beside_the_field(
    client: httpx.AsyncClient, signed_in: SignedIn, wrong: dict[str, str], said: str
) -> None:
    signed_in(Part.MANAGER)

    answer = await send(client, **YEAR | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert filed() == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (FiledMeanwhile("BU-2021-22-1"), "was filed while BU-2021-22-1 was made. Read that one"),
        (OperationalError("", {}, Exception("gone")), "cannot be reached at the moment. Nothing is lost"),
        (OSError("no space left"), "The mistake is ours and has been written down. Try again"),
    ],
)
@pytest.mark.usefixtures("database")
async def test_what_goes_wrong_on_the_way_is_told_at_the_end_and_the_same_can_be_asked_again(
    client: httpx.AsyncClient,
    signed_in: SignedIn,
    monkeypatch: pytest.MonkeyPatch,
    trouble: Exception,
    said: str,
) -> None:
    signed_in(Part.MANAGER)

    def fail(*_: object, **_more: object) -> None:
        raise trouble

    with monkeypatch.context() as patched:
        patched.setattr(papers, "make", fail)
        failed = await send(client, **YEAR, decisions="To note “it”.\nTo go on.")
    again = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', failed.text))
    made = await client.post("/board/new", data={name: unescape(value) for name, value in again.items()})

    assert said in failed.text
    assert failed.text.rstrip().endswith("</html>")
    assert unescape(again["decisions"]) == "To note “it”.\nTo go on."
    assert 'href="/board/1"' in made.text


@pytest.mark.usefixtures("programme")
def test_who_sends_the_form_twice_is_led_to_the_paper_that_was_filed_first() -> None:
    said: list[str] = []

    def say(piece: str) -> None:
        said.append(piece)
        if board_making.WAITING in piece:
            turn.release()

    wanted = board_making.Wanted(PaperKind.UPDATE, date(2021, 4, 1), date(2022, 3, 31), ())
    at = datetime.combine(TODAY, time(9, 30), UTC)
    who = Visitor(Part.MANAGER, AccountId("1"), name="Programme manager")
    making = board_making.Making(wanted, who, TODAY, at, "request", {})
    first, turn = making(said.append), board_making._one_at_a_time
    said.clear()
    turn.acquire()

    second = replace(making, at=at + timedelta(seconds=1))(say)

    assert "The paper has been filed." in first
    assert "Nothing has changed since this paper was filed." in second
    assert 'href="/board/1"' in second
    assert board_making.WAITING in said[0]
    assert filed() == [1]


@pytest.mark.usefixtures("programme")
def test_a_paper_is_filed_also_if_the_browser_goes_away(app: FastAPI, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    with (
        serving(app) as address,
        httpx.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}) as browser,
    ):
        token = re.findall(r'name="token" value="(\w+)"', browser.get("/board/new").text)[0]
        with browser.stream("POST", "/board/new", data={"token": token, **YEAR}) as answer:
            seen = next(answer.iter_text())
        until = monotonic() + 30
        while not filed() and monotonic() < until:
            sleep(0.05)

    assert "How far it is" in seen
    assert filed() == [1]
