"""Starts Prefect's own server for this installation, on this machine alone, and ends it wholly."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cli.children import Child, start, stop
from cli.ports import LOOPBACK, free_port
from flows import server
from settings import settings

SERVER = "Prefect server"
PORT = 4200
"""Where Prefect's page is expected to be; another one is taken when this one is taken."""
PATIENCE = 180.0
"""Seconds that a server has to come up: a slow machine makes its database first."""


class TooSlow(TimeoutError):
    """The server has not come up in time."""

    def __str__(self) -> str:
        seconds, log = self.args
        return (
            f"Prefect's server has not answered for {seconds:.0f} seconds. Read why in {log}, and try again."
        )


@contextmanager
def prefect_server(tell: Callable[[str], None], *, port: int | None = None) -> Iterator[str]:
    """Give the address of a server that answers already, or of a new one that ends with the caller."""
    known = server.address()
    if known:
        tell(f"Using the Prefect server at {known}.")
        yield known
        return
    port = port or free_port(PORT)
    child = launch(port)
    try:
        await_health(child, api_url(port), tell)
        yield api_url(port)
    finally:
        stop([child])


def launch(port: int, *, after: Child | None = None) -> Child:
    """Start a server's process on a port."""
    command = ("prefect", "server", "start", "--host", LOOPBACK, "--port", str(port))
    return start(SERVER, command, variables(api_url(port)), after=after)


def await_health(child: Child, url: str, tell: Callable[[str], None]) -> None:
    """Wait until a server answers; raise if it ends before, or takes too long."""
    tell(f"Starting Prefect's server at {url.removesuffix('/api')}.")
    while not server.answers(url, patience=2):
        if not child.is_at_work:
            raise child.died()
        if child.age > PATIENCE:
            raise TooSlow(PATIENCE, child.log)
        time.sleep(0.2)


def variables(url: str) -> dict[str, str]:
    """Return what every Prefect process of this installation has to know."""
    home, plain = settings().prefect_home, server.is_plain(url)
    return {
        "CPC_HOME": str(settings().home),
        "PREFECT_API_URL": url,
        "PREFECT_HOME": str(home),
        "PREFECT_LOCAL_STORAGE_PATH": str(home / "storage"),
        # Nothing is reported to anybody, and nobody is advertised to.
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # As often as Prefect allows, so that a run that was killed is found soon.
        "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
        # A transaction for each step of a run keeps SQLite busy while flows wait for it; one a second does.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        # Two seconds instead of ten until a run that somebody clicked for begins.
        "PREFECT_WORKER_QUERY_SECONDS": "2",
        # A background task logs before and after its flow too, and that is no mistake.
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "NO_COLOR": "1",
        **({"PREFECT_API_SSL_CERT_FILE": str(server.one_authority())} if plain else {}),
    }


def api_url(port: int) -> str:
    """Return the address of the API of a server on a port."""
    return f"http://{LOOPBACK}:{port}/api"
