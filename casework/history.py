"""Brings in the challenges of the past, from tables that were gathered from public pages.

This is the one way into a history that no rule guards, because real histories have gaps. What comes in
by it is marked as such, and owes nothing to anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from casework import first_times
from casework.record import Entry, write
from db import challenges, contents, councils
from db.councils import AmbiguousCouncil, UnknownCouncil
from documents.glyphs import unprintable
from domain.contents import Content, PastRecommendations, to_json
from domain.days import Basis, Day
from domain.errors import either
from domain.lifecycle import CouncilCode, Details, Event, Happening, History, Place, Reference, in_force
from domain.past import Find, Past, read_history, refuse_if
from domain.past_findings import PastFindings, read_findings
from domain.past_recommendations import read_recommendations
from domain.past_tables import Read, of_table
from domain.rows import Problem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: challenges that are new, that know more than before, that stay as they were.

    Of those that are ``ours`` nothing was taken: the programme ran them, and their histories know better.
    """

    added: tuple[Reference, ...] = ()
    extended: tuple[Reference, ...] = ()
    unchanged: tuple[Reference, ...] = ()
    ours: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Tables:
    """What an import is given: a table of challenges, and tables of what they recommended and found."""

    history: str
    recommendations: str | None = None
    findings: str | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    """A challenge with all that the tables tell of it."""

    past: Past
    recommendations: PastRecommendations | None
    findings: PastFindings | None
    reference: Reference | None
    history: History = field(repr=False)
    ours: Reference | None = None


Step = Callable[[Sequence[_Whole]], Iterable[_Whole]]
"""Goes through the challenges of an import, so that somebody can be shown how far it is."""


def import_history(session: Session, tables: Tables, entry: Entry, step: Step = iter) -> Imported:
    """Bring in the past challenges of tables; ``BadHistory`` names every bad cell, and nothing is written.

    A challenge that is there already, by its councils, its first day and its source, is not opened
    again; what the tables know of it by now and did not before is added. One that the programme ran itself
    is left as it is, so that no visit counts twice.
    """
    wholes = _read(session, tables, entry)
    done: dict[str, list[Reference]] = {"added": [], "extended": [], "unchanged": [], "ours": []}
    for whole in step(wholes):
        how, reference = _bring_in(session, whole, entry)
        done[how].append(reference)
    first_times.set_right(session, entry, done["added"])
    return Imported(**{how: tuple(references) for how, references in done.items()})


def _read(session: Session, tables: Tables, entry: Entry) -> list[_Whole]:
    """Read all tables and hold them against each other and against what is known."""
    find = _finder(session)
    pasts = read_history(tables.history, find, entry.today)
    recommended = _table(tables.recommendations, pasts, find, read_recommendations)
    found = _table(tables.findings, pasts, find, partial(read_findings, today=entry.today))
    wholes = [_whole(session, past, recommended, found) for past in pasts]
    refuse_if(
        (
            *(problem for whole in wholes for problem in _contradictions(whole)),
            *of_table("recommendations", recommended.problems),
            *of_table("findings", found.problems),
        )
    )
    return wholes


def _table(
    text: str | None, pasts: Sequence[Past], find: Find, read: Callable[[str, Sequence[Past], Find], Read[T]]
) -> Read[T]:
    if text is None:
        return Read()
    found = read(text, pasts, find)
    found.problems += _strange(text)
    return found


def _strange(text: str) -> Iterator[Problem]:
    """Refuse what the documents' fonts cannot show, on the day on which it comes in."""
    text, line, seen = text.removeprefix("\ufeff"), 1, 0
    for stray in unprintable(text):
        line += text.count("\n", seen, stray.position)
        seen = stray.position
        yield line, f"line {line} holds {stray.name}, which the documents' fonts cannot show"


def _whole(
    session: Session, past: Past, recommended: Read[PastRecommendations], found: Read[PastFindings]
) -> _Whole:
    reference = _known(session, past)
    history = challenges.history(session, reference) if reference else ()
    ours = None if reference else _ours(session, past)
    line = past.row.line
    return _Whole(past, recommended.told.get(line), found.told.get(line), reference, history, ours)


def _contradictions(whole: _Whole) -> Iterator[Problem]:
    """Say where the tables tell otherwise than what is known of a challenge."""
    if whole.ours and (whole.recommendations or whole.findings):
        what = f"it is {whole.ours}, which the programme ran itself"
        yield whole.past.row.refuse("council", f"{what}; leave its rows out of the other tables")
    if not whole.reference:
        return
    yield from whole.past.contradictions(whole.history)
    if whole.recommendations and _held(whole.history, Content.REPORT):
        what = f"the report of {whole.reference} is here, which says what it recommended"
        yield whole.past.row.refuse("council", f"{what}; leave its rows out of the table of recommendations")


def _held(history: History, kind: Content) -> Event | None:
    """Return the event that brought what is held of a kind, if anything is."""
    found = [each for each in in_force(history) if each.details.content == kind]
    return found[-1] if found else None


