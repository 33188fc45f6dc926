"""What JavaScript adds where there is any; every page works without it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse
from playwright.sync_api import Page

from dashboard import static_files
from dashboard.app import create_app
from dashboard.forms import Form, Problems
from dashboard.pages import page
from dashboard.routes import Routes
from templates import screens
from tests.dashboard.conftest import Site

HEAD = '{% extends "dashboard/_frame.html.j2" %}{% block title %}A try{% endblock %}{% block content %}'
PAGES = {
    "_form": HEAD
    + """<h1>A form</h1><form method="post">{% include "dashboard/_token.html.j2" %}
<label for="what">What</label><input id="what" name="what"><button>Send</button></form>{% endblock %}""",
    "_run": HEAD + '<h1>A run</h1><div data-poll="/state" id="state">Waiting</div>{% endblock %}',
}


class Tried:
    """What was asked of the pages under test."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.tags: list[str | None] = []


@pytest.fixture
def tried() -> Tried:
    return Tried()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tried: Tried) -> FastAPI:
    """Give an application with a form, and a run whose state changes every other time it is asked for."""
    router, turns = Routes(), count(1)

    @router.get("/form")
    def form(request: Request) -> HTMLResponse:
        return page(request, "_form")

    @router.post("/form")
    def sent(request: Request, form: Form) -> HTMLResponse:
        tried.sent.append(form.text("what"))
        problems = Problems()
        problems.add("what", "Enter what you want")
        return page(request, "_form", status=422, problems=problems)

    @router.get("/run")
    def run(request: Request) -> HTMLResponse:
        return page(request, "_run")

    @router.get("/state")
    def state(request: Request) -> Response:
        tag = request.headers.get("if-none-match")
        tried.tags.append(tag)
        turn = next(turns)
        if turn == 2:
            return Response(status_code=304)
        words, more = ("Running", {}) if turn == 1 else ("Completed", {"Poll": "done"})
        return PlainTextResponse(words, headers={"ETag": f'"{turn}"', **more})

    written = {name: screens.environment().from_string(source) for name, source in PAGES.items()}

    def screen(name: str, facts: Mapping[str, Any]) -> str:
        return written[name].render(facts) if name in written else screens.screen(name, facts)

    monkeypatch.setattr("dashboard.app.ROUTERS", (static_files.router, router))
    monkeypatch.setattr("dashboard.pages.screen", screen)
    return create_app()


def test_a_form_with_errors_is_read_out_first(site: Site) -> None:
    def send(page: Page) -> Any:
        page.get_by_role("button").click()
        return page.evaluate("() => document.activeElement.innerText")

    assert "There is a problem" in site.visit("/form", send)


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_the_list_of_errors_leads_to_the_field(site: Site, scripts: bool) -> None:
    def follow(page: Page) -> Any:
        page.get_by_role("button").click()
        page.get_by_role("link", name="Enter what you want").click()
        page.keyboard.type("rain")
        return page.get_by_label("What").input_value()

    assert site.visit("/form", follow, scripts=scripts) == "rain"


def test_a_button_that_is_pressed_twice_sends_once(site: Site, tried: Tried) -> None:
    def press(page: Page) -> None:
        page.get_by_label("What").fill("rain")
        with page.expect_navigation():
            page.get_by_role("button").dblclick(no_wait_after=True)

    site.visit("/form", press)

    assert tried.sent == ["rain"]


def test_a_run_is_followed_until_it_is_done_and_nothing_is_sent_twice(site: Site, tried: Tried) -> None:
    def watch(page: Page) -> str:
        page.get_by_text("Completed").wait_for()
        return page.locator("#state").inner_text()

    assert site.visit("/run", watch) == "Completed"
    assert tried.tags == [None, '"1"', '"1"']


def test_without_javascript_the_state_is_the_one_of_the_page(site: Site, tried: Tried) -> None:
    assert site.visit("/run", lambda page: page.locator("#state").inner_text(), scripts=False) == "Waiting"
    assert tried.tags == []
