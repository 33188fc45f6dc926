"""Recording: one deed for each milestone, with the details that the challenge's own scheme lets it say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from casework import record as casework
from casework.case import Case
from casework.deeds.asking import VISITORS, code, council, on_day, people
from casework.deeds.deed import RECORDING, Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from casework.opening import free_days
from domain.days import Basis
from domain.lifecycle import Details, Milestone, Mode, PersonId
from domain.moves import Claim
from domain.permissions import act_of_recording
from domain.rules import MilestoneRule, Per

MODES = tuple(Option(each, each.label.capitalize()) for each in Mode)

DETAILS: dict[str, Question] = {
    "visit_start": Question("visit_start", "First day of the visit", Kind.DATE),
    "visit_end": Question("visit_end", "Last day of the visit", Kind.DATE),
    "review_start": Question("review_start", "First day of the progress review", Kind.DATE),
    "review_end": Question("review_end", "Last day of the progress review", Kind.DATE),
    "mode": Question("mode", "How is it held?", Kind.CHOICE, options=MODES),
    "attended": Question("attended", "Who takes part for the programme?", Kind.CHOICES),
    "body": Question("body", "Who decided?", Kind.LINE, "Such as Cabinet, or Full Council."),
    "call_in_ends": Question("call_in_ends", "When does the call-in period end?", Kind.DATE),
    "url": Question("url", "Where is it published?", Kind.ADDRESS, "The address of the page."),
}
"""What a milestone may say beside its day, by the names that the schemes use."""


def recording(rule: MilestoneRule) -> Deed:
    """Return the deed that records a milestone."""
    return Deed(
        name=f"{RECORDING}{rule.milestone}",
        act=act_of_recording(rule.by),
        title=f"Record “{rule.title}”",
        words="Write down that it has happened; the rules say whether it may be recorded.",
        asks=partial(_asks, rule),
        do=partial(_record, rule),
    )


def _asks(rule: MilestoneRule, on_desk: Case, today: date) -> Iterator[Question]:
    if rule.per is Per.COUNCIL:
        yield from council(on_desk, today)
    yield on_day(today)
    for name in (*rule.details, *rule.may_say):
        yield _detail(name, on_desk, today, is_needed=name in rule.details)
    bases = tuple(Option(each, each.capitalize()) for each in Basis)
    hint = "Recorded, unless the day is known from elsewhere."
    yield Question("basis", "What does the day rest on?", Kind.CHOICE, hint, needed=False, options=bases)


def _detail(name: str, on_desk: Case, today: date, *, is_needed: bool) -> Question:
    known = DETAILS[name]
    options = people(on_desk, today, VISITORS) if known.kind is Kind.CHOICES else known.options
    return Question(name, known.title, known.kind, known.hint, needed=is_needed, options=options)


def _record(rule: MilestoneRule, doing: Doing) -> Told:
    claim = _claim(rule, doing)
    basis = Basis(doing.answers.text("basis") or Basis.RECORDED)
    is_new = casework.record(doing.session, doing.reference, doing.entry, claim, basis=basis)
    how = "is recorded" if is_new else "was recorded before"
    what = f"{doing.reference}: “{rule.title}” {how}, {claim.on.when}."
    return Told(what, cautions=_cautions(doing, rule.milestone) if is_new else (), claim=claim)


def _cautions(doing: Doing, milestone: Milestone) -> tuple[str, ...]:
    if milestone is not Milestone.DATES_SET:
        return ()
    return tuple(free_days(doing.after().on(doing.entry.today)))


def _claim(rule: MilestoneRule, doing: Doing) -> Claim:
    answers = doing.answers
    said: dict[str, Any] = {
        name: _said(name, doing) for name in (*rule.details, *rule.may_say) if name in answers.values
    }
    on = answers.day("on", doing.entry.today)
    return Claim(rule.milestone, on, code(answers.text("council")), Details(**said))


def _said(name: str, doing: Doing) -> object:
    match DETAILS[name].kind:
        case Kind.DATE:
            return doing.answers.exact(name)
        case Kind.CHOICES:
            return tuple(PersonId(each) for each in doing.answers.several(name))
        case Kind.CHOICE:
            return Mode(doing.answers.text(name))
        case _:
            return doing.answers.text(name)
