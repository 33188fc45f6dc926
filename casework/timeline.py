"""The course of a challenge on one line: what has happened, what each of it caused, and what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.case import Case
from casework.disclosure import Reader
from casework.spoken import place_name, spoken
from casework.told import said
from domain.days import Basis, Day
from domain.deadlines import Deadline, Standing
from domain.lifecycle import Event, Happening, Milestone
from domain.outlook import Outlook
from domain.owed import OwedDocument, OwedNotice

HAPPENED = {
    Happening.OPENED: "The challenge was opened",
    Happening.FACTS_SET: "Facts were set",
    Happening.MEETING_SET: "The scoping meeting was set",
    Happening.ASSIGNED: "Somebody took a role",
    Happening.RELEASED: "Somebody gave up a role",
    Happening.LEFT_VACANT: "A role stays vacant",
    Happening.DECLARED: "A peer declared interests",
    Happening.OVERRIDDEN: "A warning was allowed",
    Happening.APPROVED: "A letter was approved",
    Happening.HELD_BACK: "A letter was held back",
    Happening.LET_OUT: "A letter that was held back was let out",
    Happening.BROUGHT_FORWARD: "A letter went out before its day",
    Happening.PERSONAL_LINE: "A personal paragraph was added to a letter",
    Happening.CONTENT_RECEIVED: "Something was handed in",
    Happening.CONSENTED: "A council said whether a finding may be shared",
    Happening.ACTION_UPDATED: "A council said how an action goes",
    Happening.QUERIED: "A query on the draft was raised",
    Happening.ANSWERED: "A query on the draft was decided",
    Happening.REDRAFTED: "Another draft was sent",
    Happening.POSTPONED: "Dates were postponed",
    Happening.PAUSED: "The clock was stopped",
    Happening.RESUMED: "The clock ran again",
    Happening.EXTENDED: "A deadline was extended",
    Happening.CANCELLED: "The challenge was cancelled",
    Happening.REOPENED: "The challenge was reopened",
    Happening.SUPERSEDED: "Another council took the place of one that ended",
    Happening.CORRECTED: "An entry was corrected",
    Happening.RECOUNTED: "The calendar changed, and dates moved with it",
    Happening.SURVEY_ANSWERED: "Somebody answered a survey",
    Happening.DISCLOSED: "It was decided who may have a paper",
    Happening.AFTERCARE: "The adviser said what was agreed after the hand-over",
}
"""What a page calls what its own name would not tell; milestones have titles in the scheme."""
INWARD = frozenset({"key", "warning", "undoes", "number", "content", "deadline", "source"})
"""Details that are codes; a page says them in words of its own or not at all. A past names its source."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that an event brought about: a document, letters, or a date that is counted from it."""

    what: str
    is_done: bool = True
    due: date | None = None
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One event as a page tells it: what, when, on which basis, by whom, and what came of it.

    ``by`` is empty for those whom it does not concern. ``undone_by`` is the event that corrected it.
    """

    seq: int
    on: Day
    title: str
    place: str
    said: tuple[tuple[str, str], ...]
    basis: Basis
    by: str
    recorded_on: date | None
    is_from_outside: bool
    undoes: int | None
    undone_by: int | None
    documents: tuple[Cause, ...]
    letters: tuple[Cause, ...]
    dates: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ToCome:
    """Something that lies ahead: a planned gathering, or a day by which something is due."""

    first: date
    last: date
    title: str
    place: str
    deadline: str = ""
    standing: Standing | None = None


def past(reader: Reader, on_desk: Case) -> tuple[Line, ...]:
    """Return what has happened by the day of a reader's view, the latest first, as far as it is for them."""
    view = reader.view
    known = sorted((*view.reading.events, *view.reading.void), key=lambda each: each.seq)
    void = {each.seq for each in view.reading.void}
    undone = {each.undoes: each.seq for each in known if each.undoes is not None and each.seq not in void}
    shown = [each for each in known if reader.sees_event(each)]
    results = _Results(on_desk, view, reader)
    told = (_line(reader, on_desk, each, undone.get(each.seq), results) for each in shown)
    return tuple(sorted(told, key=lambda each: (each.on.first, each.seq), reverse=True))


