"""The command that lets a letter out which the programme sends only on somebody's word."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import approvals
from casework.changes import change
from cli.options import AtDesk, By, DryRun, Reason, Reference
from cli.writing import entry_of, finish


def approve(
    reference: Reference,
    key: Annotated[
        str, Parameter(help="What is approved: the key that `cpc owed` names, or the notice's name.")
    ],
    /,
    *,
    reason: Reason,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Approve a letter that goes above the chief executive; waiting, however long, never does."""
    with change(reference, desk.today, trial=dry_run) as made:
        approved = approvals.approve(made.session, made.reference, entry_of(desk, by), key, reason)
    finish(desk, made, f"{made.reference}: {approved} is approved.", trial=dry_run, by=by)
