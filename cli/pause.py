"""The commands that stop the clock of a challenge, set it going again, and give more time."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import clock
from casework.changes import change
from casework.clock import Extension
from cli.names import exact, one_of
from cli.options import AtDesk, By, Council, DryRun, Reason, Reference
from cli.writing import council_in, entry_of, finish
from domain.days import long_date

FromDay = Annotated[
    str | None, Parameter(help="The day from which on it holds, 2026-03-06; today if left out.")
]
OneCouncil = Annotated[
    str | None, Parameter(help="Only this council, by code or name; the whole challenge if left out.")
]


def pause(
    reference: Reference,
    /,
    *,
    reason: Reason,
    council: OneCouncil = None,
    on: FromDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Stop the clock: no date runs out until it is resumed, and nobody is reminded of one."""
    day = exact(on) if on else desk.today
    with change(reference, desk.today, trial=dry_run) as made:
        code = council_in(made, council, "A pause")
        entry = entry_of(desk, by)
        is_new = clock.pause(made.session, made.reference, entry, day, reason=reason, council=code)
    how = "is stopped" if is_new else "had been stopped with these words before,"
    what = f"{made.reference}: the clock {how} from {long_date(day)} on."
    finish(desk, made, what, trial=dry_run, by=by)


def resume(
    reference: Reference,
    /,
    *,
    reason: Reason,
    council: OneCouncil = None,
    on: FromDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Set the clock going again: every date that was running is later by the days left out."""
    day = exact(on) if on else desk.today
    with change(reference, desk.today, trial=dry_run) as made:
        code = council_in(made, council, "A pause")
        entry = entry_of(desk, by)
        is_new = clock.resume(made.session, made.reference, entry, day, reason=reason, council=code)
    how = "runs again" if is_new else "had been set going with these words before,"
    what = f"{made.reference}: the clock {how} from {long_date(day)} on."
    finish(desk, made, what, trial=dry_run, by=by)


def extend(
    reference: Reference,
    deadline: Annotated[str, Parameter(help="The deadline by name, such as report or fact_check.")],
    /,
    *,
    days: Annotated[
        int, Parameter(help="How many days more; working days, if the deadline is counted in them.")
    ],
    reason: Reason,
    council: Council = None,
    on: FromDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Give more time for one deadline, as far as the scheme allows."""
    day = exact(on) if on else desk.today
    with change(reference, desk.today, trial=dry_run) as made:
        rule = made.on_desk.scheme.deadlines[
            one_of("deadline", deadline, list(made.on_desk.scheme.deadlines))
        ]
        extension = Extension(rule.name, days, reason, council_in(made, council, rule.title))
        is_new = clock.extend(made.session, made.reference, entry_of(desk, by), day, extension)
    how = "is extended" if is_new else "had been extended with these words before,"
    what = f"{made.reference}: '{rule.title}' {how} by {rule.offset.day_unit.of(days)}."
    finish(desk, made, what, trial=dry_run, by=by)
