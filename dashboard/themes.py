"""Themes over time: which themes and service areas recur, as a drawing and as tables whose numbers open."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import HTTPException, Query, Request, Response

from casework import themes as casework
from casework.shapes.themes import themes_table
from casework.themes import By, Cell, Item, Subject, Tag
from dashboard.asking import Asker, Database, Today, allowed
from dashboard.kept_pages import kept
from dashboard.pages import page
from dashboard.paging import Number, numbered
from dashboard.routes import Routes
from documents.house_style import house_style
from domain.permissions import Act, Visitor, may
from domain.publishing import slug

router = Routes(include_in_schema=False, dependencies=[allowed(Act.LEARN)])

MOST_DRAWN = 10
"""Groups that a drawing has room for; of more, the last are drawn, which are the newest years."""

WantedBy = Annotated[By, Query()]
Wanted = Annotated[Subject, Query(alias="of")]


@router.get("/learning/themes")
def themes(
    request: Request,
    session: Database,
    visitor: Asker,
    today: Today,
    *,
    by: WantedBy = By.YEAR,
    subject: Wanted = Subject.RECOMMENDATIONS,
) -> Response:
    """Show how often each theme and area recurs."""

    def write() -> Response:
        found = casework.themes(session, visitor, subject, by)

        def opens(tag: str, name: str, group: str = "") -> str:
            return to(Cell(subject, by, Tag(tag), name, group))

        drawn = slice(max(0, len(found.groups) - MOST_DRAWN), None)
        return page(request, "themes", found=found, drawn=drawn, colours=house_style().colours, opens=opens)

    return kept(request, session, visitor, today, write)


@router.get("/learning/themes.csv")
def themes_as_table(session: Database, visitor: Asker, *, by: WantedBy = By.YEAR) -> Response:
    """Give the same numbers as a table, of recommendations and of challenges."""
    found = [casework.themes(session, visitor, subject, by) for subject in Subject]
    headers = {"content-disposition": f'attachment; filename="themes-by-{by}.csv"'}
    return Response(themes_table(found), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/learning/themes/rows")
def rows(
    request: Request,
    session: Database,
    visitor: Asker,
    *,
    by: WantedBy = By.YEAR,
    subject: Wanted = Subject.RECOMMENDATIONS,
    tag: Annotated[Tag, Query()] = Tag.THEME,
    name: Annotated[str, Query(max_length=120)],
    group: Annotated[str, Query(max_length=60)] = "",
    number: Number = 1,
) -> Response:
    """List what one of the numbers stands for."""
    found = casework.rows(session, visitor, Cell(subject, by, tag, name, group), number)
    if found.number > found.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    hrefs = tuple(_href(each, visitor) for each in found.items)
    paging = numbered(found.number, casework.PAGE, found.total, lambda leaf: to(found.cell, leaf))
    return page(request, "themes_rows", found=found, hrefs=hrefs, paging=paging)


def to(cell: Cell, number: int = 1) -> str:
    """Return where what a number stands for is listed."""
    asked = {"of": cell.subject, "by": cell.by, "tag": cell.tag, "name": cell.name, "group": cell.group}
    named = {name: str(value) for name, value in asked.items() if value}
    return f"/learning/themes/rows?{urlencode(named | ({'page': number} if number > 1 else {}))}"


def _href(each: Item, visitor: Visitor) -> str:
    """Return where something stands, for whoever may look there: in its challenge, or in the register."""
    if may(visitor, Act.SEE_CHALLENGE, each.reference):
        return f"/challenges/{each.reference}/{'recommendations' if each.number else 'documents'}"
    return f"/register/{slug(each.councils[0], each.reference)}" if each.is_public and each.councils else ""
