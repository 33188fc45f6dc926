"""Brings a Prefect server up to date with this project; ``cpc up`` runs it as a program of its own.

    python -m cli.leash cli.deployments

Importing Prefect's command costs seconds and a hundred megabytes, which the command that goes on running
does not have to keep.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from datetime import timedelta

from prefect import get_client
from prefect.cli import app
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.exceptions import ObjectAlreadyExists

from settings import FOLDER

POOL = "cpc"
SILENCE = timedelta(seconds=90)
"""Three heartbeats: a run that has been silent for so long is not there any more."""
HEARTBEAT = "prefect.flow-run.heartbeat"
ENDS = ("Completed", "Failed", "Cancelled", "Crashed", "Paused", "Suspended")


def main() -> None:
    """Make the work pool and the automation, and deploy every flow of ``prefect.yaml``."""
    asyncio.run(_make_ready())
    sys.argv[1:] = ["--no-prompt", "deploy", "--all", "--prefect-file", str(FOLDER / "prefect.yaml")]
    app()  # It is Prefect's own command, and reads what it is to do from there.


async def _make_ready() -> None:
    async with get_client() as client:
        with suppress(ObjectAlreadyExists):
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process"))
        # One that is there already is watching runs now, and would forget them if it were made again.
        if not await client.read_automations_by_name(lost_runs().name):
            await client.create_automation(lost_runs())


def lost_runs() -> AutomationCore:
    """Return the automation without which a run whose worker was killed would stay "Running" for ever."""
    return AutomationCore(
        name="Runs that were lost",
        description="A run that sends no sign of life any more is marked as crashed. What it left undone is "
        "still owed, and the next round or another run of the same flow does it.",
        trigger=EventTrigger(
            posture=Posture.Proactive,
            after={HEARTBEAT},
            expect={HEARTBEAT, *(f"prefect.flow-run.{end}" for end in ENDS)},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            threshold=1,
            within=SILENCE,
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                force=False,
                message="The process of this run has gone. Run the flow again: what was done stays done.",
            )
        ],
    )


if __name__ == "__main__":
    main()
