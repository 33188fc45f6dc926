"""One's own account and other people's: what can be done there, by whom, and that the audit tells of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from casework import accounts, preferences, sign_in
from casework.accounts import Newcomer
from dashboard import asking, clock
from db import accounts as rows
from db import audit, keys
from db.session import reading, transaction
from domain.accounts import IDLE
from domain.permissions import AccountId, Part, Visitor
from domain.preferences import Choice
from settings import settings

AT = datetime(2025, 3, 6, 9, 30, tzinfo=UTC)
AT_DESK = Visitor(Part.MANAGER, name="desk")
MANAGER, ADVISER = "manager@programme.example", "adviser@programme.example"
GOOD = "tidal oboe marmalade"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> None:
    """Let all clocks stand at the same moment."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    app.dependency_overrides[asking.now] = lambda: AT


def made(email: str, part: Part) -> AccountId:
    with transaction() as session:
        newcomer = Newcomer(email, part, name=email.partition("@")[0].capitalize())
        return accounts.add(session, AT_DESK, newcomer, AT)


async def come_in(client: httpx.AsyncClient, account: AccountId) -> None:
    with transaction() as session:
        link = sign_in.link_to_hand_over(session, AT_DESK, account, AT)
    client.cookies.clear()
    await send(client, f"/sign-in/link/{link}")


async def send(
    client: httpx.AsyncClient, path: str, page: str = "", **fields: str | list[str]
) -> httpx.Response:
    """Fill in the form of a page and send it to its address."""
    found = re.search(r'name="token" value="(\w+)"', (await client.get(page or path)).text)
    assert found, page or path
    return await client.post(path, data={"token": found[1], **fields})


@pytest.fixture
async def manager(client: httpx.AsyncClient) -> AccountId:
    number = made(MANAGER, Part.MANAGER)
    await come_in(client, number)
    return number


def said() -> list[str]:
    with reading() as session:
        return [each.act for each in reversed(audit.lines(session))]


# One's own


@pytest.mark.usefixtures("manager")
async def test_a_password_is_set_and_then_asked_for(client: httpx.AsyncClient) -> None:
    weak = await send(client, "/account/password", new="short")
    assert weak.status_code == 422
    assert "fewer than 12 characters" in weak.text

    assert (await send(client, "/account/password", new=GOOD)).headers["location"] == "/account"

    page = await client.get("/account")
    assert "Your password has been set." in page.text
    assert "Change your password" in page.text
    key = sign_in.by_password(MANAGER, GOOD, "", AT)
    client.cookies.set("session", key, domain="localhost.local")
    wrong = await send(client, "/account/password", now="wrong", new=f"{GOOD} two")
    assert "This is not the password that you have now." in wrong.text


async def test_other_browsers_are_listed_and_signed_out(
    client: httpx.AsyncClient, manager: AccountId
) -> None:
    for agent in ("The one", "The other", "A third"):
        with transaction() as session:
            link = sign_in.link_to_hand_over(session, AT_DESK, manager, AT)
        sign_in.by_link(link, agent, AT)
    with reading() as session:
        one = next(each.hash for each in keys.sign_ins(session, manager, AT, IDLE) if each.agent == "The one")
    assert "The one" in (await client.get("/account")).text

    await send(client, "/account/browsers", "/account", browser=one)
    page = (await client.get("/account")).text
    assert "The one" not in page
    assert "The other" in page
    await send(client, "/account/browsers", "/account")

    with reading() as session:
        assert len(keys.sign_ins(session, manager, AT, IDLE)) == 1


async def test_a_deputy_is_named_acts_and_is_ended(client: httpx.AsyncClient, manager: AccountId) -> None:
    adviser = made(ADVISER, Part.ADVISER)
    days = {
        f"{name}-{part}": value
        for name, on in (("first", "6 3 2025"), ("last", "7 3 2025"))
        for part, value in zip(("day", "month", "year"), on.split(), strict=True)
    }
    nobody = await send(client, "/account/deputies/new", **days | {"first-day": "31", "first-month": "2"})
    assert "Enter a day that there is" in nobody.text
    assert "Choose who is to stand in for you." in nobody.text
    late = await send(client, "/account/deputies/new", who=adviser, **days | {"last-day": "5"})
    assert "the last day is before the first" in late.text
    await send(client, "/account/deputies/new", who=adviser, **days)
    assert "Friday 7 March 2025" in (await client.get("/account")).text

    await come_in(client, adviser)
    assert (await client.get("/accounts")).status_code == 403
    with reading() as session:
        (standing,) = rows.deputies(session, by=adviser)
    await send(client, "/account/acting", "/account", number=str(standing.id))
    acting = await client.get("/audit")
    assert acting.status_code == 200
    assert "acting for Manager" in acting.text
    assert (await client.get("/accounts")).status_code == 403  # It would outlast the days.
    await send(client, "/account/acting", "/account", number="")
    assert (await client.get("/audit")).status_code == 403

    await come_in(client, manager)
    await send(client, f"/account/deputies/{standing.id}/end", "/account")
    assert "Friday 7 March 2025" not in (await client.get("/account")).text
    assert said()[-1] == "deputy_ended"


