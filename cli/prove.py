"""The command that proves, from the histories alone, that nothing was lost and nothing went twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from cyclopts import Parameter

from casework.case import case
from casework.proof import prove
from casework.proof_findings import Finding, Kind, Proof, Window
from casework.shapes.proof import proof_as_json
from channels.records import records
from cli.desk import Desk
from cli.layout import counted, section
from cli.names import exact
from cli.options import AsJson, AtDesk
from db.session import reading
from domain.days import long_date
from domain.errors import RulesRefuse, WrongUse
from settings import settings


class NotProven(RulesRefuse):
    """Histories, outbox and providers do not agree."""

    def __str__(self) -> str:
        numbers = " and ".join(f"{number} {kind}" for kind, number in self.args[0])
        return f"Not proven: {numbers}. See to what is listed, then run `cpc prove` again."


class NoDays(WrongUse):
    """The first of some days comes after the last."""

    def __str__(self) -> str:
        first, last = (long_date(each) for each in self.args)
        return f"There are no days from {first} to {last}. Give --from a day that is not after --to."


def command(
    reference: Annotated[
        str | None, Parameter(help="One challenge, such as CPC-2024-001; all if left out.")
    ] = None,
    /,
    *,
    first: Annotated[
        str | None, Parameter(name="--from", help="The first day to look at; the very first if left out.")
    ] = None,
    last: Annotated[str | None, Parameter(name="--to", help="The last day; today if left out.")] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Derive from the histories which messages should exist, and compare them with what there is."""
    window = Window(exact(first) if first else None, exact(last) if last else desk.today)
    if window.first and window.first > window.last:
        raise NoDays(window.first, window.last)
    with reading() as session:
        one = case(session, reference.upper()).reference if reference else None
        found = prove(session, window, desk.now, records(settings()), one)
    if as_json:
        desk.give(proof_as_json(found))
    else:
        _tell(desk, found)
    if not found.is_proven:
        raise NotProven(tuple((each.value, number) for each in Kind if (number := found.count(each))))
    if not as_json:
        desk.say("", f"Proven: {_compared(found, window.last)}; nothing was lost and nothing went twice.")


def _tell(desk: Desk, found: Proof) -> None:
    for kind in Kind:
        mine = (each for each in found.findings if each.kind is kind)
        desk.say(*section(desk.out, kind.value.capitalize(), map(_line, mine)))
    desk.say(*section(desk.out, "Compared", _records(found)))


def _line(each: Finding) -> str:
    to = f" to {each.to}" if each.to else ""
    return f"{each.on.isoformat()}  {each.key}{to}. {each.what}. {each.remedy}"


def _records(found: Proof) -> Iterator[str]:
    """Say what each provider's own record has, and where there is none."""
    for channel, number in sorted(found.seen.items()):
        yield f"{channel} has {counted(number, 'message')} of the outbox in its own record."
    for channel, number in sorted(found.unseen.items()):
        yield f"{channel} keeps no record that could be asked of {counted(number, 'message')}."
    if found.waiting:
        yield f"{counted(found.waiting, 'message')} still to go out."


def _compared(found: Proof, last: date) -> str:
    owed = f"{counted(found.owed, 'part')} owed by {counted(found.challenges, 'challenge')}"
    return f"{owed} to {long_date(last)}, {counted(found.messages, 'message')} in the outbox"
