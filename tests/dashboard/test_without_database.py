"""When the database is away: every page says so, in words, and nothing else of the dashboard is lost."""

from __future__ import annotations

import logging
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from dashboard.app import create_app
from settings import settings


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FastAPI:
    """Give an application whose database cannot be had: a folder stands in its place."""
    (tmp_path / "folder").mkdir()
    monkeypatch.setenv("CPC_DATABASE_URL", f"sqlite:///{tmp_path / 'folder'}")
    settings.cache_clear()
    return create_app()


@pytest.mark.parametrize("path", ["/", "/healthz", "/register", "/nowhere"])
async def test_a_page_says_that_it_cannot_be_had_now(
    path: str, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "cpc.dashboard")

    answer = await client.get(path)

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "try again in a few minutes" in answer.text
    assert f"<strong>{answer.headers['X-Request-Id']}</strong>" in answer.text
    assert "unable to open" not in answer.text
    assert "unable to open" in caplog.text


async def test_a_program_is_told_so_too(client: httpx.AsyncClient) -> None:
    answer = await client.get("/api/v1/nowhere")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503


async def test_what_needs_no_database_is_still_served(client: httpx.AsyncClient) -> None:
    assert (await client.get("/about")).status_code == 200


async def test_it_starts_without_its_database_and_comes_to_itself_when_that_is_back(
    app: FastAPI, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    async with app.router.lifespan_context(app):
        assert (await client.get("/healthz")).status_code == 503

        (tmp_path / "folder").rmdir()

        assert (await client.get("/healthz")).text == "ok\n"
