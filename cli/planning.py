"""The command that looks for a week for a visit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from casework.planning import plan
from casework.shapes.calendar import plan_as_json
from cli.layout import section
from cli.names import exact
from cli.options import AsJson, AtDesk
from db.session import reading
from domain.days import long_date
from domain.planning import Plan


def command(
    whose: Annotated[str, Parameter(help="A challenge such as CPC-2024-001, or a council by name or code.")],
    /,
    *,
    days: Annotated[int, Parameter(help="How many days the visit takes, 1 to 5.")],
    from_: Annotated[
        str | None,
        Parameter(
            name="--from", help="The earliest day; if left out, one that leaves time for what comes before."
        ),
    ] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Find the nearest free days for a visit, and say of every week passed over why."""
    earliest = exact(from_) if from_ else None
    with reading() as session:
        places, found, start = plan(session, whose, days, earliest=earliest, today=desk.today)
    if as_json:
        desk.give(plan_as_json(found))
        return
    first, last = found.days[0], found.days[-1]
    when = f"{long_date(first)} to {long_date(last)}" if last > first else long_date(first)
    desk.say(f"{' and '.join(place.name for place in places)}: {when}")
    if start.because:
        desk.say(f"“{start.because}” leaves no time for a visit before {long_date(start.day)}.")
    if found.is_provisional:
        desk.say("The bank holidays of that year are not published yet, so the days are provisional.")
    for place in found.unknown:
        desk.say(f"No election of {place.name} is known. Enter its next one with `cpc elections add`.")
    desk.say(*section(desk.out, "Passed over", _passed_over(found)))


def _passed_over(found: Plan) -> Iterator[str]:
    for each in found.passed_over:
        yield f"Week of {long_date(each.monday)}: {'; '.join(each.reasons)}"
