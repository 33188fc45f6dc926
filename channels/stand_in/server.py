"""Serves a stand-in over TCP: for as long as a test takes, or until Ctrl-C."""

from __future__ import annotations

import socket
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
    """Serve until Ctrl-C; ``started`` is told the address. ``OSError`` says that the port is taken."""
    with _listening(port) as listening:
        started(_address(listening))
        _server(app).run([listening])


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve in a thread, on whichever port is free, and give the address."""
    with _listening(0) as listening:
        server = _server(app)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield _address(listening)
        finally:
            server.should_exit = True
            thread.join()


def _listening(port: int) -> socket.socket:
    """Listen over TCP by name: where a socket leaves that out, asyncio lets each answer wait for 40 ms."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


def _server(app: ASGIApp) -> uvicorn.Server:
    config = uvicorn.Config(
        Droppable(app),
        log_level="warning",
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _address(listening: socket.socket) -> str:
    return f"http://{HOST}:{listening.getsockname()[1]}"
