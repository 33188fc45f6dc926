"""Takes in what a council asks to have changed in the draft report, and keeps what was decided on it.

Queries arrive one by one or as rows of a table, and are values from then on, wherever they came from. What
is kept is events: who raised and decided what, when and why is told by the history, and corrected like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from itertools import count

from sqlalchemy.orm import Session

from casework import printable
from casework.case import Case, case
from casework.record import Entry, InTheFuture, check_open, write
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse, either
from domain.fact_checks import Disposition, Query, QueryKind, faults
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone
from domain.moves import check_redraft
from domain.rounds import FactCheck, Raised, Round, fact_check
from domain.rows import BadRows, Row, listed, read_rows

COLUMNS = ("place", "text", "correction", "evidence", "kind")


class QueriesRefused(WrongUse):
    """Queries are incomplete or cannot be read."""

    def __str__(self) -> str:
        return f"The queries cannot be taken as they are: {listed(self.args[0])}. Mend these and try again."


class NoDraftOut(RulesRefuse):
    """There is no draft on which anything could be asked or decided."""

    def __str__(self) -> str:
        reference, why = self.args
        see = f"`cpc show {reference}` says what can be recorded."
        return f"{reference} has no draft report with the council, because {why}. {see}"


class NoSuchQuery(WrongUse):
    """The fact check has no query of that number."""

    def __str__(self) -> str:
        reference, number = self.args
        return f"{reference} has no query {number}. `cpc factcheck list {reference}` lists them."


class AlreadyDecided(RulesRefuse):
    """A query has been decided otherwise."""

    def __str__(self) -> str:
        number, how, on = self.args
        return f"Query {number} was {how} {on.when}. Undo that first with `cpc correct`, then decide anew."


class MayNotAmend(RulesRefuse):
    """A query of that kind cannot change a report under the scheme."""

    def __str__(self) -> str:
        number, kind, scheme, amends = self.args
        rule = f"under the scheme {scheme} a report is changed by {amends}"
        return f"Query {number} cannot be accepted: its kind is {kind}, and {rule}. Decline it with a reason."


def ask(
    session: Session,
    reference: str,
    entry: Entry,
    queries: Iterable[Query],
    *,
    on: Day,
    council: CouncilCode | None = None,
) -> tuple[int, ...]:
    """Keep queries on the draft that is with the council, and return the numbers of the new ones.

    One that has been raised on this draft before is not kept twice; ``QueriesRefused`` names every row
    that cannot be taken, and then none is.
    """
    on_desk = case(session, reference, lock=True)
    latest = open_round(on_desk, entry, on)
    found = list(queries)
    _check(found)
    known = {(each.query, each.council) for each in latest.queries}
    new = [each for each in dict.fromkeys(found) if (each, council) not in known]
    numbered = list(zip(count(_last_number(on_desk) + 1), new, strict=False))
    events = [
        Event(0, Happening.QUERIED, on, council, Details(number=number, query=query))
        for number, query in numbered
    ]
    write(session, reference, entry, events)
    return tuple(number for number, _ in numbered)


def decide(
    session: Session,
    reference: str,
    entry: Entry,
    number: int,
    disposition: Disposition,
    *,
    reason: str,
    on: Day,
) -> bool:
    """Keep what was decided on a query, and why; return False if that stands there already.

    ``MayNotAmend`` says that the scheme lets no query of that kind change the report.
    """
    on_desk = case(session, reference, lock=True)
    open_round(on_desk, entry, on)
    raised = _raised(on_desk, entry, number)
    kind, rules = raised.query.kind, on_desk.scheme
    if (raised.disposition, raised.reason) == (disposition, reason):
        return False
    if raised.disposition:
        raise AlreadyDecided(number, raised.disposition.label, raised.answered)
    if disposition.changes_the_report and kind not in rules.may_amend:
        raise MayNotAmend(number, kind.value, rules.name, rules.amends)
    printable.check([reason])
    said = Details(number=number, disposition=disposition, reason=reason)
    write(session, reference, entry, [Event(0, Happening.ANSWERED, on, raised.council, said)])
    return True


def redraft(session: Session, reference: str, entry: Entry, on: Day) -> int:
    """Send another draft to the council, and return the number of the round that it begins.

    ``NotYet`` says what stands in the way; from then on the council's answer to this draft is waited for.
    """
    on_desk = case(session, reference, lock=True)
    check_redraft(on_desk.on(entry.today).reading, on_desk.scheme, on, entry.today)
    write(session, reference, entry, [Event(0, Happening.REDRAFTED, on)])
    return len(of(on_desk, entry).rounds) + 1


def of(on_desk: Case, entry: Entry) -> FactCheck:
    """Return the fact check of a challenge as it stands."""
    return fact_check(on_desk.on(entry.today).reading)


def queries_in(text: str) -> tuple[Query, ...]:
    """Read queries from a table in CSV; ``QueriesRefused`` names every bad cell by line and column."""
    try:
        rows = read_rows(text, COLUMNS, ())
    except BadRows as error:
        raise QueriesRefused(error.args) from error
    problems = [problem for row in rows for problem in _problems(row)]
    if problems:
        raise QueriesRefused(tuple(problems))
    return tuple(_query(row) for row in rows)


def _problems(row: Row) -> Iterator[str]:
    if row.text("kind").lower() not in tuple(QueryKind):
        yield row.refuse("kind", f"{row.text('kind')!r} is not {either(tuple(QueryKind))}")[1]
    else:
        yield from (f"line {row.line}: {fault}" for fault in faults(_query(row)))


def _query(row: Row) -> Query:
    said = {name: row.text(name) for name in COLUMNS if name != "kind"}
    return Query(**said, kind=QueryKind(row.text("kind").lower()))


def _check(queries: Sequence[Query]) -> None:
    found = [f"query {n}: {fault}" for n, query in enumerate(queries, 1) for fault in faults(query)]
    if found:
        raise QueriesRefused(tuple(found))
    printable.check(text for query in queries for text in astuple(query))


def open_round(on_desk: Case, entry: Entry, on: Day) -> Round:
    """Return the round whose draft is with the council; ``NoDraftOut`` if there is none."""
    check_open(on_desk, "fact checked", entry.today)
    if on.first > entry.today:
        raise InTheFuture(on)
    rounds, met = of(on_desk, entry).rounds, on_desk.on(entry.today).reading.met
    if not rounds:
        raise NoDraftOut(on_desk.reference, "none has been sent")
    if final := met.get((Milestone.REPORT_FINALISED, None)):
        raise NoDraftOut(on_desk.reference, f"the report has been final since {final.on}")
    if on.last < rounds[-1].sent.first:
        raise NoDraftOut(on_desk.reference, f"the last one was sent on {rounds[-1].sent}, after {on}")
    return rounds[-1]


def _raised(on_desk: Case, entry: Entry, number: int) -> Raised:
    found = of(on_desk, entry).query(number)
    if found is None:
        raise NoSuchQuery(on_desk.reference, number)
    return found


def _last_number(on_desk: Case) -> int:
    """Return the highest number that was ever given, to queries that were corrected too."""
    numbers = (event.details.number for event in on_desk.history if event.kind is Happening.QUERIED)
    return max((number for number in numbers if number), default=0)
