"""What is held of a council, and who may have it: for those who answer a request."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import HTTPException, Query, Request, Response

from casework.held import Folder, Holding, Paper, holding
from casework.shapes.held import held_table
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.pages import page
from dashboard.register import address_of
from dashboard.routes import Routes
from db import councils
from db.councils import UnknownCouncil
from db.session import Session
from domain.disclosures import Availability
from domain.lifecycle import CouncilCode
from domain.permissions import Act, may

router = Routes(include_in_schema=False, dependencies=[allowed(Act.SEE_HELD)])


@dataclass(frozen=True, slots=True)
class Shown:
    """A challenge on the page: its papers as far as they are asked for, and how many of all are how."""

    folder: Folder
    papers: tuple[Paper, ...]
    counts: tuple[tuple[Availability, int], ...]


@router.get("/councils/{code}/held")
def held(
    request: Request,
    session: Database,
    visitor: Asker,
    today: Today,
    code: str,
    *,
    state: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """List what is held of a council, challenge by challenge: all of it, or what one may have in one way."""
    found = held_of(session, code, today)
    chosen = Availability(state) if state in tuple(Availability) else None
    shown = [_shown(each, chosen) for each in found.folders]
    return page(
        request,
        "held",
        found=found,
        shown=[each for each in shown if each.papers],
        chosen=chosen,
        is_open=bool(state) or len(shown) == 1,
        may_decide=may(visitor, Act.DISCLOSE),
    )


def _shown(each: Folder, chosen: Availability | None) -> Shown:
    papers = tuple(paper for paper in each.papers if chosen in (None, paper.availability))
    states = Counter(paper.availability for paper in each.papers)
    return Shown(each, papers, tuple((state, states[state]) for state in Availability if states[state]))


@router.get("/councils/{code}/held.csv")
def held_as_table(request: Request, session: Database, today: Today, code: str) -> Response:
    """Give the same list as a table."""
    found = held_of(session, code, today)
    headers = {"content-disposition": f'attachment; filename="held-{found.council.code}.csv"'}
    return Response(
        held_table(found, address_of(request)), media_type="text/csv; charset=utf-8", headers=headers
    )


def held_of(session: Session, code: str, today: Today) -> Holding:
    """Return what is held of a council; there is nothing where there is no such council."""
    try:
        return holding(session, councils.get(session, CouncilCode(code)).code, today)
    except UnknownCouncil as error:
        raise HTTPException(HTTPStatus.NOT_FOUND) from error
