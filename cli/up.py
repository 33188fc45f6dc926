"""Keeps the programme running: Prefect's server, what it offers to run, and those who do the work."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

from cyclopts import Parameter

from cli.children import Child, start, stop
from cli.options import AtDesk
from cli.prefect_server import SERVER, api_url, await_health, free_port, launch, variables
from domain.errors import ChallengeError
from flows.server import address, announcing
from settings import FOLDER, IN_PROJECT, settings

RUN_BUTTON = ("prefect", "worker", "start", "--pool", "cpc", "--type", "process", "--name", "cpc up")
"""What carries out the runs that are asked for on Prefect's page, and the scheduled ones."""
ENDING = (signal.SIGINT, signal.SIGTERM)
SOON = 20.0
"""Seconds: who ends sooner than that after the start would only end again."""


Launch = Callable[[Child | None], Child]
"""Starts a program; given one that has ended, in its place."""


class NoDeployments(ChallengeError):
    """The file that says what there is to deploy did not come with the installation."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} is missing, so there is nothing to deploy. Install the programme again, whole."
        )


class Stopped(BaseException):
    """Somebody asked the programme to end."""


def command(
    *,
    port: Annotated[
        int | None, Parameter(help="Where Prefect's page is to be; 4200 if that is free, or any other.")
    ] = None,
    desk: AtDesk,
) -> None:
    """Run the server, the deployments and the worker until Ctrl-C."""
    up(desk.say, port=port)


def up(tell: Callable[[str], None], *, port: int | None = None) -> None:
    """Start everything, say where it is, and keep it going until Ctrl-C or SIGTERM ends all of it."""
    deployments_file()
    with _ending_well(tell), announcing() as announce, _crew(port, tell) as (url, crew):
        tell("Deploying the flows.")
        _deploy(url)
        crew.hire(lambda after: _start("Task worker", url, "cli.task_worker", after=after))
        crew.hire(lambda after: _start("Worker", url, *RUN_BUTTON, after=after))
        announce(url)
        page = url.removesuffix("/api")
        tell(f"Prefect's page   {page}")
        tell(f"Run a flow       {page}/deployments")
        tell(f"Papers and post  {settings().home}")
        tell("Ctrl-C ends all of it.")
        crew.keep_going()


def deployments_file() -> Path:
    """Return the file that says what there is to deploy; it comes with the wheel as with a checkout."""
    found = FOLDER / "prefect.yaml"
    if not found.exists():
        raise NoDeployments(found)
    return found


@contextmanager
def _ending_well(tell: Callable[[str], None]) -> Iterator[None]:
    """Take Ctrl-C and SIGTERM as the way in which this ends, and let a second one not disturb the end."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        tell("Ending.")
        raise Stopped

    before = {each: signal.signal(each, end) for each in ENDING}
    try:
        yield
    except Stopped:
        tell("Ended. Everything is kept; `cpc up` goes on from here.")
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@contextmanager
def _crew(port: int | None, tell: Callable[[str], None]) -> Iterator[tuple[str, Crew]]:
    """Give the address of a server, our own unless one answers already, and whoever works with it."""
    crew = Crew(tell)
    try:
        url = address()
        if url:
            tell(f"Using the Prefect server at {url}.")
        else:
            own = port or free_port()
            url = api_url(own)
            server = crew.hire(lambda after: launch(own, after=after))
            await_health(server, url, tell)
        yield url, crew
    finally:
        crew.dismiss()


def _deploy(url: str) -> None:
    """Have the server offer what this project can do."""
    child = _start("Deployments", url, "cli.deployments")
    try:
        if child.process.wait():
            raise child.died()
    finally:
        stop([child])


def _start(name: str, url: str, *module: str, after: Child | None = None) -> Child:
    # From a wheel, the runs find the caller's .env where the caller stands, and the modules anywhere.
    project = FOLDER if IN_PROJECT else Path.cwd()
    return start(name, module, {**variables(url), "CPC_PROJECT": str(project)}, after=after)


@dataclass(slots=True)
class Crew:
    """The programs at work; whoever ends is started again, unless that would only happen again."""

    tell: Callable[[str], None]
    at_work: list[tuple[Launch, Child]] = field(default_factory=list)

    def hire(self, begin: Launch) -> Child:
        """Start a program that has to go on running."""
        child = begin(None)
        self.at_work.append((begin, child))
        return child

    def keep_going(self) -> NoReturn:
        """Look after the programs until somebody ends it, or one of them cannot be kept going."""
        while True:
            time.sleep(0.5)
            for place, (begin, child) in enumerate(self.at_work):
                if not child.is_at_work:
                    self.at_work[place] = (begin, self._replaced(begin, child))

    def _replaced(self, begin: Launch, child: Child) -> Child:
        stop([child])  # Whatever it has started itself ends too.
        if child.age < SOON:
            raise child.died()
        self.tell(f"The {child.name} ended by itself and is started again; see {child.log}.")
        return begin(child)

    def dismiss(self) -> None:
        """End all: first those who talk to the server, then the server."""
        children = [child for _, child in self.at_work]
        stop(child for child in children if child.name != SERVER)
        stop(child for child in children if child.name == SERVER)
