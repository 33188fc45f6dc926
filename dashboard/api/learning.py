"""What programs read of what councils do well: the same as the page tells, and no more than may be shared."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from casework.learning import learn
from casework.shapes.learning import LearntShape, VocabularyShape, learnt_as_json, vocabulary_as_json
from dashboard.api.answering import ROOT, Given, answer, base, documented, name_of, readable
from dashboard.asking import allowed
from dashboard.learning import Asked
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from domain.permissions import Act
from domain.service_areas import vocabulary

router = Routes(
    prefix=ROOT,
    tags=["Learning"],
    dependencies=[Depends(readable), allowed(Act.LEARN)],
    generate_unique_id_function=name_of,
)


@router.get("/learning", responses=documented(LearntShape, public=True))
def learning(
    here: Looking, *, asked: Asked, number: Annotated[int, Query(alias="page", ge=1, le=1000)] = 1
) -> Response:
    """Find what councils do well, with the evidence and whom to ask; councils are not ranked."""

    def write() -> Given:
        found = learn(here.session, asked.question, here.visitor, asked.narrowing, number=number)
        following = {"page": str(number + 1)} if number < found.pages else None
        return Given(learnt_as_json(found, base(here.request)), following)

    return answer(here, write)


@router.get("/learning/areas", responses=documented(VocabularyShape, public=True))
def service_areas(here: Looking) -> Response:
    """List the service areas with the terms by which each is found."""
    return answer(here, lambda: Given(vocabulary_as_json(vocabulary())))
