"""What programs read of surveys: what pages tell, and nothing that those keep back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from casework import surveys as casework
from casework.shapes import surveys as shapes
from dashboard.api.answering import ROOT, Given, answer, documented, name_of, readable
from dashboard.asking import Database, allowed
from dashboard.facing import Faced
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from dashboard.surveys import comments_for, results_of_year
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)

OneYear = Annotated[
    str, Query(max_length=10, description="A financial year, such as 2024-25; all of them if left out.")
]


@router.get(
    "/learning/surveys",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_SURVEYS)],
    responses=documented(shapes.SurveyResultsShape),
)
def survey_results(here: Looking, year: OneYear = "") -> Response:
    """Tell what surveys found in each financial year that is over, by audience."""
    return answer(here, lambda: Given(shapes.results_as_json(results_of_year(here, year))))


@router.get(
    "/challenges/{reference}/surveys",
    tags=["Challenges"],
    dependencies=[allowed(Act.SEE_SURVEYS)],
    responses=documented(shapes.ChallengeSurveysShape),
)
def surveys_of_challenge(here: Looking, session: Database, seen: Faced) -> Response:
    """Tell what the surveys of a challenge found that have closed, with comments for whoever runs it."""

    def write() -> Given:
        day = min(seen.today, seen.view.today)
        found = casework.results(session, day, reference=seen.reference)
        comments = [shapes.comments_as_json(each) for each in comments_for(session, seen)]
        return Given({"reference": seen.reference, "comments": comments, **shapes.results_as_json(found)})

    return answer(here, write)
