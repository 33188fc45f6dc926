"""The pages of the whole programme: the list with its figures, the forecast, the course, and views of them.

A view is an address: what stands after its question mark is the selection, and the same selection is given
as a table, as JSON, as a feed and as a calendar under the names that end so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from casework import pipeline as casework
from casework import pipeline_files, saved_views
from casework.pipeline import Asking, Board, Line
from dashboard.asking import Asker, Database, Now, Numbered, Today, allowed
from dashboard.forms import Form, Problems
from dashboard.kept_pages import kept
from dashboard.pages import page, see_other
from dashboard.paging import Paging
from dashboard.routes import Routes
from db import pipeline as lists
from db.session import Session, transaction
from documents.house_style import house_style
from domain.councils import CouncilType
from domain.days import Day, NotADate, Precision
from domain.errors import ChallengeError
from domain.lifecycle import Product, Reference
from domain.outlook import State
from domain.permissions import Act, Part, Visitor, may
from domain.pipeline import ALL, UNDER_WAY, Selection, Sort, selection
from domain.schemes import known_schemes
from settings import settings
from templates.screens import screen

router = Routes(include_in_schema=False)

BEFORE = 6
"""Months before today with which the course of the programme begins."""
FEED = 100
"""Entries of a feed: those that changed last."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a list can be narrowed down to."""

    advisers: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]
    types: tuple[CouncilType, ...] = tuple(CouncilType)
    schemes: tuple[str, ...] = known_schemes()
    products: tuple[Product, ...] = tuple(Product)
    states: tuple[str, ...] = (UNDER_WAY, *State, ALL)
    sorts: tuple[Sort, ...] = tuple(Sort)
    columns: tuple[tuple[Sort, str], ...] = (
        (Sort.COUNCILS, "Council"),
        (Sort.AGE, "Stage"),
        (Sort.DUE, "Next date"),
        (Sort.LATENESS, "Late"),
        (Sort.VISIT, "Visit"),
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: which challenges, as they were known when, and from which one on."""

    selection: Selection
    as_of: str
    after: Reference | None
    before: Reference | None = None

    def to(self, wanted: Selection, path: str = "/", **more: str) -> str:
        """Return the address of another selection of the same day; one that asks for nothing says so."""
        named = {name: value for name, value in {"as_of": self.as_of, **more}.items() if value}
        said = "&".join(filter(None, (wanted.query, urlencode(named))))
        return f"{path}?{said or f'state={UNDER_WAY}'}"

    def here(self, path: str = "/", **more: str) -> str:
        """Return the address of the same selection on another page."""
        return self.to(self.selection, path, **more)

    def sorted_by(self, sort: Sort) -> str:
        """Return the address of the same selection in another order; asked for again, the other way round."""
        turned = self.selection.sort is sort and not self.selection.backwards
        return self.to(self.selection.but(sort=sort, backwards=turned))

    def day(self, today: date) -> date | None:
        """Return the day as of which the list is wanted; ``NotADate`` if it is not a single day."""
        if not self.as_of:
            return None
        found = Day.parse(self.as_of)
        if found.precision is not Precision.DAY:
            raise NotADate(self.as_of)
        if found.first > today:
            raise casework.NotKnownYet(found.first)
        return found.first


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody who looks at the programme: who, when, and at what."""

    request: Request
    session: Session
    visitor: Visitor
    now: datetime
    today: date

    @property
    def asked(self) -> Asked:
        """What the address asks for; an adviser who asks for nothing is shown the challenges of their own."""
        said = self.request.query_params
        wanted = selection(said)
        if not said and self.visitor.part is Part.ADVISER and self.visitor.person:
            wanted = wanted.but(adviser=self.visitor.person)
        after, before = (Reference(said.get(name, "")[:40]) or None for name in ("after", "before"))
        return Asked(wanted, said.get("as_of", "").strip()[:20], after, before)

    def kept(self, write: Callable[[], Response]) -> Response:
        """Give the page as it is kept, or write it."""
        return kept(self.request, self.session, self.visitor, self.today, write)


async def look(request: Request, session: Database, visitor: Asker, now: Now, today: Today) -> Look:
    """Say who looks."""
    return Look(request, session, visitor, now, today)


Looking = Annotated[Look, Depends(look)]


@router.get("/")
def front(here: Looking) -> Response:
    """Show everybody what is theirs: the pipeline, their own challenges, or the public register."""
    visitor = here.visitor
    if may(visitor, Act.SEE_PIPELINE):
        return here.kept(lambda: _pipeline(here))
    own = sorted(visitor.own)
    if len(own) == 1:
        return see_other(f"/challenges/{own[0]}")
    if visitor.account is None:
        return see_other("/register")
    return page(here.request, "own_challenges", lines=casework.own_lines(here.session, own, here.today))


def _pipeline(here: Look) -> Response:
    wanted, problems = here.asked, Problems()
    try:
        board = _board(here, wanted)
    except ChallengeError as error:
        problems.add("as_of", str(error))
        board = _board_of_today(here, wanted)
    return page(
        here.request,
        "pipeline",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        asked=wanted,
        board=board,
        paging=_paging(board, wanted.here),
        choices=Choices(tuple(lists.advisers(here.session)), tuple(lists.regions(here.session))),
        views=saved_views.views(here.session, here.visitor),
        may_save=may(here.visitor, Act.SAVE_VIEW),
        may_open=may(here.visitor, Act.OPEN),
        may_run_round=may(here.visitor, Act.RUN_ROUND),
    )


def _board(here: Look, wanted: Asked) -> Board:
    day = wanted.day(here.today)
    if day is None:
        return _board_of_today(here, wanted)
    return casework.board_as_of(
        here.session,
        wanted.selection,
        Asking(day, here.today, here.now),
        after=wanted.after,
        before=wanted.before,
    )


def _board_of_today(here: Look, wanted: Asked) -> Board:
    return casework.board(
        here.session,
        wanted.selection,
        here.today,
        after=wanted.after,
        before=wanted.before,
        with_place=True,
        counts=here.request.app.state.kept_counts.counts,
    )


def _paging(board: Board, here: Callable[..., str]) -> Paging:
    """Say where a page of a list lies, which is read on from a challenge and not counted out by numbers."""
    return Paging(
        first=board.place + 1,
        last=board.place + len(board.lines),
        total=board.whole.total,
        start=here() if board.place > casework.PAGE else None,
        previous=here(before=board.before) if board.place and board.before else None,
        next=here(after=board.after) if board.after else None,
    )


# The same for other programs


@router.get("/pipeline.{form}", dependencies=[allowed(Act.SEE_PIPELINE)])
def in_another_form(form: str, here: Looking) -> Response:
    """Give the whole of a list as a table, as JSON, as a feed or as a calendar."""
    write = FORMS.get(form)
    if write is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return here.kept(lambda: write(_lines(here, here.asked), here.asked, here.now))


def _lines(here: Look, wanted: Asked) -> tuple[Line, ...]:
    day = wanted.day(here.today)
    if day is None:
        return casework.whole_list(here.session, wanted.selection, here.today)
    return casework.whole_list_as_of(here.session, wanted.selection, Asking(day, here.today, here.now))


def _as_table(lines: tuple[Line, ...], _wanted: Asked, _now: datetime) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="pipeline.csv"'}
    return Response(pipeline_files.table(lines), media_type="text/csv", headers=headers)


def _as_json(lines: tuple[Line, ...], wanted: Asked, _now: datetime) -> Response:
    found = [pipeline_files.line_as_json(each) for each in lines]
    return JSONResponse(
        {"as_of": wanted.as_of or None, "selection": wanted.selection.query, "challenges": found}
    )


def _as_feed(lines: tuple[Line, ...], wanted: Asked, now: datetime) -> Response:
    latest = sorted(lines, key=lambda each: each.changed, reverse=True)[:FEED]
    facts = {
        "entries": [(line, pipeline_files.permanent_id(line.row.reference)) for line in latest],
        "id": pipeline_files.permanent_id(wanted.here("/pipeline.atom")),
        "asked": wanted,
        "house": house_style(),
        "base": settings().base_url.rstrip("/"),
        "updated": latest[0].changed if latest else now,
    }
    return Response(screen("_pipeline_feed", facts), media_type="application/atom+xml")


def _as_calendar(lines: tuple[Line, ...], _wanted: Asked, _now: datetime) -> Response:
    return Response(pipeline_files.calendar(lines), media_type="text/calendar")


FORMS: dict[str, Callable[[tuple[Line, ...], Asked, datetime], Response]] = {
    "csv": _as_table,
    "json": _as_json,
    "atom": _as_feed,
    "ics": _as_calendar,
}
"""How a list is written, by how its address ends."""


# What is to come


@router.get("/pipeline/forecast", dependencies=[allowed(Act.SEE_PIPELINE)])
def forecast(here: Looking) -> Response:
    """Show how much is expected in each month to come, by the dates that stand."""

    def write() -> Response:
        wanted = here.asked
        found = casework.forecast(here.session, wanted.selection, here.today)
        return page(here.request, "pipeline_forecast", asked=wanted, forecast=found)

    return here.kept(write)


@router.get("/pipeline/timeline", dependencies=[allowed(Act.SEE_PIPELINE)])
def timeline(
    here: Looking,
    start: Annotated[str, Query(alias="from", pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$|^$")] = "",
) -> Response:
    """Show the course of a page of challenges over a year and a half."""
    begins = date.fromisoformat(f"{start}-01") if start else _months_on(here.today, -BEFORE)

    def write() -> Response:
        wanted = here.asked
        found = casework.course(
            here.session,
            wanted.selection,
            here.today,
            start=begins,
            after=wanted.after,
            before=wanted.before,
        )
        way = partial(wanted.here, "/pipeline/timeline", **{"from": start})
        return page(
            here.request,
            "pipeline_timeline",
            asked=wanted,
            course=found,
            paging=_paging(found.board, way),
            begins=start,
            earlier=f"{_months_on(begins, -BEFORE):%Y-%m}",
            later=f"{_months_on(begins, BEFORE):%Y-%m}",
        )

    return here.kept(write)


def _months_on(day: date, months: int) -> date:
    """Return the first day of a month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


# Views under names


@router.get("/pipeline/views/new", dependencies=[allowed(Act.SAVE_VIEW)])
def new_view(here: Looking) -> Response:
    """Ask under which name a selection is to be kept."""
    return _view_form(here, Problems(), "", is_shared=False)


def _view_form(here: Look, problems: Problems, name: str, *, is_shared: bool) -> Response:
    return page(
        here.request,
        "pipeline_view",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        problems=problems,
        asked=here.asked,
        name=name,
        is_shared=is_shared,
        may_share=here.visitor.part is Part.MANAGER,
    )


@router.post("/pipeline/views/new", dependencies=[allowed(Act.SAVE_VIEW)])
def save_view(here: Looking, form: Form) -> Response:
    """Keep a selection under a name."""
    wanted, problems = here.asked, Problems()
    name, is_shared = form.text("name"), form.text("shared") == "yes"
    try:
        with transaction() as session:
            saved_views.save(session, here.visitor, name, wanted.selection, here.now, is_shared=is_shared)
    except ChallengeError as error:
        problems.add("shared" if isinstance(error, saved_views.NotYoursToShare) else "name", str(error))
        return _view_form(here, problems, name, is_shared=is_shared)
    return see_other(wanted.here(), request=here.request, said=f"The view “{name}” is saved.")


@router.get("/pipeline/views", dependencies=[allowed(Act.SAVE_VIEW)])
def all_views(here: Looking) -> Response:
    """List the views that somebody can choose from, their own to be removed."""
    return page(here.request, "pipeline_views", views=saved_views.views(here.session, here.visitor))


@router.post("/pipeline/views/{number}/remove", dependencies=[allowed(Act.SAVE_VIEW)])
def remove_view(number: Numbered, here: Looking, _form: Form) -> Response:
    """Remove a view of somebody's own; one that is not is as little there as one that never was."""
    with transaction() as session:
        removed = saved_views.remove(session, here.visitor, number)
    if not removed:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return see_other("/pipeline/views", request=here.request, said="The view is removed.")
