"""Chromium, in which pages are looked at as readers see them, and axe, which looks for what bars a reader.

A document is a page by itself and may ask for nothing. A site is visited where it runs, on this machine, each
time by a browser that has never been anywhere.

It runs in a thread of its own: Playwright keeps an event loop going, beside which no test could start one.
"""

from __future__ import annotations

import importlib
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tests.readers import absent

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

Seen = TypeVar("Seen")

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
AXE = "axe.run({resultTypes: ['violations', 'incomplete'], rules: {'target-size': {enabled: true}}})"


class Browser:
    """One Chromium for all pages; it fetches nothing, and a page that asks for anything fails its test."""

    def __init__(self, thread: ThreadPoolExecutor, page: Page, axe: str) -> None:
        self._thread = thread
        self._page = page
        self._program = page.context.browser
        self._axe = axe
        self._asked: list[str] = []
        # Playwright looks for its event loop even here, and it is in its own thread.
        thread.submit(page.on, "request", lambda request: self._asked.append(request.url)).result()

    def see(
        self, html: str, look: Callable[[Page], Seen], *, width: int, height: int = 900, media: str = "screen"
    ) -> Seen:
        """Show a page in a window of that size and return what is seen there."""
        return self._thread.submit(self._seen, html, look, width, height, media).result()

    def ask(self, html: str, script: str, *, width: int, height: int = 900, media: str = "screen") -> Any:
        """Show a page and return what a script says of it."""
        return self.see(html, lambda page: page.evaluate(script), width=width, height=height, media=media)

    def axe(self, html: str, *, width: int) -> list[str]:
        """Name each rule of axe that a page breaks, or that axe cannot decide on, and the first place."""
        broken, undecided = _told(self.ask(html, f"{self._axe};{AXE}", width=width))
        return broken + undecided

    def visit(
        self, url: str, walk: Callable[[Page], Seen], *, width: int = 1280, scripts: bool = True
    ) -> Seen:
        """Open an address of a running site, go from there as ``walk`` does, and return what it has seen.

        What a page asks for elsewhere, a script that fails and what the site's policy blocks fail the test.
        """
        return self._thread.submit(self._visited, url, walk, width, scripts).result()

    @property
    def version(self) -> dict[str, str]:
        """Say what pages are looked at with."""
        assert self._program is not None
        found = re.search(r"axe v([\d.]+)", self._axe)
        return {"Chromium": self._program.version, "axe-core": found[1] if found else ""}

    def axe_here(self, page: Page) -> list[str]:
        """Name what axe finds on the page that a walk has come to, or cannot decide on there."""
        broken, undecided = self.judged(page)
        return broken + undecided

    def judged(self, page: Page) -> tuple[list[str], list[str]]:
        """Name what axe finds on the page that a walk has come to, and apart what it cannot decide on."""
        return _told(page.evaluate(f"{self._axe};{AXE}"))

    def _visited(self, url: str, walk: Callable[[Page], Seen], width: int, scripts: bool) -> Seen:
        assert self._program is not None
        amiss: list[str] = []
        context = self._program.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        with closing(context):
            page = context.new_page()
            page.on("request", lambda request: amiss.extend(_elsewhere(request.url, url)))
            page.on("pageerror", lambda error: amiss.append(str(error)))
            page.on("console", lambda said: amiss.extend(_blocked(said.text)))
            page.goto(url)
            seen = walk(page)
        assert amiss == [], "\n".join(amiss)
        return seen

    def _seen(self, html: str, look: Callable[[Page], Seen], width: int, height: int, media: Any) -> Seen:
        self._asked.clear()
        self._page.set_viewport_size({"width": width, "height": height})
        self._page.emulate_media(media=media)
        self._page.set_content(html)
        seen = look(self._page)
        assert [url for url in self._asked if not url.startswith("data:")] == [], "it needs what is elsewhere"
        return seen


def _told(found: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Say what axe has found, and what it cannot decide on."""
    undecided = [each for each in found["incomplete"] if not _is_of_a_drawing(each)]
    return [*_places(found["violations"])], [*_places(undecided)]


def _places(rules: list[dict[str, Any]]) -> Iterator[str]:
    """Name each place at which a rule is broken, or may be."""
    for rule in rules:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {rule['help']} at {node['html'][:200]}"


def _elsewhere(asked: str, site: str) -> list[str]:
    """Return an address that is not the site's."""
    is_ours = asked.startswith(("data:", "/".join(site.split("/", 3)[:3]) + "/"))
    return [] if is_ours else [f"It needs {asked}, which is elsewhere."]


def _blocked(said: str) -> list[str]:
    """Return what the browser says that the site's policy has kept from its pages."""
    return [said] if "Content Security Policy" in said else []


def _is_of_a_drawing(undecided: dict[str, Any]) -> bool:
    """Say whether axe could not tell what lies behind the words of drawings, and nothing else."""
    in_drawings = all(each["html"].startswith("<text") for each in undecided["nodes"])
    return undecided["id"] == "color-contrast" and in_drawings


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open a browser, and close it in the end: one that stays open outlives the tests."""
    playwright = _package("playwright.sync_api")
    axe = _package("axe_playwright_python.base")
    inside = ExitStack()
    with ThreadPoolExecutor(1, thread_name_prefix="chromium") as thread:
        try:
            page = thread.submit(_page, inside, playwright).result()
            yield Browser(thread, page, axe.AXE_SCRIPT)
        finally:
            thread.submit(inside.close).result()


def _page(inside: ExitStack, playwright: Any) -> Page:
    engine: Playwright = inside.enter_context(playwright.sync_playwright())
    # Root may not use Chromium's sandbox, and these pages are our own.
    program = engine.chromium.launch(executable_path=_program(engine), args=["--no-sandbox"])
    inside.callback(program.close)
    return program.new_context(offline=True).new_page()


def _program(engine: Playwright) -> str:
    """Find this machine's Chromium, or the one that Playwright has fetched."""
    path = next(filter(None, map(shutil.which, NAMES)), engine.chromium.executable_path)
    if not Path(path).exists():
        absent("Chromium", "the look at every page in a browser", "Install Debian's package chromium.")
    return path


def _package(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        absent("Playwright", "the look at every page in a browser", "Run `make test`, which installs it.")
