"""Says what a change to a challenge causes: what is owed, to whom, by when, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rich.text import Text

from casework.changes import Change
from casework.effects import DeadlineChange, Effects, Turn
from cli.desk import Desk
from cli.layout import of_council, section
from db.people import PersonFacts
from domain.days import long_date
from domain.lifecycle import PersonId
from domain.outlook import Outlook, StageStanding
from domain.owed import OwedDocument, OwedNotice
from domain.people import ROLES

TRIAL = Text("Trial only, nothing of this is kept:", style="bold")


def tell_effects(desk: Desk, made: Change, *, owed: bool) -> None:
    """Print what a change causes; ``owed`` lists the documents and messages that it owes too."""
    view = made.on_desk.on(desk.today)
    found = made.effects
    if owed:
        desk.say(*section(desk.out, "Documents to prepare", _documents(found, view, made.people)))
        desk.say(*section(desk.out, "Messages to send", _messages(found.notices, view, made.people)))
    desk.say(*section(desk.out, "Waiting", _waiting(found, view)))
    desk.say(*section(desk.out, "No longer owed", dict.fromkeys(_lapsed(found, view))))
    desk.say(*section(desk.out, "Stages", (_stage(each, view) for each in found.stages)))
    desk.say(*section(desk.out, "Dates", (_date(each, view) for each in found.deadlines)))
    desk.say(*section(desk.out, "Can be recorded from now on", _moves(found, view)))
    if found.is_empty:
        desk.say("It causes nothing else.")


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


def _date(change: DeadlineChange, view: Outlook) -> str:
    now, was = change.deadline, change.was
    what = f"{now.title}{of_council(view, now.council)}"
    due = long_date(now.due) if now.due else "no date yet"
    match change.turn:
        case Turn.MOVES:
            before = long_date(was.due) if was and was.due else "no date"
            return f"{what}: moves from {before} to {due}"
        case Turn.MET:
            return f"{what}: {now.standing}, on {now.met}"
        case Turn.ENDS:
            return f"{what}: no longer due"
        case Turn.PAUSES:
            return f"{what}: {change.turn}; it was due on {due}"
        case Turn.COMES | Turn.SETTLES | Turn.REOPENS | Turn.RUNS:
            return f"{what}: {change.turn}, {due}{', as planned' if now.is_forecast else ''}"


def _moves(found: Effects, view: Outlook) -> Iterator[str]:
    for each in found.moves:
        yield f"{each.milestone}: {each.title}{of_council(view, each.council)}"
