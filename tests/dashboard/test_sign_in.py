"""The way in, as a browser takes it: by password, by link, as the first manager; and out again."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from casework import accounts, passwords, sign_in
from casework.accounts import Newcomer
from dashboard import asking, clock
from db import keys
from db.session import reading, transaction
from domain.permissions import AccountId, Part, Scope, Visitor
from settings import settings
from tests.dashboard.conftest import TODAY

AT = datetime(2025, 3, 6, 9, 30, tzinfo=UTC)
EMAIL = "manager@programme.example"
PASSWORD = "four words belong apart"  # noqa: S105 - Nobody has it outside these tests.
WRONG = "not this one"
AT_DESK = Visitor(Part.MANAGER, name="desk")


def made(email: str = EMAIL, part: Part = Part.MANAGER, name: str = "Programme manager") -> AccountId:
    """Make an account with a password, as the desk would."""
    with transaction() as session:
        number = accounts.add(session, AT_DESK, Newcomer(email, part, name=name), AT)
        accounts.get(session, number).password_hash = passwords.hashed(PASSWORD)
    return number


async def token(client: httpx.AsyncClient, path: str) -> str:
    """Open a page and return the token of its form."""
    found = re.search(r'name="token" value="(\w+)"', (await client.get(path)).text)
    assert found, path
    return found[1]


async def send(
    client: httpx.AsyncClient, path: str, page: str = "", **fields: str | list[str]
) -> httpx.Response:
    """Fill in the form of a page and send it to its address."""
    return await client.post(path, data={"token": await token(client, page or path), **fields})


async def enter(client: httpx.AsyncClient, email: str = EMAIL, **more: str) -> httpx.Response:
    return await send(client, "/sign-in", email=email, password=PASSWORD, **more)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> None:
    """Let all clocks stand at the same moment."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    app.dependency_overrides[asking.now] = lambda: AT
    assert AT.date() == TODAY


# By password


async def test_somebody_comes_in_with_a_password_and_is_led_to_where_they_wanted(
    client: httpx.AsyncClient,
) -> None:
    made()

    answer = await enter(client, next="/audit?act=record")

    assert (answer.status_code, answer.headers["location"]) == (303, "/audit?act=record")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = await client.get("/account")
    assert "Programme manager" in page.text
    assert (await client.get("/sign-in")).headers["location"] == "/"


async def test_over_https_the_cookie_is_one_that_no_neighbour_can_set(app: FastAPI) -> None:
    made()
    transport = httpx.ASGITransport(app)
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        transport=transport, base_url="https://localhost", headers=headers
    ) as client:
        cookie = (await enter(client)).headers["set-cookie"]

    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "there",
    ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "/sign-out", "/\nx", ""],
)
async def test_nobody_is_led_elsewhere(client: httpx.AsyncClient, there: str) -> None:
    made()

    assert (await enter(client, next=there)).headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_address_look_alike(client: httpx.AsyncClient) -> None:
    made()

    answers = [
        await send(client, "/sign-in", email=email, password=WRONG) for email in (EMAIL, "no@body.example")
    ]

    pages = [each.text.replace(EMAIL, "@").replace("no@body.example", "@") for each in answers]
    assert [each.status_code for each in answers] == [422, 422]
    assert pages[0] == pages[1]
    assert "The address or the password is not right." in pages[0]
    assert "set-cookie" not in answers[0].headers


async def test_after_tries_in_vain_one_has_to_wait(client: httpx.AsyncClient) -> None:
    made()
    for _ in range(5):
        await send(client, "/sign-in", email=EMAIL, password=WRONG)

    answer = await enter(client)

    assert answer.status_code == 422
    assert "Wait until 09:31 and try again." in answer.text


