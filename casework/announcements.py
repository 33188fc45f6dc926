"""Has it announced what happens: to the programme's team in Teams and Slack, and to other systems.

What is announced is queued in the transaction in which it happened, once for each destination that is set up.
So nothing is announced that did not happen, and a destination that is set up later begins with what is new.
An announcement names no person and gives no reason: who listens may not be who may know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from casework.case import Case
from channels import ways
from db import announcements
from db.letters import Entry, Row
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Kind, Milestone
from domain.outlook import Outlook, StageState, outlook
from domain.owed import OwedNotice
from domain.rules import Scheme
from settings import settings
from templates import words


@dataclass(frozen=True, slots=True)
class News:
    """Something that is announced: its key, what it is, and how the challenge stood before and after."""

    key: str
    what: str
    kind: str
    title: str
    on: Day
    council: CouncilCode | None
    before: Outlook | None
    after: Outlook
    due: date | None = None
    undone: Event | None = None


def of_events(session: Session, on_desk: Case, events: Iterable[Event], today: date, at: datetime) -> None:
    """Have it announced what was just written into a history; what is entered as past is no news."""
    if to := ways.destinations(settings()):
        fresh = (each for each in events if not each.backfilled)
        announcements.enter(session, _rows(on_desk, _happened(on_desk, fresh, today), to, at))


def of_letters(
    session: Session, on_desk: Iterable[Case], letters: Sequence[Entry], today: date, at: datetime
) -> None:
    """Have it announced what letters that were just written are about, as far as the schemes say so."""
    if to := ways.destinations(settings()):
        written = {(each.message["reference"], each.message["key"]) for each in letters}
        for each in on_desk:
            announcements.enter(session, _rows(each, _written(each, written, today), to, at))


def _happened(on_desk: Case, events: Iterable[Event], today: date) -> Iterator[News]:
    for event in events:
        if rule := on_desk.scheme.announced.get(str(event.kind)):
            yield News(
                key=f"{on_desk.reference}/announcement/{event.seq}",
                what=rule.name,
                kind=str(event.kind),
                title=title_of(event.kind, on_desk.scheme),
                on=event.on,
                council=event.council,
                before=_known(on_desk, event.seq - 1, today) if event.seq > 1 else None,
                after=_known(on_desk, event.seq, today),
                undone=next((each for each in on_desk.history if each.seq == event.undoes), None),
            )


def _written(on_desk: Case, written: set[tuple[str, str]], today: date) -> Iterator[News]:
    view, found = on_desk.on(today), dict[str, OwedNotice]()
    for each in view.notices:
        if each.rule.name in on_desk.scheme.announced:
            found.setdefault(on_desk.key(each.key), each)
    for key, owed in found.items():
        if (on_desk.reference, key) in written:
            yield News(
                key=key,
                what=on_desk.scheme.announced[owed.rule.name].name,
                kind=owed.rule.name,
                title=owed.rule.title,
                on=Day(owed.on),
                council=owed.council,
                before=view,
                after=view,
                due=owed.counted_from,
            )


def title_of(kind: Kind, scheme: Scheme) -> str:
    """Return what it is called when something happens: a milestone's title, or what the scheme says."""
    if isinstance(kind, Milestone):
        return scheme.milestones[kind].title
    rule = scheme.announced.get(str(kind))
    return rule.title if rule else kind.value.replace("_", " ")


def _known(on_desk: Case, seq: int, today: date) -> Outlook:
    """Return how a challenge stood after so many events."""
    known = tuple(each for each in on_desk.history if each.seq <= seq)
    return outlook(known, on_desk.scheme, on_desk.calendar, today)


def _rows(on_desk: Case, news: Iterable[News], to: Sequence[str], at: datetime) -> list[Row]:
    return [_row(on_desk, each, destination, at) for each in news for destination in to]


def _row(on_desk: Case, news: News, destination: str, at: datetime) -> Row:
    written = words.announcement(_context(on_desk, news))
    return {
        "reference": on_desk.reference,
        "key": news.key,
        "destination": destination,
        "what": news.what,
        "subject": written.summary,
        "text": written.description,
        "facts": _facts(on_desk, news),
        "state": "queued",
        "queued_at": at,
        "attempts": 0,
    }


def _context(on_desk: Case, news: News) -> dict[str, Any]:
    rules = on_desk.scheme.stages
    return {
        "reference": on_desk.reference,
        "title": news.title,
        "on": news.on,
        "council": news.after.reading.place(news.council),
        "councils": news.after.reading.councils,
        "due": news.due,
        "undone": title_of(news.undone.kind, on_desk.scheme) if news.undone else None,
        "undone_on": news.undone.on if news.undone else None,
        "completed": [rules[each].title for each in rules if each in _completed(news)],
        "open": [rules[each].title for each in news.after.open_stages],
    }


def _completed(news: News) -> set[str]:
    """Name the stages that are complete and were not, for the challenge or for one of its councils."""
    return _complete(news.after) - (_complete(news.before) if news.before else set())


def _complete(view: Outlook) -> set[str]:
    return {each.stage for each in view.stages if each.state is StageState.COMPLETE}


def _facts(on_desk: Case, news: News) -> dict[str, Any]:
    """Return what a program reads."""
    return {
        "reference": on_desk.reference,
        "what": news.what,
        "kind": news.kind,
        "title": news.title,
        "on": news.on.iso,
        "council": news.council,
        "councils": [{"code": each.code, "name": each.name} for each in news.after.reading.councils],
        "state": str(news.after.state),
        "stages_before": [str(each) for each in news.before.open_stages] if news.before else [],
        "stages_after": [str(each) for each in news.after.open_stages],
        "due": news.due.isoformat() if news.due else None,
        "undoes": str(news.undone.kind) if news.undone else None,
    }
