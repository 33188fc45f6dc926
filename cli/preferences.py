"""The command about what people want of the reminders that they need not have."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import preferences as casework
from cli.messages import NobodyCalled, tried
from cli.names import one_of
from cli.options import AsJson, AtDesk, By, DryRun
from db import people
from db.session import reading
from domain.preferences import Choice

SAID = {
    Choice.AT_ONCE: "gets optional reminders as they come",
    Choice.DIGEST: "gets optional reminders together, on the day of the digest",
    Choice.OFF: "gets no optional reminders",
}


def command(
    person: Annotated[str, Parameter(help="Somebody, by address or identifier.")],
    /,
    *,
    optional: Annotated[
        str | None,
        Parameter(help="Optional reminders: at_once, digest or off. All others are sent in any case."),
    ] = None,
    dry_run: DryRun = False,
    by: By = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say or change how somebody gets optional reminders; off also ends those that still wait."""
    choice = Choice(one_of("choice", optional, list(Choice))) if optional else None
    told = desk.aside() if as_json else desk
    with tried(told, trial=dry_run) if choice else reading() as session:
        found = people.find(session, person)
        if found is None:
            raise NobodyCalled(person)
        if choice:
            casework.choose(session, found, choice, by or desk.user, desk.now)
        chosen = casework.choice_of(session, found)
        facts = people.by_id(session, [found])[found]
    if as_json:
        desk.give({"person": found, "email": facts.email, "optional": chosen.value})
    else:
        desk.say(f"{facts.name}, {facts.email}, {SAID[chosen]}.")