async def test_tries_are_counted_for_where_they_come_from(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = []

    def by_password(*_: object, host: str) -> str:
        hosts.append(host)
        raise sign_in.NotSignedIn

    monkeypatch.setattr(sign_in, "by_password", by_password)
    transport = httpx.ASGITransport(app, client=("203.0.113.9", 50000))
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client:
        answer = await enter(client)

    assert (answer.status_code, hosts) == (422, ["203.0.113.9"])


async def test_a_browser_gets_a_new_key_each_time_and_the_old_one_is_good_no_more(
    client: httpx.AsyncClient,
) -> None:
    made()
    client.cookies.set("session", "planted", domain="localhost.local")
    await enter(client)
    first = client.cookies["session"]

    with transaction() as session:
        link = sign_in.link_to_hand_over(session, AT_DESK, accounts.get(session, EMAIL).id, AT)
    await send(client, f"/sign-in/link/{link}")

    assert first != "planted"
    assert client.cookies["session"] != first
    client.cookies.set("session", first, domain="localhost.local")
    assert (await client.get("/account")).status_code == 303


# By link


async def test_a_link_is_looked_at_without_harm_and_used_by_a_button(client: httpx.AsyncClient) -> None:
    number = made()
    with transaction() as session:
        link = sign_in.link_to_hand_over(session, AT_DESK, number, AT)
    path = f"/sign-in/link/{link}"

    assert "It is used up when you press the button." in (await client.get(path)).text
    form = await token(client, path)
    answer = await client.post(path, data={"token": form})
    assert answer.headers["location"] == "/"
    assert (await client.get("/account")).status_code == 200

    again = await client.get(path)
    assert again.status_code == 409
    assert "This link cannot be used any more. Have another one sent to you." in again.text


@pytest.mark.parametrize("email", [EMAIL, "nobody@elsewhere.example"])
async def test_a_link_is_sent_at_once_and_nobody_is_told_to_whom(
    client: httpx.AsyncClient, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_BASE_URL", "http://localhost")
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()
    made()
    assert "a link that signs you in" in (await client.get("/sign-in")).text

    answer = await send(client, "/sign-in/link", email=email)

    assert answer.status_code == 200
    assert f"If {email} has an account, a link is on its way there." in answer.text
    letters = [*settings().outbox_folder.rglob("*.eml")]
    assert len(letters) == (email == EMAIL)
    for letter in letters:
        sent = re.search(r"/sign-in/link/([\w-]+)", letter.read_text("utf-8").replace("=\n", ""))
        assert sent
        assert (await send(client, f"/sign-in/link/{sent[1]}")).headers["location"] == "/"


async def test_links_are_offered_only_where_they_can_be_sent(client: httpx.AsyncClient) -> None:
    assert "a link that signs you in" not in (await client.get("/sign-in")).text


async def test_links_that_are_asked_for_too_often_have_to_wait(client: httpx.AsyncClient) -> None:
    for _ in range(5):
        await send(client, "/sign-in/link", email="nobody@elsewhere.example")

    answer = await send(client, "/sign-in/link", email="nobody@elsewhere.example")

    assert answer.status_code == 422
    assert "too many tries" in answer.text


# The first manager


async def test_the_first_manager_makes_their_own_account(client: httpx.AsyncClient) -> None:
    with transaction() as session:
        path = f"/sign-in/link/{sign_in.first_manager_link(session, AT)}"
    assert "Nobody has an account yet." in (await client.get(path)).text

    unnamed = await send(client, path, name="", email=EMAIL)
    no_address = await send(client, path, name="Programme manager", email="nowhere")
    answer = await send(client, path, name="Programme manager", email=EMAIL)

    assert "Enter your name" in unnamed.text
    assert "is not an e-mail address" in no_address.text
    assert answer.headers["location"] == "/account/password"
    assert (await client.get("/accounts")).status_code == 200


# Leaving


async def test_signing_out_asks_first_and_ends_the_key(client: httpx.AsyncClient) -> None:
    made()
    await enter(client)
    key = client.cookies["session"]

    assert "You will be signed out of this browser." in (await client.get("/sign-out")).text
    answer = await send(client, "/sign-out")

    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["location"] == "/sign-in"
    assert "session" not in client.cookies
    client.cookies.set("session", key, domain="localhost.local")
    assert (await client.get("/sign-out")).headers["location"] == "/sign-in"


async def test_a_form_without_its_token_does_nothing(client: httpx.AsyncClient) -> None:
    made()
    await enter(client)

    assert (await client.post("/sign-out", data={"token": "other"})).status_code == 403
    assert (await client.get("/account")).status_code == 200


# Tokens


async def test_a_program_comes_with_a_token_for_as_much_as_it_is_good_for(
    client: httpx.AsyncClient,
) -> None:
    made()
    await enter(client)
    page = await send(client, "/account/tokens/new", name="Figures", scopes="read", days="30")
    key = re.search(r"cpc_[\w-]+", page.text)
    assert key
    client.cookies.clear()

    for sent, status in ((key[0], 200), (key[0] + "x", 303)):
        answer = await client.get("/upcoming", headers={"Authorization": f"Bearer {sent}"})
        assert answer.status_code in (status, 404)
    for path in ("/account", "/accounts", "/audit"):
        answer = await client.get(path, headers={"Authorization": f"Bearer {key[0]}"})
        assert answer.status_code == 403
    with reading() as session:
        (kept,) = keys.tokens(session)
    assert kept.scopes == [Scope.READ]
    assert kept.used_at


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 10; K) Chrome/140 Mobile Safari/537.36", "Chrome on Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604",
            "Safari on an iPhone",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Safari on a Mac"),
        ("curl/8", "A browser"),
    ],
)
async def test_a_browser_goes_by_a_name_that_its_owner_knows(
    client: httpx.AsyncClient, said: str, named: str
) -> None:
    made()
    client.headers["User-Agent"] = said
    await enter(client)

    assert f'header">{named}<' in (await client.get("/account")).text
