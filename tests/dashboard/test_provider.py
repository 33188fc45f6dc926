"""Signing in with an organisation's own accounts: who it vouches for comes in, if they have an account."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc.jwk import RSAKey

from casework import accounts
from casework.accounts import Newcomer
from channels.stand_in.server import serving
from dashboard import asking, clock
from db import audit
from db.session import reading, transaction
from domain.permissions import Part, Visitor
from settings import settings
from tests.dashboard.organisation import CLIENT, SECRET, Organisation

AT = datetime(2025, 3, 6, 9, 30, tzinfo=UTC)
EMAIL = "manager@programme.example"
BACK = "/sign-in/provider/back"


@pytest.fixture
def organisation(monkeypatch: pytest.MonkeyPatch, app: FastAPI) -> Iterator[Organisation]:
    """Put up a sign-in that vouches for a programme manager who has an account."""
    found = Organisation(int(AT.timestamp()))
    with serving(found.app()) as address:
        found.issuer = address.rstrip("/")
        for name, value in (
            ("BASE_URL", "http://localhost"),
            ("OIDC_ISSUER", found.issuer),
            ("OIDC_NAME", "the association"),
            ("OIDC_CLIENT_ID", CLIENT),
            ("OIDC_CLIENT_SECRET", SECRET),
        ):
            monkeypatch.setenv(f"CPC_{name}", value)
        settings.cache_clear()
        monkeypatch.setattr(clock, "now", lambda: AT)
        app.dependency_overrides[asking.now] = lambda: AT
        with transaction() as session:
            newcomer = Newcomer(EMAIL, Part.MANAGER, name="Programme manager")
            accounts.add(session, Visitor(name="desk"), newcomer, AT)
        yield found


async def vouched(client: httpx.AsyncClient) -> str:
    """Go to the organisation and return where it leads back to."""
    there = (await client.get("/sign-in/provider?next=/audit")).headers["location"]
    async with httpx.AsyncClient() as outside:
        back = (await outside.get(there)).headers["location"]
    assert back.startswith(f"http://localhost{BACK}?")
    return str(back)


async def test_whom_the_organisation_vouches_for_comes_in(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    assert "Sign in with the association" in (await client.get("/sign-in")).text

    answer = await client.get(await vouched(client))

    assert (answer.status_code, answer.headers["location"]) == (303, "/audit")
    assert organisation.asked["code_challenge_method"] == "S256"
    assert organisation.asked["scope"] == "openid email"
    assert (await client.get("/audit")).status_code == 200


async def test_who_has_no_account_is_told_so_and_stays_outside(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    organisation.email = "somebody@elsewhere.example"

    answer = await client.get(await vouched(client))

    assert answer.status_code == 403
    assert "nobody has made an account for that address" in answer.text
    assert "session" not in client.cookies
    with reading() as session:
        (last,) = audit.lines(session, most=1)
    assert (last.act, last.outcome, last.details) == ("signed_in", "refused", {"way": "provider"})


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": None},
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"nonce": "another browser's"},
        {"exp": int(AT.timestamp()) - 61},
        {"iat": int(AT.timestamp()) + 3600},
    ],
    ids=str,
)
async def test_what_is_not_vouched_for_as_it_should_be_lets_nobody_in(
    client: httpx.AsyncClient, organisation: Organisation, claims: dict[str, Any]
) -> None:
    organisation.claims = claims

    answer = await client.get(await vouched(client))

    assert answer.status_code == 409
    assert "You could not be signed in" in answer.text
    assert "session" not in client.cookies


async def test_what_somebody_else_signed_lets_nobody_in(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    organisation.signs_with = RSAKey.generate_key(2048, {"kid": "one"})

    assert (await client.get(await vouched(client))).status_code == 409


@pytest.mark.usefixtures("organisation")
async def test_an_answer_is_good_for_the_browser_that_asked(client: httpx.AsyncClient) -> None:
    back = await vouched(client)
    said = dict(parse_qsl(urlsplit(back).query))

    other = await client.get(BACK, params=said | {"state": "another"})
    refused = await client.get(BACK, params={"state": said["state"], "error": "access_denied"})
    client.cookies.clear()
    stranger = await client.get(back)

    assert "not to what this browser asked" in other.text
    assert "did not agree to it" in refused.text
    assert "this browser has not asked for it" in stranger.text
    assert {each.status_code for each in (other, refused, stranger)} == {409}


async def test_a_provider_that_is_away_or_another_is_said_to_be(
    client: httpx.AsyncClient, organisation: Organisation
) -> None:
    organisation.is_up = False
    away = await client.get("/sign-in/provider")
    organisation.is_up = True
    organisation.claims = {"issuer": "https://elsewhere.example"}
    another = await client.get("/sign-in/provider")

    for answer in (away, another):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert "does not answer. Try again later" in answer.text.replace("&#39;", "'")


@pytest.mark.usefixtures("organisation")
async def test_without_the_extra_it_says_what_to_install(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "authlib.oauth2.rfc7636", None)

    assert "Install the extra [oidc] as well." in (await client.get("/sign-in/provider")).text


async def test_without_a_provider_there_is_no_such_way_in(client: httpx.AsyncClient) -> None:
    assert (await client.get("/sign-in/provider")).status_code == 404
    assert (await client.get(BACK)).status_code == 404
