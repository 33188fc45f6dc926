"""The command that lists what will go out by itself, with the command that shows each of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import groupby
from typing import Annotated, Any

from cyclopts import Parameter
from rich.text import Text

from casework.case import case
from casework.shapes.outlook import gap_as_json
from casework.upcoming import Coming, upcoming
from cli.desk import Desk, folded
from cli.options import AsJson, AtDesk
from db.session import reading
from domain.days import long_date
from domain.errors import WrongUse

FARTHEST = 366
"""How many days one may look ahead; what is later will have changed by then."""


class BadDays(WrongUse):
    """Nothing can be upcoming in the past, and nobody plans so far ahead."""

    def __str__(self) -> str:
        return f"{self.args[0]} days cannot be looked ahead. Give a number from 0 to {FARTHEST}."


def command(
    reference: Annotated[str | None, Parameter(help="One challenge; all of them if left out.")] = None,
    /,
    *,
    days: Annotated[int, Parameter(help="How many days to look ahead.")] = 30,
    adviser: Annotated[
        str | None, Parameter(help="Only the challenges of this principal adviser, by name or address.")
    ] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List what will go out by itself in the coming days, and what waits for somebody before it does."""
    if not 0 <= days <= FARTHEST:
        raise BadDays(days)
    with reading() as session:
        wanted = case(session, reference.upper()).reference if reference else None
        found = upcoming(session, desk.today, days, reference=wanted, adviser=adviser)
    if as_json:
        desk.give([_as_json(each) for each in found])
        return
    until = long_date(desk.today + timedelta(days=days))
    desk.say(f"From {long_date(desk.today)} to {until}:")
    for on, same in groupby((each for each in found if not each.waits_for), key=lambda each: each.on):
        tell(desk, long_date(on), same)
    tell(desk, "Waiting", (each for each in found if each.waits_for))
    if not found:
        desk.say("Nothing will go out by itself.")


def tell(desk: Desk, title: str, found: Iterable[Coming]) -> None:
    """Print a heading and each thing beneath it; the command stays on one line, to be copied whole."""
    for number, each in enumerate(found):
        if number == 0:
            desk.say("", Text(title, style="bold"))
        desk.say(Text(folded(desk.out, _line(each), "  ", "    ")))
        desk.out.print(f"    {each.command}", soft_wrap=True)


def _line(each: Coming) -> str:
    to = f", to {', '.join(reader.name for reader in each.readers)}" if each.readers else ""
    what = f"{each.reference} ({each.host}): {each.title}, {each.kind}{to}"
    why = "; ".join(f"{gap.text} ({gap.who} can put that right)" for gap in each.waits_for)
    line = f"{what}. It waits: {why}" if why else what
    if each.words_from:
        line += f". With a word from {', '.join(each.words_from)}"
    if each.until:
        line += (
            f". Until {long_date(each.until)} `cpc messages hold`, `forward` or `say` can change {each.key}"
        )
    return line


def _as_json(each: Coming) -> dict[str, Any]:
    return {
        "on": each.on.isoformat(),
        "reference": each.reference,
        "councils": each.host,
        "kind": each.kind,
        "name": each.name,
        "title": each.title,
        "council": each.council,
        "to": [{"person": reader.id, "name": reader.name, "email": reader.email} for reader in each.readers],
        "waits_for": [gap_as_json(gap) for gap in each.waits_for],
        "key": each.key,
        "can_be_changed_until": each.until.isoformat() if each.until else None,
        "words_from": list(each.words_from),
        "preview": each.command,
    }
