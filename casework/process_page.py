"""The process on a page: what the schemes say, as diagrams and tables that a programme manager can check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from domain.deadlines import planned_title
from domain.errors import either
from domain.lifecycle import DATES, Happening, Kind, Milestone
from domain.people import ROLES, Role, Side
from domain.rules import (
    DeadlineRule,
    DocumentRule,
    Filetype,
    Handling,
    MilestoneRule,
    NoticeRule,
    Offset,
    Per,
    Roll,
    Scheme,
)

HAPPENINGS = {
    Happening.OPENED: "the challenge is opened",
    Happening.MEETING_SET: "the scoping meeting is set",
    Happening.POSTPONED: "dates are postponed",
    Happening.PAUSED: "the clock is stopped",
    Happening.RESUMED: "the clock runs again",
    Happening.EXTENDED: "a deadline is extended",
    Happening.CANCELLED: "the challenge is cancelled",
    Happening.REOPENED: "the challenge is reopened",
    Happening.SUPERSEDED: "another council takes the place of one that has ended",
    Happening.REDRAFTED: "another draft is sent",
    Happening.RELEASED: "somebody gives up a role",
    Happening.RECOUNTED: "the calendar has changed and dates move with it",
    Happening.AFTERCARE: "the adviser says what was agreed after the hand-over",
}
SIDES = {Side.PROGRAMME: "the programme", Side.PEERS: "all peers", Side.COUNCIL: "the council"}
ROLLS = {
    Roll.NEXT: "; if nobody works then, on the next working day",
    Roll.PREVIOUS: "; if nobody works then, on the last working day before",
}
SENT_AS = {Filetype.PDF: "PDF", Filetype.WORD: "Word", Filetype.EXCEL: "Excel"}
PER = {Per.CHALLENGE: "the challenge", Per.COUNCIL: "each council", Per.PEER: "each peer"}
HEAD = """\
# The process

This page is made from the schemes in `domain/schemes/` by `cpc scheme process > docs/process.md`. Change the
scheme, never this page. Where a rule comes from is named in its column; the top of each scheme's file says
what the names stand for.

