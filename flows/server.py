"""Finds a Prefect server and hands work over to it; without one, a command does the work itself.

Whether there is one is asked at every command, so nothing here imports Prefect until there is.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import certifi
import httpx

from domain.days import Precision
from domain.errors import ChallengeError
from domain.moves import Claim
from settings import settings

PATIENCE = 0.3
"""Seconds that a server has to say that it is well."""


class AlreadyUp(ChallengeError):
    """A second `cpc up` was started on one home."""

    def __str__(self) -> str:
        (url,) = self.args
        at = f" at {url}" if url else ""
        return (
            f"`cpc up` is running on this home already{at}. Use that one, or give this one another CPC_HOME."
        )


def server_in_reach() -> bool:
    """Whether a Prefect server answers, named in the settings or started by `cpc up` on this home."""
    return address() is not None


def address() -> str | None:
    """Return the address of the server that answers, if one does."""
    known = (settings().prefect_api_url, _written_address())
    return next((url for url in known if url and answers(url)), None)


def answers(url: str, patience: float = PATIENCE) -> bool:
    """Whether a Prefect server is well at an address."""
    try:
        verify = not is_plain(url)
        return httpx.get(f"{url}/health", timeout=patience, trust_env=False, verify=verify).is_success
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


def hand_over(
    reference: str, claim: Claim | None = None, *, by: str = "Prefect", today: date | None = None
) -> bool:
    """Have Prefect do what a challenge owes, in the background; return False if no server is in reach.

    Given what has just been recorded, it is the flow of that stage that runs, so that the run is found
    under the milestone's name; it meets its own past work and goes on from there.
    """
    url = address()
    if url is None:
        return False
    with connected(url), suppress(httpx.TransportError):
        _delay(reference, claim, by, today)
        return True
    return False


def hand_over_round(today: date | None = None) -> bool:
    """Have Prefect go round in the background, whatever day it is; return False if no server is in reach."""
    url = address()
    if url is None:
        return False
    with connected(url), suppress(httpx.TransportError):
        from flows import background  # noqa: PLC0415 - Prefect takes seconds to import.

        background.go_round.delay(today)
        return True
    return False


def _delay(reference: str, claim: Claim | None, by: str, today: date | None) -> None:
    from prefect import tags  # noqa: PLC0415 - Prefect takes seconds to import.

    from flows import background, stages  # noqa: PLC0415 - As above.

    with tags(reference):  # While it waits for a worker, a run is not yet named after its challenge.
        if claim is None or not _fits(claim, stages.takes(stages.flow_of(claim.milestone))):
            background.see_to.delay(reference, today)
            return
        background.advance.delay(
            reference,
            claim.milestone.value,
            claim.on.first,
            council=claim.council,
            details=claim.details.to_json(),
            by=by,
            today=today,
        )


@contextmanager
def connected(url: str) -> Iterator[None]:
    """Have flows and background tasks of this process use a server, with this installation's own storage.

    Prefect then writes to its page and no more to the terminal, where the command itself says what it does.
    """
    from prefect.logging.handlers import APILogHandler  # noqa: PLC0415 - Prefect takes seconds to import.
    from prefect.settings import (  # noqa: PLC0415 - As above.
        PREFECT_API_SSL_CERT_FILE,
        PREFECT_API_URL,
        PREFECT_HOME,
        PREFECT_LOCAL_STORAGE_PATH,
        temporary_settings,
    )

    _quieten()
    home = settings().prefect_home
    ours = {
        PREFECT_API_URL: url,
        **({PREFECT_API_SSL_CERT_FILE: str(one_authority())} if is_plain(url) else {}),
        PREFECT_HOME: home,
        PREFECT_LOCAL_STORAGE_PATH: home / "storage",
    }
    with temporary_settings(updates=ours):
        yield
        APILogHandler().flush()  # Before the server may be gone: Prefect itself sends them when we end.


def is_plain(url: str) -> bool:
    """Whether nothing is encrypted on the way: who then loads all the authorities loses 60 ms a request."""
    return url.startswith("http://")


def one_authority() -> Path:
    """Return a file with one of the authorities that vouch for servers, for where nothing is encrypted.

    Prefect reads all that it is told of for every client that it makes, which is several a flow, whatever the
    address is: 20 ms for all that there are, 27 ms when it is told to trust everybody, 0.4 ms for one.
    """
    path = settings().prefect_home / "authority.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        words, end, _ = Path(certifi.where()).read_text(encoding="ascii").partition(_END)
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_text(words + end, encoding="ascii")
        partial.replace(path)
    return path


_END = "-----END CERTIFICATE-----\n"


def _quieten() -> None:
    from prefect.logging.handlers import PrefectConsoleHandler  # noqa: PLC0415 - As above.

    for logger in (logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)):
        for handler in logger.handlers:
            if isinstance(handler, PrefectConsoleHandler):
                handler.setLevel(logging.CRITICAL)


@contextmanager
def announcing() -> Iterator[Callable[[str], None]]:
    """Give the means to let other commands on this home find a server, for as long as it is up.

    The lock on the file is what counts: the system takes it away from a process that is killed, and an
    address that nobody holds is not believed.
    """
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyUp(_written_address()) from error
        file.truncate(0)

        def announce(url: str) -> None:
            file.write(url)
            file.flush()

        try:
            yield announce
        finally:
            path.unlink(missing_ok=True)


def _written_address() -> str | None:
    """Read the address that a running `cpc up` holds."""
    try:
        with _file().open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or None
    except FileNotFoundError:
        return None
    return None


def _file() -> Path:
    return settings().prefect_home / "address"


def _fits(claim: Claim, taken: frozenset[str]) -> bool:
    """Whether a stage's flow can be told all that was recorded; its form knows whole days only."""
    return claim.on.precision is Precision.DAY and claim.details.to_json().keys() <= taken
