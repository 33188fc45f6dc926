"""What every command that changes a challenge does around the change itself."""

from __future__ import annotations

from casework.changes import Change
from casework.record import Entry, WhichCouncil
from cli.desk import Desk
from cli.paperwork import see_to
from cli.telling import TRIAL, tell_effects
from db import councils
from domain.lifecycle import CouncilCode
from domain.moves import Claim


def entry_of(desk: Desk, by: str | None) -> Entry:
    """Say who writes, on which day, and that it is now."""
    return Entry(by or desk.user, desk.today, desk.now)


def council_in(made: Change, name: str | None, what: str) -> CouncilCode | None:
    """Return the participating council that somebody means; ``WhichCouncil`` if it does not take part."""
    if name is None:
        return None
    places = made.on_desk.on(made.today).reading.councils
    code = councils.find(made.session, name).code
    if code not in {place.code for place in places}:
        raise WhichCouncil(what, tuple(place.code for place in places))
    return code


def finish(
    desk: Desk, made: Change, what: str, *, trial: bool, by: str | None, claim: Claim | None = None
) -> None:
    """Say what was changed and what that causes; unless it was a trial, do the paperwork."""
    if trial:
        desk.say(TRIAL, what)
        tell_effects(desk, made, owed=True)
        return
    desk.say(what)
    tell_effects(desk, made, owed=False)
    see_to(desk, made.reference, claim, by=by or desk.user)
