"""The commands that see to all challenges: the round, and making the list of them anew."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import morning_round
from casework import standings as casework
from cli.desk import Desk
from cli.layout import counted, section
from cli.options import AtDesk, DryRun
from cli.paperwork import Work, deliver, showing
from cli.telling import TRIAL
from db.session import transaction
from domain.days import long_date


def round_(
    *,
    anyway: Annotated[
        bool, Parameter(negative="", show_default=False, help="Do it even if nobody works today.")
    ] = False,
    desk: AtDesk,
) -> None:
    """See to everything that has come due in all challenges, and post what waits; on working days only."""
    why = None if anyway else morning_round.why_quiet(desk.today)
    if why:
        day = long_date(desk.today)
        which = "" if day.startswith(why) else f" ({why})"
        desk.say(f"Nobody is written to on {day}{which}. Give --anyway to do it all the same.")
        return
    work, made = Work(), morning_round.Made()
    with showing(desk) as progress:
        due = morning_round.begin(desk.today, desk.now)
        for some in progress.track(due, description="Challenges"):
            made += morning_round.see_to_each(some, desk.today, desk.now)
        digests = morning_round.finish(desk.today, desk.now)
        deliver(desk, None, work, progress)
    _tell(desk, made, digests, work)
    desk.say(f"{counted(sum(map(len, due)), 'challenge')} had something due by {long_date(desk.today)}.")
    if made.refused:
        raise morning_round.NotAll(made.refused)


def _tell(desk: Desk, made: morning_round.Made, digests: int, work: Work) -> None:
    filed, written = counted(made.documents, "document"), counted(made.messages, "message")
    told = f", {counted(digests, 'digest')}" if digests else ""
    desk.say("", f"{filed} filed, {written} written{told}, {work.sent} sent.")
    for busy in work.delayed:
        desk.complain(busy)


def rebuild(*, dry_run: DryRun = False, desk: AtDesk) -> None:
    """Make the list of challenges again from their histories, and name the rows that were not right."""
    with transaction() as session:
        found = casework.rebuild(session, desk.today, desk.now)
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(f"{counted(found.total, 'challenge')} read, {counted(len(found.differing), 'row')} put right.")
    desk.say(*section(desk.out, "Put right", found.differing))
