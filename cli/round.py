"""The commands that see to all challenges: the round, and making the list of them anew."""

from __future__ import annotations

from casework import morning_round
from casework import standings as casework
from cli.layout import counted, section
from cli.options import AtDesk, DryRun
from cli.paperwork import Work, deliver, prepare, showing, tell
from cli.telling import TRIAL
from db.session import reading, transaction
from domain.days import long_date
from domain.errors import ChallengeError


class NotAll(ChallengeError):
    """Some challenges could not be seen to."""

    def __str__(self) -> str:
        troubles = "; ".join(f"{reference}: {why}" for reference, why in self.args[0])
        return f"Not everything could be seen to ({troubles}). Put that right; the next round finds it again."


def round_(*, desk: AtDesk) -> None:
    """See to everything that has come due in all challenges, and post what waits."""
    with reading() as session:
        due = morning_round.due(session, desk.today)
    work, refused = Work(), []
    with showing(desk) as progress:
        for reference in progress.track(due, description="Challenges"):
            try:
                prepare(desk, reference, desk.today, work, progress)
            except ChallengeError as error:  # One that cannot be seen to holds up no other.
                refused.append((reference, error))
        deliver(desk, None, work, progress)
    tell(desk, work)
    desk.say(f"{counted(len(due), 'challenge')} had something due by {long_date(desk.today)}.")
    if refused:
        raise NotAll(tuple((reference, str(error)) for reference, error in refused))


def rebuild(*, dry_run: DryRun = False, desk: AtDesk) -> None:
    """Make the list of challenges again from their histories, and name the rows that were not right."""
    with transaction() as session:
        found = casework.rebuild(session, desk.today, desk.now)
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    desk.say(f"{counted(found.total, 'challenge')} read, {counted(len(found.differing), 'row')} put right.")
    desk.say(*section(desk.out, "Put right", found.differing))