class _Results:
    """What events brought about, looked up by their numbers."""

    def __init__(self, on_desk: Case, view: Outlook, reader: Reader) -> None:
        self.documents: dict[int, list[Cause]] = {}
        self.letters: dict[int, list[Cause]] = {}
        self.dates: dict[int, list[Cause]] = {}
        for paper in view.documents if reader.sees_everything else ():
            self._note(self.documents, paper.because, _document(on_desk, view, paper))
        for letter in view.notices if reader.sees_everything else ():
            if letter.because:
                self._note(self.letters, letter.because, _letter(on_desk, letter))
        for each in view.deadlines:
            if each.anchor and each.anchor.event and each.due and reader.is_of(each.council):
                self._note(self.dates, each.anchor.event, _date(view, each))

    def _note(self, found: dict[int, list[Cause]], event: Event, cause: Cause) -> None:
        its = found.setdefault(event.seq, [])
        if cause not in its:
            its.append(cause)


def _document(on_desk: Case, view: Outlook, each: OwedDocument) -> Cause:
    place = place_name(view, each.council)
    is_made = on_desk.key(each.key) in on_desk.done.made
    return Cause(f"{each.rule.title}, {place}" if place else each.rule.title, is_made)


def _letter(on_desk: Case, each: OwedNotice) -> Cause:
    return Cause(each.rule.title, (on_desk.key(each.key), each.slot) in on_desk.done.told)


def _date(view: Outlook, each: Deadline) -> Cause:
    place = place_name(view, each.council)
    return Cause(f"{each.title}, {place}" if place else each.title, due=each.due, deadline=each.name)


def _line(reader: Reader, on_desk: Case, event: Event, undone_by: int | None, results: _Results) -> Line:
    view = reader.view
    return Line(
        seq=event.seq,
        on=event.on,
        title=title_of(view, event),
        place=place_name(view, event.council),
        said=tuple(_said(reader, on_desk, event)),
        basis=event.basis,
        by=event.by if reader.sees_everything else "",
        recorded_on=event.recorded_on,
        is_from_outside=event.backfilled,
        undoes=event.undoes,
        undone_by=undone_by,
        documents=tuple(results.documents.get(event.seq, ())),
        letters=tuple(results.letters.get(event.seq, ())),
        dates=tuple(results.dates.get(event.seq, ())),
    )


def title_of(view: Outlook, event: Event) -> str:
    """Return what an event is called on a page."""
    if isinstance(event.kind, Milestone):
        return view.scheme.milestones[event.kind].title
    what = event.details.content
    if event.kind is Happening.CONTENT_RECEIVED and what:
        return f"{what.replace('_', ' ').capitalize()} was handed in"
    return HAPPENED[event.kind]


def _said(reader: Reader, on_desk: Case, event: Event) -> Iterator[tuple[str, str]]:
    """Say the details that are words, and of a deadline its title."""
    rule = on_desk.scheme.deadlines.get(event.details.deadline or "")
    if rule:
        yield "what", rule.title
    kept_back = INWARD - {"source"} if event.backfilled else INWARD
    for name, value in said(event, on_desk):
        if name not in kept_back and (reader.sees_everything or name != "attended"):
            yield name, spoken(value, on_desk.people)


def to_come(reader: Reader) -> tuple[ToCome, ...]:
    """Return what lies ahead of the day of a reader's view, the earliest first."""
    gatherings = () if reader.view.reading.cancelled else _gatherings(reader.view)
    return tuple(sorted((*gatherings, *_due(reader)), key=lambda each: (each.first, each.title, each.place)))


def _gatherings(view: Outlook) -> Iterator[ToCome]:
    known = view.reading
    for what, councils in (("visit", [None]), ("review", [place.code for place in known.councils])):
        for council in councils:
            first, last = (known.day_of(f"{what}_{edge}", council) for edge in ("start", "end"))
            if first and last and last[0] >= view.today:
                title = "Visit of the peer team" if what == "visit" else "Progress review"
                yield ToCome(first[0], last[0], title, place_name(view, council))


def _due(reader: Reader) -> Iterator[ToCome]:
    view = reader.view
    for each in view.deadlines:
        if each.is_open and each.due and reader.is_of(each.council):
            place = place_name(view, each.council)
            yield ToCome(each.due, each.due, each.title, place, each.name, each.standing)
