"""The commands about the fact check: what the council raises, what is decided on it, and another draft."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import RenderableType

from casework import fact_check as casework
from casework.case import case
from casework.changes import Change, change
from casework.query_forms import QueriesUnclear, UnderstoodQueries, understand
from casework.shapes.imports import queries_as_json
from casework.shapes.papers import fact_check_as_json
from cli.coming_back import Answer, Yes
from cli.desk import Desk
from cli.files import text_of
from cli.layout import counted, section, table
from cli.names import day, one_of
from cli.options import AsJson, AtDesk, By, Council, DryRun, OnDay, Reference
from cli.writing import council_in, entry_of, finish
from db.session import reading
from documents.incoming.refusals import shown_name
from domain.fact_checks import Disposition, Query, QueryKind
from domain.rounds import Raised, Round

app = App(name="factcheck", help_format="plaintext")


@app.command
def add(
    reference: Reference,
    /,
    *,
    place: Annotated[str, Parameter(help="Where it stands: a page and paragraph, or a recommendation.")],
    text: Annotated[str, Parameter(help="What the draft says there.")],
    correction: Annotated[str, Parameter(help="What it should say.")],
    evidence: Annotated[
        str, Parameter(help="What shows it; needed if it is a fact.", show_default=False)
    ] = "",
    kind: Annotated[str, Parameter(help="factual or opinion.")] = QueryKind.FACTUAL.value,
    council: Council = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Keep one query that the council raises on the draft report."""
    query = Query(place, text, correction, QueryKind(one_of("kind", kind, list(QueryKind))), evidence)
    with change(reference, desk.today, trial=dry_run) as made:
        whose, when = council_in(made, council, "A query"), day(on, desk.today)
        entry = entry_of(desk, by)
        numbers = casework.ask(made.session, made.reference, entry, [query], on=when, council=whose)
    finish(desk, made, _kept(made, numbers), trial=dry_run, by=by)


@app.command(name="import")
def import_(
    reference: Reference,
    file: Annotated[
        Path,
        Parameter(
            help="The form as the council filled it in, in Word or Excel, or a table in CSV with the columns "
            "place, text, correction, evidence and kind."
        ),
    ],
    /,
    *,
    council: Council = None,
    on: OnDay = None,
    yes: Yes = False,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Take in a form that came back; its queries are shown, and kept only with --yes, those of a CSV at once.

    Queries that are kept already are passed over.
    """
    is_table = file.suffix.lower() == ".csv"
    answer = Answer(desk, as_json, yes or is_table, dry_run)
    with change(reference, desk.today, trial=dry_run) as made:
        whose, when = council_in(made, council, "A query"), day(on, desk.today)
        entry, numbers = entry_of(desk, by), list[int]()
        found = _table(file) if is_table else understand(made.on_desk, entry, file, on=when)
        unclear = QueriesUnclear(found.name, found.problems) if found.problems else None
        shape = partial(queries_as_json, found, whose, numbers)
        if not answer.show([] if is_table else _shown(desk, found), shape, unclear):
            return
        numbers += casework.ask(made.session, made.reference, entry, found.queries, on=when, council=whose)
    finish(answer.end(shape), made, _kept(made, numbers), trial=dry_run, by=by)


def _table(file: Path) -> UnderstoodQueries:
    return UnderstoodQueries(shown_name(file.name), list(casework.queries_in(text_of(file))))


def _shown(desk: Desk, found: UnderstoodQueries) -> Iterator[RenderableType]:
    """Show the queries of a form as they were understood, and what was left out and why."""
    yield f"{found.name}, as it was understood: {counted(len(found.queries), 'point')}."
    yield ""
    rows = [(each.place, each.text, each.correction, each.evidence, each.kind) for each in found.queries]
    if rows:
        yield table(desk.out, ("Place", "The draft says", "It should say", "Evidence", "Kind"), rows)
    yield from section(desk.out, "Left out or changed", found.remarks)
    yield from section(desk.out, "Not understood", found.problems)


def _kept(made: Change, numbers: Sequence[int]) -> str:
    if numbers:
        which = f"query {numbers[0]}" if len(numbers) == 1 else f"queries {numbers[0]} to {numbers[-1]}"
        return f"{made.reference}: kept as {which}."
    return f"{made.reference}: nothing is new."


@app.command
def decide(
    reference: Reference,
    number: Annotated[int, Parameter(help="The query's number; `cpc factcheck list` has it.")],
    disposition: Annotated[str, Parameter(help="accepted, partly or declined.")],
    /,
    *,
    reason: Annotated[str, Parameter(help="Why; the council is told.")],
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Decide on a query; which kinds may change the report, the scheme says."""
    how = Disposition(one_of("disposition", disposition, list(Disposition)))
    with change(reference, desk.today, trial=dry_run) as made:
        when, entry = day(on, desk.today), entry_of(desk, by)
        is_new = casework.decide(made.session, made.reference, entry, number, how, reason=reason, on=when)
    what = f"{made.reference}: query {number} {'is' if is_new else 'had been'} {how.label}."
    finish(desk, made, what, trial=dry_run, by=by)


@app.command
def redraft(
    reference: Reference,
    /,
    *,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Send another draft to the council: a further round, which is answered like the first."""
    with change(reference, desk.today, trial=dry_run) as made:
        number = casework.redraft(made.session, made.reference, entry_of(desk, by), day(on, desk.today))
    finish(desk, made, f"{made.reference}: round {number} of the fact check has begun.", trial=dry_run, by=by)


@app.command(name="list")
def list_(reference: Reference, /, *, as_json: AsJson = False, desk: AtDesk) -> None:
    """List the rounds of the fact check with every query, and what was decided on it and why."""
    with reading() as session:
        found = casework.of(case(session, reference.upper()), entry_of(desk, None))
    if as_json:
        desk.give(fact_check_as_json(found))
        return
    for each in found.rounds:
        desk.say(*section(desk.out, _round(each), _queries(each)))
    if not found.rounds:
        desk.say("No draft has been sent to the council yet.")
        return
    accepted, partly, declined = (found.count(each) for each in Disposition)
    open_ = f"{len(found.undecided)} not decided"
    total = counted(len(found.queries), "point")
    desk.say("", f"{total}: {accepted} accepted, {partly} in part, {declined} declined, {open_}.")


def _round(each: Round) -> str:
    came = f"answered on {each.returned}" if each.returned else "not answered yet"
    return f"Round {each.number}: draft of {each.sent}, {came}"


def _queries(each: Round) -> Iterator[str]:
    for raised in each.queries:
        query, council = raised.query, f", {raised.council}" if raised.council else ""
        said = (
            f"{raised.number}. {query.place}{council} ({query.kind}): “{query.text}” to “{query.correction}”"
        )
        shown = f", shown by {query.evidence}" if query.evidence else ""
        yield f"{said}{shown}. {_answer(raised)}"
    if not each.queries:
        yield "Nothing has been raised."


def _answer(raised: Raised) -> str:
    if raised.disposition is None:
        return "Not decided."
    return f"{raised.disposition.label.capitalize()} on {raised.answered}: {raised.reason}"
