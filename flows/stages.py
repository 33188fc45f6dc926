"""Which flow a milestone belongs to: the one table that leads from the stages to their flows."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from prefect import Flow

from domain.lifecycle import Milestone, Stage
from flows.action_plan import action_plan
from flows.close import close
from flows.on_site import on_site
from flows.progress_review import progress_review
from flows.report import report_publication
from flows.scoping import scoping

StageFlow = Flow[..., Coroutine[Any, Any, None]]

FLOWS: dict[Stage, StageFlow] = {
    Stage.SCOPING: scoping,
    Stage.ON_SITE: on_site,
    Stage.REPORT_PUBLICATION: report_publication,
    Stage.ACTION_PLAN: action_plan,
    Stage.PROGRESS_REVIEW: progress_review,
    Stage.CLOSE: close,
}


def milestones_of(stage_flow: StageFlow) -> tuple[Milestone, ...]:
    """Return the milestones that a flow's form offers."""
    done = stage_flow.parameters.properties["done"]
    return tuple(Milestone(each) for each in done.get("enum", [done.get("const")]))


def flow_of(milestone: Milestone) -> StageFlow:
    """Return the flow that a milestone belongs to."""
    return next(each for each in FLOWS.values() if milestone in milestones_of(each))


def takes(stage_flow: StageFlow) -> frozenset[str]:
    """Return the names of what a flow can be told."""
    return frozenset(stage_flow.parameters.properties)
