"""Says how the runs of a challenge are getting on, as Prefect's own record has them.

It is asked of the server's interface and not of Prefect's package, which takes seconds to import, and with
little patience: a page that shows it can say as well that nobody answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from domain.lifecycle import Reference
from flows.server import address, is_plain

PATIENCE = 1.0
"""Seconds that the server has for one answer."""
AT_MOST = 5
"""Runs that are told of; Prefect's own page has them all."""
UNDER_WAY = frozenset({"SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "PAUSED"})
FAILED = frozenset({"FAILED", "CRASHED"})
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what it is called, how it stands in Prefect's word, and where its page is."""

    name: str
    state: str
    kind: str
    message: str
    began: datetime | None
    ended: datetime | None
    page: str

    @property
    def is_under_way(self) -> bool:
        """Whether more is to come of it."""
        return self.kind in UNDER_WAY

    @property
    def has_failed(self) -> bool:
        """Whether it ended without having done its work."""
        return self.kind in FAILED


@dataclass(frozen=True, slots=True)
class Runs:
    """The last runs of a challenge, the latest first, and the address of Prefect's page."""

    page: str
    runs: tuple[Run, ...]

    @property
    def are_under_way(self) -> bool:
        """Whether any of them is still at work or waits to begin."""
        return any(run.is_under_way for run in self.runs)


def of(reference: Reference) -> Runs | None:
    """Return the last runs of a challenge; ``None`` if no Prefect server can be reached."""
    url = address()
    if url is None:
        return None
    page = url.removesuffix("/api")
    try:
        with httpx.Client(
            base_url=url, timeout=PATIENCE, trust_env=False, verify=not is_plain(url)
        ) as server:
            found = [*_clicked(server, reference, page), *_flows(server, reference, page)]
    except (httpx.HTTPError, ValueError):
        return None
    return Runs(page, tuple(_last(found)))


def _last(found: list[Run]) -> list[Run]:
    """Return the latest of some runs; what has not begun is later than what has."""
    return sorted(found, key=lambda run: run.began or _NEVER, reverse=True)[:AT_MOST]


def _clicked(server: httpx.Client, reference: Reference, page: str) -> Iterator[Run]:
    """Return what was set going with a click and waits for a worker; until one takes it, it has no name."""
    wanted = {
        "tags": {"all_": [reference]},
        "flow_run_id": {"is_null_": True},
        "state": {"type": {"any_": ["SCHEDULED", "PENDING"]}},
    }
    for raw in _asked(server, "/task_runs/filter", {"task_runs": wanted}):
        yield _run(raw | {"name": f"{reference}: paperwork"}, f"{page}/runs/task-run/{raw['id']}")


def _flows(server: httpx.Client, reference: Reference, page: str) -> Iterator[Run]:
    for raw in _asked(server, "/flow_runs/filter", {"flow_runs": {"name": {"like_": f"{reference}:"}}}):
        yield _run(raw, f"{page}/runs/flow-run/{raw['id']}")


def _asked(server: httpx.Client, path: str, wanted: dict[str, Any]) -> list[dict[str, Any]]:
    answer = server.post(path, json=wanted | {"sort": "EXPECTED_START_TIME_DESC", "limit": AT_MOST})
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


def _run(raw: dict[str, Any], page: str) -> Run:
    state = raw.get("state") or {}
    return Run(
        name=str(raw["name"]),
        state=str(state.get("name") or raw.get("state_name") or ""),
        kind=str(state.get("type") or raw.get("state_type") or ""),
        message=str(state.get("message") or ""),
        began=_moment(raw.get("start_time")),
        ended=_moment(raw.get("end_time")),
        page=page,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
