"""The command that passes challenges on from councils that were abolished to those in their place."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from casework.changes import change
from casework.reorganise import Orphan, orphans, supersede
from cli.desk import Desk
from cli.names import exact
from cli.options import AtDesk, By, DryRun
from cli.writing import entry_of, finish
from db import councils
from db.session import reading
from domain.days import Day
from domain.errors import ChallengeError, WrongUse


class WhichChallenge(WrongUse):
    """A successor was named, and not of which challenge."""

    def __str__(self) -> str:
        return (
            "A successor is named for one challenge. Name the challenge too: `cpc reorganise CPC-2024-001`."
        )


class NotPassedOn(ChallengeError):
    """Some challenges could not be passed on."""

    def __str__(self) -> str:
        return f"Not every challenge has been passed on. {' '.join(map(str, self.args[0]))}"


def command(
    reference: Annotated[str | None, Parameter(help="One challenge; all open ones if left out.")] = None,
    /,
    *,
    successor: Annotated[
        str | None, Parameter(help="The council that takes it on, where the register names none or several.")
    ] = None,
    council: Annotated[
        str | None, Parameter(help="The council that has ended, where two of one challenge have.")
    ] = None,
    on: Annotated[
        str | None, Parameter(help="The day on which it passes on, 2026-04-01; today if left out.")
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Pass the open challenges of councils that have ended on to their successors."""
    if successor and not reference:
        raise WhichChallenge
    day = exact(on) if on else desk.today
    refused = []
    found = _found(reference, council, day)
    for orphan in found:
        try:
            _pass_on(desk, orphan, day, successor, by, trial=dry_run)
        except ChallengeError as error:  # One that needs a choice holds up no other.
            if reference:
                raise
            refused.append(error)
    if not found:
        desk.say("Every council of an open challenge is still there.")
    if refused:
        raise NotPassedOn(tuple(refused))


def _found(reference: str | None, council: str | None, day: date) -> list[Orphan]:
    with reading() as session:
        code = councils.find(session, council).code if council else None
        found = orphans(session, day, reference.upper() if reference else None)
    return [each for each in found if code in (None, each.old.code)]


def _pass_on(
    desk: Desk, orphan: Orphan, day: date, successor: str | None, by: str | None, *, trial: bool
) -> None:
    with change(orphan.reference, desk.today, trial=trial) as made:
        named = councils.find(made.session, successor) if successor else None
        new = supersede(made.session, orphan, entry_of(desk, by), Day(day), successor=named)
    what = f"{orphan.reference} passes from {orphan.old.name} to {new.name}."
    finish(desk, made, what, trial=trial, by=by)
