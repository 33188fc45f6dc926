"""A page that is sent while something is made: its head at once, each step when it begins, and then the end.

Who waits for seconds is told how far it is, without JavaScript and without a page that loads itself anew
under whoever is reading it. Nothing has to be kept for that where all processes could ask for it, and no
Prefect server has to be there: the process that has the answer open is the one that does the work.

The work goes on in a thread of its own, and the page only tells of it. So who closes the browser ends
nothing, and what is made is kept all the same. A server that is ended meanwhile ends the work with it: the
last that it does has to be the one transaction that keeps anything. The status is sent before the work has
begun, and what fails after that is told where the end would have stood.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread

from fastapi.responses import HTMLResponse, StreamingResponse

HERE = "<!-- told here -->"
"""Where a page is parted: its steps stand at the first such place, what came of it at the second."""
HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # A proxy would else hand over all of it at its end.
}

Say = Callable[[str], object]
"""Adds a piece of HTML to the steps."""


def told_while_made(page: HTMLResponse, work: Callable[[Say], str]) -> StreamingResponse:
    """Send a page while ``work`` is done, which says how far it is and returns what came of it, as HTML.

    Whatever goes wrong is the work's own to tell: it returns that, and raises nothing.
    """
    said = SimpleQueue[str | None]()
    ends: list[str] = []

    def do() -> None:
        try:
            ends.append(work(said.put))
        finally:
            said.put(None)

    Thread(target=do, name="making", daemon=True).start()
    headers = HEADERS | {name: value for name, value in page.headers.items() if name == "set-cookie"}
    return StreamingResponse(_sent(page, said, ends), media_type="text/html", headers=headers)


def _sent(page: HTMLResponse, said: SimpleQueue[str | None], ends: list[str]) -> Iterator[str]:
    before, between, after = bytes(page.body).decode().split(HERE)
    yield before
    yield from iter(said.get, None)
    yield between
    yield from ends
    yield after
