"""The command that tells advisers what has changed, without waiting for the day of their digest."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import digests
from casework.paperwork import Work
from cli.desk import Desk
from cli.layout import counted
from cli.options import AtDesk, DryRun
from cli.paperwork import deliver, showing
from cli.telling import TRIAL
from db import people
from db.session import reading
from domain.errors import WrongUse
from domain.lifecycle import PersonId


class NotAnAdviser(WrongUse):
    """Nobody who looks after challenges goes by that name."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]!r} is not the principal adviser of any challenge. "
            "Give an identifier or address that `cpc team` lists."
        )


def digest(
    *,
    adviser: Annotated[
        str | None, Parameter(help="One adviser, by identifier or address; all of them if left out.")
    ] = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Tell advisers what has changed since the last time; the round does it every week."""
    named = _named(adviser) if adviser else None
    count = digests.write_now(desk.today, desk.now, named, trial=dry_run)
    if dry_run:
        desk.say(TRIAL, f"{counted(count, 'digest')} would be written.")
        return
    work = Work()
    with showing(desk) as progress:
        deliver(desk, None, work, progress)
    _tell(desk, count, work)


def _named(text: str) -> PersonId:
    with reading() as session:
        found = people.find(session, text)
        if found is None or found not in digests.advisers(session):
            raise NotAnAdviser(text)
    return found


def _tell(desk: Desk, count: int, work: Work) -> None:
    if count:
        desk.say(f"{counted(count, 'digest')} written, {work.sent} sent.")
    else:
        desk.say("There is nothing new to tell.")
    for busy in work.delayed:
        desk.complain(busy)
