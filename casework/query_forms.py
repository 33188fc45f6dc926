"""Takes in a fact check form that a council filled in, in Word or Excel.

Nothing is written by reading it: what was understood is shown first. A form that was made for another
challenge, or of an older draft than the one that is with the council, is refused: its queries would be
about words that nobody can find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path

from casework.case import Case
from casework.fact_check import open_round
from casework.headings import FormTable, Headings, answer, blank_rows, glimpse
from casework.plans import NotOurs, OlderEdition, listed
from casework.record import Entry
from documents.glyphs import unprintable
from documents.incoming.grid import Line, Received
from documents.incoming.reading import received
from domain.contents import Content, Report
from domain.days import Day
from domain.errors import WrongUse, either
from domain.fact_checks import Query, QueryKind, faults
from domain.rounds import Round, reports_since
from domain.stamps import Stamp, stamp_in


class Column(StrEnum):
    """What a column of the form can say; the name of the field of a query that it fills."""

    PLACE = "place"
    TEXT = "text"
    CORRECTION = "correction"
    EVIDENCE = "evidence"
    KIND = "kind"


HEADINGS = Headings[Column](
    {
        Column.PLACE: ("place", "where", "section", "page", "page and paragraph", "paragraph"),
        Column.TEXT: ("what the draft says", "text", "draft text", "current text", "original text"),
        Column.CORRECTION: (
            "what it should say",
            "correction",
            "proposed correction",
            "suggested correction",
            "proposed change",
            "proposed text",
            "suggested wording",
        ),
        Column.EVIDENCE: ("what shows it", "evidence", "supporting evidence", "source"),
        Column.KIND: ("kind", "type", "kind of point", "factual or opinion"),
    }
)
_KINDS: dict[str, QueryKind] = {
    **{str(each): each for each in QueryKind},
    "fact": QueryKind.FACTUAL,
    "factual error": QueryKind.FACTUAL,
    "factual correction": QueryKind.FACTUAL,
    "matter of opinion": QueryKind.OPINION,
    "judgement": QueryKind.OPINION,
}


class NoQueryTable(WrongUse):
    """A file holds no table that could be a fact check form."""

    def __str__(self) -> str:
        (name,) = self.args
        return (
            f"{name} holds no table with the columns of a fact check form. Use the form that went out with "
            "the draft; it needs the headings “What the draft says” and “What it should say”."
        )


class QueriesUnclear(WrongUse):
    """Rows of a fact check form cannot be understood."""

    def __str__(self) -> str:
        name, problems = self.args
        return f"{name} cannot be taken as it is: {listed(problems)}. Mend these places and hand it in again."


@dataclass(slots=True)
class UnderstoodQueries:
    """A fact check form as it was understood, before anything of it is kept."""

    name: str
    queries: list[Query] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def understand(on_desk: Case, entry: Entry, path: Path, *, on: Day) -> UnderstoodQueries:
    """Read a form that came back on a day; one that is not about the draft with the council is refused."""
    latest, file = open_round(on_desk, entry, on), received(path)
    stamp = stamp_in(file.properties, file.words)
    if stamp:
        _check_stamp(on_desk, entry, file.name, stamp, latest)
    return understood(file, is_stamped=stamp is not None)


def _check_stamp(on_desk: Case, entry: Entry, name: str, stamp: Stamp, latest: Round) -> None:
    if stamp.reference != on_desk.reference or stamp.council:
        raise NotOurs(name, stamp, f"the fact check of {on_desk.reference}")
    view = on_desk.on(entry.today)
    reports = (
        on_desk.brought(view, each, Content.REPORT) for each in reports_since(view.reading, latest.seq)
    )
    if stamp.edition not in {each.edition for each in reports if isinstance(each, Report)}:
        raise OlderEdition(name, "the words")


def understood(file: Received, *, is_stamped: bool) -> UnderstoodQueries:
    """Read the queries of a file whose stamp has been looked at."""
    found = UnderstoodQueries(file.name)
    if not is_stamped:
        found.remarks.append("the file does not say whose it is: that was said by whoever hands it in")
    tables = tuple(HEADINGS.tables(file.grids, all_of=[Column.TEXT, Column.CORRECTION], any_of=tuple(Column)))
    if not tables:
        raise NoQueryTable(file.name)
    for table in tables:
        blank = sum([_read(found, table, line) for line in table.lines])
        found.remarks += [*blank_rows(table.place, blank), *table.left_out("the form")]
    if not found.queries and not found.problems:
        found.remarks.append("no row holds a point: the council asks for no change")
    return found


def _read(found: UnderstoodQueries, table: FormTable[Column], line: Line) -> bool:
    """Read one row, and say whether it is blank."""
    said = {column: answer(table.cell(line, column).text) for column in Column}
    place = f"{table.place}, row {line.number}"
    if not any(said.values()):
        return True
    if HEADINGS.column(said[Column.TEXT]) is Column.TEXT:
        found.remarks.append(f"{place}: repeats the headings")
        return False
    kind = get_close_matches(said[Column.KIND].casefold().strip(" ."), _KINDS, n=1, cutoff=0.85)
    if not kind:
        what = f"{glimpse(said[Column.KIND])!r} is no kind" if said[Column.KIND] else "the kind is missing"
        found.problems.append(f"{place}: {what}; write {either(tuple(QueryKind))}")
        return False
    query = _query(said, _KINDS[kind[0]])
    problems = [*faults(query), *_unprintable(said)]
    found.problems += (f"{place}: {each}" for each in problems)
    if query in found.queries:
        found.remarks.append(f"{place}: says the same as another row")
    elif not problems:
        found.queries.append(query)
    return False


def _query(said: Mapping[Column, str], kind: QueryKind) -> Query:
    words = {
        str(column): " ".join(text.split()) for column, text in said.items() if column is not Column.KIND
    }
    return Query(**words, kind=kind)


def _unprintable(said: Mapping[Column, str]) -> Iterator[str]:
    for column, text in said.items():
        for stray in unprintable(text)[:1]:
            yield f"the {column} holds {stray.name}, which no document can show"
