"""The commands for requests: what is held of a council, and who may have a single paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from casework import rulings
from casework.case import case
from casework.changes import change
from casework.held import Holding, Paper, holding
from casework.rulings import Decision
from casework.shapes.held import held_table, holding_as_json, paper_as_json
from cli.desk import Desk
from cli.layout import counted, section
from cli.names import one_of
from cli.options import AsCsv, AsJson, AtDesk, By, DryRun, Reference
from cli.telling import TRIAL
from cli.writing import entry_of
from db import councils
from db.session import reading
from domain.days import long_date
from domain.disclosures import Availability, Ruling
from domain.errors import WrongUse, either
from settings import settings

CAUTION = "What is exempt is a suggestion; a person decides on every request."


class NothingDecided(WrongUse):
    """A paper was named, and not what is decided of it."""

    def __str__(self) -> str:
        return f"It is not said what is decided of {self.args[0]}. Say --ruling {either(list(Ruling))}."


def foi(
    council: Annotated[str, Parameter(help="The council by code or name.")],
    /,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    desk: AtDesk,
) -> None:
    """List what is held of a council and of those whose place it has taken, and who may have it."""
    with reading() as session:
        found = holding(session, councils.find(session, council).code, desk.today)
    if as_json:
        desk.give(holding_as_json(found, settings().base_url))
    elif as_csv:
        desk.out.file.write(held_table(found, settings().base_url))
    else:
        _show(desk, found)


def _show(desk: Desk, found: Holding) -> None:
    before = ", ".join(each.name for each in found.predecessors)
    desk.say(f"{found.council.name}{f', before that {before}' if before else ''}")
    for each in found.folders:
        sample = " (sample: nothing of it is true)" if each.is_sample else ""
        title = f"{each.reference}, {' and '.join(each.councils)}, {each.year}{sample}"
        desk.say(*section(desk.out, title, map(_line, each.papers)))
    states = (f"{count} {state.label}" for state, count in found.counted().items() if count)
    desk.say("", ", ".join(states) or "Nothing is held.", CAUTION)


def _line(each: Paper) -> str:
    """Say in a line what a paper is, whose words it has, and who may have it; addresses stay whole in it."""
    title = f"{counted(each.count, 'letter')}: {each.title}" if each.until else each.title
    until = f" to {long_date(each.until)}" if each.until and each.until != each.dated else ""
    return f"{title} (by the {each.author}, {long_date(each.dated)}{until}): {'; '.join(_standing(each))}"


def _standing(each: Paper) -> Iterator[str]:
    since = f" {each.since.when}" if each.since else ""
    if each.availability is Availability.PUBLISHED and not each.since:
        since = ", the day is not known"
    due = f" by {long_date(each.due)}" if each.due else ""
    yield f"{each.availability.label}{since}{due}"
    yield from filter(None, (each.exempt_under, each.because, each.address))
    if each.ruled:
        yield f"decided by {each.ruled.by} on {long_date(each.ruled.on)}"


def disclose(
    reference: Reference,
    key: Annotated[
        str | None, Parameter(help="The paper; without it, all are listed with their keys.")
    ] = None,
    /,
    *,
    ruling: Annotated[
        str | None, Parameter(help="What is decided: released, on_request or withheld.")
    ] = None,
    reason: Annotated[str, Parameter(help="Why; it is kept in the history.")] = "",
    section: Annotated[str, Parameter(help="Under which section of the Act it is withheld, in words.")] = "",
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Decide who may have a paper of a challenge; it counts before what the scheme suggests."""
    if key is None:
        _list(desk, reference, as_json=as_json)
        return
    if ruling is None:
        raise NothingDecided(key)
    decided = Ruling(one_of("decision", ruling, list(Ruling)))
    with change(reference, desk.today, trial=dry_run) as made:
        decision = Decision(key, decided, reason, section)
        paper = rulings.decide(made.session, made.reference, entry_of(desk, by), decision)
    if as_json:
        desk.give(paper_as_json(paper, settings().base_url))
        return
    desk.say(
        *([TRIAL] if dry_run else []), f"{made.reference}: {paper.title} is {paper.availability.label} now."
    )


def _list(desk: Desk, reference: str, *, as_json: bool) -> None:
    with reading() as session:
        on_desk = case(session, reference.upper())
        papers = rulings.papers(on_desk, on_desk.on(desk.today))
    if as_json:
        desk.give([paper_as_json(each, settings().base_url) for each in papers])
        return
    lines = (f"{each.key}: {each.title}, {each.availability.label}" for each in papers)
    desk.say(*section(desk.out, f"What is held of {on_desk.reference}, by its key", lines))
    if not papers:
        desk.say(f"Nothing is held of {on_desk.reference} yet.")
