"""What may be done to a challenge, as forms: first what has to be said, then what it would cause, then done.

Each deed of the table has an address of its own, so that who may use it can be read off the routes. What a
deed makes owed is seen to when the page has been answered: by Prefect where a server is in reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, HTTPException, Request, Response

from casework.case import Case, case
from casework.deeds.deed import RECORDING, Deed, NotYours
from casework.deeds.questions import BadAnswers, Question
from casework.deeds.table import Outcome, all_deeds, carry_out, deed_named
from casework.effect_words import told
from casework.spoken import spoken
from dashboard.asked import Answered, Field, answered, blank, problems_of
from dashboard.asking import Asker, Database, Now, Today, allowed
from dashboard.forms import Form, Problems
from dashboard.page_words import on_page
from dashboard.pages import page, see_other
from dashboard.refusals import status_of
from dashboard.seeing_to import see_to
from db.trouble import explained
from domain.errors import ChallengeError, RulesRefuse, WrongUse
from domain.lifecycle import Reference
from domain.permissions import Visitor

router = APIRouter(include_in_schema=False)

CHANGE, DO = "change", "do"
"""What the buttons of a form say; any other step only shows what it would cause."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A deed that somebody is about to do to a challenge."""

    request: Request
    on_desk: Case
    deed: Deed
    visitor: Visitor
    today: date

    @property
    def whose(self) -> str:
        """The challenge as the page's heading names it."""
        places = self.on_desk.on(self.today).reading.councils
        return f"{self.on_desk.reference}, {' and '.join(place.name for place in places)}"

    @property
    def home(self) -> str:
        """The address of the challenge's page."""
        return f"/challenges/{self.on_desk.reference}"

    @property
    def questions(self) -> tuple[Question, ...]:
        """What has to be said."""
        return self.deed.questions(self.on_desk, self.today)

    def say(self, text: str) -> str:
        """Return what the rules say, as a page says it."""
        return on_page(spoken(text, self.on_desk.people))

    def obstacles(self, council: str) -> tuple[str, ...]:
        """Return what stands in the way of a milestone; other deeds refuse when they are tried."""
        moves = self.on_desk.on(self.today).moves if self.deed.is_milestone else ()
        mine = (each for each in moves if f"{RECORDING}{each.milestone}" == self.deed.name)
        wanted = [each for each in mine if not council or each.council in (None, council)]
        return tuple(self.say(str(obstacle)) for each in wanted[:1] for obstacle in each.obstacles)


def deal(request: Request, reference: Reference, session: Database, today: Today, visitor: Asker) -> Deal:
    """Take the challenge and the deed that an address names."""
    on_desk = case(session, reference)
    name = request.url.path.removeprefix(f"/challenges/{reference}/")
    return Deal(request, on_desk, deed_named(name, on_desk.scheme), visitor, today)


Dealt = Annotated[Deal, Depends(deal)]


def ask(dealt: Dealt) -> Response:
    """Ask what has to be said before it can be done."""
    given = dealt.request.query_params
    return _form(dealt, blank(dealt.questions, given), dealt.obstacles(given.get("council", "")))


def answer(dealt: Dealt, form: Form, now: Now, afterwards: BackgroundTasks) -> Response:
    """Show what it would cause, or do it and see to what it owes, or ask again."""
    said = answered(dealt.questions, form, str(dealt.visitor.account), now)
    step = form.text("step")
    if step == CHANGE:
        return _form(dealt, said.fields)
    try:
        outcome = _carried_out(dealt, said, now, trial=step != DO)
    except BadAnswers as bad:
        return _form(dealt, said.fields, problems=problems_of(bad))
    except (RulesRefuse, WrongUse) as error:
        return _form(dealt, said.fields, problems=_refused(dealt, said, error), status=status_of(error))
    if step != DO:
        return _checked(dealt, said, outcome)
    by = dealt.visitor.signature
    afterwards.add_task(see_to, outcome.reference, outcome.told.claim, by=by, today=dealt.today)
    return see_other(dealt.home, said=outcome.told.what, request=dealt.request)


def _carried_out(dealt: Deal, said: Answered, now: datetime, *, trial: bool) -> Outcome:
    try:
        with explained():
            return carry_out(
                dealt.deed.name,
                dealt.on_desk.reference,
                dealt.visitor,
                said.raw,
                today=dealt.today,
                at=now,
                trial=trial,
            )
    except NotYours as error:
        raise HTTPException(HTTPStatus.FORBIDDEN) from error


def _refused(dealt: Deal, said: Answered, error: ChallengeError) -> Problems:
    problems = Problems()
    first = said.fields[0].question.name if said.fields else "main-content"
    problems.add(first, dealt.say(str(error)))
    return problems


def _form(
    dealt: Deal,
    fields: tuple[Field, ...],
    obstacles: tuple[str, ...] = (),
    *,
    problems: Problems | None = None,
    status: int = HTTPStatus.OK,
) -> Response:
    return page(
        dealt.request,
        "deed",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems and status == HTTPStatus.OK else status,
        problems=problems,
        title=dealt.deed.title,
        words=dealt.deed.words,
        whose=dealt.whose,
        back=dealt.home,
        action=dealt.request.url.path,
        fields=fields,
        obstacles=obstacles,
    )


def _checked(dealt: Deal, said: Answered, outcome: Outcome) -> Response:
    view = outcome.after.on(dealt.today)
    return page(
        dealt.request,
        "deed_check",
        title=dealt.deed.title,
        whose=dealt.whose,
        back=dealt.home,
        action=dealt.request.url.path,
        told=outcome.told,
        effects=[
            (heading, [dealt.say(each) for each in lines])
            for heading, lines in told(outcome.effects, view, outcome.after.people, owed=True)
        ],
        along=said.along,
    )


for _name, _act in all_deeds().items():
    _path = f"/challenges/{{reference}}/{_name}"
    router.get(_path, dependencies=[allowed(_act)])(ask)
    router.post(_path, dependencies=[allowed(_act)])(answer)
