"""Training events for peers, by financial year: the programme sees them, and its managers keep them.

Nobody who took part is named. What was said once stays in sight beneath what counts now.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Response

from casework import training
from casework.audit import note
from casework.deeds.questions import BadAnswers
from casework.record import Entry
from casework.training_questions import ASKED, REASON, asked_anew, corrected_in, reason_in, told_in
from dashboard.asked import Field, answered, blank, problems_of
from dashboard.asking import Database, Numbered, allowed
from dashboard.forms import Form, Problems
from dashboard.pages import page, see_other
from dashboard.pipeline import Look, Looking
from dashboard.refusals import status_of
from dashboard.routes import Routes
from db import training as rows
from db.session import transaction
from db.training import NoTraining
from domain.errors import RulesRefuse, WrongUse
from domain.permissions import Act, may
from domain.training import TrainingEvent

router = Routes(prefix="/board/training", include_in_schema=False)

KEEPS = allowed(Act.KEEP_TRAINING)
SEES = allowed(Act.SEE_TRAINING)


def event_asked(number: Numbered, session: Database) -> TrainingEvent:
    """Return the training event of an address."""
    try:
        return rows.event(session, number)
    except NoTraining as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


Asked = Annotated[TrainingEvent, Depends(event_asked)]


def entry_of(here: Look) -> Entry:
    """Say who writes, on which day, and that it is now."""
    return Entry(here.visitor.signature, here.today, here.now)


@router.get("", dependencies=[SEES])
def front(here: Looking) -> Response:
    """List the training events by financial year, and ask a manager for another."""
    return _front(here, blank(ASKED, {}), Problems())


@router.post("", dependencies=[KEEPS])
def add(here: Looking, form: Form) -> Response:
    """Write down a training event."""
    said = answered(ASKED, form, str(here.visitor.account), here.now)
    try:
        told = told_in(said.raw, here.today)
        with transaction() as session:
            made = training.add(session, told, entry_of(here))
            note(session, here.visitor, Act.KEEP_TRAINING, here.now, training=made.number)
    except (RulesRefuse, WrongUse) as error:
        return _front(here, said.fields, _problems(error), status_of(error))
    return see_other(
        "/board/training", request=here.request, said=f"Training event {made.number} has been kept."
    )


def _front(
    here: Look, fields: tuple[Field, ...], problems: Problems, status: HTTPStatus = HTTPStatus.OK
) -> Response:
    return page(
        here.request,
        "training",
        status=status,
        problems=problems,
        years=training.years(here.session),
        fields=fields,
        may_keep=may(here.visitor, Act.KEEP_TRAINING),
    )


@router.get("/{number}", dependencies=[SEES])
def one(here: Looking, event: Asked) -> Response:
    """Show what was said of a training event, and ask a manager how it was instead."""
    return _page(here, "training_event", event, blank(asked_anew(event.told), {}), Problems())


@router.post("/{number}", dependencies=[KEEPS])
def correct(here: Looking, event: Asked, form: Form) -> Response:
    """Write down how a training event was instead."""
    said = answered(asked_anew(event.told), form, str(here.visitor.account), here.now)
    try:
        told, reason = corrected_in(said.raw, here.today)
        with transaction() as session:
            training.correct(session, event.number, told, reason, entry_of(here))
            note(session, here.visitor, Act.KEEP_TRAINING, here.now, training=event.number)
    except (RulesRefuse, WrongUse) as error:
        return _page(here, "training_event", event, said.fields, _problems(error), status=status_of(error))
    return see_other(
        f"/board/training/{event.number}", request=here.request, said="The correction has been kept."
    )


def _page(
    here: Look,
    template: str,
    event: TrainingEvent,
    fields: tuple[Field, ...],
    problems: Problems,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    return page(
        here.request,
        template,
        status=status,
        problems=problems,
        event=event,
        fields=fields,
        may_keep=may(here.visitor, Act.KEEP_TRAINING) and event.is_held,
    )


@router.get("/{number}/take-back", dependencies=[KEEPS])
def ask_why(here: Looking, event: Asked) -> Response:
    """Ask why a training event is taken back."""
    return _page(here, "training_back", event, blank((REASON,), {}), Problems())


@router.post("/{number}/take-back", dependencies=[KEEPS])
def take_back(here: Looking, event: Asked, form: Form) -> Response:
    """Write down that a training event counts no more."""
    said = answered((REASON,), form, str(here.visitor.account), here.now)
    try:
        reason = reason_in(said.raw)
        with transaction() as session:
            training.take_back(session, event.number, reason, entry_of(here))
            note(session, here.visitor, Act.KEEP_TRAINING, here.now, training=event.number, taken_back="yes")
    except (RulesRefuse, WrongUse) as error:
        return _page(here, "training_back", event, said.fields, _problems(error), status=status_of(error))
    return see_other(f"/board/training/{event.number}", request=here.request, said="It counts no more.")


def _problems(error: RulesRefuse | WrongUse) -> Problems:
    """Return what is wrong, each at its field; what is about all of them leads to the top of the page."""
    if isinstance(error, BadAnswers):
        return problems_of(error)
    found = Problems()
    found.add("main-content", str(error))
    return found