A joint challenge has several councils. What is marked as each council's own has its own milestones, deadlines
and documents for each of them; in the diagrams such a milestone has round ends.
"""


def process_page(schemes: Iterable[Scheme]) -> str:
    """Return the page in Markdown: a diagram and five tables for each scheme."""
    return "\n".join([HEAD, *("\n".join(_scheme(each)) for each in schemes)])


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield f"## {scheme.name}: {scheme.title}\n"
    yield f"For visits from {_day(scheme)} on. In the draft report the council may ask for {scheme.amends}.\n"
    yield from _diagram(scheme)
    yield "\n### Stages\n"
    yield from _table(("Stage", "Opens when", "Is complete when"), _stages(scheme))
    yield "\n### Milestones\n"
    yield from _table(("Milestone", "Who", "For", "After", "Needs"), _milestones(scheme))
    yield "\n### Deadlines\n"
    yield from _table(("What is due", "By when", "More time", "Source", "Note"), _deadlines(scheme))
    yield "\n### Documents\n"
    yield from _table(
        ("Document", "When", "For", "Made of", "Goes out as", "Whose, and who may have it"),
        _documents(scheme),
    )
    yield "\n### Notices\n"
    yield from _table(("Notice", "When", "To", "Enclosed"), _notices(scheme))
    yield ""


def _day(scheme: Scheme) -> str:
    return f"{scheme.visits_from:%B} {scheme.visits_from.year}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(cell[:1].upper() + cell[1:] for cell in row)} |" for row in rows)


def _diagram(scheme: Scheme) -> Iterator[str]:
    yield "```mermaid"
    yield "flowchart TD"
    for stage in scheme.stages.values():
        yield f'    subgraph {stage.stage}_stage["{stage.title}"]'
        yield from (f"        {_node(rule)}" for rule in scheme.of_stage(stage.stage))
        yield "    end"
    for rule in scheme.milestones.values():
        yield from (f"    {earlier} --> {rule.milestone}" for earlier in rule.after)
    yield "```"


def _node(rule: MilestoneRule) -> str:
    opening, closing = ("([", "])") if rule.per is Per.COUNCIL else ("[", "]")
    return f'{rule.milestone}{opening}"{rule.title}"{closing}'


def _stages(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for rule in scheme.stages.values():
        yield rule.title, _kind(scheme, rule.opens_after), _kind(scheme, rule.completes_with)


def _milestones(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for rule in scheme.milestones.values():
        after = ", ".join(scheme.milestones[earlier].title for earlier in rule.after)
        yield rule.title, ROLES[rule.by].title, PER[rule.per], after, ", ".join(_needs(rule))


def _needs(rule: MilestoneRule) -> Iterator[str]:
    if rule.roles:
        yield f"somebody as {' and '.join(ROLES[role].label for role in rule.roles)}"
    if rule.clears_team:
        yield "every peer's declaration of interests, and no open warning"
    yield from (f"the {content.label}, handed in" for content in rule.content)
    yield from (_said(name) for name in rule.details)
    if rule.settles_queries:
        yield "every query of the fact check, decided"
    if rule.changes_by_queries:
        yield "no change to the draft but for queries that were accepted"
    if rule.not_before:
        yield f"a day not before the {_said(rule.not_before)}"
    if rule.not_in_pre_election:
        yield "a day outside the pre-election period"
    if rule.expires:
        yield f"to be confirmed again if the visit is more than {Offset(months=rule.expires)} later"


def _said(name: str) -> str:
    words = {"call_in_ends": "end of the call-in", "body": "the body that decided"}
    return words.get(name) or planned_title(name)


def _deadlines(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for rule in scheme.deadlines.values():
        yield rule.title, _due(scheme, rule), ", ".join(_more_time(rule)), rule.source, rule.note


def _due(scheme: Scheme, rule: DeadlineRule) -> str:
    anchor = planned_title(rule.anchor) if rule.anchor in DATES else _kind(scheme, Milestone(rule.anchor))
    due = f"{_from(rule.offset)} {anchor}"
    aim = f", better {_from(rule.target)} it" if rule.target else ""
    leeway = f", with {rule.tolerance} days' leeway" if rule.tolerance else ""
    return f"{due}{aim}{leeway}{ROLLS[rule.roll] if rule.roll else ''}"


def _more_time(rule: DeadlineRule) -> Iterator[str]:
    if rule.extend_at_most:
        yield f"{rule.offset.day_unit.of(rule.extend_at_most)} at most"
    if rule.never_pauses:
        yield "runs through every pause"


def _from(offset: Offset) -> str:
    return f"{offset} {'before' if offset.is_before else 'after'}"


def _documents(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for rule in scheme.documents.values():
        made_of = ", ".join(content.label for content in rule.content)
        files = " and ".join(SENT_AS[each] for each in rule.goes_out_as)
        yield rule.title, _when(scheme, rule), _for(scheme, rule), made_of, files, _handling(rule.handling)


def _handling(handling: Handling) -> str:
    """Say whose words a document is and who may have it."""
    why = f" ({handling.exempt_under})" if handling.exempt_under else ""
    return f"{handling.author}: {handling.disclosure.label}{why}"


def _for(scheme: Scheme, rule: DocumentRule | NoticeRule) -> str:
    until = f", until {_kind(scheme, rule.until)}" if rule.until else ""
    return f"{PER[rule.per]}{until}"


def _when(scheme: Scheme, rule: DocumentRule) -> str:
    kinds = dict.fromkeys((rule.when, *rule.again_when))
    again = ", each time" if rule.again_when else ""
    return f"{either([_kind(scheme, kind) for kind in kinds])}{again}{_first_time(scheme, rule)}"


def _first_time(scheme: Scheme, rule: DocumentRule | NoticeRule) -> str:
    kinds = [_kind(scheme, kind) for kind in rule.first_time_when]
    return f"; at a first challenge also {either(kinds)}" if kinds else ""


def _notices(scheme: Scheme) -> Iterator[tuple[str, ...]]:
    for rule in scheme.notices.values():
        audience = ", ".join(_audience(who) for who in rule.to)
        if rule.until and rule.per is not Per.PEER:
            audience += f"; also whoever comes later, until {_kind(scheme, rule.until)}"
        yield rule.title, _sent(scheme, rule), audience, ", ".join(_enclosed(scheme, rule))


def _enclosed(scheme: Scheme, rule: NoticeRule) -> Iterator[str]:
    yield from (scheme.documents[name].title.lower() for name in rule.attach)
    yield from (f"calendar entry of the {each.replace('_', ' ')}" for each in rule.invite)


def _sent(scheme: Scheme, rule: NoticeRule) -> str:
    if rule.is_reminder:
        days = " and ".join(_distance(day) for day in rule.days)
        outside = ", outside the programme only if a programme manager approves it" if rule.approval else ""
        return f"{days} {_reminded_of(scheme, rule)}{outside}{_optional(rule)}"
    happened = either([_kind(scheme, kind, rule.about) for kind in rule.when])
    return f"{happened}{_first_time(scheme, rule)}"


def _optional(rule: NoticeRule) -> str:
    if not rule.optional:
        return ""
    until = f"{Offset(working_days=rule.cut_off)} before" if rule.cut_off else "it is written"
    return f"; optional, and can be changed until {until}"


def _reminded_of(scheme: Scheme, rule: NoticeRule) -> str:
    if rule.deadline:
        return f"“{scheme.deadlines[rule.deadline].title}” is due"
    if rule.survey:
        return f"the opening of “{scheme.surveys[rule.survey].title}”, to whoever has not answered"
    unless = f", unless there is “{scheme.milestones[rule.unless].title}”" if rule.unless else ""
    return f"“{scheme.milestones[rule.milestone].title}”{unless}" if rule.milestone else ""


def _distance(day: int) -> str:
    if not day:
        return "on the day when"
    return _from(Offset(days=day))


def _kind(scheme: Scheme, kind: Kind, about: Side | None = None) -> str:
    if isinstance(kind, Milestone):
        return scheme.milestones[kind].title.lower()
    return "a peer gives up a role" if about is Side.PEERS else HAPPENINGS[kind]


def _audience(who: Role | Side) -> str:
    return SIDES[who] if isinstance(who, Side) else ROLES[who].label
