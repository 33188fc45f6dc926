"""The board for programs: its papers with their figures and rows, and what it wants done, to read and write.

Nothing here is kept like a page, because an answer costs one small file; each has a tag all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import Depends, HTTPException, Response
from typing_extensions import TypedDict

from casework.audit import note
from casework.board import actions, papers
from casework.board.actions import TAKING, TELLING, ActionLine
from casework.board.shelf import shelf
from casework.deeds.questions import Answers, Question, understood
from casework.record import Entry
from casework.requests import Answer
from casework.shapes.board import (
    BoardActionShape,
    BoardFiguresShape,
    BoardPaperShape,
    KeptShape,
    RowsShape,
    action_as_json,
    figures_as_json,
    kept_as_json,
    paper_as_json,
    rows_as_json,
)
from dashboard.api.acting import Key, Trial, done_once, request_key
from dashboard.api.answering import OF_WHAT_IS_SENT, ROOT, base, documented, name_of, readable, tagged
from dashboard.api.sent import Answered, Sent
from dashboard.asking import Numbered, allowed
from dashboard.board import Asked, SeesAll
from dashboard.pipeline import Look, Looking
from dashboard.routes import Routes
from db import board
from db.session import Session, transaction
from db.trouble import explained
from domain.board import ActionTold, BoardAction, NoMeasure
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

READS, SEES, KEEPS = (allowed(each) for each in (Act.READ_BOARD_PAPER, Act.SEE_BOARD, Act.KEEP_BOARD))

Change = Callable[[Session, Answers, Entry], BoardAction]


class PapersShape(TypedDict):
    """The papers of the board that are for whoever asks, those of the latest months first."""

    papers: list[BoardPaperShape]


class TellingShape(TypedDict):
    """A paper of the board with its figures, as they were when it was filed."""

    paper: BoardPaperShape
    figures: BoardFiguresShape


class ActionsShape(TypedDict):
    """What the board wants done, what is open first."""

    actions: list[BoardActionShape]


@router.get("/board", tags=["Board"], dependencies=[READS], responses=documented(PapersShape, public=True))
def board_papers(here: Looking, sees: SeesAll) -> Response:
    """List the board's papers, as far as they are for whoever asks."""
    found = (each for each in shelf(here.session, only_published=not sees) if sees or each.is_public)
    return tagged(here.request, {"papers": [paper_as_json(each) for each in found]})


@router.get("/board/actions", tags=["Board"], dependencies=[SEES], responses=documented(ActionsShape))
def board_actions(here: Looking) -> Response:
    """List what the board wants done, with what was told of it."""
    found = actions.listed(here.session, here.today)
    return tagged(here.request, {"actions": [action_as_json(each) for each in found]})


@router.post(
    "/board/actions",
    tags=["Board"],
    status_code=HTTPStatus.CREATED,
    dependencies=[KEEPS],
    responses={
        **documented(KeptShape, *OF_WHAT_IS_SENT),
        201: {"model": KeptShape, "description": "The action is kept."},
    },
)
def take_action(here: Looking, sent: Answered, *, trial: Trial = False, key: Key = None) -> Response:
    """Write down what the board wants done, by whom and by when."""

    def take(session: Session, said: Answers, entry: Entry) -> BoardAction:
        due = said.exact("due") or entry.today
        return actions.take(session, said.text("text"), said.text("owner"), due, entry)

    return _kept(here, sent, TAKING, take, status=HTTPStatus.CREATED, key=key, trial=trial)


@router.get(
    "/board/actions/{number}", tags=["Board"], dependencies=[SEES], responses=documented(BoardActionShape)
)
def board_action(here: Looking, number: Numbered) -> Response:
    """Give something that the board wants done, with all that was told of it."""
    found = board.action(here.session, number)
    return tagged(here.request, action_as_json(ActionLine(found, found.state(here.today))))


@router.post(
    "/board/actions/{number}",
    tags=["Board"],
    dependencies=[KEEPS],
    responses=documented(KeptShape, *OF_WHAT_IS_SENT),
)
def report_action(
    here: Looking, number: Numbered, sent: Answered, *, trial: Trial = False, key: Key = None
) -> Response:
    """Write down how an action goes, or that it has more time, is done or dropped, and why."""

    def report(session: Session, said: Answers, entry: Entry) -> BoardAction:
        what = ActionTold(said.text("what"))
        return actions.report(session, number, what, said.text("words"), entry, due=said.exact("due"))

    return _kept(here, sent, TELLING, report, status=HTTPStatus.OK, key=key, trial=trial)


def _kept(
    here: Look,
    sent: Sent,
    questions: tuple[Question, ...],
    change: Change,
    *,
    status: HTTPStatus,
    key: str | None,
    trial: bool,
) -> Response:
    """Keep what was said of an action, or say what would be kept."""

    def act() -> Answer:
        said, entry = understood(questions, sent.raw), Entry(here.visitor.signature, here.today, here.now)
        with explained(), transaction() as session:
            made = change(session, said, entry)
            note(session, here.visitor, Act.KEEP_BOARD, here.now, action=made.number)
            if trial:
                session.rollback()
        line = ActionLine(made, made.state(here.today))
        shape = kept_as_json(line, base(here.request), trial=trial)
        return Answer(HTTPStatus.OK if trial else status, {**shape})

    asked_under = None if trial else request_key(here, key)
    return done_once(here, asked_under, sent, act, leads_to="action")


@router.get(
    "/board/{number}",
    tags=["Board"],
    dependencies=[READS],
    responses=documented(TellingShape, HTTPStatus.GONE, public=True),
)
def board_paper(here: Looking, asked: Asked) -> Response:
    """Give the figures of a paper, as they were when it was filed."""
    found = papers.figures_of(asked.paper)
    return tagged(here.request, {"paper": paper_as_json(asked), "figures": figures_as_json(found)})


@router.get(
    "/board/{number}/rows/{measure}",
    tags=["Board"],
    dependencies=[READS],
    responses=documented(RowsShape, HTTPStatus.GONE, public=True),
)
def board_rows(here: Looking, asked: Asked, measure: str) -> Response:
    """Give the rows behind a figure of a paper."""
    try:
        return tagged(here.request, rows_as_json(papers.figures_of(asked.paper).measure(measure)))
    except NoMeasure as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
