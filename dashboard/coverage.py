"""Councils between two challenges: which have had one, what is still to do there, and each on its page."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, ClassVar

from fastapi import Depends, HTTPException, Query, Request, Response

from casework import aftercare
from casework.aftercare import FollowUp
from casework.case import Case, cases
from casework.council_page import CouncilPage, council_page
from casework.coverage import Coverage, coverage
from casework.shapes.coverage import coverage_table
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.filters import Filters
from dashboard.pages import page
from dashboard.paging import Number, numbered, pages_of
from dashboard.pipeline import Look, Looking
from dashboard.routes import Routes
from db import coverage as rows
from db import pipeline as lists
from db.councils import UnknownCouncil
from db.session import Session
from domain.coverage import Cover
from domain.lifecycle import CouncilCode, PersonId
from domain.permissions import Act, Part, Visitor

router = Routes(include_in_schema=False)

PAGE = 50
"""How many councils stand on a page."""
MOST_TO_DO = 50
"""Of how many challenges a page says what is to do; each is read."""


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """Which councils are asked for."""

    address: ClassVar[str] = "/coverage"

    stands: Annotated[str, Query(max_length=20)] = ""
    region: Annotated[str, Query(max_length=60)] = ""
    name: Annotated[str, Query(max_length=100)] = ""

    def of(self, whole: Coverage) -> Coverage:
        """Return the councils that are asked for; a standing that there is none of narrows nothing down."""
        how = Cover(self.stands) if self.stands in tuple(Cover) else None
        return whole.narrowed(how=how, region=self.region, name=self.name)


Narrowed = Annotated[Wanted, Depends()]


@router.get("/coverage", dependencies=[allowed(Act.SEE_COVERAGE)])
def all_councils(here: Looking, asked: Narrowed, number: Number = 1) -> Response:
    """List the councils that are expected to have challenges, and count how they stand."""
    return here.kept(lambda: _coverage(here, asked, number))


def _coverage(here: Look, asked: Wanted, number: int) -> Response:
    whole = coverage(here.session, here.today)
    found = asked.of(whole).lines
    if number > pages_of(len(found), PAGE):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return page(
        here.request,
        "coverage",
        asked=asked,
        whole=whole,
        counts=whole.narrowed(region=asked.region, name=asked.name).counts,
        found=found,
        lines=found[(number - 1) * PAGE : number * PAGE],
        paging=numbered(number, PAGE, len(found), asked.page),
        to_do=len(rows.to_do(here.session)),
    )


@router.get("/coverage.csv", dependencies=[allowed(Act.SEE_COVERAGE)])
def as_table(session: Database, today: Today, asked: Narrowed) -> Response:
    """Give the councils that are asked for as a table, all of them."""
    headers = {"content-disposition": 'attachment; filename="coverage.csv"'}
    found = coverage_table(asked.of(coverage(session, today)))
    return Response(found, media_type="text/csv; charset=utf-8", headers=headers)


@dataclass(frozen=True, slots=True)
class Following:
    """What is still to do after the hand-over of one challenge."""

    on_desk: Case
    names: tuple[str, ...]
    chores: tuple[FollowUp, ...]


@router.get("/coverage/to-do", dependencies=[allowed(Act.SEE_COVERAGE)])
def to_do(
    request: Request,
    session: Database,
    visitor: Asker,
    today: Today,
    adviser: Annotated[str | None, Query(max_length=40)] = None,
) -> Response:
    """List what advisers still have to do after hand-overs, what has waited longest first."""
    whose = _own(visitor) if adviser is None else adviser
    found = rows.to_do(session, [PersonId(whose)] if whose else None)
    references = list(dict.fromkeys(each.reference for each, _ in found))
    shown = {each.reference: each for each in cases(session, references[:MOST_TO_DO])}
    return page(
        request,
        "aftercare",
        adviser=whose,
        advisers=lists.advisers(session),
        following=[_following(shown[each], today) for each in references[:MOST_TO_DO]],
        left_out=len(references[MOST_TO_DO:]),
    )


def _own(visitor: Visitor) -> str:
    """Return whose work is meant by an adviser who does not say."""
    return (visitor.person or "") if visitor.part is Part.ADVISER else ""


def _following(on_desk: Case, today: Today) -> Following:
    view = on_desk.on(today)
    names = tuple(place.name for place in view.reading.councils)
    return Following(on_desk, names, aftercare.follow_ups(on_desk, view))


@router.get("/councils/{code}", dependencies=[allowed(Act.SEE_COUNCIL)])
def one(request: Request, session: Database, visitor: Asker, today: Today, code: str) -> Response:
    """Show a council: its challenges, what became of what was recommended, and what follows."""
    found = council_seen(session, visitor, code, today)
    return page(request, "council", found=found)


def council_seen(session: Session, visitor: Visitor, code: str, today: Today) -> CouncilPage:
    """Return what somebody may see of a council; to others it is as if there were none."""
    try:
        found = council_page(session, visitor, CouncilCode(code.upper()), today)
    except UnknownCouncil as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found
