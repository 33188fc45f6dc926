"""What several commands can be told, said once: their options, with the words of the help."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from cli.desk import Desk

Reference = Annotated[str, Parameter(help="The challenge, such as CPC-2024-001.")]
OnDay = Annotated[
    str | None,
    Parameter(help="The day on which it happened; today if left out. Write 2026-03-06, or 2026-03 or 2026."),
]
SeenOn = Annotated[str | None, Parameter(help="Look at things as they stand on this day, 2026-03-06.")]
KnownOn = Annotated[
    str | None,
    Parameter(name="--as-of", help="Look with what was known on this day, and nothing recorded since."),
]
Council = Annotated[
    str | None, Parameter(help="The council by code or name; not needed where there is only one.")
]
Reason = Annotated[str, Parameter(help="Why; it is kept in the history and stands in the letters.")]
By = Annotated[str | None, Parameter(help="Who gives the command; your name on this machine if left out.")]
DryRun = Annotated[
    bool,
    Parameter(negative="", show_default=False, help="Say what it would cause, and keep nothing of it."),
]
AsJson = Annotated[
    bool, Parameter(name="--json", negative="", show_default=False, help="Answer as JSON, for a program.")
]
AsCsv = Annotated[
    bool,
    Parameter(
        name="--csv", negative="", show_default=False, help="Answer as a table in CSV, for a spreadsheet."
    ),
]
AtDesk = Annotated[Desk, Parameter(parse=False)]
