"""The commands about elections: those that were entered, and the pre-election periods that follow."""

from __future__ import annotations

from typing import Annotated, Any

from cyclopts import App, Parameter

from casework import calendar as casework
from casework.case import working_days
from casework.shapes.calendar import period_as_json, poll_as_json
from cli.desk import Desk
from cli.layout import section, table
from cli.names import exact
from cli.options import AsJson, AtDesk, By, DryRun
from cli.telling import TRIAL
from cli.writing import entry_of
from db import calendars, councils
from db.calendars import Kept
from db.session import reading, transaction
from domain.days import long_date
from domain.elections import ORDINARY, Poll

app = App(name="elections", help_format="plaintext")

NEXT = 5
"""How many pre-election periods to come are listed."""


@app.command
def add(
    poll: Annotated[str, Parameter(help="The day of the poll, such as 2026-05-07.")],
    council: Annotated[
        str | None, Parameter(help="The council by name or code; every council if left out.")
    ] = None,
    /,
    *,
    name: Annotated[str, Parameter(help="What is elected, such as 'General election'.")] = ORDINARY,
    notice: Annotated[
        str | None,
        Parameter(help="When notice was given; 25 working days before the poll if left out."),
    ] = None,
    not_held: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Strike out an election that is not held."),
    ] = False,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Enter an election of one council or of all; county, London and metropolitan ones are known."""
    with transaction() as session:
        found = councils.find(session, council) if council else None
        new = Poll(
            exact(poll),
            found.code if found else None,
            name,
            exact(notice) if notice else None,
            is_held=not not_held,
        )
        number = casework.add_poll(session, entry_of(desk, by), new)
        first = new.notice or working_days(session).notice_due(new.on)
        hit = [] if not_held else casework.stood_in_the_way(session, desk.today, new.on)
        _end_of_trial(session, desk, trial=dry_run)
    who = found.name if found else "Every council"
    if not_held:
        desk.say(f"{who}: no election on {long_date(new.on)} (number {number}).")
        return
    desk.say(
        f"{who}: {name.lower()} on {long_date(new.on)} (number {number}).",
        f"The pre-election period runs from {long_date(first)} to the day of the poll.",
        *section(desk.out, "Planned or under way in that period", hit),
    )


@app.command
def remove(
    number: Annotated[int, Parameter(help="Its number; `cpc elections list` lists them.")],
    /,
    *,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Take an election that was entered out of force; who did so and when is kept."""
    with transaction() as session:
        gone = casework.remove_poll(session, entry_of(desk, by), number)
        _end_of_trial(session, desk, trial=dry_run)
    desk.say(f"The entry of {long_date(gone.on)} (number {number}) counts no longer.")


def _end_of_trial(session: Any, desk: Desk, *, trial: bool) -> None:
    """Take back what was only a trial, and say that it was one."""
    if trial:
        session.rollback()
        desk.say(TRIAL)


@app.command(name="list")
def list_(
    council: Annotated[
        str | None, Parameter(help="Say when this council's pre-election periods are too.")
    ] = None,
    /,
    *,
    removed: Annotated[
        bool, Parameter(negative="", show_default=False, help="List what was removed too.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the elections that were entered and, of one council, the pre-election periods to come."""
    with reading() as session:
        kept = calendars.kept_polls(session, removed=removed)
        of = councils.find(session, council) if council else None
        known = working_days(session).pre_election_periods(of.code) if of else ()
    shown = [each for each in kept if of is None or each.what.council in (None, of.code)]
    ahead = [each for each in known if each.poll >= desk.today][:NEXT]
    if as_json:
        desk.give(
            {
                "entered": [poll_as_json(each) for each in shown],
                "periods": [period_as_json(each) for each in ahead],
            }
        )
        return
    if shown:
        headings = ("No.", "Poll", "What", "Whose", "Notice", "Entered")
        desk.say(table(desk.out, headings, map(_row, shown)))
    else:
        desk.say("No election has been entered.")
    if of:
        none = "None is known; enter its elections with `cpc elections add`."
        desk.say(
            *section(desk.out, f"Pre-election periods of {of.name}", map(str, ahead) if ahead else [none])
        )


def _row(each: Kept[Poll]) -> tuple[str, ...]:
    poll, gone = each.what, each.removed_at
    removed = f"; removed on {gone.date().isoformat()} by {each.removed_by}" if gone else ""
    return (
        str(each.number),
        poll.on.isoformat(),
        poll.name if poll.is_held else "not held",
        poll.council or "all councils",
        poll.notice.isoformat() if poll.notice else "",
        f"{each.added_at.date().isoformat()} by {each.added_by}{removed}",
    )
