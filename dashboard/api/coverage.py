"""What programs read of councils between two challenges: how each stands, and what was agreed with one."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Response

from casework.coverage import coverage as covered
from casework.shapes.coverage import CouncilStandingShape, CoverageShape, council_as_json, coverage_as_json
from dashboard.api.answering import ROOT, Given, answer, documented, name_of, readable
from dashboard.asking import allowed
from dashboard.coverage import council_seen
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from domain.coverage import Cover
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)


@router.get(
    "/coverage",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_COVERAGE)],
    responses=documented(CoverageShape),
)
def coverage(
    here: Looking,
    stands: Annotated[Cover | None, Query(description="Only the councils that stand so.")] = None,
    region: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """List the councils that are expected to have challenges, by name, and when the next of each is due."""

    def write() -> Given:
        found = covered(here.session, here.today).narrowed(how=stands, region=region)
        return Given(coverage_as_json(found, here.today))

    return answer(here, write)


@router.get(
    "/councils/{code}",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_COUNCIL)],
    responses=documented(CouncilStandingShape),
)
def council(here: Looking, code: str) -> Response:
    """Read a council: its challenges, what became of what was recommended, and what was agreed afterwards."""
    found = council_seen(here.session, here.visitor, code, here.today)
    return answer(here, lambda: Given(council_as_json(found)))
