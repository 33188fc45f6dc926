"""Learning: what councils do well and find hard, for everybody as far as councils let it be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import Depends, Query, Request
from fastapi.responses import HTMLResponse

from casework.learning import learn
from casework.searching import PAGE
from dashboard.asking import Asker, Database, allowed
from dashboard.filters import Filters
from dashboard.pages import page
from dashboard.paging import Number, numbered
from dashboard.routes import Routes
from domain.contents import FindingKind
from domain.councils import CouncilType
from domain.learning import ALL_KINDS, Facet, Narrowing
from domain.lifecycle import Reference
from domain.permissions import Act, may
from domain.service_areas import vocabulary

router = Routes(include_in_schema=False, dependencies=[allowed(Act.LEARN)])

ADDRESS = "/learning"
LONGEST = 200
"""Characters of a question that are looked at; whoever pastes a page gets an answer all the same."""
_REFERENCE = re.compile(r"CPC-\d{4}-\d{3,6}")


@dataclass(frozen=True, slots=True)
class Wanted(Filters):
    """What an address asks for."""

    address: ClassVar[str] = ADDRESS

    q: Annotated[str, Query(max_length=5000)] = ""
    kind: Annotated[str, Query(max_length=20)] = ""
    theme: Annotated[str, Query(max_length=100)] = ""
    area: Annotated[str, Query(max_length=40)] = ""
    region: Annotated[str, Query(max_length=60)] = ""
    type: Annotated[str, Query(max_length=10)] = ""
    year: Annotated[str, Query(max_length=10)] = ""
    reference: Annotated[str, Query(max_length=20)] = ""

    @property
    def question(self) -> str:
        """Return as much of the question as is looked at."""
        return self.q[:LONGEST]

    @property
    def narrowing(self) -> Narrowing:
        """Return what narrows the findings down; what cannot be meant narrows nothing."""
        reference = self.reference.upper()
        return Narrowing(
            kind=self.kind if self.kind in (*FindingKind, ALL_KINDS) else "",
            theme=self.theme,
            area=self.area,
            region=self.region,
            type=self.type,
            year=self.year,
            reference=Reference(reference) if _REFERENCE.fullmatch(reference) else None,
        )


Asked = Annotated[Wanted, Depends()]


@router.get(ADDRESS)
def learning(
    request: Request, session: Database, visitor: Asker, *, asked: Asked, number: Number = 1
) -> HTMLResponse:
    """Show what was found with its evidence, what narrows it down, and whom to ask."""
    found = learn(session, asked.question, visitor, asked.narrowing, number=number)
    theirs = frozenset(
        each.reference for each in found.lessons if may(visitor, Act.SEE_CHALLENGE, each.reference)
    )
    return page(
        request,
        "learning",
        found=found,
        asked=asked,
        paging=numbered(found.number, PAGE, found.total, asked.page),
        theirs=theirs,
        is_staff=visitor.is_staff,
        asks_adviser=may(visitor, Act.SEE_WAY_IN),
        called=_called,
        facets=tuple(Facet),
    )


@router.get(f"{ADDRESS}/areas")
def service_areas(request: Request) -> HTMLResponse:
    """List the service areas with the terms by which each is found."""
    return page(request, "learning_areas", known=vocabulary())


def _called(facet: Facet, value: str) -> str:
    """Return what a choice is called."""
    match facet:
        case Facet.AREA:
            return vocabulary().title(value)
        case Facet.TYPE:
            return CouncilType(value).label if value in tuple(CouncilType) else value
        case _:
            return value.capitalize() if facet is Facet.KIND else value
