"""The ledger of the programme: what became of recommendations, each reader's share of it, and as files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated, ClassVar

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse

from casework.ledgers import PAGE, LedgerPage, Listed, listed, page
from casework.shapes.ledger import as_table, listed_as_json
from dashboard import pages
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.filters import Filters
from dashboard.kept_pages import kept
from dashboard.paging import Number, numbered
from dashboard.routes import Routes
from db import councils
from db.ledger import Asked
from domain.ledger import Impact
from domain.lifecycle import CouncilCode
from domain.permissions import Act, Visitor, may
from domain.publishing import slug
from domain.searching import sight

router = Routes(include_in_schema=False, dependencies=[allowed(Act.SEARCH)])

ADDRESS = "/learning/ledger"


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """By what an address narrows the ledger down."""

    address: ClassVar[str] = ADDRESS

    council: Annotated[str, Query(max_length=10)] = ""
    theme: Annotated[str, Query(max_length=100)] = ""
    impact: Annotated[str, Query(max_length=20)] = ""
    region: Annotated[str, Query(max_length=60)] = ""
    year: Annotated[str, Query(max_length=10)] = ""
    text: Annotated[str, Query(max_length=200)] = ""
    open: Annotated[str, Query(max_length=5)] = ""
    overdue: Annotated[str, Query(max_length=5)] = ""

    def asked(self, session: Database, today: date) -> Asked:
        """Return which lines are asked for; of a council, with those before and after it."""
        code = CouncilCode(self.council.strip().upper())
        return Asked(
            councils=councils.family(session, code) if code else (),
            theme=self.theme,
            impact=Impact(self.impact) if self.impact in tuple(Impact) else None,
            region=self.region,
            year=self.year,
            text=self.text,
            is_open=bool(self.open),
            overdue_on=today if self.overdue else None,
        )


Narrowed = Annotated[Wanted, Depends()]


@router.get(ADDRESS)
def ledger(
    request: Request,
    session: Database,
    visitor: Asker,
    today: Today,
    *,
    asked: Narrowed,
    number: Number = 1,
) -> Response:
    """List what became of recommendations, by council, with how many lines there are of each impact."""

    def write() -> Response:
        found = page(session, asked.asked(session, today), sight(visitor), today, number)
        if found.number > found.pages:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return pages.page(
            request,
            "ledger",
            asked=asked,
            found=found,
            hrefs=_hrefs(found, visitor),
            paging=numbered(found.number, PAGE, found.total, asked.page),
        )

    return kept(request, session, visitor, today, write)


def _hrefs(found: LedgerPage, visitor: Visitor) -> tuple[str, ...]:
    """Return where each line leads: into the challenge for those who may see it, else into the register."""
    return tuple(_href(each, visitor) for each in found.lines)


def _href(each: Listed, visitor: Visitor) -> str:
    entry = each.entry
    if may(visitor, Act.SEE_CHALLENGE, entry.reference):
        return f"/challenges/{entry.reference}/recommendations#recommendation-{entry.number}"
    return f"/register/{slug(each.council, entry.reference)}"


@router.get(f"{ADDRESS}.csv")
def as_csv(session: Database, visitor: Asker, today: Today, asked: Narrowed) -> Response:
    """Give all lines that were asked for as a table."""
    found = listed(session, asked.asked(session, today), sight(visitor), today)
    named = {"Content-Disposition": 'attachment; filename="ledger.csv"', "Cache-Control": "private, no-cache"}
    return Response(as_table(found), media_type="text/csv", headers=named)


@router.get(f"{ADDRESS}.json")
def as_json(session: Database, visitor: Asker, today: Today, asked: Narrowed) -> Response:
    """Give all lines that were asked for to a program."""
    found = listed(session, asked.asked(session, today), sight(visitor), today)
    lines = [listed_as_json(each) for each in found]
    return JSONResponse({"lines": lines}, headers={"Cache-Control": "private, no-cache"})
