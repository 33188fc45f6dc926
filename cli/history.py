"""The command that brings in challenges of the past."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from casework.history import import_history
from cli.files import text_of
from cli.layout import counted
from cli.options import AtDesk, By, DryRun
from cli.telling import TRIAL
from cli.writing import entry_of
from db.session import transaction

app = App(name="history", help_format="plaintext")


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The table as CSV, one challenge a row.")],
    /,
    *,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Bring in past challenges with the dates that are known; nothing is owed or sent for them."""
    with transaction() as session:
        found = import_history(session, text_of(file), entry_of(desk, by))
        if dry_run:
            session.rollback()
            desk.say(TRIAL)
    added = counted(len(found.added), "challenge")
    desk.say(f"{added} added, {len(found.extended)} extended, {len(found.unchanged)} as before.")
