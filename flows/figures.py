"""Counts the runs of flows by their outcome, as Prefect's own record has them, with little patience.

It is asked of the server's interface, as in ``flows.runs``. The last runs are enough: whoever draws a chart
keeps the figures of yesterday, and a record of years would be counted at every question.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import httpx

from flows.server import address, is_plain

PATIENCE = 1.0
"""Seconds that the server has for one answer."""
AT_MOST = 200
"""Runs that are counted, those first that were to start last."""


def outcomes() -> dict[tuple[str, str], int] | None:
    """Count the last runs by flow and state; nothing if no server answers."""
    url = address()
    if url is None:
        return None
    try:
        with httpx.Client(
            base_url=url, timeout=PATIENCE, trust_env=False, verify=not is_plain(url)
        ) as server:
            names = {str(each["id"]): str(each["name"]) for each in _asked(server, "/flows/filter", {})}
            runs = _asked(server, "/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC"})
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return dict(Counter((names.get(str(each["flow_id"]), "unknown"), _state(each)) for each in runs))


def _asked(server: httpx.Client, path: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    answer = server.post(path, json={**wanted, "limit": AT_MOST})
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


def _state(run: dict[str, Any]) -> str:
    return str(run.get("state_type") or "unknown").lower()
