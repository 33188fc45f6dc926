"""What programs read of the board: its papers with their figures and rows, and what it wants done.

Nothing here is kept like a page, because an answer costs one small file; each has a tag all the same.
"""

from __future__ import annotations

from hashlib import sha256
from http import HTTPStatus

from fastapi import APIRouter, Depends, HTTPException, Response
from fastapi.responses import JSONResponse
from typing_extensions import TypedDict

from casework.board import actions, papers
from casework.board.shelf import shelf
from casework.shapes.board import (
    ActionShape,
    FiguresShape,
    PaperShape,
    RowsShape,
    action_as_json,
    figures_as_json,
    paper_as_json,
    rows_as_json,
)
from dashboard.api.answering import ROOT, documented, name_of, readable
from dashboard.asking import allowed
from dashboard.board import Asked, SeesAll
from dashboard.pipeline import Look, Looking
from db import board
from domain.board import NoMeasure
from domain.permissions import Act

router = APIRouter(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

READS = allowed(Act.READ_BOARD_PAPER)


class PapersShape(TypedDict):
    """The papers of the board that are for whoever asks, those of the latest months first."""

    papers: list[PaperShape]


class TellingShape(TypedDict):
    """A paper of the board with its figures, as they were when it was filed."""

    paper: PaperShape
    figures: FiguresShape


class ActionsShape(TypedDict):
    """What the board wants done, what is open first."""

    actions: list[ActionShape]


@router.get("/board", tags=["Board"], dependencies=[READS], responses=documented(PapersShape, public=True))
def board_papers(here: Looking, sees: SeesAll) -> Response:
    """List the board's papers, as far as they are for whoever asks."""
    found = (each for each in shelf(here.session, only_published=not sees) if sees or each.is_public)
    return _answer(here, {"papers": [paper_as_json(each) for each in found]})


@router.get(
    "/board/actions",
    tags=["Board"],
    dependencies=[allowed(Act.SEE_BOARD)],
    responses=documented(ActionsShape),
)
def board_actions(here: Looking) -> Response:
    """List what the board wants done, with what was told of it."""
    found = actions.listed(here.session, here.today)
    return _answer(here, {"actions": [action_as_json(each) for each in found]})


@router.get(
    "/board/{number}", tags=["Board"], dependencies=[READS], responses=documented(TellingShape, public=True)
)
def board_paper(here: Looking, asked: Asked) -> Response:
    """Give the figures of a paper, as they were when it was filed."""
    found = papers.figures_of(asked.paper)
    return _answer(here, {"paper": paper_as_json(asked), "figures": figures_as_json(found)})


@router.get(
    "/board/{number}/rows/{measure}",
    tags=["Board"],
    dependencies=[READS],
    responses=documented(RowsShape, public=True),
)
def board_rows(here: Looking, asked: Asked, measure: str) -> Response:
    """Give the rows behind a figure of a paper."""
    try:
        return _answer(here, rows_as_json(papers.figures_of(asked.paper).measure(measure)))
    except NoMeasure as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


def _answer(here: Look, shape: object) -> Response:
    """Answer with a tag of what is said; whoever has it already is told so."""
    answer = JSONResponse(shape, headers={"Cache-Control": "private, no-cache"})
    tag = f'"{sha256(answer.body).hexdigest()[:32]}"'
    answer.headers["ETag"] = tag
    if here.request.headers.get("if-none-match") != tag:
        return answer
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
