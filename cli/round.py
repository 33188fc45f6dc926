"""The commands that see to all challenges: the round, and making the list of them anew."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import digests, morning_round
from casework import standings as casework
from casework.paperwork import Round, go_round
from casework.upcoming import upcoming
from cli.desk import Desk
from cli.layout import counted, section
from cli.options import AtDesk, DryRun
from cli.paperwork import showing, tracked
from cli.telling import TRIAL
from cli.upcoming import tell as tell_coming
from db import outbox
from db.session import reading, transaction
from domain.days import long_date


def round_(
    *,
    anyway: Annotated[
        bool, Parameter(negative="", show_default=False, help="Do it even if nobody works today.")
    ] = False,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """See to everything that has come due in all challenges, and post what waits; on working days only."""
    why = None if anyway else morning_round.why_quiet(desk.today)
    if why:
        day = long_date(desk.today)
        which = "" if day.startswith(why) else f" ({why})"
        desk.say(f"Nobody is written to on {day}{which}. Give --anyway to do it all the same.")
        return
    if dry_run:
        _foretell(desk)
        return
    with showing(desk) as progress:
        done = go_round(desk.today, lambda: desk.now, tracked(progress))
    _tell(desk, done)
    desk.say(f"{counted(done.due, 'challenge')} had something due by {long_date(desk.today)}.")
    if done.made.refused:
        raise morning_round.NotAll(done.made.refused)


def _foretell(desk: Desk) -> None:
    """Say what a round of today would do; nothing is written, filed or posted."""
    with reading() as session:
        coming, waiting = upcoming(session, desk.today, 0), len(outbox.waiting(session))
    digests_due = digests.write_due(desk.today, desk.now, trial=True)
    going = [each for each in coming if not each.waits_for]
    desk.say(TRIAL)
    tell_coming(desk, f"A round on {long_date(desk.today)} would see to this", going)
    tell_coming(desk, "Waiting", (each for each in coming if each.waits_for))
    if not going:
        desk.say("Nothing has come due.")
    desk.say(
        "",
        f"{counted(digests_due, 'digest')} would be written. "
        f"{counted(waiting, 'message')} written before would be posted.",
    )


def _tell(desk: Desk, done: Round) -> None:
    filed, written = counted(done.made.documents, "document"), counted(done.made.messages, "message")
    told = f", {counted(done.digests, 'digest')}" if done.digests else ""
    desk.say("", f"{filed} filed, {written} written{told}, {done.work.sent} sent.")
    for busy in done.work.delayed:
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
