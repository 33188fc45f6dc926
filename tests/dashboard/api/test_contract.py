"""The API keeps what its description promises, whatever it is sent: tried with made-up requests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import SearchStrategy, one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from domain.people import Role
from domain.permissions import Part
from settings import settings
from tests.dashboard.api.conftest import WithToken
from tests.dashboard.conftest import ORIGIN, TAMWORTH

DEEP = hypothesis_settings().max_examples > 1000
UNTOLD = (401, 404, 422)
"""What somebody without a token is answered where one is needed."""
READS, DEEDS = (100, 30) if DEEP else (6, 4)
"""How many requests are made up for each address."""
SOME_DEEDS = ("record/dates_set", "extend", "facts", "hand-in/plan", "decide", "assign-peer", "meet")
"""Deeds that ask for answers of every kind: all addresses of deeds have the same code behind them."""
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
"""What is checked of an answer; that nothing is told without a token is seen by coming without one."""


class Program:
    """A program that asks the application, with a token or without."""

    def __init__(self, app: FastAPI, headers: dict[str, str]) -> None:
        self._runner = asyncio.Runner()
        self._headers = headers
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN)

    def ask(self, case: Any) -> httpx.Response:
        asked = case.as_transport_kwargs(base_url=ORIGIN, headers=self._headers)
        asked.pop("cookies", None)
        if isinstance(asked.get("data"), bytes | str):
            asked["content"] = asked.pop("data")
        answer = self._runner.run(self._client.request(**asked))
        self._runner.run(answer.request.aread())
        return answer

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CPC_REQUESTS_PER_SECOND", "0")
    settings.cache_clear()
    yield
    settings.cache_clear()


def is_tried(operation: Any) -> bool:
    """Say whether an address is tried now; the deep tests try all."""
    is_deed = operation.definition.raw["tags"] == ["Deeds"]
    return DEEP or not is_deed or operation.path.endswith(SOME_DEEDS)


def made_up(operation: Any) -> SearchStrategy[Any]:
    """Make requests up that keep to the description, and others that do not."""
    return one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "part",
    [
        Part.MANAGER,
        pytest.param(Part.COUNCIL_CONTACT, marks=pytest.mark.whole),
        pytest.param(Part.PUBLIC, marks=pytest.mark.whole),
    ],
)
@pytest.mark.usefixtures("stocked", "seen_to", "unhurried")
def test_every_answer_is_one_that_the_description_names(
    app: FastAPI, with_token: WithToken, part: Part
) -> None:
    headers = {}
    if part is not Part.PUBLIC:
        seat = (TAMWORTH, Role.CHIEF_EXECUTIVE, "TAW") if part is Part.COUNCIL_CONTACT else None
        headers = with_token(part, seat=seat)
    program = Program(app, headers)
    described = schemathesis.openapi.from_dict(app.openapi())

    operations: list[Any] = [found.ok() for found in described.get_all_operations()]  # type: ignore[union-attr]
    for operation in filter(is_tried, operations):
        most = READS if operation.method == "get" else DEEDS

        @given(case=made_up(operation))
        @hypothesis_settings(
            max_examples=most,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def holds(case: Any) -> None:
            if "reference" in case.path_parameters:
                case.path_parameters["reference"] = TAMWORTH
            answer = program.ask(case)
            case.validate_response(answer, checks=list(CHECKS))
            if part is Part.PUBLIC and "security" in case.operation.definition.raw:
                assert answer.status_code in UNTOLD

        holds()
    program.close()
