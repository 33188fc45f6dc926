"""What people wrote comes in: contents, plans and reports that come back, and the fact check of a draft.

A file is tried first, which shows what was understood of it; nothing is kept that somebody has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path

from casework import fact_check, plans, query_forms, reports
from casework.case import Case
from casework.content import OF_EACH_COUNCIL, HandedIn, hand_in
from casework.deeds.asking import code, council, on_day
from casework.deeds.deed import Deed, Doing, Shown, Told, lying, text_in, while_running
from casework.deeds.questions import Kind, Option, Question
from casework.plan_columns import Column
from casework.record import check_open, whose
from domain.contents import Content
from domain.errors import WrongUse
from domain.fact_checks import Disposition, Query, QueryKind
from domain.lifecycle import Milestone
from domain.permissions import Act, act_of_handing_in
from domain.rounds import fact_check as rounds_of

OFFICE = (".docx", ".xlsx")
"""How the name of a file ends that people wrote in Word or Excel."""


class SomethingElse(WrongUse):
    """A file says that it is something else than what it was handed in as."""

    def __str__(self) -> str:
        name, found, wanted = self.args
        return f"{name} says that it is {found}, and was handed in as {wanted}. Hand it in as what it is."


def _handing_in(kind: Content) -> Deed:
    words = "The file is read and checked; what was understood is shown before anything of it is kept."
    asks, do = partial(_hand_in_asks, kind), partial(_hand_in, kind)
    title = f"Hand in the {kind.label}"
    return Deed(f"hand-in/{kind}", act_of_handing_in(kind), title, words, asks, do, while_running)


HINTS = {
    Content.PLAN: "The form as the council filled it in, in Word or Excel; or a YAML or Markdown file.",
    Content.REPORT: "The draft as it was edited in Word; or a YAML or Markdown file.",
}


def _hand_in_asks(kind: Content, on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("file", "Which file?", Kind.FILE, HINTS.get(kind, "A YAML or Markdown file."))
    if kind in OF_EACH_COUNCIL:
        yield from council(on_desk, today)


def _hand_in(kind: Content, doing: Doing) -> Told:
    check_open(doing.on_desk, "given a file", doing.entry.today)
    with lying(doing.file()) as path:
        reader = _FROM_OFFICE.get(kind) if path.suffix.lower() in OFFICE else None
        found, shown = reader(doing, path) if reader else _plain(kind, doing, path)
    doing.check_may(act_of_handing_in(found.kind), found.council)
    place = doing.on_desk.on(doing.entry.today).reading.place(found.council)
    of = f" of {place.name}" if place else ""
    how = "is understood and kept" if found.is_new else "had been handed in before"
    return Told(f"{doing.reference}: {path.name} {how}, as {kind.label}{of}.", shown)


def _plain(kind: Content, doing: Doing, path: Path) -> tuple[HandedIn, Shown | None]:
    of = code(doing.answers.text("council"))
    found = hand_in(doing.session, doing.reference, doing.entry, path, kind=kind, council=of)
    if found.kind is not kind or (of and found.council != of):
        raise SomethingElse(path.name, _called(found), _called(HandedIn(kind, of, "", is_new=True)))
    return found, None


def _called(found: HandedIn) -> str:
    return f"the {found.kind.label} of {found.council}" if found.council else f"a {found.kind.label}"


def _plan(doing: Doing, path: Path) -> tuple[HandedIn, Shown | None]:
    reading, named = doing.on_desk.on(doing.entry.today).reading, code(doing.answers.text("council"))
    of = whose(reading, "Action plan", named)
    found = plans.understand(doing.on_desk, doing.entry.today, path, of)
    kept = plans.keep(doing.on_desk, doing.entry, found)
    columns = ("No.", "Action", "Lead member", "Lead officer", "Due", "Status")
    asked = (Column.ACTION, Column.LEAD_MEMBER, Column.LEAD_OFFICER, Column.DUE)
    rows = tuple(
        (
            each.recommendation,
            *(each.said[column] for column in asked),
            each.said.get(Column.STATUS, "not started"),
        )
        for each in found.actions
    )
    without = tuple(f"recommendation {each} has no action" for each in found.unanswered)
    return kept, Shown(f"{found.name}, as it was understood", columns, rows, (*without, *found.remarks))


def _report(doing: Doing, path: Path) -> tuple[HandedIn, Shown | None]:
    found = reports.understand(doing.on_desk, doing.entry.today, path)
    kept = reports.keep(doing.on_desk, doing.entry, found)
    rows = tuple((each.place, each.was, each.now) for each in found.edits)
    return kept, Shown(f"{found.name}: what was changed in it", ("Where", "It said", "It says"), rows)


_FROM_OFFICE = {Content.PLAN: _plan, Content.REPORT: _report}


def _query_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("place", "Where does it stand?", Kind.LINE, "A page and paragraph, or a recommendation.")
    yield Question("text", "What does the draft say there?", Kind.WORDS)
    yield Question("correction", "What should it say?", Kind.WORDS)
    yield Question("evidence", "What shows it?", Kind.WORDS, "Needed if it is a fact.", needed=False)
    kinds = tuple(Option(each, each.capitalize()) for each in QueryKind)
    yield Question("kind", "Is it a matter of fact or of opinion?", Kind.CHOICE, options=kinds)
    yield from council(on_desk, today)
    yield on_day(today, "When was it raised?")


def _query(doing: Doing) -> Told:
    said = {name: doing.answers.text(name) for name in ("place", "text", "correction", "evidence")}
    query = Query(**said, kind=QueryKind(doing.answers.text("kind")))
    return Told(_asked(doing, [query]))


def _queries_asks(on_desk: Case, today: date) -> Iterator[Question]:
    hint = "The form as the council filled it in, in Word or Excel, or the same table in CSV."
    yield Question("file", "Which file?", Kind.FILE, hint)
    yield from council(on_desk, today)
    yield on_day(today, "When did it come back?")


def _queries(doing: Doing) -> Told:
    with lying(doing.file()) as path:
        if path.suffix.lower() in OFFICE:
            on = doing.answers.day("on", doing.entry.today)
            found = query_forms.understand(doing.on_desk, doing.entry, path, on=on)
        else:
            text = text_in(doing.file())
            found = query_forms.UnderstoodQueries(path.name, list(fact_check.queries_in(text)))
    if found.problems:
        raise query_forms.QueriesUnclear(found.name, found.problems)
    columns = ("Where", "The draft says", "It should say", "Evidence", "Kind")
    rows = tuple(
        (each.place, each.text, each.correction, each.evidence, str(each.kind)) for each in found.queries
    )
    shown = Shown(f"{found.name}, as it was understood", columns, rows, tuple(found.remarks))
    return Told(_asked(doing, found.queries), shown)


def _asked(doing: Doing, queries: Iterable[Query]) -> str:
    on, of = doing.answers.day("on", doing.entry.today), code(doing.answers.text("council"))
    new = fact_check.ask(doing.session, doing.reference, doing.entry, queries, on=on, council=of)
    if not new:
        return f"{doing.reference}: nothing is new."
    which = f"query {new[0]}" if len(new) == 1 else f"queries {new[0]} to {new[-1]}"
    return f"{doing.reference}: kept as {which}."


def _decide_asks(on_desk: Case, today: date) -> Iterator[Question]:
    open_ = (each for each in rounds_of(on_desk.on(today).reading).queries if each.disposition is None)
    options = tuple(
        Option(
            str(each.number),
            f"{each.number}. {each.query.place}",
            f"“{each.query.text}” to “{each.query.correction}”",
        )
        for each in open_
    )
    yield Question("query", "Which query?", Kind.CHOICE, options=options)
    ways = tuple(Option(each, each.label.capitalize()) for each in Disposition)
    yield Question("disposition", "What is decided?", Kind.CHOICE, options=ways)
    yield Question("reason", "Why", Kind.WORDS, "The council is told.")
    yield on_day(today, "When was it decided?")


def _decide(doing: Doing) -> Told:
    answers, number = doing.answers, int(doing.answers.text("query"))
    how, on = Disposition(answers.text("disposition")), answers.day("on", doing.entry.today)
    reason = answers.text("reason")
    fact_check.decide(doing.session, doing.reference, doing.entry, number, how, reason=reason, on=on)
    return Told(f"{doing.reference}: query {number} is {how.label}.")


def _redraft_asks(_on_desk: Case, today: date) -> Iterator[Question]:
    yield on_day(today, "When was it sent?")


def _redraft(doing: Doing) -> Told:
    on = doing.answers.day("on", doing.entry.today)
    number = fact_check.redraft(doing.session, doing.reference, doing.entry, on)
    return Told(f"{doing.reference}: round {number} of the fact check has begun.")


def _is_checked(on_desk: Case, today: date) -> bool:
    met = on_desk.on(today).reading.met
    return (Milestone.DRAFT_SENT, None) in met and (Milestone.REPORT_FINALISED, None) not in met


def _is_undecided(on_desk: Case, today: date) -> bool:
    return _is_checked(on_desk, today) and bool(rounds_of(on_desk.on(today).reading).undecided)


DEEDS = (
    *map(_handing_in, Content),
    Deed(
        "query",
        Act.RAISE_QUERY,
        "Raise a query on the draft report",
        "One point of the council's on the draft that is with it.",
        _query_asks,
        _query,
        _is_checked,
    ),
    Deed(
        "queries",
        Act.RAISE_QUERY,
        "Hand in the fact check form",
        "What was understood is shown before anything of it is kept; what is kept already is passed over.",
        _queries_asks,
        _queries,
        _is_checked,
    ),
    Deed(
        "decide",
        Act.DECIDE_QUERY,
        "Decide on a query",
        "Which kinds may change the report, the scheme says.",
        _decide_asks,
        _decide,
        _is_undecided,
    ),
    Deed(
        "redraft",
        Act.DECIDE_QUERY,
        "Send another draft to the council",
        "A further round, which is answered like the first.",
        _redraft_asks,
        _redraft,
        _is_checked,
    ),
)
"""What may be done with papers, in the order in which it is offered."""