def _bring_in(session: Session, whole: _Whole, entry: Entry) -> tuple[str, Reference]:
    """Write what is new of a challenge, and say whether all of it is, or some, or nothing."""
    if whole.ours:
        return "ours", whole.ours
    reference, past = whole.reference, whole.past
    how = "extended" if reference else "added"
    if reference is None:
        reference = challenges.start(
            session, scheme=past.scheme, councils=past.codes, on=past.opened.first, at=entry.at
        )
    news = [*past.news(whole.history), *_writing(session, reference, whole, entry), *_answers(whole)]
    if news:
        write(session, reference, entry, news)
    return (how if news else "unchanged"), reference


def _writing(session: Session, reference: Reference, whole: _Whole, entry: Entry) -> Iterator[Event]:
    """Keep what a challenge recommended and found, where the tables tell otherwise than they did last."""
    written = {
        Content.RECOMMENDATIONS: whole.recommendations,
        Content.FINDINGS: whole.findings.findings if whole.findings else None,
    }
    for kind, value in written.items():
        body = to_json(value) if value else {}
        if not body or contents.digest(body) in _told_last(whole.history, kind):
            continue
        source = whole.past.details.source or ""
        yield _kept(session, reference, kind, body, source=source, entry=entry)
        if added := _added(session, reference, whole.history) if kind is Content.FINDINGS else ():
            beside = body | {"findings": _laid_together(body["findings"], added)}
            both = _kept(session, reference, kind, beside, source=source, entry=entry)
            yield replace(both, backfilled=False, basis=Basis.RECORDED)


def _told_last(history: History, kind: Content) -> set[str | None]:
    """Return what is held of a kind, and what a table told of it last: what was corrected stays corrected."""
    held = _held(history, kind)
    brought = [each for each in history if each.backfilled and each.details.content == kind]
    return {each.details.digest for each in (*brought[-1:], *([held] if held else []))}


def _kept(
    session: Session, reference: Reference, kind: Content, body: dict[str, Any], *, source: str, entry: Entry
) -> Event:
    digest = contents.keep(session, reference, kind, body, council=None, source_name=source, at=entry.at)
    details = Details(content=kind, digest=digest, source=source)
    return _told(Happening.CONTENT_RECEIVED, Day(entry.today), None, details)


def _added(session: Session, reference: Reference, history: History) -> list[dict[str, Any]]:
    """Return what people have added to the findings of tables, or tagged otherwise than those."""
    held = _held(history, Content.FINDINGS)
    if held is None or held.backfilled:
        return []
    brought = {
        each.details.digest or ""
        for each in history
        if each.backfilled and each.details.content == Content.FINDINGS
    }
    of_tables = [one for each in brought for one in contents.body(session, reference, each)["findings"]]
    mine = contents.body(session, reference, held.details.digest or "")["findings"]
    return [each for each in mine if each not in of_tables]


def _laid_together(told: Iterable[dict[str, Any]], added: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lay what people have added beside what a table tells; of the same words, theirs are the tags."""
    by_words = {(each.get("title"), each["text"]): each for each in (*told, *added)}
    return list(by_words.values())


def _answers(whole: _Whole) -> Iterator[Event]:
    """Tell what each council said to a finding's being shared, where nothing newer is known of it.

    What has been told before is not told again: somebody may have corrected it.
    """
    answered = whole.findings.answered if whole.findings else ()
    told = [each for each in whole.history if each.kind is Happening.CONSENTED]
    before = {(each.details.key, each.council, each.details.consent, each.on) for each in told}
    stands = [each for each in in_force(whole.history) if each.kind is Happening.CONSENTED]
    known = {(each.details.key, each.council): each.on.first for each in stands}
    for each in answered:
        for council in each.councils or whole.past.codes:
            last, is_told = known.get((each.key, council)), (each.key, council, each.consent, Day(each.on))
            if is_told not in before and (last is None or last < each.on):
                details = Details(key=each.key, consent=each.consent, source=whole.past.details.source)
                yield _told(Happening.CONSENTED, Day(each.on), council, details)


def _told(kind: Happening, on: Day, council: CouncilCode | None, details: Details) -> Event:
    return Event(0, kind, on, council, details, backfilled=True, basis=Basis.PUBLISHED)


def _finder(session: Session) -> Callable[[str], Place | str]:
    @cache
    def find(name: str) -> Place | str:
        try:
            return councils.find(session, name).place
        except UnknownCouncil as error:
            near = error.args[1]
            nearest = f"; the nearest is {either(near)}" if near else ""
            return f"the register has no council {name!r}{nearest}"
        except AmbiguousCouncil as error:
            return f"{name!r} may mean {either(error.args[1])}"

    return find


def _known(session: Session, past: Past) -> Reference | None:
    """Return the challenge that an earlier import made of the same row."""
    same = challenges.opened(session, scheme=past.scheme, councils=past.codes, on=past.opened.first)
    return next((each for each in same if past.is_told_by(challenges.history(session, each))), None)


def _ours(session: Session, past: Past) -> Reference | None:
    """Return the challenge of a row if the programme ran it itself."""
    same = challenges.held_with(session, past.codes)
    return next((each for each in same if past.is_of_our_own(challenges.history(session, each))), None)
