"""What is held of a council, and who may have it: for those who answer a request."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request, Response

from casework.held import Holding, holding
from casework.shapes.held import held_table
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.pages import page
from dashboard.register import address_of
from db import councils
from db.councils import UnknownCouncil
from db.session import Session
from domain.lifecycle import CouncilCode
from domain.permissions import Act, may

router = APIRouter(include_in_schema=False, dependencies=[allowed(Act.SEE_HELD)])


@router.get("/councils/{code}/held")
def held(request: Request, session: Database, visitor: Asker, today: Today, code: str) -> Response:
    """List what is held of a council, challenge by challenge."""
    found = held_of(session, code, today)
    return page(request, "held", found=found, may_decide=may(visitor, Act.DISCLOSE))


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
