"""A form with its two answers: what it would cause, worked out and taken back, and then that it is done.

Every sheet goes the same way, whatever it is for: asked, checked, changed or done, and seen to afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus

from fastapi import BackgroundTasks, HTTPException, Request, Response

from casework.deeds.deed import NotYours
from casework.deeds.questions import BadAnswers, Question, Raw
from casework.deeds.table import Outcome
from casework.effect_words import told
from casework.spoken import spoken
from dashboard.asked import Answered, Field, answered, blank, problems_of
from dashboard.forms import Filled, Problems
from dashboard.page_words import on_page
from dashboard.pages import page, see_other
from dashboard.refusals import status_of
from dashboard.seeing_to import see_to
from db.people import PersonFacts
from db.trouble import explained
from domain.errors import ChallengeError, RulesRefuse, WrongUse
from domain.lifecycle import PersonId
from domain.permissions import Visitor

CHANGE, DO = "change", "do"
"""What the buttons of a sheet say; any other step only shows what it would cause."""

SEEN = "seen"
"""The field of a sheet that says how long the history was when it was worked out what would be caused."""

CarryOut = Callable[[Raw, bool], Outcome]
"""Does what a sheet is for; tries it only, if so told."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is for, whom it concerns, and where one goes back to."""

    request: Request
    visitor: Visitor
    title: str
    words: str
    whose: str
    back: str
    questions: tuple[Question, ...]
    people: Mapping[PersonId, PersonFacts]
    lines: int = 0
    """How long its history is, so that nobody says yes to what was worked out before it grew."""

    def say(self, text: str) -> str:
        """Return what the rules say, as a page says it."""
        return on_page(spoken(text, self.people))


def ask(sheet: Sheet, obstacles: tuple[str, ...] = ()) -> Response:
    """Ask what has to be said before it can be done."""
    return _form(sheet, blank(sheet.questions, sheet.request.query_params), obstacles)


def answer(
    sheet: Sheet,
    form: Filled,
    carry_out: CarryOut,
    *,
    today: date,
    now: datetime,
    afterwards: BackgroundTasks,
) -> Response:
    """Show what it would cause, or do it and see to what it owes, or ask again."""
    said = answered(sheet.questions, form, str(sheet.visitor.account), now)
    step = form.text("step")
    if step == CHANGE:
        return _form(sheet, said.fields)
    try:
        has_grown = step == DO and form.number(SEEN) not in (None, sheet.lines)
        outcome = _carried_out(carry_out, said, is_trial=step != DO or has_grown)
        if has_grown and len(outcome.after.history) == sheet.lines:  # It has been done meanwhile.
            has_grown, outcome = False, _carried_out(carry_out, said, is_trial=False)
    except BadAnswers as bad:
        return _form(sheet, said.fields, problems=problems_of(bad), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (RulesRefuse, WrongUse) as error:
        return _form(sheet, said.fields, problems=_refused(sheet, error), status=status_of(error))
    if step != DO or has_grown:
        return _checked(sheet, said, outcome, today, has_grown=has_grown)
    by = sheet.visitor.signature
    afterwards.add_task(see_to, outcome.reference, outcome.told.claim, by=by, today=today)
    return see_other(f"/challenges/{outcome.reference}", said=outcome.told.what, request=sheet.request)


def _carried_out(carry_out: CarryOut, said: Answered, *, is_trial: bool) -> Outcome:
    try:
        with explained():
            return carry_out(said.raw, is_trial)
    except NotYours as error:
        raise HTTPException(HTTPStatus.FORBIDDEN) from error


def _refused(sheet: Sheet, error: ChallengeError) -> Problems:
    problems = Problems()
    problems.add(sheet.questions[0].name if sheet.questions else "main-content", sheet.say(str(error)))
    return problems


def _form(
    sheet: Sheet,
    fields: tuple[Field, ...],
    obstacles: tuple[str, ...] = (),
    *,
    problems: Problems | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    return page(
        sheet.request,
        "deed",
        status=status,
        problems=problems,
        sheet=sheet,
        fields=fields,
        obstacles=obstacles,
    )


def _checked(sheet: Sheet, said: Answered, outcome: Outcome, today: date, *, has_grown: bool) -> Response:
    view, people = outcome.after.on(today), outcome.after.people
    effects = [
        (heading, [sheet.say(each) for each in lines])
        for heading, lines in told(outcome.effects, view, people, owed=True)
    ]
    return page(
        sheet.request,
        "deed_check",
        status=HTTPStatus.CONFLICT if has_grown else HTTPStatus.OK,
        sheet=sheet,
        told=outcome.told,
        effects=effects,
        along=(*said.along, (SEEN, sheet.lines)),
        has_grown=has_grown,
    )
