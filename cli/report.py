"""The commands about the draft report: it goes out to be edited in Word, and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from casework import reports
from casework.case import case
from casework.changes import change
from casework.report_words import Edit
from casework.reports import Edited, ReportUnclear
from casework.shapes.imports import report_as_json
from cli.coming_back import Answer, Yes
from cli.desk import Desk
from cli.layout import counted, section
from cli.options import AsJson, AtDesk, By, DryRun, Reference
from cli.writing import entry_of, finish
from db.session import reading

app = App(name="report", help_format="plaintext")


@app.command
def draft(
    reference: Reference,
    /,
    *,
    to: Annotated[Path, Parameter(help="The folder to write the file to.")] = Path(),
    desk: AtDesk,
) -> None:
    """Write the draft report for Word, to be edited there and handed in again."""
    with reading() as session:
        name, content = reports.draft(case(session, reference.upper()), desk.today)
    to.mkdir(parents=True, exist_ok=True)
    (to / name).write_bytes(content)
    desk.say(f"{to / name}")


@app.command(name="import")
def import_(
    reference: Reference,
    file: Annotated[Path, Parameter(help="The draft as it was edited in Word.")],
    /,
    *,
    yes: Yes = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Take in a draft report that was edited in Word; every change is shown, and kept only with --yes."""
    answer = Answer(desk, as_json, yes, dry_run)
    with change(reference, desk.today, trial=dry_run) as made:
        found = reports.understand(made.on_desk, desk.today, file)
        unclear = ReportUnclear(found.name, found.problems) if found.problems else None
        shape = partial(report_as_json, found)
        if not answer.show(_shown(desk, found), shape, unclear):
            return
        kept = reports.keep(made.on_desk, entry_of(desk, by), found)
    how = "is understood and kept" if kept.is_new else "had been handed in before"
    said = f"{made.reference}: {found.name} {how}, as report."
    finish(answer.end(shape), made, said, trial=dry_run, by=by)


def _shown(desk: Desk, found: Edited) -> Iterator[RenderableType]:
    """Show what is not as it was, place by place."""
    yield f"{found.name}, as it was understood: {counted(len(found.edits), 'change')}."
    for each in found.edits:
        yield from section(desk.out, each.place, _lines(each))
    yield from section(desk.out, "Not understood", found.problems)


def _lines(edit: Edit) -> Iterator[str]:
    if edit.was:
        yield f"was: {edit.was}"
    yield f"now: {edit.now}" if edit.now else "is gone"
