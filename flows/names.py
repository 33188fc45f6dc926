"""Names runs so that a programme manager recognises them in a list."""

from __future__ import annotations

from prefect.runtime import flow_run


def stage_run() -> str:
    """Name the run of a stage: `CPC-2024-001: report published, HIG`."""
    said = flow_run.get_parameters()
    council = f", {said['council']}" if said.get("council") else ""
    return f"{said['reference']}: {said['done'].replace('_', ' ')}{council}"


def opening_run() -> str:
    """Name the run that opens a challenge: `Open a challenge of High Peak and Staffordshire Moorlands`."""
    return f"Open a challenge of {' and '.join(flow_run.get_parameters()['councils'])}"


def round_run() -> str:
    """Name a round by the day that it is for, where that is not the day it is run on."""
    today = flow_run.get_parameters().get("today")
    return f"Round as if on {today}" if today else "Round"


def paper_run() -> str:
    """Name the run that makes a paper for the board by the paper's months."""
    said = flow_run.get_parameters()
    return f"Board update from {said['first']} to {said['last']}"


def year_run() -> str:
    """Name the run that makes an annual report by its year."""
    return f"Annual report {flow_run.get_parameters()['year']}"
