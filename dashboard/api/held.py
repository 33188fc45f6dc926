"""What programs read of the papers that the programme holds."""

from __future__ import annotations

from fastapi import Depends, Response

from casework.shapes.held import HoldingShape, holding_as_json
from dashboard.api.answering import ROOT, Given, answer, base, documented, name_of, readable
from dashboard.asking import allowed
from dashboard.held import held_of
from dashboard.pipeline import Looking
from dashboard.routes import Routes
from domain.permissions import Act

router = Routes(prefix=ROOT, dependencies=[Depends(readable)], generate_unique_id_function=name_of)


@router.get(
    "/councils/{code}/held",
    tags=["Programme"],
    dependencies=[allowed(Act.SEE_HELD)],
    responses=documented(HoldingShape),
)
def held(here: Looking, code: str) -> Response:
    """List what is held of a council and of those whose place it has taken, and who may have it."""
    found = held_of(here.session, code, here.today)
    return answer(here, lambda: Given(holding_as_json(found, base(here.request))))
