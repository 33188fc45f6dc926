"""The commands about action plans: the form goes out, and what a council made of it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from casework import plans
from casework.case import Case, case
from casework.changes import Change, change
from casework.plan_columns import Column
from casework.plans import PlanUnclear, Understood
from casework.record import Entry, WhichCouncil
from casework.record import record as record_milestone
from casework.shapes.imports import plan_as_json
from cli.coming_back import Answer, Yes
from cli.desk import Desk
from cli.layout import counted, section, table
from cli.names import day
from cli.options import AsJson, AtDesk, By, Council, DryRun, Reference
from cli.writing import council_in, entry_of, finish
from db import councils
from db.session import reading
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Milestone
from domain.moves import Claim

app = App(name="plan", help_format="plaintext")


@app.command
def form(
    reference: Reference,
    /,
    *,
    council: Council = None,
    to: Annotated[Path, Parameter(help="The folder to write the two files to.")] = Path(),
    desk: AtDesk,
) -> None:
    """Write the form of an action plan for Word and for Excel, with the recommendations in it."""
    with reading() as session:
        on_desk = case(session, reference.upper())
        files = plans.form(on_desk, desk.today, _council(on_desk, council, desk) if council else None)
    to.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (to / name).write_bytes(content)
        desk.say(f"{to / name}")


@app.command(name="import")
def import_(
    reference: Reference,
    file: Annotated[Path, Parameter(help="The form as the council filled it in, in Word or Excel.")],
    /,
    *,
    council: Council = None,
    record: Annotated[
        str | None, Parameter(help="Record too that the plan was received, on this day: 2025-03-06.")
    ] = None,
    yes: Yes = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Take in an action plan that came back; what is understood is shown, and kept only with --yes."""
    received_on = day(record, desk.today) if record else None
    entry, claim = entry_of(desk, by), None
    answer = Answer(desk, as_json, yes, dry_run)
    with change(reference, desk.today, trial=dry_run) as made:
        whose = council_in(made, council, "Action plan")
        found = plans.understand(made.on_desk, desk.today, file, whose)
        unclear = PlanUnclear(found.name, found.problems) if found.problems else None
        shape = partial(plan_as_json, found)
        if not answer.show(_shown(desk, found), shape, unclear):
            return
        kept = plans.keep(made.on_desk, entry, found)
        if received_on:
            claim = _received(made, entry, found.council, received_on)
    how = "is understood and kept" if kept.is_new else "had been handed in before"
    finish(
        answer.end(shape),
        made,
        f"{made.reference}: {found.name} {how}, as action plan of {found.council}.",
        trial=dry_run,
        by=by,
        claim=claim,
    )


def _council(on_desk: Case, name: str, desk: Desk) -> CouncilCode:
    code = councils.find(on_desk.session, name).code
    known = tuple(place.code for place in on_desk.on(desk.today).reading.councils)
    if code not in known:
        raise WhichCouncil("An action plan", known)
    return code


def _received(made: Change, entry: Entry, council: CouncilCode, on: Day) -> Claim:
    claim = Claim(Milestone.PLAN_RECEIVED, on, council, Details())
    record_milestone(made.session, made.reference, entry, claim)
    return claim


def _shown(desk: Desk, found: Understood) -> Iterator[RenderableType]:
    """Show a plan as it was understood: each action, and what was left out and why."""
    yield f"{found.name}, as it was understood: {counted(len(found.actions), 'action')} of {found.council}."
    yield ""
    rows = [_row(each.recommendation, each.said) for each in found.actions]
    if rows:
        yield table(desk.out, ("No.", "Action", "Lead member; lead officer", "Due", "Status"), rows)
    unanswered = ", ".join(found.unanswered)
    yield from section(desk.out, "Recommendations without an action", [unanswered] if unanswered else [])
    yield from section(desk.out, "Left out or changed", found.remarks)
    yield from section(desk.out, "Not understood", found.problems)


def _row(number: str, said: Mapping[str, str]) -> tuple[str, ...]:
    leads = f"{said[Column.LEAD_MEMBER]}; {said[Column.LEAD_OFFICER]}"
    return number, said[Column.ACTION], leads, said[Column.DUE], said.get(Column.STATUS, "not started")