@pytest.mark.usefixtures("manager")
async def test_a_token_is_shown_once_and_revoked(client: httpx.AsyncClient) -> None:
    unnamed = await send(client, "/account/tokens/new", name="", scopes="read", days="30")
    assert unnamed.status_code == 422
    assert "it has no name" in unnamed.text
    useless = await send(client, "/account/tokens/new", name="Figures", scopes="all", days="30")
    assert "it has no scope" in useless.text

    page = await send(client, "/account/tokens/new", name="Figures", scopes=["read", "record"], days="30")
    key = re.search(r"cpc_[\w-]+", page.text)
    assert key
    assert page.headers["Cache-Control"] == "no-store"
    mine = (await client.get("/account")).text
    assert key[0] not in mine
    assert "read, record" in mine
    await send(client, "/account/tokens/1/revoke", "/account")

    assert "read, record" not in (await client.get("/account")).text


async def test_optional_letters_are_chosen(client: httpx.AsyncClient, manager: AccountId) -> None:
    for wanted, kept in (("off", Choice.OFF), ("sometimes", Choice.OFF), ("digest", Choice.DIGEST)):
        await send(client, "/account/letters", "/account", choice=wanted)
        with reading() as session:
            person = accounts.get(session, manager).person_id
            assert preferences.choice_of(session, person) is kept


async def test_who_is_not_signed_in_is_asked_to(client: httpx.AsyncClient) -> None:
    for path in ("/account", "/account/password", "/accounts", "/audit"):
        answer = await client.get(path)
        assert answer.headers["location"] == f"/sign-in?next={path.replace('/', '%2F')}"


# Other people's


async def test_a_manager_makes_changes_and_closes_an_account(
    client: httpx.AsyncClient, manager: AccountId
) -> None:
    fields = {"email": ADVISER, "name": "Adviser", "post": "Adviser", "organisation": "Programme"}
    partless = await send(client, "/accounts/new", **fields)
    assert "Choose what they are to the programme." in partless.text
    unnamed = await send(client, "/accounts/new", **fields | {"name": "", "part": "adviser"})
    assert "Say the name" in unnamed.text
    assert (
        await send(client, "/accounts/new", **fields | {"email": MANAGER, "part": "peer"})
    ).status_code == 422

    where = (await send(client, "/accounts/new", **fields, part="adviser")).headers["location"]
    assert "Links cannot be sent from here" in (await client.get(where)).text
    for deed, words in (("part", "has been changed"), ("disable", "has been disabled"), ("enable", "again")):
        answer = await send(client, f"{where}/{deed}", where, part="support_officer")
        assert words in (await client.get(answer.headers["location"])).text

    listed = (await client.get("/accounts?part=support_officer")).text
    assert ADVISER in listed
    assert MANAGER not in listed
    last = await send(client, f"/accounts/{manager}/disable", f"/accounts/{manager}")
    assert last.status_code == 409
    assert "Make another one first." in last.text


