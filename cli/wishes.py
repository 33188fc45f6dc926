"""The commands by which an adviser has a message wait, go sooner or say something more."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import wishes
from casework.changes import Change, change
from casework.wishes import ToCome, Words
from cli.desk import Desk
from cli.names import exact, person_named
from cli.options import AtDesk, By, DryRun, Reference
from cli.writing import entry_of, finish
from domain.days import long_date

Which = Annotated[
    str, Parameter(help="The message: its key, which `cpc upcoming` names, or the notice's name.")
]


def hold(
    reference: Reference,
    message: Which,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why; it is kept in the history.")],
    until: Annotated[
        str | None,
        Parameter(help="The day on which it goes out, 2026-03-06; until it is let out if left out."),
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Hold an optional message back until a day, or until somebody lets it out."""
    day = exact(until) if until else None
    with change(reference, desk.today, trial=dry_run) as made:
        found = wishes.hold(
            made.session, made.reference, entry_of(desk, by), _name(message), reason, until=day
        )
    ends = (
        f"until {long_date(day)}"
        if day
        else f"until somebody lets it out; after {long_date(found.reminds_of)} it goes no more"
    )
    _finish(desk, made, found, f"is held back {ends}", trial=dry_run, by=by)


def release(
    reference: Reference, message: Which, /, *, by: By = None, dry_run: DryRun = False, desk: AtDesk
) -> None:
    """Let out a message that is held back: it goes on its day, or now if that has passed."""
    with change(reference, desk.today, trial=dry_run) as made:
        found = wishes.release(made.session, made.reference, entry_of(desk, by), _name(message))
    _finish(desk, made, found, f"is let out and goes {_when(desk, found)}", trial=dry_run, by=by)


def forward(
    reference: Reference,
    message: Which,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why; it is kept in the history.")],
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Have an optional message go out now; on the day on which it was due to go, it does not go again."""
    with change(reference, desk.today, trial=dry_run) as made:
        found = wishes.bring_forward(made.session, made.reference, entry_of(desk, by), _name(message), reason)
    _finish(desk, made, found, f"is brought forward and goes {_when(desk, found)}", trial=dry_run, by=by)


def say(
    reference: Reference,
    message: Which,
    words: Annotated[
        str, Parameter(help="The paragraph, a few plain sentences; '' takes away what was there.")
    ],
    /,
    *,
    to: Annotated[
        str | None, Parameter(help="Only to this reader, by address or identifier; to all if left out.")
    ] = None,
    signed: Annotated[
        str | None,
        Parameter(name="--from", help="In whose name it stands; the principal adviser's if left out."),
    ] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Add a personal paragraph to an optional message, in the place of an earlier one."""
    with change(reference, desk.today, trial=dry_run) as made:
        reader = person_named(made.on_desk, to) if to else None
        signer = person_named(made.on_desk, signed) if signed else None
        said = Words(words, reader, signer)
        found = wishes.say(made.session, made.reference, entry_of(desk, by), _name(message), said)
    whose = f" to {made.people[reader].name}" if reader else ""
    line = found.lines.get(reader)
    who = made.people[line.details.person].name if line and line.details.person else ""
    what = (
        f"carries a personal paragraph{whose} from {who}" if who else f"carries no personal paragraph{whose}"
    )
    _finish(desk, made, found, what, trial=dry_run, by=by)


def _name(message: str) -> str:
    """Return a notice's name as it is known, however it was written; a key is left as it is."""
    return message if "/" in message else message.replace("-", "_")


def _when(desk: Desk, found: ToCome) -> str:
    return f"on {long_date(found.goes)}" if found.goes and found.goes > desk.today else "now"


def _finish(desk: Desk, made: Change, found: ToCome, what: str, *, trial: bool, by: str | None) -> None:
    said = f"{made.reference}: '{found.title}' ({found.key}) {what}."
    if found.goes and found.is_open:
        shown = f"cpc preview {made.reference} notice/{found.name} --on {found.goes}"
        said += f" It can be changed until {long_date(found.until)}; `{shown}` shows it."
    finish(desk, made, said, trial=trial, by=by)
