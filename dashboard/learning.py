"""Learning: what councils do well and find hard, for everybody as far as councils let it be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from casework.learning import learn
from dashboard.asking import Asker, Database, allowed
from dashboard.pages import page
from domain.contents import FindingKind
from domain.councils import CouncilType
from domain.learning import ALL_KINDS, Facet, Narrowing
from domain.lifecycle import Reference
from domain.permissions import Act, may
from domain.service_areas import vocabulary

router = APIRouter(include_in_schema=False, dependencies=[allowed(Act.LEARN)])

ADDRESS = "/learning"
LONGEST = 200
"""Characters of a question that are looked at."""
_REFERENCE = re.compile(r"CPC-\d{4}-\d{3,6}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for; an empty value is what a form sends for no choice."""

    q: str = ""
    kind: str = ""
    theme: str = ""
    area: str = ""
    region: str = ""
    type: str = ""
    year: str = ""
    reference: str = ""

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

    def to(self, **other: str) -> str:
        """Return the address of the same question with something else in it."""
        asked = {name: getattr(self, name) for name in self.__slots__} | other
        said = {name: value for name, value in asked.items() if value}
        return f"{ADDRESS}?{urlencode(said)}" if said else ADDRESS


def wanted(
    *,
    q: Annotated[str, Query(max_length=5000)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    theme: Annotated[str, Query(max_length=100)] = "",
    area: Annotated[str, Query(max_length=40)] = "",
    region: Annotated[str, Query(max_length=60)] = "",
    type_: Annotated[str, Query(alias="type", max_length=10)] = "",
    year: Annotated[str, Query(max_length=10)] = "",
    reference: Annotated[str, Query(max_length=20)] = "",
) -> Wanted:
    """Read what an address asks for."""
    return Wanted(q[:LONGEST], kind, theme, area, region, type_, year, reference)


Asked = Annotated[Wanted, Depends(wanted)]
Number = Annotated[int, Query(alias="page", ge=1, le=1000)]


@router.get(ADDRESS)
def learning(
    request: Request, session: Database, visitor: Asker, *, asked: Asked, number: Number = 1
) -> HTMLResponse:
    """Show what was found with its evidence, what narrows it down, and whom to ask."""
    found = learn(session, asked.q, visitor, asked.narrowing, number=number)
    theirs = frozenset(
        each.reference for each in found.lessons if may(visitor, Act.SEE_CHALLENGE, each.reference)
    )
    return page(
        request,
        "learning",
        found=found,
        asked=asked,
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
