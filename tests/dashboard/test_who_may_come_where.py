"""Every address against every part in the programme: each cell of ``docs/who-may-come-where.md`` is tried.

What lies behind the doors is closed meanwhile: whoever is let in is told so, and nobody else comes so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple, NoReturn

import httpx
import pytest
from fastapi import FastAPI, Request, Response

from dashboard import asking, door, forms
from domain.permissions import Part
from settings import settings
from tests.dashboard.addresses import addresses
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn
from tests.dashboard.test_routes import OPEN

WRITTEN = Path(__file__).parents[2] / "docs" / "who-may-come-where.md"
IN, REFUSED, HIDDEN, WHO = "+x.?"
"""Let in; told that they may not; told that there is nothing; asked to sign in."""
API = "/api/v1"
COLUMNS = [(part, own) for part in Part if part is not Part.PUBLIC for own in (True, False)] + [
    (Part.PUBLIC, False)
]
"""Each part at a challenge of their own, and at another; and whoever is nobody."""

KNOWN = {
    "/api/v1/docs/{name}": "/api/v1/docs/open_challenge",
    "/api/v1/docs/shapes/{name}": "/api/v1/docs/shapes/ChallengeShape",
}
"""What is read from the application itself, and so has to be asked for by a name that there is."""


class Row(NamedTuple):
    """A line of the table: an address, how it is asked, and what each part finds there."""

    path: str
    methods: tuple[str, ...]
    cells: str


def written() -> list[Row]:
    """Read the table."""
    lines = re.findall(r"^(/\S*) +([A-Z,]+) +([+x.? ]+)$", WRITTEN.read_text("utf-8"), re.MULTILINE)
    return [Row(path, tuple(methods.split(",")), cells.replace(" ", "")) for path, methods, cells in lines]


def named(path: str) -> str:
    """Return the name under which an address stands in the table: programs act under the same as pages."""
    plain = path.replace("{reference}", "*")
    twin = plain.removeprefix(API)
    return twin if plain.startswith(f"{API}/") and twin in PAGES else plain


ROUTES = [route for route in addresses() if route.path not in OPEN]
PAGES = {route.path.replace("{reference}", "*") for route in ROUTES if not route.path.startswith(API)}


def asked() -> Iterator[tuple[str, str, str]]:
    """Go through every address by its name in the table, with each way in which it is asked."""
    for route in ROUTES:
        for method in sorted(route.methods or ()):
            yield named(route.path), method, route.path


class LetIn(Exception):
    """Somebody has come past the door."""


@pytest.fixture
def knocking(app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    """Give a client that may ask as often as it likes, and is let in no further than past the doors."""

    async def inside() -> NoReturn:
        raise LetIn

    async def welcome(_request: Request, _error: Exception) -> Response:
        return Response("in")

    monkeypatch.setenv("CPC_REQUESTS_PER_SECOND", "0")
    settings.cache_clear()
    monkeypatch.setitem(app.exception_handlers, LetIn, welcome)
    for needed in (asking.database, door.browser, forms.filled):
        app.dependency_overrides[needed] = inside
    return client


def found(answer: httpx.Response) -> str:
    """Say what somebody has found at an address."""
    if answer.status_code == HTTPStatus.UNAUTHORIZED or "/sign-in" in answer.headers.get("location", ""):
        return WHO
    return {HTTPStatus.FORBIDDEN: REFUSED, HTTPStatus.NOT_FOUND: HIDDEN}.get(
        HTTPStatus(answer.status_code), IN
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("part", "own"), COLUMNS, ids=[f"{part}-{'own' if own else 'other'}" for part, own in COLUMNS]
)
async def test_everybody_finds_at_every_address_what_the_table_says(
    knocking: httpx.AsyncClient, signed_in: SignedIn, part: Part, own: bool
) -> None:
    signed_in(part, *([] if part is Part.PUBLIC else [TAMWORTH]))
    told = {
        (row.path, method): row.cells[COLUMNS.index((part, own))]
        for row in written()
        for method in row.methods
    }
    reference = TAMWORTH if own else JOINT

    wrong = []
    for name, method, path in asked():
        if own or part is Part.PUBLIC or "{reference}" in path:  # Elsewhere it has been tried as one's own.
            there = re.sub(r"\{\w+(:\w+)?\}", "1", KNOWN.get(path, path).replace("{reference}", reference))
            answer = await knocking.request(method, there)
            if found(answer) != told[name, method]:
                wrong.append((method, path, answer.status_code, told[name, method]))

    assert wrong == []


def test_every_address_has_its_line_and_every_line_an_address() -> None:
    told = [(row.path, method) for row in written() for method in row.methods]

    assert len(told) == len(set(told))
    assert {(name, method) for name, method, _ in asked()} == set(told)
    assert {len(row.cells) for row in written()} == {len(COLUMNS)}


def test_what_is_open_to_everybody_is_told_with_the_reason() -> None:
    told = dict(re.findall(r"^- `(/[^`]*)`: (.+)$", WRITTEN.read_text("utf-8"), re.MULTILINE))

    assert told == OPEN