@pytest.mark.usefixtures("manager")
async def test_a_link_is_shown_once_where_none_can_be_sent(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    adviser = made(ADVISER, Part.ADVISER)
    page = await send(client, f"/accounts/{adviser}/link", f"/accounts/{adviser}")
    assert page.headers["Cache-Control"] == "no-store"
    link = re.search(r"http://localhost(/sign-in/link/[\w-]+)", page.text)
    assert link

    monkeypatch.setenv("CPC_BASE_URL", "https://localhost")
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()
    answer = await send(client, f"/accounts/{adviser}/link", f"/accounts/{adviser}")
    assert "on its way" in (await client.get(answer.headers["location"])).text
    client.cookies.clear()
    assert (await send(client, link[1])).headers["location"] == "/"


@pytest.mark.usefixtures("manager")
async def test_the_audit_is_looked_up_page_by_page(client: httpx.AsyncClient) -> None:
    adviser = made(ADVISER, Part.ADVISER)
    for _ in range(60):
        with transaction() as session:
            sign_in.link_to_hand_over(session, AT_DESK, adviser, AT)

    first = (await client.get("/audit?act=link_sent")).text
    older = re.search(r'href="(/audit\?[^"]*before=\d+)"', first)
    assert older
    second = (await client.get(older[1].replace("&amp;", "&"))).text

    assert first.count("Link sent</td>") == 50
    assert second.count("Link sent</td>") == 11
    assert "Show what was done before" not in second
    assert first.count("whose: Adviser; handed over: yes") == 50
    assert adviser not in first.partition("What was done")[2]
    assert "Thursday 6 March 2025 at 09:30" in first
    assert "Nothing was done that fits." in (await client.get("/audit?reference=CPC-2025-001")).text


async def test_what_was_refused_stands_in_the_audit_too(
    client: httpx.AsyncClient, manager: AccountId
) -> None:
    adviser = made(ADVISER, Part.ADVISER)
    await come_in(client, adviser)
    assert (await client.get("/accounts")).status_code == 403

    await come_in(client, manager)
    page = (await client.get(f"/audit?account={adviser}&outcome=refused")).text

    assert page.count("Refused</strong>") == 1
    assert "Keep accounts" in page.partition("What was done")[2]


async def test_who_has_the_round_go_stands_in_the_audit(
    client: httpx.AsyncClient, manager: AccountId, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[object] = []
    monkeypatch.setattr("dashboard.going_round.see_to_all", gone.append)

    await send(client, "/round")

    assert gone == [AT.date()]
    with reading() as session:
        (last,) = audit.lines(session, account=manager, most=1)
    assert (last.act, last.outcome) == ("run_round", "done")


# Callbacks


@pytest.mark.usefixtures("manager")
async def test_optional_letters_end_with_one_click_from_a_mail_program(
    client: httpx.AsyncClient, manager: AccountId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_SECRET", "known to nobody")
    settings.cache_clear()
    with reading() as session:
        person = accounts.get(session, manager).person_id
    path = f"/unsubscribe/{preferences.token(person)}"
    client.cookies.clear()

    assert "End optional reminders" in (await client.get(path)).text
    with reading() as session:
        assert preferences.choice_of(session, person) is Choice.AT_ONCE
    answer = await client.post(
        path, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 200
    with reading() as session:
        assert preferences.choice_of(session, person) is Choice.OFF
    assert said()[-1] == "preference_changed"
    forged = await client.post(f"{path[:-1]}x")
    assert forged.status_code == 422
    assert "This link is not one of ours" in forged.text


REPORT = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "CPC-2025-001/notice",
    "to": "leader@council.example",
    "status": "delivered",
    "created_at": "2025-03-06T09:00:00Z",
    "completed_at": "2025-03-06T09:00:05Z",
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("Bearer known to Notify", json.dumps(REPORT), 204),
        ("Bearer known to Notify", "not JSON", 400),
        ("Bearer something else", json.dumps(REPORT), 403),
        ("", json.dumps(REPORT), 403),
    ],
)
async def test_what_notify_tells_is_taken_in_with_its_token_alone(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, *, token: str, sent: str, status: int
) -> None:
    monkeypatch.setenv("CPC_NOTIFY_CALLBACK_TOKEN", "known to Notify")
    settings.cache_clear()
    headers = {"Authorization": token, "Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"}

    first = await client.post("/callbacks/notify", content=sent, headers=headers)
    again = await client.post("/callbacks/notify", content=sent, headers=headers)

    assert (first.status_code, again.status_code) == (status, status)


async def test_a_browser_that_is_not_used_for_half_a_day_is_out(
    client: httpx.AsyncClient, manager: AccountId, app: FastAPI
) -> None:
    app.dependency_overrides[asking.now] = lambda: AT + timedelta(hours=11)
    assert (await client.get("/account")).status_code == 200
    app.dependency_overrides[asking.now] = lambda: AT + timedelta(hours=22)
    assert (await client.get("/account")).status_code == 200
    app.dependency_overrides[asking.now] = lambda: AT + timedelta(hours=34)

    assert (await client.get("/account")).status_code == 303
    assert manager
