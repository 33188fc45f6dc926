"""Keeps the programme running: the dashboard, Prefect's server and its flows, and those who do the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from cli import dashboard, first_run
from cli.children import Child, start, stop
from cli.clock import now
from cli.crew import Crew, ending_well
from cli.desk import Desk
from cli.options import AtDesk
from cli.ports import free_port
from cli.prefect_server import PORT, SERVER, api_url, await_health, launch, variables
from domain.errors import ChallengeError
from flows.server import address, announcing
from settings import FOLDER, IN_PROJECT, settings

RUN_BUTTON = ("prefect", "worker", "start", "--pool", "cpc", "--type", "process", "--name", "cpc up")
"""What carries out the runs that are asked for on Prefect's page, and the scheduled ones."""


class NoDeployments(ChallengeError):
    """The file that says what there is to deploy did not come with the installation."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} is missing, so there is nothing to deploy. Install the programme again, whole."
        )


def command(
    *,
    port: Annotated[
        int | None, Parameter(help="Where Prefect's page is to be; 4200 if that is free, or any other.")
    ] = None,
    sample: Annotated[
        bool | None, Parameter(help="Bring in sample challenges first; asked if there are none.")
    ] = None,
    desk: AtDesk,
) -> None:
    """Run the dashboard, Prefect's server, the deployments and the workers until Ctrl-C."""
    up(desk, port=port, sample=first_run.wants_samples(sample))


def up(desk: Desk, *, port: int | None = None, sample: bool = False) -> None:
    """Start everything, say where it is, and keep it going until Ctrl-C or SIGTERM ends all of it."""
    tell = desk.say
    deployments_file()
    with ending_well(tell), announcing() as announce, _crew(port, tell) as (url, crew):
        tell("Deploying the flows.")
        _deploy(url)
        place = dashboard.free_place()
        linked = dashboard.linking(place)
        crew.hire(lambda after: _start("Task worker", url, "cli.task_worker", after=after, **linked))
        crew.hire(lambda after: _start("Worker", url, *RUN_BUTTON, after=after, **linked))
        announce(url)
        dashboard.hire(crew, place, variables(url))
        page = url.removesuffix("/api")
        if sample:
            first_run.bring_samples(desk)
        tell(f"Dashboard        {place.address}", *dashboard.missing_links())
        tell(f"Prefect's page   {page}")
        tell(f"Run a flow       {page}/deployments")
        tell(f"Papers and post  {settings().home}")
        first_run.show_the_way_in(desk, place.address, now())
        tell("Ctrl-C ends all of it.")
        crew.keep_going()


def deployments_file() -> Path:
    """Return the file that says what there is to deploy; it comes with the wheel as with a checkout."""
    found = FOLDER / "prefect.yaml"
    if not found.exists():
        raise NoDeployments(found)
    return found


@contextmanager
def _crew(port: int | None, tell: Callable[[str], None]) -> Iterator[tuple[str, Crew]]:
    """Give the address of a server, our own unless one answers already, and whoever works with it."""
    crew = Crew(tell)
    try:
        url = address()
        if url:
            tell(f"Using the Prefect server at {url}.")
        else:
            own = port or free_port(PORT)
            url = api_url(own)
            server = crew.hire(lambda after: launch(own, after=after))
            await_health(server, url, tell)
        yield url, crew
    finally:
        crew.dismiss(last=SERVER)


def _deploy(url: str) -> None:
    """Have the server offer what this project can do."""
    child = _start("Deployments", url, "cli.deployments")
    try:
        if child.process.wait():
            raise child.died()
    finally:
        stop([child])


def _start(name: str, url: str, *module: str, after: Child | None = None, **more: str) -> Child:
    # From a wheel, the runs find the caller's .env where the caller stands, and the modules anywhere.
    project = FOLDER if IN_PROJECT else Path.cwd()
    return start(name, module, {**variables(url), "CPC_PROJECT": str(project), **more}, after=after)
