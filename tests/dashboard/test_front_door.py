"""The door: who is not let in, how much may be brought, and what is written down about it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from dashboard.app import create_app
from dashboard.front_door import LARGEST_BODY, LARGEST_UPLOAD
from dashboard.headers import ALWAYS
from dashboard.routes import Routes
from domain.errors import RulesRefuse
from settings import settings

ORIGIN = "http://localhost"
CROSS_SITE = {"Sec-Fetch-Site": "cross-site"}


class Sent(BaseModel):
    """What a program sends to the address under test."""

    number: Annotated[int, Field(ge=1)]


class NotToday(RulesRefuse):
    """An error of the programme's own."""

    def __str__(self) -> str:
        return "It is Sunday. Come again on Monday."


router = Routes()


@router.post("/take")
@router.post("/api/v1/take")
@router.post("/callbacks/take")
async def take(request: Request) -> PlainTextResponse:
    """Say how much was brought, and whose cookie came with it."""
    brought = len(await request.body())
    return PlainTextResponse(f"{brought} {request.cookies.get('session', 'nobody')}")


@router.post("/api/v1/read")
def read(sent: Sent) -> int:
    """Take a number."""
    return sent.number


@router.get("/api/v1/broken")
@router.get("/broken/{token}")
def broken(token: str = "") -> str:
    """Make a mistake."""
    raise ValueError(f"this is nobody's business: {token}")


