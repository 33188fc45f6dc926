"""How the dashboard is served: to whom, and whose word is taken on where a visitor comes from."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from dashboard.serving import serve
from settings import settings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what the server is told, instead of serving."""
    told: dict[str, Any] = {}
    monkeypatch.setattr("uvicorn.run", lambda app, **more: told.update(more, app=app))
    return told


def test_it_is_served_on_this_machine_alone_unless_told_otherwise(served: dict[str, Any]) -> None:
    serve()

    assert (served["host"], served["port"], served["workers"]) == ("127.0.0.1", 8080, 1)
    assert served["proxy_headers"] is False
    assert callable(uvicorn.importer.import_from_string(served["app"]))


@pytest.mark.parametrize(("sender", "client"), [("10.0.0.7", "192.0.2.1"), ("10.0.0.8", "10.0.0.8")])
def test_only_a_known_proxy_says_where_a_visitor_comes_from(
    sender: str, client: str, served: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPC_TRUSTED_PROXIES", "10.0.0.7")
    settings.cache_clear()
    seen: dict[str, Any] = {}

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.update(scope)

    async def ask() -> None:
        headers = [(b"x-forwarded-for", b"192.0.2.1"), (b"x-forwarded-proto", b"https")]
        scope: Any = {"type": "http", "scheme": "http", "client": (sender, 1), "headers": headers}
        trusted = ProxyHeadersMiddleware(app, served["forwarded_allow_ips"])
        await trusted(scope, None, None)  # type: ignore[arg-type]

    serve()
    assert served["proxy_headers"] is True
    asyncio.run(ask())

    assert seen["client"][0] == client
    assert seen["scheme"] == ("https" if sender == "10.0.0.7" else "http")
