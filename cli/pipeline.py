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
from domain.lifecycle import Product, Reference, Stage
from domain.outlook import State
from domain.pipeline import ALL, Selection, in_order, meets, selection

NONE_THERE = "There is no challenge yet. `cpc open` opens one."
AT_ONCE = 100
"""How many challenges are read with one question to the database."""


def pipeline(
    *,
    state: Annotated[
        str | None, Parameter(help="Only those in this state: live, paused, postponed, cancelled or closed.")
    ] = None,
    stage: Annotated[str | None, Parameter(help="Only those that have come to this stage.")] = None,
    adviser: Annotated[
        str | None, Parameter(help="Only those of this principal adviser, by name or address.")
    ] = None,
    region: Annotated[str | None, Parameter(help="Only those with a council in this region.")] = None,
    council_type: Annotated[
        str | None,
        Parameter(name="--type", help="Only those with a council of this type, such as NMD or UA."),
    ] = None,
    scheme: Annotated[str | None, Parameter(help="Only those under this scheme.")] = None,
    product: Annotated[str | None, Parameter(help="Only corporate, finance or governance ones.")] = None,
    text: Annotated[str | None, Parameter(help="Only those with this in the reference or a name.")] = None,
    late: Annotated[bool | None, Parameter(help="Only those that are late, or those in time.")] = None,
    first_time: Annotated[
        bool | None, Parameter(help="Only the first of their councils, or those that are not.")
    ] = None,
    sort: Annotated[
        str | None,
        Parameter(
            allow_leading_hyphen=True,
            help="By due, lateness, age, visit, councils or reference; the other way round with a hyphen.",
        ),
    ] = None,
    on: SeenOn = None,
    as_of: KnownOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List all challenges with what comes next, those with the earliest date first."""
    known = known_day(as_of, desk.today)
    day = exact(on) if on else known or desk.today
    wanted = _selection(
        state=one_of("state", state, list(State)) if state else ALL,
        stage=one_of("stage", stage, list(Stage)) if stage else None,
        type=council_type.upper() if council_type else None,
        product=one_of("product", product, list(Product)) if product else None,
        late=_yes_or_no(late),
        first_time=_yes_or_no(first_time),
        region=region,
        scheme=scheme,
        text=text,
        sort=sort,
    )
    with reading() as session:
        every = _standings(session, day, known, desk)
        found = [each for each in every if meets(each, wanted.criteria(day))]
        if adviser:
            theirs = casework.advisers_called(session, adviser)
            found = [each for each in found if each.adviser in theirs]
    found = in_order(found, wanted.sort, backwards=wanted.backwards)
    if as_json:
        desk.give([standing_as_json(each) for each in found])
        return
    if known:
        desk.say(f"As it was known at the end of {long_date(known)}:")
    headings = ("Reference", "Councils", "Stage", "Next", "By", "Late", "Owed", "Waits")
    desk.say(table(desk.out, headings, (_row(each) for each in found)))
    if not found:
        desk.say("No challenge is as asked for." if every or on or as_of else NONE_THERE)


def _selection(**said: str | None) -> Selection:
    """Read what was said as the dashboard reads it from an address."""
    return selection({name: value for name, value in said.items() if value})


def _yes_or_no(said: bool | None) -> str | None:
    return None if said is None else "yes" if said else "no"


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
