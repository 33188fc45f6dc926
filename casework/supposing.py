"""Supposes that the cause of a document or notice came on a day, with all that is known by then.

A supposition is a history with a few more lines at its end, read like any other and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from casework.case import Case
from casework.process_page import HAPPENINGS
from domain.days import Day
from domain.deadlines import Deadline, planned_title
from domain.lifecycle import DATES, CouncilCode, Details, Event, Happening, Kind, Milestone
from domain.notices import addressed
from domain.outlook import Outlook
from domain.owed import Gap, OwedNotice, key_of, nobody
from domain.people import ROLES, Role
from domain.rules import NoticeRule, Per
from domain.surveys import Opening
from domain.wishes import held_back, waits_for


class Supposition(NamedTuple):
    """A challenge in which something has come, what that is, and what nobody knows who would need to."""

    on_desk: Case
    what: str
    unknown: tuple[Gap, ...] = ()


def supposing(
    on_desk: Case, kind: Kind, on: date, council: CouncilCode | None, says: str | None = None
) -> Supposition:
    """Suppose that something happens on a day; ``says`` names a detail without which it brings nothing."""
    view = on_desk.on(on)
    details = _details(view, kind)
    start = max(event.seq for event in on_desk.history) + 1
    events = [
        Event(seq, kind, Day(on), code, details)
        for seq, code in enumerate(_concerned(view, kind, council), start)
    ]
    return Supposition(
        replace(on_desk, history=(*on_desk.history, *events), _kept={}),
        f"{_words(view, kind)} on that day",
        tuple(_unknown(view, kind, details, says)),
    )


def reminding(on_desk: Case, rule: NoticeRule, on: date) -> list[OwedNotice]:
    """Return a reminder as if its day had come; nothing if what it reminds of has no date."""
    view = on_desk.on(on)
    return [
        notice
        for cause in _reminded_of(view, rule)
        for notice in addressed(cause, view.reading, view.documents)
    ]


def _reminded_of(view: Outlook, rule: NoticeRule) -> Iterator[OwedNotice]:
    """Return what a reminder would be of: of a deadline also while its date is only a forecast."""
    for each in view.deadlines:
        if each.name == rule.deadline and each.due:
            yield _cause(view, rule, each.due, each.council, deadline=each)
    if not rule.deadline:
        for occasion in view.reminding.occasions(rule):
            yield _cause(view, rule, occasion.day, occasion.council, opening=occasion.opening)


def _cause(
    view: Outlook,
    rule: NoticeRule,
    day: date,
    council: CouncilCode | None,
    *,
    deadline: Deadline | None = None,
    opening: Opening | None = None,
) -> OwedNotice:
    """Return the next reminder of a day, with what is wanted of it; what is only forecast has no key yet."""
    named = key_of("notice", rule.name, council, f"{day}{(view.today - day).days:+d}")
    to_come = (each for each in view.reminding.coming() if each.rule == rule)
    mine = (each.key for each in to_come if (each.occasion.day, each.occasion.council) == (day, council))
    key = next(mine, named)
    hold = held_back(view.reading, key, view.today) if rule.optional else None
    return OwedNotice(
        key=key,
        slot="",
        rule=rule,
        on=view.today,
        role=None,
        council=council,
        deadline=deadline,
        counted_from=day,
        opening=opening,
        waits_for=(waits_for(hold),) if hold else (),
    )


def _details(view: Outlook, kind: Kind) -> Details:
    """Return what an event of a kind would say, as far as it is known."""
    planned = {name: said[0] for name in DATES if (said := view.reading.day_of(name, None))}
    if isinstance(kind, Milestone):
        known: dict[str, Any] = {
            name: planned[name] for name in view.scheme.milestones[kind].details if name in planned
        }
        return Details(**known)
    if kind is Happening.POSTPONED:
        return Details(was_start=planned.get("visit_start"), was_end=planned.get("visit_end"))
    if kind is Happening.RELEASED and view.reading.team:
        peer = view.reading.team[0]
        return Details(role=str(peer.role), person=peer.person)
    return Details()


def _concerned(view: Outlook, kind: Kind, council: CouncilCode | None) -> Sequence[CouncilCode | None]:
    each_its_own = isinstance(kind, Milestone) and view.scheme.milestones[kind].per is Per.COUNCIL
    if each_its_own or kind is Happening.SUPERSEDED:
        return [council] if council else [place.code for place in view.reading.councils]
    return [None]


def _unknown(view: Outlook, kind: Kind, details: Details, says: str | None) -> Iterator[Gap]:
    if view.reading.cancelled and isinstance(kind, Milestone):
        yield Gap("the challenge is cancelled; it has to be reopened", ROLES[Role.PROGRAMME_MANAGER].title)
    if says and getattr(details, says) is None:
        yield Gap(f"the {planned_title(says)} is not known", _who(view, kind))
    if kind is Happening.RELEASED and details.person is None:
        yield nobody(Role.LEAD_CHIEF_EXECUTIVE)


def _who(view: Outlook, kind: Kind) -> str:
    role = view.scheme.milestones[kind].by if isinstance(kind, Milestone) else Role.PROGRAMME_MANAGER
    return ROLES[role].title


def _words(view: Outlook, kind: Kind) -> str:
    return (
        f"'{view.scheme.milestones[kind].title}' is recorded"
        if isinstance(kind, Milestone)
        else HAPPENINGS[kind]
    )
