"""The commands about working days: closures and bank holidays come and go, and what that moves is said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import App, Parameter

from casework import calendar as casework
from casework.paperwork import Work
from casework.recounts import Recount
from casework.shapes.calendar import closing_as_json, recount_as_json
from cli.desk import Desk
from cli.layout import section, table
from cli.names import exact, one_of
from cli.options import AsJson, AtDesk, By, DryRun
from cli.paperwork import deliver, showing, tell
from cli.telling import TRIAL
from cli.writing import entry_of
from db import calendars, councils
from db.calendars import Kept
from db.session import reading, transaction
from domain.calendars import Closing
from domain.days import long_date
from domain.lifecycle import Reference
from domain.working_days import Closure, Division
from settings import settings

app = App(name="calendar", help_format="plaintext")

DIVISIONS = {each.name.lower(): each for each in Division}


@app.command
def add(
    first: Annotated[str, Parameter(help="The day, or the first of several, such as 2027-06-04.")],
    name: Annotated[str, Parameter(help="What it is, such as 'Bank holiday for the Coronation'.")],
    /,
    *,
    until: Annotated[str | None, Parameter(help="The last day, if there are several.")] = None,
    division: Annotated[
        str | None,
        Parameter(help="A bank holiday there: england, wales, scotland or northern_ireland."),
    ] = None,
    council: Annotated[
        str | None,
        Parameter(help="A closure of that council alone; it keeps visits away and moves no date."),
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Enter a bank holiday or closure; with neither division nor council it holds for everybody."""
    where = DIVISIONS[one_of("division", division, list(DIVISIONS))] if division else None
    closure = Closure(name, exact(first), exact(until) if until else None)
    entry = entry_of(desk, by)
    with reading() if dry_run else transaction() as session:
        code = councils.find(session, council).code if council else None
        new = Closing(closure, where, code)
        found = casework.add_closing(session, entry, new, trial=dry_run)
    _answer(desk, f"From now on {casework.describe(new)} counts.", found, trial=dry_run, as_json=as_json)


@app.command
def remove(
    number: Annotated[int, Parameter(help="Its number; `cpc calendar list` lists them.")],
    /,
    *,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Take a bank holiday or closure out of force; who did so and when is kept."""
    entry = entry_of(desk, by)
    with reading() if dry_run else transaction() as session:
        gone, found = casework.remove_closing(session, entry, number, trial=dry_run)
    _answer(
        desk,
        f"From now on {casework.describe(gone)} counts no longer.",
        found,
        trial=dry_run,
        as_json=as_json,
    )


@app.command(name="list")
def list_(
    *,
    removed: Annotated[
        bool, Parameter(negative="", show_default=False, help="List what was removed too.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List what was entered beside the usual bank holidays, and how far those are published."""
    with reading() as session:
        found = calendars.kept_closings(session, removed=removed)
    if as_json:
        desk.give([closing_as_json(each) for each in found])
        return
    if found:
        desk.say(table(desk.out, ("No.", "From", "To", "What", "Whose", "Entered"), map(_row, found)), "")
    else:
        desk.say("Nothing has been entered beside the usual bank holidays.")
    last_year = desk.today.year + settings().bank_holiday_years
    desk.say(
        f"Bank holidays count as published to the end of {last_year}; dates after it are provisional.",
    )


def _answer(desk: Desk, what: str, found: Recount, *, trial: bool, as_json: bool) -> None:
    """Say what moves and who is told; unless it was a trial, post the messages."""
    if as_json:
        desk.give(recount_as_json(found, kept=not trial))
    elif trial:
        desk.say(TRIAL, what)
        _tell(desk, found)
    else:
        desk.say(what)
        _tell(desk, found)
    if not trial and found.tellings:
        _post(desk, found, quiet=as_json)


def _tell(desk: Desk, found: Recount) -> None:
    if not found.moved:
        desk.say("It moves no date.")
        return
    desk.say(*section(desk.out, "Dates", _dates(found)))
    desk.say(*section(desk.out, "Messages, one to each person", _messages(found)))


def _dates(found: Recount) -> Iterator[str]:
    for each in found.moved:
        for date in each.dates:
            moves = f"moves from {long_date(date.was)} to {long_date(date.now)}"
            yield f"{each.reference}, {date.title}: {moves}"


def _messages(found: Recount) -> Iterator[str]:
    for each in found.tellings:
        challenges = ", ".join(on_desk.reference for on_desk, _ in each.parts)
        who = ", ".join(filter(None, (each.letter.to.post, each.letter.to.organisation)))
        yield f"{who}: about {challenges}"


def _post(desk: Desk, found: Recount, *, quiet: bool) -> None:
    work = Work(written=len(found.tellings))
    with showing(desk) as progress:
        for reference in dict.fromkeys(Reference(each.parts[0][0].reference) for each in found.tellings):
            deliver(desk, reference, work, progress)
    if not quiet:
        tell(desk, work)


def _row(each: Kept[Closing]) -> tuple[str, ...]:
    closure, gone = each.what.closure, each.removed_at
    removed = f"; removed on {gone.date().isoformat()} by {each.removed_by}" if gone else ""
    return (
        str(each.number),
        closure.first.isoformat(),
        (closure.last or closure.first).isoformat(),
        closure.name,
        str(each.what.division or each.what.council or "everybody"),
        f"{each.added_at.date().isoformat()} by {each.added_by}{removed}",
    )
