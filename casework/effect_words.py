"""What a change causes, in words: what is owed, to whom, by when, and what can be done next.

The command says them after each change and at a trial; the page on which a deed is checked does, and the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from casework.effects import DeadlineChange, Effects, Turn
from db.people import PersonFacts
from domain.days import long_date
from domain.lifecycle import CouncilCode, PersonId
from domain.outlook import Outlook, StageStanding
from domain.owed import OwedDocument, OwedNotice
from domain.people import ROLES

Told = tuple[tuple[str, tuple[str, ...]], ...]
"""Headings with their lines."""


def told(
    found: Effects, view: Outlook, people: Mapping[PersonId, PersonFacts], *, owed: bool, named: bool = False
) -> Told:
    """Return what a change causes under its headings; a heading with nothing beneath is left out.

    ``owed`` lists the documents and messages that it owes too; ``named`` says by which name a command knows
    what can be recorded.
    """
    parts: list[tuple[str, Iterable[str]]] = []
    if owed:
        parts += [
            ("Documents to prepare", _documents(found, view, people)),
            ("Messages to send", _messages(found.notices, view, people)),
        ]
    parts += [
        ("Waiting", _waiting(found, view)),
        ("No longer owed", dict.fromkeys(_lapsed(found, view))),
        ("Stages", (_stage(each, view) for each in found.stages)),
        ("Dates", _dates(found, view)),
        ("Can be recorded from now on", _moves(found, view, named=named)),
    ]
    said = ((title, tuple(lines)) for title, lines in parts)
    return tuple((title, lines) for title, lines in said if lines)


def of_council(view: Outlook, council: CouncilCode | None) -> str:
    """Return the council's name behind a comma, where a challenge has more than one."""
    place = view.reading.place(council)
    return f", {place.name}" if place and len(view.reading.councils) > 1 else ""


def _documents(found: Effects, view: Outlook, people: Mapping[PersonId, PersonFacts]) -> Iterator[str]:
    for each in found.documents:
        to = f", to {people[each.person].name}" if each.person else ""
        yield f"{each.rule.title}{of_council(view, each.council)}{to}"


def _messages(
    notices: Iterable[OwedNotice], view: Outlook, people: Mapping[PersonId, PersonFacts]
) -> Iterator[str]:
    """Say each notice once, with everybody who gets it; who holds two roles gets one message."""
    readers: dict[str, dict[str, None]] = {}
    for each in notices:
        title = f"{each.rule.title}{of_council(view, each.council)}"
        name = people[each.person].name if each.person else ""
        readers.setdefault(title, {})[name] = None
    for title, names in readers.items():
        yield f"{title}: to {', '.join(names)}"


def _waiting(found: Effects, view: Outlook) -> Iterator[str]:
    causes: dict[str, dict[str, None]] = {}
    for each in found.waiting:
        for gap in each.waits_for:
            cause = f"{gap.text} ({gap.who} can put that right)"
            causes.setdefault(cause, {})[f"{each.rule.title}{of_council(view, each.council)}"] = None
    for cause, titles in causes.items():
        yield f"{'; '.join(titles)}: {cause}"


def _lapsed(found: Effects, view: Outlook) -> Iterator[str]:
    for each in found.lapsed:
        yield f"{each.rule.title}{of_council(view, each.council)}{_reader(each)}: {each.lapsed}"


def _reader(each: OwedDocument | OwedNotice) -> str:
    return f", to the {ROLES[each.role].title.lower()}" if isinstance(each, OwedNotice) and each.role else ""


def _stage(each: StageStanding, view: Outlook) -> str:
    return f"{each.title}{of_council(view, each.council)}: {each.state}"


def _dates(found: Effects, view: Outlook) -> Iterator[str]:
    """Say what becomes of each date, the earliest first."""
    for each in sorted(found.deadlines, key=lambda each: each.deadline.due or date.max):
        yield f"{each.deadline.title}{of_council(view, each.deadline.council)}: {_turn(each)}"


def _turn(change: DeadlineChange) -> str:
    now, was = change.deadline, change.was
    due = f"due on {long_date(now.due)}" if now.due else "no date yet"
    forecast = ", if all goes as planned" if now.is_forecast else ""
    before = long_date(was.due) if was and was.due else "no date"
    told = {
        Turn.COMES: f"{due}{forecast}",
        Turn.MOVES: f"moves from {before} to {long_date(now.due) if now.due else 'no date yet'}",
        Turn.SETTLES: f"{due}, which was a forecast until now",
        Turn.PAUSES: f"is paused; it was {due}",
        Turn.RUNS: f"runs again, {due}{forecast}",
        Turn.MET: f"{now.standing}, {now.met.when if now.met else ''}",
        Turn.REOPENS: f"is open again, {due}{forecast}",
        Turn.ENDS: "no longer due",
    }
    return told[change.turn]


def _moves(found: Effects, view: Outlook, *, named: bool) -> Iterator[str]:
    for each in found.moves:
        name = f"{each.milestone}: " if named else ""
        yield f"{name}{each.title}{of_council(view, each.council)}"
