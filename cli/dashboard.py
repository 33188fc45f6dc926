"""Serves the dashboard, by itself; `cpc up` serves it beside everything else."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from cli.children import Child, start
from cli.crew import Crew, ending_well
from cli.options import AtDesk
from cli.ports import checked, free_port
from domain.errors import ChallengeError
from settings import local_address, reached_at, settings

DASHBOARD = "Dashboard"
NO_LINKS = (
    "Letters have no links, so nobody can answer a survey. "
    "Set CPC_BASE_URL to the address at which people reach the dashboard."
)
PATIENCE = 60.0
"""Seconds that the dashboard has to come up: the first time it makes the tables."""


class NotUp(ChallengeError):
    """The dashboard does not answer."""

    def __str__(self) -> str:
        seconds, log = self.args
        return f"The dashboard has not answered for {seconds:.0f} seconds. Read why in {log}, and try again."


def command(
    *,
    host: Annotated[
        str | None, Parameter(help="Where it listens; this machine alone if left out.", show_default=False)
    ] = None,
    port: Annotated[int | None, Parameter(help="Its port; 8080 if left out, and 0 is any.")] = None,
    workers: Annotated[int | None, Parameter(help="How many processes serve it; one if left out.")] = None,
    desk: AtDesk,
) -> None:
    """Serve the dashboard until Ctrl-C."""
    here = settings()
    listening = host or here.dashboard_host
    place = Place(listening, checked(here.dashboard_port if port is None else port, listening))
    crew = Crew(desk.say)
    with ending_well(desk.say):
        try:
            hire(crew, place, workers=workers)
            desk.say(f"Dashboard        {place.address}", *missing_links(), "Ctrl-C ends it.")
            crew.keep_going()
        finally:
            crew.dismiss()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dashboard listens."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """The address at which a browser of this machine finds it."""
        return local_address(self.host, self.port)


def free_place() -> Place:
    """Return where a dashboard can listen: where the settings say, or at another port if that is taken."""
    here = settings()
    return Place(here.dashboard_host, free_port(here.dashboard_port, host=here.dashboard_host))


def hire(
    crew: Crew, place: Place, variables: dict[str, str] | None = None, *, workers: int | None = None
) -> None:
    """Have a dashboard run, and wait until it answers."""
    told = {
        "CPC_HOME": str(settings().home),
        "CPC_DASHBOARD_HOST": place.host,
        "CPC_DASHBOARD_PORT": str(place.port),
        "CPC_DASHBOARD_WORKERS": str(workers or settings().dashboard_workers),
        **linking(place),
        **(variables or {}),
    }
    child = crew.hire(lambda after: start(DASHBOARD, ("dashboard",), told, after=after))
    _await_answer(child, place)


def linking(place: Place) -> dict[str, str]:
    """Return what has letters lead to this dashboard, unless an address is set or real people get them."""
    here = settings()
    return {} if here.base_url or here.is_production else {"CPC_BASE_URL": place.address}


def missing_links() -> tuple[str, ...]:
    """Say that letters to real people lead nowhere, if they do: whoever starts this can mend it."""
    here = settings()
    return () if here.base_url or not here.is_production else (NO_LINKS,)


def _await_answer(child: Child, place: Place) -> None:
    while not _listens(place):
        if not child.is_at_work:
            raise child.died()
        if child.age > PATIENCE:
            raise NotUp(PATIENCE, child.log)
        time.sleep(0.1)


def _listens(place: Place) -> bool:
    """Whether it takes calls; it does so once it can serve pages."""
    try:
        with socket.create_connection((reached_at(place.host), place.port), timeout=2):
            return True
    except OSError:
        return False
