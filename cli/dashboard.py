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
from cli.ports import LOOPBACK, checked, free_port
from domain.errors import ChallengeError
from settings import settings

DASHBOARD = "Dashboard"
PATIENCE = 60.0
"""Seconds that the dashboard has to come up: the first time it makes the tables."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - To know it when it is asked for.


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
            desk.say(f"Dashboard        {place.address}", "Ctrl-C ends it.")
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
        host = self.reached_at
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def reached_at(self) -> str:
        """The host at which this machine reaches it."""
        return LOOPBACK if self.host in EVERYWHERE else self.host


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
    """Return what has letters lead to this dashboard, where no other address is set.

    In production nothing does: an address of this machine would lead readers elsewhere to their own.
    """
    here = settings()
    return {} if here.base_url or here.is_production else {"CPC_BASE_URL": place.address}


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
        with socket.create_connection((place.reached_at, place.port), timeout=2):
            return True
    except OSError:
        return False
