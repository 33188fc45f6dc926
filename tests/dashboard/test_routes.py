"""Every address there is: who may come there is asked of one function, and nothing is open by mistake."""

from __future__ import annotations

import re

import httpx
import pytest
from starlette.routing import Match

from dashboard.app import create_app
from dashboard.headers import ALWAYS
from dashboard.routes import Address
from domain.permissions import TABLE, Extent, Part
from settings import settings
from tests.dashboard.addresses import acts, addresses
from tests.dashboard.conftest import ORIGIN, SignedIn

OPEN = {
    "/": "the way to what is one's own, which asks before it shows any of it",
    "/static/{name}": "the style sheet, for every page",
    "/favicon.ico": "the icon",
    "/about": "what this is",
    "/accessibility": "how accessible it is",
    "/sign-in": "the way in",
    "/sign-in/link": "another way in",
    "/sign-in/link/{key}": "the page of a link, which says by itself whose it is",
    "/sign-in/provider": "the way in by an organisation's own accounts",
    "/sign-in/provider/back": "where that leads back to",
    "/sign-out": "the way out, for whoever is in",
    "/surveys/{token}": "a survey, whose address is signed for the one whom a letter asks",
    "/unsubscribe/{token}": "the button under a letter, whose address is signed",
    "/callbacks/notify": "what GOV.UK Notify tells, with a token of its own",
    "/calendars/{key}.ics": "a calendar, whose address is its key and which asks what its owner may see",
    "/healthz": "whether it is well, for whoever watches over it",
}
"""The addresses that show nothing of any challenge and nothing of anybody, and so ask nobody."""


ROUTES = list(addresses())


def test_every_address_asks_who_may_come_there_or_is_known_to_be_open() -> None:
    unguarded = {route.path for route in ROUTES if not list(acts(route))}

    assert unguarded - OPEN.keys() == set()


def test_an_open_address_is_really_there_and_asks_nobody() -> None:
    guarded = {route.path for route in ROUTES if list(acts(route))}

    assert OPEN.keys() - {route.path for route in ROUTES} == set()
    assert OPEN.keys() & guarded == set()


@pytest.mark.usefixtures("home")
async def test_an_address_is_read_when_somebody_first_comes_by() -> None:
    """To read them all takes seconds, and every worker and every test would wait for that."""
    app = create_app()
    mine = [each for each in app.routes if isinstance(each, Address)]

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        answer = await client.get("/about")

    assert answer.status_code == 200
    assert len(mine) == len(ROUTES)
    assert [each.path for each in mine if "dependant" in vars(each)] == ["/about"]


def test_an_address_is_known_by_its_whole_path() -> None:
    address = Address("/challenges/{reference}/team", print)

    found = {
        path: address.matches({"type": "http", "method": "GET", "path": path, **more})[0]
        for path, more in (
            ("/challenges/CPC-2024-001/team", {}),
            ("/challenges/CPC-2024-001/dates", {}),
            ("/challenges/a/b/team", {}),
            ("/elsewhere/CPC-2024-001/team", {}),
            ("/below/challenges/CPC-2024-001/team", {"root_path": "/below"}),
        )
    }

    assert list(found.values()) == [Match.FULL, Match.NONE, Match.NONE, Match.NONE, Match.FULL]


def test_what_no_address_has_is_not_looked_for_in_vain_for_ever() -> None:
    address = Address("/about", print)

    with pytest.raises(AttributeError, match="colour"):
        _ = address.colour
    with pytest.raises(AttributeError, match="__deepcopy__"):
        _ = address.__deepcopy__


@pytest.fixture
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one visitor ask for every address at once."""
    monkeypatch.setenv("CPC_REQUESTS_PER_SECOND", "0")
    settings.cache_clear()


@pytest.mark.usefixtures("nobody_waits")
@pytest.mark.parametrize("part", [Part.PUBLIC, Part.COUNCIL_CONTACT, Part.MANAGER])
async def test_no_address_breaks_on_nonsense_and_every_answer_has_its_headers(
    part: Part, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    if part is not Part.PUBLIC:
        signed_in(part, "CPC-2024-001")

    for route in ROUTES:
        for method in sorted(route.methods or ()):
            answer = await client.request(method, re.sub(r"\{\w+(:\w+)?\}", "x'\"<", route.path))

            assert answer.status_code < 500, (method, route.path)
            assert answer.status_code != 429
            assert [name for name, _ in ALWAYS if name.decode() not in answer.headers] == []
            assert "x'\"<" not in answer.text, (method, route.path)


def test_what_changes_something_is_never_open_to_the_public() -> None:
    for route in ROUTES:
        if (route.methods or set()) - {"GET", "HEAD"}:
            reaches = {TABLE[act].extent(Part.PUBLIC) for act in acts(route)}
            assert reaches <= {Extent.NEVER}, route.path
