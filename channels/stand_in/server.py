"""Serves a stand-in over TCP: for as long as a test takes, or until Ctrl-C."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from functools import partial
from threading import Thread
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

HOST = "127.0.0.1"
DROP = "stand_in.drop"


class Droppable:
    """Lets an application end a connection without a word, which no framework has a way to say."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, with the way to end its connection."""
        """Hand the request on, with a way to end its connection."""
        if scope["type"] == "http":
            scope[DROP] = partial(_drop, receive, send)
        await self._app(scope, receive, send)


async def drop(scope: MutableMapping[str, Any]) -> None:
    """End the connection of a request; what is answered after that goes nowhere."""
    await scope[DROP]()


async def _drop(receive: Receive, send: Send) -> None:
    cycle: Any = send.__self__  # type: ignore[attr-defined] # Uvicorn's, which alone knows the connection.
    cycle.transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


def serve(app: ASGIApp, port: int, started: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; ``started`` is told the address."""
    server = _server(app, port)
    thread = Thread(target=lambda: started(_address(server)), daemon=True)
    thread.start()
    server.run()


@contextmanager
def serving(app: ASGIApp, port: int = 0) -> Iterator[str]:
    """Serve in a thread, and give the address."""
    server = _server(app, port)
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield _address(server)
    finally:
        server.should_exit = True
        thread.join()


def _server(app: ASGIApp, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        Droppable(app),
        host=HOST,
        port=port,
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _address(server: uvicorn.Server) -> str:
    while not server.started:
        if server.should_exit:
            return ""
        time.sleep(0.005)
    return f"http://{HOST}:{server.servers[0].sockets[0].getsockname()[1]}"
