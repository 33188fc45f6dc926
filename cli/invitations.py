"""The commands about appointments: what stands in a challenge's calendar, and when the scoping meeting is."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from casework.case import case
from casework.changes import change
from casework.invitations import Entry, entries
from casework.scoping import Meeting, set_meeting
from cli.layout import table
from cli.names import exact
from cli.options import AsJson, AtDesk, By, DryRun, Reference, SeenOn
from cli.writing import entry_of, finish
from db.session import reading
from domain.appointments import When
from domain.days import long_date
from domain.errors import WrongUse


class NotAnHour(WrongUse):
    """An hour cannot be read."""

    def __str__(self) -> str:
        return f"{self.args[0]!r} is no hour. Write it as 10:00 or 14:30."


def invitations(
    reference: Reference,
    /,
    *,
    ics: Annotated[
        Path | None, Parameter(help="A folder to write them to, one calendar file for each.")
    ] = None,
    on: SeenOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List visit, meetings, reviews and days that are due as calendars have them, or write them as files."""
    with reading() as session:
        on_desk = case(session, reference.upper())
        found = entries(on_desk, on_desk.on(exact(on) if on else desk.today))
    if ics:
        ics.mkdir(parents=True, exist_ok=True)
        for each in found:
            (ics / each.name).write_bytes(each.content.encode())
    if as_json:
        desk.give([_as_json(each) for each in found])
        return
    rows = (
        (_when(each.appointment.when), each.title, f"{each.appointment.status}, {_moves(each)}")
        for each in found
    )
    desk.say(table(desk.out, ("When", "What", "How it stands"), rows))
    if ics:
        desk.say("", f"They are written to {ics}." if found else "There is none to write yet.")


def meet(
    reference: Reference,
    day: Annotated[str, Parameter(help="The day of the meeting, 2026-03-06.")],
    /,
    *,
    begins: Annotated[str | None, Parameter(name="--from", help="When it begins, 10:00.")] = None,
    ends: Annotated[str | None, Parameter(name="--to", help="When it ends, 12:00.")] = None,
    place: Annotated[str, Parameter(help="Where it is, or how to join it.", show_default=False)] = "",
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Set the scoping meeting, or move it; everybody concerned is told, with an entry for the calendar."""
    meeting = Meeting(exact(day), _hour(begins), _hour(ends), place)
    with change(reference, desk.today, trial=dry_run) as made:
        is_new = set_meeting(made.session, made.reference, entry_of(desk, by), meeting)
    how = "is" if is_new else "had been set before:"
    what = f"{made.reference}: the scoping meeting {how} on {long_date(meeting.on)}."
    finish(desk, made, what, trial=dry_run, by=by)


def _hour(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text) if text else None
    except ValueError as error:
        raise NotAnHour(text) from error


def _when(when: When) -> str:
    hours = [f"{each:%H:%M}" for each in (when.begins, when.ends) if each]
    days = [when.first.isoformat(), *([when.last.isoformat()] if when.last != when.first else [])]
    return " ".join((" to ".join(days), "-".join(hours))).strip()


def _moves(entry: Entry) -> str:
    count = entry.appointment.sequence
    return f"changed {count} {'time' if count == 1 else 'times'}" if count else "as it was first"


def _as_json(entry: Entry) -> dict[str, Any]:
    known = entry.appointment
    return {
        "name": known.name,
        "deadline": known.is_deadline,
        "council": known.council,
        "title": entry.title,
        "first": known.when.first.isoformat(),
        "last": known.when.last.isoformat(),
        "begins": known.when.begins.isoformat("minutes") if known.when.begins else None,
        "ends": known.when.ends.isoformat("minutes") if known.when.ends else None,
        "place": known.when.place,
        "status": known.status.value,
        "uid": known.uid,
        "sequence": known.sequence,
        "changed": known.changed.isoformat(),
        "file": entry.name,
    }
