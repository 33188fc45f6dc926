"""The command that hands in what people wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from casework.changes import change
from casework.content import hand_in
from cli.names import one_of
from cli.options import AtDesk, By, Council, DryRun, Reference
from cli.writing import council_in, entry_of, finish
from domain.contents import Content


def content(
    reference: Reference,
    file: Annotated[Path, Parameter(help="A YAML or Markdown file.")],
    /,
    *,
    kind: Annotated[
        str | None,
        Parameter(help="What it is, where the file does not say: scope, timetable, report and so on."),
    ] = None,
    council: Council = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Hand in what people wrote; it is checked, and with --dry-run only checked."""
    written = Content(one_of("kind of content", kind, list(Content))) if kind else None
    with change(reference, desk.today, trial=dry_run) as made:
        whose = council_in(made, council, "Content")
        found = hand_in(made.session, made.reference, entry_of(desk, by), file, kind=written, council=whose)
    of = f" of {found.council}" if found.council else ""
    how = "is understood and kept" if found.is_new else "had been handed in before"
    finish(
        desk, made, f"{made.reference}: {file.name} {how}, as {found.kind.label}{of}.", trial=dry_run, by=by
    )
