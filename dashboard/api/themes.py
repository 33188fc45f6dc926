"""What programs read of the themes that recur."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Response

from casework import themes as casework
from casework.shapes.themes import ItemsShape, ThemesShape, items_as_json, themes_as_json
from casework.themes import By, Cell, Subject, Tag
from dashboard.api.answering import ROOT, Given, answer, documented, name_of, next_page, readable
from dashboard.asking import allowed
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

WantedBy = Annotated[By, Query(description="By what it is counted.")]
Wanted = Annotated[Subject, Query(alias="of", description="What is counted.")]


@router.get(
    "/themes",
    tags=["Learning"],
    dependencies=[allowed(Act.LEARN)],
    responses=documented(ThemesShape, public=True),
)
def themes(here: Looking, *, by: WantedBy = By.YEAR, subject: Wanted = Subject.RECOMMENDATIONS) -> Response:
    """Count the themes and service areas that recur, as far as they are for whoever asks."""
    return answer(
        here, lambda: Given(themes_as_json(casework.themes(here.session, here.visitor, subject, by)))
    )


@router.get(
    "/themes/rows",
    tags=["Learning"],
    dependencies=[allowed(Act.LEARN)],
    responses=documented(ItemsShape, public=True),
)
def theme_rows(
    here: Looking,
    *,
    by: WantedBy = By.YEAR,
    subject: Wanted = Subject.RECOMMENDATIONS,
    tag: Annotated[Tag, Query(description="What the name is of.")] = Tag.THEME,
    name: Annotated[str, Query(max_length=120, description="The name of a theme or service area.")],
    group: Annotated[str, Query(max_length=60, description="One of the groups; all, if left out.")] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """List what one of the numbers stands for."""
    found = casework.rows(here.session, here.visitor, Cell(subject, by, tag, name, group), number)
    if found.number > found.pages:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    following = {"page": str(number + 1)} if number < found.pages else None

    def write() -> Given:
        return Given(
            items_as_json(found, next_page(here.request, following) if following else None), following
        )

    return answer(here, write)
