"""The board: its papers for whoever may read them, and what it wants done.

A paper opens the rows behind each of its figures as they were when it was filed. One that is not published is
for the programme alone: to everybody else it is as if it were not there.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Response

from casework.audit import note
from casework.board import actions as wanted
from casework.board import papers
from casework.board.actions import ActionLine
from casework.board.papers import CountsSamples, QuotesTakenBack
from casework.board.shelf import Shelved, shelf, taken_down
from casework.record import Entry
from dashboard.asking import Asker, Database, Numbered, allowed
from dashboard.day_fields import day_of, parts_of
from dashboard.forms import Filled, Form, Problems
from dashboard.pages import page, see_other
from dashboard.paging import numbered, pages_of
from dashboard.pipeline import Look, Looking
from dashboard.routes import Routes
from db import board
from db.board import NoPaper
from db.session import transaction
from domain.board import ActionEnded, ActionTold, NoMeasure
from domain.errors import WrongUse
from domain.permissions import Act, may

router = Routes(prefix="/board", include_in_schema=False)

KEEPS = allowed(Act.KEEP_BOARD)
READS = allowed(Act.READ_BOARD_PAPER)
SEES = allowed(Act.SEE_BOARD)
ROWS = 100
"""How many rows stand on a page."""
Page = Annotated[int, Query(alias="page", ge=1, le=1000)]


def sees_all(visitor: Asker) -> bool:
    """Say whether somebody sees the papers that are not published, and what the board wants done."""
    return may(visitor, Act.SEE_BOARD)


SeesAll = Annotated[bool, Depends(sees_all)]


def paper_asked(number: Numbered, session: Database, sees: SeesAll) -> Shelved:
    """Return the paper of an address; one that is not for whoever asks is not there, or under review."""
    try:
        return taken_down(session, number, sees_all=sees)
    except NoPaper as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error


Asked = Annotated[Shelved, Depends(paper_asked)]


@router.get("", dependencies=[READS])
def front(here: Looking, sees: SeesAll) -> Response:
    """List the papers, and to the programme what the board wants done."""
    return page(
        here.request,
        "board",
        found=shelf(here.session, only_published=not sees),
        sees_all=sees,
        may_make=may(here.visitor, Act.KEEP_BOARD),
        sees_training=may(here.visitor, Act.SEE_TRAINING),
        actions=wanted.listed(here.session, here.today, ended=False) if sees else [],
    )


# What the board wants done


@router.get("/actions", dependencies=[SEES])
def actions(here: Looking) -> Response:
    """List what the board wants done, and ask a manager what else it does."""
    return _actions_page(here, Problems(), None)


@router.post("/actions", dependencies=[KEEPS])
def take(here: Looking, form: Form) -> Response:
    """Write down something that the board wants done."""
    problems = Problems()
    due = day_of(form, "due", problems)
    try:
        if due:
            with transaction() as session:
                made = wanted.take(session, form.text("text"), form.text("owner"), due, _entry(here))
                note(session, here.visitor, Act.KEEP_BOARD, here.now, action=made.number)
            said = f"Action {made.number} has been kept."
            return see_other("/board/actions", request=here.request, said=said)
    except WrongUse as error:
        problems.add("text", str(error))
    return _actions_page(here, problems, form)


def _actions_page(here: Look, problems: Problems, form: Filled | None) -> Response:
    return page(
        here.request,
        "board_actions",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        actions=wanted.listed(here.session, here.today),
        may_make=may(here.visitor, Act.KEEP_BOARD),
        text=form.text("text") if form else "",
        owner=form.text("owner") if form else "",
        due=parts_of(form, "due"),
    )


@router.get("/actions/{number}", dependencies=[SEES])
def action(here: Looking, number: Numbered) -> Response:
    """Show what was told of an action, and ask a manager how it goes."""
    return _action_page(here, _action(here, number), Problems(), None)


@router.post("/actions/{number}", dependencies=[KEEPS])
def report(here: Looking, number: Numbered, form: Form) -> Response:
    """Write down how an action goes, or that it is done, dropped or has more time."""
    line, problems = _action(here, number), Problems()
    chosen = [each for each in ActionTold if each.value == form.text("what")]
    if not chosen:
        problems.add("what", "Choose what there is to tell.")
        return _action_page(here, line, problems, form)
    due = day_of(form, "due", problems) if chosen[0] is ActionTold.MOVED else None
    try:
        if not problems:
            with transaction() as session:
                wanted.report(session, number, chosen[0], form.text("words"), _entry(here), due=due)
                note(session, here.visitor, Act.KEEP_BOARD, here.now, action=number)
            return see_other(f"/board/actions/{number}", request=here.request, said="That has been kept.")
    except ActionEnded as error:
        problems.add("what", str(error))
    except WrongUse as error:
        problems.add("words", str(error))
    return _action_page(here, line, problems, form)


def _action(here: Look, number: int) -> ActionLine:
    found = board.action(here.session, number)
    return ActionLine(found, found.state(here.today))


def _action_page(here: Look, line: ActionLine, problems: Problems, form: Filled | None) -> Response:
    return page(
        here.request,
        "board_action",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        action=line.action,
        state=line.state,
        may_tell=may(here.visitor, Act.KEEP_BOARD) and not line.state.has_ended,
        what=form.text("what") if form else "",
        words=form.text("words") if form else "",
        due=parts_of(form, "due"),
    )


# Papers


@router.get("/{number}", dependencies=[READS])
def one(here: Looking, asked: Asked) -> Response:
    """Show a paper's figures, each of which opens its rows, and the ways to its files."""
    return _paper_page(here, asked, Problems())