@router.get("/api/v1/refused")
@router.get("/refused")
def refused() -> str:
    """Refuse as the rules do."""
    raise NotToday


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Give an application with a few addresses to try the door with; none of them asks the database."""
    monkeypatch.setattr("dashboard.app.ROUTERS", (router,))
    return create_app()


@pytest.fixture
async def stranger(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that says nothing about where it comes from."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as stranger:
        yield stranger


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, 403),
        ({"Origin": ORIGIN}, 200),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_only_a_page_of_ours_may_send_anything(
    sent: dict[str, str], status: int, stranger: httpx.AsyncClient
) -> None:
    answer = await stranger.post("/take", headers=sent)

    assert answer.status_code == status
    assert ("Open the page here and send the form from it." in answer.text) is (status == 403)


@pytest.mark.parametrize("path", ["/api/v1/take", "/callbacks/take"])
async def test_a_program_sends_from_anywhere_and_never_with_anybodys_cookie(
    path: str, stranger: httpx.AsyncClient
) -> None:
    cookie = {"Cookie": "session=somebody"}

    assert (await stranger.post(path, headers=cookie)).text == "0 nobody"
    assert (await stranger.post(path, headers=cookie | {"Origin": ORIGIN})).text == "0 somebody"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 404),
        ("127.0.0.1:8080", 404),
        ("[::1]:8080", 404),
        ("challenges.example", 404),
        ("inside", 404),
        ("evil.example", 421),
        ("", 421),
    ],
)
async def test_it_serves_under_its_own_names_alone(
    host: str, status: int, monkeypatch: pytest.MonkeyPatch, stranger: httpx.AsyncClient
) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example/")
    monkeypatch.setenv("CPC_TRUSTED_HOSTS", "inside also-inside")
    settings.cache_clear()

    assert (await stranger.get("/nowhere", headers={"Host": host})).status_code == status


async def test_who_asks_too_often_is_told_how_long_to_wait(
    monkeypatch: pytest.MonkeyPatch, stranger: httpx.AsyncClient
) -> None:
    monkeypatch.setenv("CPC_REQUESTS_PER_SECOND", "0.25")
    settings.cache_clear()

    answers = [await stranger.get("/nowhere") for _ in range(2)]

    assert [each.status_code for each in answers] == [404, 429]
    assert 1 <= int(answers[1].headers["Retry-After"]) <= 4
    assert "Wait a little" in answers[1].text


@pytest.mark.parametrize(
    ("media", "most"), [("text/plain", LARGEST_BODY), ("multipart/form-data", LARGEST_UPLOAD)]
)
async def test_too_much_is_refused_before_it_is_read(
    media: str, most: int, stranger: httpx.AsyncClient
) -> None:
    headers = {"Origin": ORIGIN, "Content-Type": media, "Content-Length": str(most + 1)}

    answer = await stranger.post("/take", headers=headers, content=b"")

    assert answer.status_code == 413
    assert "Send a smaller file" in answer.text


async def test_too_much_is_refused_where_nobody_says_how_much_it_is(stranger: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST_BODY // 100_000 + 1):
            yield bytes(100_000)

    answer = await stranger.post("/take", headers={"Origin": ORIGIN}, content=endless())

    assert answer.status_code == 413


async def test_every_answer_tells_the_browser_what_to_leave_alone(stranger: httpx.AsyncClient) -> None:
    for path in ("/nowhere", "/broken/x", "/api/v1/refused"):
        headers = (await stranger.get(path)).headers

        assert {name: headers[name] for name, _ in _always()} == dict(_always())
        assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/surveys/x", "/unsubscribe/x", "/sign-in/link/x"])
async def test_an_address_that_is_a_key_is_named_to_nobody_whatever_becomes_of_it(
    path: str, stranger: httpx.AsyncClient
) -> None:
    nowhere, from_elsewhere = await stranger.get(path), await stranger.post(path, headers=CROSS_SITE)
    elsewhere = await stranger.get(path, headers={"Host": "evil.example"})

    for each in (nowhere, from_elsewhere, elsewhere):
        assert each.is_client_error
        assert each.headers.get_list("Referrer-Policy") == ["strict-origin"]
        assert each.headers.get_list("Cache-Control") == ["no-store"]


async def test_over_https_it_stays_at_that(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("https://localhost/nowhere")

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_an_address_that_is_reached_over_https_alone_is_so_behind_a_proxy_too(
    monkeypatch: pytest.MonkeyPatch, stranger: httpx.AsyncClient
) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "https://challenges.example")
    settings.cache_clear()

    ours = await stranger.get("/nowhere", headers={"Host": "challenges.example"})
    inside = await stranger.get("/nowhere", headers={"Host": "localhost"})

    assert "Strict-Transport-Security" in ours.headers
    assert "Strict-Transport-Security" not in inside.headers


async def test_the_headers_of_a_page_can_be_had_alone(
    stranger: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cpc.dashboard")

    whole, alone = await stranger.get("/refused"), await stranger.head("/refused")

    assert (alone.status_code, alone.content) == (whole.status_code, b"")
    assert alone.headers["Content-Length"] == str(len(whole.content))
    assert caplog.messages[-1].split()[1] == "HEAD"


def _always() -> list[tuple[str, str]]:
    return [(name.decode(), value.decode()) for name, value in ALWAYS]


async def test_a_mistake_of_ours_is_in_the_log_under_the_number_that_its_page_names(
    stranger: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cpc.dashboard")

    page = await stranger.get("/broken/a-token")
    problem = await stranger.get("/api/v1/broken")

    assert page.status_code == problem.status_code == 500
    assert "business" not in page.text + problem.text
    number = page.headers["X-Request-Id"]
    assert f"<strong>{number}</strong>" in page.text
    assert f"{number} failed" in caplog.messages
    assert "this is nobody's business" in caplog.text


async def test_a_line_of_the_log_has_no_address_and_no_token(
    stranger: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "cpc.dashboard")

    await stranger.get("/calendars/a-secret-token.ics?also=secret")
    await stranger.get("/broken/a-secret-token")

    lines = [each for each in caplog.messages if " ms" in each]
    assert [line.split()[1:4] for line in lines] == [
        ["GET", "/{anything:path}", "404"],
        ["GET", "/broken/{token}", "500"],
    ]
    assert "secret" not in "".join(lines)
    assert "127.0.0.1" not in "".join(lines)


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/api/v1/nowhere", 404, "Nothing matches the given URI"),
        ("GET", "/api/v1/refused", 409, "It is Sunday. Come again on Monday."),
        ("PUT", "/api/v1/take", 405, "Specified method is invalid for this resource"),
        ("GET", "/api/v1/broken", 500, "Server got itself in trouble"),
    ],
)
async def test_a_program_is_told_of_a_problem_in_its_own_way(
    method: str, path: str, status: int, detail: str, stranger: httpx.AsyncClient
) -> None:
    answer = await stranger.request(method, path)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == answer.status_code == status
    assert answer.json()["detail"] == detail
    assert answer.json()["instance"] == path


async def test_a_program_is_told_which_fields_could_not_be_read(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.post("/api/v1/read", json={"number": 0})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"at": ["body", "number"], "message": "Input should be greater than or equal to 1"}
    ]


async def test_what_the_rules_refuse_is_said_in_their_words(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("/refused")

    assert answer.status_code == 409
    assert "<h1" in answer.text
    assert "It is Sunday. Come again on Monday." in answer.text
