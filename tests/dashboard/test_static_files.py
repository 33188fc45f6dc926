"""What pages refer to: named by its contents and kept for ever."""

from __future__ import annotations

import gzip
import re

import httpx
import pytest
from fastapi import FastAPI

from dashboard import static_files
from dashboard.app import create_app
from dashboard.static_files import FOLDER, address, assets


@pytest.fixture
def app() -> FastAPI:
    """Give the application without a database, which no file needs."""
    return create_app()


async def test_a_file_is_kept_for_ever_under_the_name_of_its_contents(client: httpx.AsyncClient) -> None:
    for name, asset in assets().items():
        answer = await client.get(address(name))

        assert answer.content == asset.plain
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Content-Encoding"] == "gzip"


async def test_who_cannot_unpack_gets_the_file_as_it_is(client: httpx.AsyncClient) -> None:
    answer = await client.get(address("cpc.css"), headers={"Accept-Encoding": "identity"})

    assert answer.content == (FOLDER / "cpc.css").read_bytes()
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("name", ["cpc-000000000000.css", "cpc.css", "%2e%2e%2fapp.py", "source/cpc.scss"])
async def test_nothing_else_is_served(name: str, client: httpx.AsyncClient) -> None:
    assert (await client.get(f"/static/{name}")).status_code == 404


def test_the_colours_are_those_of_the_house_style() -> None:
    house = static_files.assets()["house.css"].plain.decode()

    assert house.startswith(":root{--govuk-text-colour:#0b0c0c;")
    assert "--govuk-brand-colour:#12436d" in house
    known = (FOLDER / "cpc.css").read_text("utf-8")
    assert [each for each in re.findall(r"--govuk-[a-z-]+", house) if each not in known] == []


def test_the_style_sheet_is_small_and_holds_nothing_that_is_govuk_s_own() -> None:
    styles = (FOLDER / "cpc.css").read_text("utf-8")

    assert len(gzip.compress(styles.encode())) < 16_000
    assert re.findall(r"GDS|crown|url\(|@font-face|@import|govuk-footer|govuk-header", styles) == []
