"""The programme in figures: what a tool that watches over it reads, and who may."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.figures import Kind, Sample, family
from channels.stand_in.server import serving
from dashboard import metrics
from db.models import Standing
from db.post_tables import Message
from domain.permissions import Part, Scope
from flows import figures
from tests.dashboard.conftest import JOINT, TODAY, SignedIn

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def read(text: str) -> dict[str, list[tuple[dict[str, str], float]]]:
    """Read the figures as another program does."""
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for each in text_string_to_metric_families(text):  # type: ignore[no-untyped-call]
        for sample in each.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


@pytest.mark.usefixtures("stocked")
async def test_the_figures_are_those_of_the_database(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(Part.MANAGER)
    session.execute(
        update(Message)
        .where(Message.id == 1)
        .values(state="queued", sent_at=None, queued_at=datetime.combine(TODAY, datetime.min.time(), UTC))
    )
    session.execute(update(Standing).where(Standing.reference == JOINT).values(late_from=TODAY, overdue=2))
    session.commit()

    answer = await client.get("/metrics")
    found = read(answer.text)

    assert answer.headers["content-type"] == metrics.MEDIA
    assert answer.text.endswith("# EOF\n")
    assert sum(value for _, value in found["cpc_challenges"]) == 2
    assert {labels["scheme"] for labels, _ in found["cpc_challenges"]} == {"2024", "2022"}
    assert found["cpc_challenges_late"] == [({}, 1.0)]
    assert found["cpc_deadlines_overdue"] == [({}, 2.0)]
    assert {labels["expected"] for labels, _ in found["cpc_expected_overdue"]} >= {"report", "plan"}
    assert ({"state": "queued"}, 1.0) in found["cpc_messages"]
    assert found["cpc_queue_age_seconds"] == [({}, timedelta(hours=9, minutes=30).total_seconds())]
    assert found["cpc_prefect_up"] == [({}, 0.0)]
    assert "cpc_flow_runs" not in found
    assert found["cpc_data_version"][0][1] > 0
    assert found["cpc_build_info"][0][1] == 1


@on_sqlite
async def test_a_programme_with_nothing_in_it_has_figures_too(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    found = read((await client.get("/metrics")).text)

    assert found["cpc_queue_age_seconds"] == [({}, 0.0)]
    assert found["cpc_challenges_late"] == [({}, 0.0)]
    assert "cpc_challenges" not in found


@on_sqlite
async def test_a_token_for_figures_reads_nothing_else_and_others_read_no_figures(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    nobody = await client.get("/metrics")
    signed_in(Part.MANAGER, scopes=frozenset({Scope.METRICS}))
    figures_alone = await client.get("/metrics"), await client.get("/api/v1/challenges")
    signed_in(Part.MANAGER, scopes=frozenset({Scope.READ}))
    without = await client.get("/metrics")
    signed_in(Part.ADVISER)

    assert nobody.status_code == 401
    assert nobody.headers["content-type"] == "application/problem+json"
    assert [each.status_code for each in figures_alone] == [200, 403]
    assert without.status_code == 403
    assert (await client.get("/metrics")).status_code == 403


def test_a_label_may_hold_any_text_and_a_counter_says_that_it_is_one() -> None:
    odd = family("odd", "Odd things.", (2, {"what": 'a "b" \\ c\nd'}), kind=Kind.COUNTER)

    assert odd.samples == (Sample(2, {"what": 'a "b" \\ c\nd'}),)
    assert read(metrics.text([odd]))["cpc_odd_total"] == [({"what": 'a "b" \\ c\nd'}, 2.0)]


class Prefect:
    """A server that has two runs of one flow, and one of a flow that it forgot."""

    def __init__(self, flows: Any = None) -> None:
        self.flows = [{"id": "1", "name": "morning-round"}] if flows is None else flows

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        await receive()
        runs = [
            {"flow_id": "1", "state_type": "COMPLETED"},
            {"flow_id": "1", "state_type": "COMPLETED"},
            {"flow_id": "2", "state_type": None},
        ]
        said: Any = {"/health": True, "/flows/filter": self.flows, "/flow_runs/filter": runs}[scope["path"]]
        answer = httpx.Response(200, json=said)
        headers = [(name.lower(), value) for name, value in answer.headers.raw]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})


@on_sqlite
async def test_the_runs_of_flows_are_counted_by_how_they_ended(
    client: httpx.AsyncClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(Part.MANAGER)
    with serving(Prefect()) as address:
        monkeypatch.setattr(figures, "address", lambda: address)
        found = read((await client.get("/metrics")).text)

    assert found["cpc_prefect_up"] == [({}, 1.0)]
    assert found["cpc_flow_runs"] == [
        ({"flow": "morning-round", "state": "completed"}, 2.0),
        ({"flow": "unknown", "state": "unknown"}, 1.0),
    ]


def test_a_server_that_answers_something_else_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(Prefect(flows=[{"no": "id"}])) as address:
        monkeypatch.setattr(figures, "address", lambda: address)

        assert figures.outcomes() is None
