"""Forms: who may send one, and what is read from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from dashboard.app import create_app
from dashboard.forms import Form, Problems, token_of
from dashboard.pages import page
from dashboard.routes import Routes
from templates import screens

router = Routes()


@router.get("/wish")
def wish(request: Request) -> HTMLResponse:
    """Ask what somebody wishes."""
    return page(request, "_wish")


@router.post("/wish")
def wished(request: Request, form: Form) -> Response:
    """Say what was wished, or what is wrong with it."""
    problems = Problems()
    if not form.text("what"):
        problems.add("what", "Enter a wish")
        problems.add("what", "And another thing")
        return page(request, "_wish", status=422, problems=problems)
    file = form.file("file")
    held = file.file.read().decode() if file else "no file"
    return PlainTextResponse(f"{form.text('what')} {form.texts('of')} {held}")


WISH = """{% extends "dashboard/_frame.html.j2" %}
{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}
{% from "govuk_frontend_jinja/components/button/macro.html" import govukButton %}
{% block title %}A wish{% endblock %}
{% block content %}
<h1 class="govuk-heading-l">A wish</h1>
<form method="post">
{% include "dashboard/_token.html.j2" %}
{{ govukInput({"id": "what", "name": "what", "label": {"text": "W"}, "errorMessage": problems.of("what")}) }}
{{ govukButton({"text": "Wish it", "preventDoubleClick": true}) }}
</form>
{% endblock %}
"""


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """Give an application with one form."""
    monkeypatch.setattr("dashboard.app.ROUTERS", (router,))
    wish = screens.environment().from_string(WISH)

    def screen(name: str, facts: Mapping[str, Any]) -> str:
        return wish.render(facts) if name == "_wish" else screens.screen(name, facts)

    monkeypatch.setattr("dashboard.pages.screen", screen)
    return create_app()


async def token(client: httpx.AsyncClient) -> str:
    """Open the form and return its token."""
    found = re.search(r'name="token" value="(\w+)"', (await client.get("/wish")).text)
    assert found
    return found[1]


async def test_a_form_is_taken_from_the_browser_that_was_given_it(client: httpx.AsyncClient) -> None:
    sent = {"token": await token(client), "what": " rain ", "of": ["a", "b"]}

    assert (await client.post("/wish", data=sent)).text == "rain ['a', 'b'] no file"


async def test_a_file_comes_with_its_form(client: httpx.AsyncClient) -> None:
    sent = {"token": await token(client), "what": "rain"}

    answer = await client.post("/wish", data=sent, files={"file": ("wish.txt", b"and sun")})

    assert answer.text == "rain [] and sun"


@pytest.mark.parametrize("wrong", ["", "x", token_of("another browser's")])
async def test_a_form_without_the_token_of_its_page_is_refused(wrong: str, client: httpx.AsyncClient) -> None:
    await token(client)

    answer = await client.post("/wish", data={"token": wrong, "what": "rain"})

    assert answer.status_code == 403
    assert "load the page again and send the form once more" in answer.text


async def test_a_browser_without_a_cookie_has_no_token(client: httpx.AsyncClient) -> None:
    right = await token(client)
    client.cookies.clear()

    assert (await client.post("/wish", data={"token": right, "what": "rain"})).status_code == 403


async def test_once_somebody_has_signed_in_an_older_form_is_stale(client: httpx.AsyncClient) -> None:
    before = await token(client)
    client.cookies.set("session", "opaque")

    assert (await client.post("/wish", data={"token": before, "what": "rain"})).status_code == 403
    assert (
        await client.post("/wish", data={"token": await token(client), "what": "rain"})
    ).status_code == 200


async def test_a_page_with_a_form_is_not_kept_and_its_cookie_is_for_the_server_alone(
    client: httpx.AsyncClient,
) -> None:
    plain = await client.get("/wish")
    safe = await client.get("https://localhost/wish")

    assert plain.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"form=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", plain.headers["Set-Cookie"])
    assert re.fullmatch(
        r"__Host-form=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", safe.headers["Set-Cookie"]
    )
    assert "Set-Cookie" not in (await client.get("/wish")).headers


async def test_what_is_wrong_is_said_above_the_form_and_beside_the_field(client: httpx.AsyncClient) -> None:
    answer = await client.post("/wish", data={"token": await token(client), "what": " "})

    assert answer.status_code == 422
    assert "<title>Error: A wish" in answer.text
    assert '<li><a href="#what">Enter a wish</a></li>' in answer.text
    assert 'aria-describedby="what-error"' in answer.text
    assert "And another thing" not in answer.text


async def test_a_form_of_too_many_fields_is_refused(client: httpx.AsyncClient) -> None:
    many = {"token": await token(client)} | {f"field {number}": "x" for number in range(500)}

    assert (await client.post("/wish", data=many)).status_code == 400


def test_what_is_wrong_is_said_by_pages_and_not_by_commands() -> None:
    problems = Problems()

    problems.add("on", "It is not there. Set it with `cpc calendar --on`.")

    assert problems.of("on")["text"] == "It is not there. Set it with the calendar of the programme office."
