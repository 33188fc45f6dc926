"""The command that lists all challenges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated, Any

from cyclopts import Parameter

from casework import standings as casework
from casework.case import Case, cases
from casework.shapes.pipeline import standing_as_json
from casework.time_machine import all_known_on
from cli.desk import Desk
from cli.layout import table
from cli.names import exact, known_day, one_of
from cli.options import AsJson, AtDesk, KnownOn, SeenOn
from db import standings
from db.models import Standing
from db.session import reading
from domain.days import long_date
from domain.lifecycle import Reference
from domain.outlook import State

NONE_THERE = "There is no challenge yet. `cpc open` opens one."
AT_ONCE = 100
"""How many challenges are read with one question to the database."""


def pipeline(
    *,
    state: Annotated[
        str | None, Parameter(help="Only those in this state: live, paused, postponed, cancelled or closed.")
    ] = None,
    on: SeenOn = None,
    as_of: KnownOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List all challenges with what comes next, those with the earliest date first."""
    known = known_day(as_of, desk.today)
    with reading() as session:
        found = _standings(session, exact(on) if on else known or desk.today, known, desk)
    if state:
        found = [each for each in found if each.state == one_of("state", state, list(State))]
    if as_json:
        desk.give([standing_as_json(each) for each in found])
        return
    if known:
        desk.say(f"As it was known at the end of {long_date(known)}:")
    headings = ("Reference", "Councils", "Stage", "Next", "By", "Late", "Owed", "Waits")
    desk.say(table(desk.out, headings, (_row(each) for each in found)))
    if not found:
        desk.say(NONE_THERE if not (state or on or as_of) else "No challenge is as asked for.")


def _standings(session: Any, on: date, known: date | None, desk: Desk) -> list[Standing]:
    """Return where all challenges stand; of a day gone by nothing is kept, so that is worked out."""
    if on >= desk.today and not known:
        return casework.current(session, on, desk.now)
    every = in_turn(session, standings.references(session), known)
    begun = [each for each in every if each.history[0].on.first <= on]
    return sorted(
        (casework.standing_of(each, on, desk.now) for each in begun),
        key=lambda each: (each.next_due or date.max, each.reference),
    )


def in_turn(session: Any, references: Sequence[Reference], known: date | None = None) -> Iterator[Case]:
    """Give challenges one after the other, as they are or as they were known on a day."""
    for start in range(0, len(references), AT_ONCE):
        some = references[start : start + AT_ONCE]
        yield from all_known_on(session, some, known) if known else cases(session, some)


def _row(each: Standing) -> tuple[str, ...]:
    stages = ", ".join(stage.replace("_", " ") for stage in each.stages)
    return (
        each.reference,
        each.councils,
        stages or each.state,
        each.next_deadline or "",
        each.next_due.isoformat() if each.next_due else "",
        str(each.overdue or ""),
        str(each.owed or ""),
        str(each.waiting or ""),
    )
