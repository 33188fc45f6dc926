"""What programs read of the whole programme: its list, its figures, what will go out, and what is public."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Query, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from casework import ledgers, public_register, saved_views, searching
from casework import pipeline as casework
from casework.json_register import (
    RegisterEntryShape,
    RegisterShape,
    SearchResultsShape,
    entry_as_json,
    register_as_json,
    results_as_json,
)
from casework.pipeline import Asking, Board
from casework.pipeline_files import LineShape, line_as_json
from casework.public_register import NotInRegister, TakenBack
from casework.shapes import programme as shapes
from casework.shapes.ledger import LedgerEntryShape, listed_as_json
from casework.upcoming import Coming, upcoming
from dashboard import ledger as ledger_page
from dashboard import pipeline
from dashboard.api.answering import ROOT, Given, answer, base, documented, name_of, next_page, readable
from dashboard.asking import Asker, allowed
from dashboard.pipeline import Look, Looking
from dashboard.refusals import refused
from dashboard.register import Narrowed
from dashboard.routes import Routes
from db import councils
from domain.councils import CouncilType
from domain.lifecycle import Product, Reference, Stage
from domain.outlook import State
from domain.permissions import Act, may
from domain.pipeline import Expected, Selection, selection
from domain.schemes import known_schemes, scheme
from domain.searching import Found, sight

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

GONE = HTTPStatus.GONE
MOST = 400
"""Challenges that are read for one answer about what is upcoming; each takes some milliseconds."""


class Asked(BaseModel):
    """Which challenges are wanted, and in which order; each that is left out narrows nothing down."""

    stage: Stage | None = None
    state: State | Literal["under_way", "all"] = "under_way"
    adviser: str = Field("", max_length=40, description="A principal adviser, by the code of the person.")
    region: str = Field("", max_length=60)
    type: CouncilType | None = Field(None, description="A type of council.")
    scheme: str = Field("", max_length=20)
    product: Product | None = None
    first_time: Literal["yes", "no"] | None = None
    late: Literal["yes", "no"] | None = None
    expects: Expected | None = Field(None, description="What is expected in the `month`.")
    month: str = Field("", pattern=r"^((19|20)\d\d-(0[1-9]|1[0-2])|earlier)?$")
    text: str = Field("", max_length=100, description="Words in the name of a council, or a reference.")
    sort: str = Field("due", pattern=r"^-?(due|lateness|age|visit|councils|reference)$")

    @property
    def selection(self) -> Selection:
        """The same as a page has it."""
        return selection({name: str(value) for name, value in self.model_dump().items() if value})


class Paged(Asked):
    """Which challenges are wanted, as they were known when, and from which one on."""

    as_of: str = Field("", max_length=20, description="As it was known at the end of a day.")
    after: str = Field("", max_length=40, description="The reference after which the page begins.")
    limit: int = Field(25, ge=1, le=200)


class PageShape(TypedDict):
    """A page of the challenges of a selection, and the whole of it in figures."""

    as_of: str | None
    query: str
    total: int
    figures: shapes.PipelineFiguresShape
    challenges: list[LineShape]
    next: str | None


class ForecastShape(TypedDict):
    """How much is expected in each month to come."""

    query: str
    forecast: list[shapes.ExpectedShape]


class UpcomingShape(TypedDict):
    """What will go out by itself in the coming days, and what of it waits for somebody."""

    on: str
    days: int
    upcoming: list[shapes.ComingShape]


class CouncilsShape(TypedDict):
    """The councils of the register."""

    councils: list[shapes.RegisteredShape]


class SchemesShape(TypedDict):
    """The rules, year by year."""

    schemes: list[shapes.SchemeShape]


class ViewsShape(TypedDict):
    """Selections under names."""

    views: list[shapes.ViewShape]


class LedgerPageShape(TypedDict):
    """A page of what became of recommendations, and how many of all of them there are of each impact."""

    total: int
    impacts: dict[str, int]
    lines: list[LedgerEntryShape]
    next: str | None


class PublicShape(RegisterShape):
    """A page of the register, with the address of the next."""

    next: str | None


@router.get(
    "/challenges",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_PIPELINE)],
    responses=documented(PageShape, HTTPStatus.CONFLICT),
)
def challenges(here: Looking, asked: Annotated[Paged, Query()]) -> Response:
    """List the challenges of a selection, as on the page of the pipeline."""

    def write() -> Given:
        board = _board(here, asked)
        shape = {
            "as_of": asked.as_of or None,
            "query": asked.selection.query,
            "total": board.whole.total,
            "figures": shapes.figures_as_json(board),
            "challenges": [line_as_json(each) for each in board.lines],
            "next": board.after,
        }
        return Given(shape, {"after": board.after} if board.after else None)

    return answer(here, write)


def _board(here: Look, asked: Paged) -> Board:
    wanted = pipeline.Asked(asked.selection, asked.as_of, Reference(asked.after) if asked.after else None)
    day = wanted.day(here.today)
    if day is None:
        return casework.board(
            here.session, wanted.selection, here.today, after=wanted.after, size=asked.limit
        )
    asking = Asking(day, here.today, here.now)
    return casework.board_as_of(here.session, wanted.selection, asking, after=wanted.after, size=asked.limit)


@router.get(
    "/forecast",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_PIPELINE)],
    responses=documented(ForecastShape),
)
def forecast(here: Looking, asked: Annotated[Asked, Query()]) -> Response:
    """Count what is expected of the challenges of a selection in each month, by the dates that stand."""

    def write() -> Given:
        found = casework.forecast(here.session, asked.selection, here.today)
        return Given({"query": asked.selection.query, "forecast": shapes.forecast_as_json(found)})

    return answer(here, write)


@router.get(
    "/upcoming",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_UPCOMING)],
    responses=documented(UpcomingShape, HTTPStatus.CONFLICT),
)
def all_upcoming(
    here: Looking,
    days: Annotated[int, Query(ge=0, le=90)] = 30,
    adviser: Annotated[str, Query(max_length=40, description="A principal adviser's code or address.")] = "",
) -> Response:
    """List what will go out by itself, by the day on which it does, and what waits for somebody."""

    def write() -> Given:
        found = upcoming(here.session, here.today, days, adviser=adviser or None, most=MOST)
        told = [shapes.coming_as_json(each, with_addresses=_sees_addresses(here, each)) for each in found]
        return Given({"on": here.today.isoformat(), "days": days, "upcoming": told})

    return answer(here, write)


def _sees_addresses(here: Look, coming: Coming) -> bool:
    return may(here.visitor, Act.SEE_ADDRESSES, coming.reference)


@router.get(
    "/views", tags=["Programme"], dependencies=[allowed(Act.SEE_PIPELINE)], responses=documented(ViewsShape)
)
def views(here: Looking) -> Response:
    """List the selections under names that whoever asks can choose from."""

    def write() -> Given:
        found = saved_views.views(here.session, here.visitor)
        return Given({"views": [shapes.view_as_json(each) for each in found]})

    return answer(here, write)


@router.get(
    "/account",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_CHALLENGE)],
    responses=documented(shapes.AccountShape),
)
def account(visitor: Asker) -> Response:
    """Say who asks: as what, for which challenges, and how far the token goes."""
    return JSONResponse(shapes.account_as_json(visitor), headers={"Cache-Control": "no-store"})


# What everybody may read


@router.get(
    "/register",
    tags=["Public register"],
    dependencies=[allowed(Act.SEE_REGISTER)],
    responses=documented(PublicShape, public=True),
)
def register(
    here: Looking, *, wanted: Narrowed, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    """List what councils have published, what was published last first."""
    found = public_register.page(here.session, wanted, here.today, number)
    if found.number > found.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    following = {"page": str(number + 1)} if number < found.pages else None

    def write() -> Given:
        shape = register_as_json(found, base(here.request))
        return Given({**shape, "next": next_page(here.request, following) if following else None}, following)

    return answer(here, write)


@router.get(
    "/register/{slug}",
    tags=["Public register"],
    dependencies=[allowed(Act.SEE_REGISTER)],
    responses=documented(RegisterEntryShape, GONE, public=True),
)
def entry(here: Looking, slug: str) -> Response:
    """Give what a council has published of a challenge, under an address that stays."""
    try:
        found = public_register.find(here.session, slug, here.today)
    except TakenBack as error:
        return refused(here.request, GONE, words=str(error))
    except NotInRegister as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    return answer(here, lambda: Given(entry_as_json(found, base(here.request))))


@router.get(
    "/search",
    tags=["Public register"],
    dependencies=[allowed(Act.SEARCH)],
    responses=documented(SearchResultsShape, public=True),
)
def search(
    here: Looking,
    q: Annotated[str, Query(max_length=200, description="Words; all of them are looked for.")],
    kind: Annotated[Found | None, Query()] = None,
    number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1,
) -> Response:
    """Search councils, challenges, recommendations and findings, as far as they are for whoever asks."""

    def write() -> Given:
        found = searching.search(here.session, q, sight(here.visitor), kind=kind, number=number)
        following = {"page": str(number + 1)} if number < found.pages else None
        return Given(results_as_json(found, base(here.request)), following)

    return answer(here, write)


@router.get(
    "/ledger",
    tags=["Public register"],
    dependencies=[allowed(Act.SEARCH)],
    responses=documented(LedgerPageShape, public=True),
)
def ledger(
    here: Looking,
    *,
    asked: ledger_page.Narrowed,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """List what became of recommendations, by council, as far as it is for whoever asks."""
    lines = asked.asked(here.session, here.today)
    found = ledgers.page(here.session, lines, sight(here.visitor), here.today, number)
    if found.number > found.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    following = {"page": str(number + 1)} if number < found.pages else None

    def write() -> Given:
        shape = {
            "total": found.total,
            "impacts": {str(impact): count for impact, count in found.counts},
            "lines": [listed_as_json(each) for each in found.lines],
            "next": next_page(here.request, following) if following else None,
        }
        return Given(shape, following)

    return answer(here, write)


@router.get(
    "/councils",
    tags=["Public register"],
    dependencies=[allowed(Act.SEE_REGISTER)],
    responses=documented(CouncilsShape, public=True),
)
def all_councils(
    here: Looking, past: Annotated[bool, Query(description="Those of the past too.")] = False
) -> Response:
    """List the councils, with their codes and the councils that took their place."""

    def write() -> Given:
        found = councils.listed(here.session, past=past)
        return Given({"councils": [shapes.council_as_json(each) for each in found]})

    return answer(here, write)


@router.get(
    "/schemes",
    tags=["Public register"],
    dependencies=[allowed(Act.SEE_REGISTER)],
    responses=documented(SchemesShape, public=True),
)
def schemes(here: Looking) -> Response:
    """List the rules of each year, by the names that everything else is known by."""
    rules = map(scheme, known_schemes())
    return answer(here, lambda: Given({"schemes": [shapes.scheme_as_json(each) for each in rules]}))
