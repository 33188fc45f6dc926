"""What programs read and do about training events for peers: they add one, set it right or take it back."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import Depends, Response
from typing_extensions import TypedDict

from casework import training
from casework.audit import note
from casework.record import Entry
from casework.requests import Answer
from casework.shapes.training import (
    KeptTrainingShape,
    TrainingShape,
    TrainingYearShape,
    kept_as_json,
    training_as_json,
    year_as_json,
)
from casework.training_questions import corrected_in, reason_in, told_in
from dashboard.api.acting import Doing, Done, done_once
from dashboard.api.answering import OF_WHAT_IS_SENT, ROOT, base, documented, name_of, readable, tagged
from dashboard.asking import allowed
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from dashboard.training import Asked, entry_of
from db.session import Session, transaction
from db.trouble import explained
from domain.permissions import Act
from domain.training import TrainingEvent

router = Routes(
    prefix=f"{ROOT}/training",
    tags=["Training"],
    dependencies=[Depends(readable)],
    generate_unique_id_function=name_of,
)

KEEPS = allowed(Act.KEEP_TRAINING)
SEES = allowed(Act.SEE_TRAINING)
Carry = Callable[[Session, Entry], TrainingEvent]


class TrainingsShape(TypedDict):
    """Training events by financial year, the last year first."""

    years: list[TrainingYearShape]


@router.get("", dependencies=[SEES], responses=documented(TrainingsShape))
def training_events(here: Looking) -> Response:
    """List the training events by financial year, with everything that was said of each."""
    return tagged(here.request, {"years": [year_as_json(each) for each in training.years(here.session)]})


@router.get("/{number}", dependencies=[SEES], responses=documented(TrainingShape))
def training_event(here: Looking, event: Asked) -> Response:
    """Give a training event with everything that was said of it."""
    return tagged(here.request, training_as_json(event))


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    dependencies=[KEEPS],
    responses={
        **documented(KeptTrainingShape, *OF_WHAT_IS_SENT),
        201: {"model": KeptTrainingShape, "description": "The training event is kept."},
    },
)
def add_training(doing: Done) -> Response:
    """Write down a training event that was held, or try whether it can be kept."""

    def carry(session: Session, entry: Entry) -> TrainingEvent:
        return training.add(session, told_in(doing.sent.raw, entry.today), entry)

    return _done(doing, carry, HTTPStatus.CREATED)


@router.post("/{number}", dependencies=[KEEPS], responses=documented(KeptTrainingShape, *OF_WHAT_IS_SENT))
def correct_training(doing: Done, event: Asked) -> Response:
    """Write down how a training event was instead, and why."""

    def carry(session: Session, entry: Entry) -> TrainingEvent:
        told, reason = corrected_in(doing.sent.raw, entry.today)
        return training.correct(session, event.number, told, reason, entry)

    return _done(doing, carry)


@router.post(
    "/{number}/take-back", dependencies=[KEEPS], responses=documented(KeptTrainingShape, *OF_WHAT_IS_SENT)
)
def take_training_back(doing: Done, event: Asked) -> Response:
    """Write down that a training event was not held after all, and why; it counts no more."""

    def carry(session: Session, entry: Entry) -> TrainingEvent:
        return training.take_back(session, event.number, reason_in(doing.sent.raw), entry)

    return _done(doing, carry)


def _done(doing: Doing, carry: Carry, status: HTTPStatus = HTTPStatus.OK) -> Response:
    here = doing.here

    def act() -> Answer:
        with explained(), transaction() as session:
            made = carry(session, entry_of(here))
            note(session, here.visitor, Act.KEEP_TRAINING, here.now, training=made.number)
            if doing.is_trial:
                session.rollback()
        shape = kept_as_json(made, base(here.request), trial=doing.is_trial)
        return Answer(HTTPStatus.OK if doing.is_trial else status, {**shape})

    return done_once(here, doing.request_key, doing.sent, act, leads_to="training")
