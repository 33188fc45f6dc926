"""Search: one page for everybody, on which each finds what is theirs to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from casework import searching
from casework.json_register import results_as_json
from casework.searching import Result, Results
from dashboard.asking import Asker, Database, allowed
from dashboard.filters import Filters
from dashboard.pages import page
from dashboard.paging import Number, numbered
from dashboard.register import address_of
from dashboard.routes import Routes
from domain.permissions import Act, Visitor, may
from domain.pipeline import ALL
from domain.searching import Found, sight

router = Routes(include_in_schema=False, dependencies=[allowed(Act.SEARCH)])

LONGEST = 200
"""Characters of a question that are looked at; who pastes a page gets an answer all the same."""
PAGES_OF = {
    Found.RECOMMENDATION: "/recommendations",
    Found.FINDING: "/documents",
    Found.STRENGTH: "/documents",
    Found.CONSIDERATION: "/documents",
    Found.GOOD_PRACTICE: "/documents",
    Found.REVIEW_FINDING: "/recommendations",
}
"""On which page of its challenge something stands for those who may see the challenge."""

Question = Annotated[str, Query(max_length=5000)]
Kind = Annotated[Found | None, Query()]


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """What is looked for, and of which kind."""

    address: ClassVar[str] = "/search"

    q: Question = ""
    kind: Annotated[str, Query(max_length=40)] = ""

    @property
    def chosen(self) -> Found | None:
        """Return the kind that is asked for, if there is such a kind."""
        return Found(self.kind) if self.kind in set(Found) else None


@router.get("/search")
def search(
    request: Request,
    session: Database,
    visitor: Asker,
    *,
    asked: Annotated[Wanted, Depends()],
    number: Number = 1,
) -> HTMLResponse:
    """Show what was found, with how much there is of each kind."""
    found = searching.search(session, asked.q[:LONGEST], sight(visitor), kind=asked.chosen, number=number)
    paging = numbered(number, searching.PAGE, found.shown, asked.page)
    return page(request, "search", found=found, asked=asked, paging=paging, hrefs=_hrefs(found, visitor))


@router.get("/search.json")
def search_for_programs(
    request: Request,
    session: Database,
    visitor: Asker,
    *,
    q: Question = "",
    kind: Kind = None,
    number: Number = 1,
) -> Response:
    """Give what was found to a program."""
    found = searching.search(session, q[:LONGEST], sight(visitor), kind=kind, number=number)
    return JSONResponse(results_as_json(found, address_of(request)), headers={"Cache-Control": "no-store"})


def _hrefs(found: Results, visitor: Visitor) -> tuple[str, ...]:
    """Return where each result leads: into the challenge for those who may see it, else into the register."""
    return tuple(_href(each, visitor) for each in found.results)


def _href(each: Result, visitor: Visitor) -> str:
    if each.kind is Found.COUNCIL and may(visitor, Act.SEE_PIPELINE):
        return f"/?{urlencode({'text': each.title, 'state': ALL})}"
    if each.kind is Found.COUNCIL:
        return f"/register?council={each.council}"
    if may(visitor, Act.SEE_CHALLENGE, each.reference):
        return f"/challenges/{each.reference}{PAGES_OF.get(each.kind, '')}"
    return f"/register/{each.register_slug}"