@router.post("/{number}/publish", dependencies=[KEEPS])
def publish(here: Looking, asked: Asked, form: Form) -> Response:
    """Let everybody read a paper, or take that back."""
    number, is_public = asked.paper.id, form.text("public") == "yes"
    try:
        with transaction() as session:
            papers.publish(session, number, _entry(here), is_public=is_public)
            note(session, here.visitor, Act.KEEP_BOARD, here.now, paper=number, public=str(is_public))
    except (CountsSamples, QuotesTakenBack) as error:
        problems = Problems()
        problems.add("public", str(error))
        return _paper_page(here, asked, problems)
    said = "Everybody can read the paper now." if is_public else "Nobody but the programme can read it now."
    return see_other(f"/board/{number}", request=here.request, said=said)


def _paper_page(here: Look, asked: Shelved, problems: Problems) -> Response:
    return page(
        here.request,
        "board_paper",
        status=HTTPStatus.CONFLICT if problems else HTTPStatus.OK,
        problems=problems,
        found=asked,
        files=papers.files_of(asked.paper),
        figures=papers.figures_of(asked.paper),
        may_make=may(here.visitor, Act.KEEP_BOARD),
    )


@router.get("/{number}/rows/{measure}", dependencies=[READS])
def rows(here: Looking, asked: Asked, measure: str, leaf: Page = 1) -> Response:
    """Show the rows behind a figure of a paper, as they were when it was filed, a hundred at a time."""
    try:
        found = papers.figures_of(asked.paper).measure(measure)
    except NoMeasure as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    if leaf > pages_of(len(found.rows), ROWS):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    shown = found.rows[(leaf - 1) * ROWS : leaf * ROWS]
    named = {row.reference for row in (*shown, *found.untold) if row.reference}

    def to(other: int) -> str:
        return f"/board/{asked.paper.id}/rows/{measure}?page={other}"

    return page(
        here.request,
        "board_rows",
        found=asked,
        measure=found,
        rows=shown,
        number=leaf,
        paging=numbered(leaf, ROWS, len(found.rows), to),
        opens={each for each in named if may(here.visitor, Act.SEE_CHALLENGE, each)},
    )


def _entry(here: Look) -> Entry:
    return Entry(here.visitor.signature, here.today, here.now)
