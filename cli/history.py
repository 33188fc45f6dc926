"""The command that brings in challenges of the past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import App, Parameter

from casework.history import Tables, import_history
from cli.files import text_of
from cli.layout import counted
from cli.options import AtDesk, By, DryRun
from cli.paperwork import showing
from cli.telling import TRIAL
from cli.writing import entry_of
from db.session import transaction

T = TypeVar("T")

app = App(name="history", help_format="plaintext")


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The table as CSV, one challenge a row.")],
    /,
    *,
    recommendations: Annotated[
        Path | None, Parameter(help="What these challenges recommended, as CSV, one recommendation a row.")
    ] = None,
    findings: Annotated[
        Path | None, Parameter(help="What there is to learn from them, as CSV, one finding a row.")
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Bring in past challenges with the dates that are known; nothing is owed or sent for them.

    Rows of the other two tables belong to the challenge of their council that began on their day. What is
    wrong in any table is named by line and column, and then nothing of all three is taken. The same tables
    again change nothing.
    """
    tables = Tables(
        text_of(file),
        text_of(recommendations) if recommendations else None,
        text_of(findings) if findings else None,
    )
    with showing(desk) as progress, transaction() as session:

        def step(challenges: Sequence[T]) -> Iterable[T]:
            return progress.track(challenges, description="challenges")

        found = import_history(session, tables, entry_of(desk, by), step)
        if dry_run:
            session.rollback()
    if dry_run:
        desk.say(TRIAL)
    added = counted(len(found.added), "challenge")
    desk.say(f"{added} added, {len(found.extended)} extended, {len(found.unchanged)} as before.")
    if found.ours:
        desk.say(f"Run by the programme itself, and left as they are: {', '.join(found.ours)}.")
