"""How the runs of a challenge are getting on, as a server has them; asked without Prefect's package."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest

from domain.lifecycle import Reference
from flows import runs
from settings import settings

REFERENCE = Reference("CPC-2024-001")


def run(number: int, kind: str, start: str | None = None, message: str = "") -> dict[str, Any]:
    return {
        "id": f"id-{number}",
        "name": f"{REFERENCE}: run {number}",
        "start_time": start,
        "end_time": None,
        "state": {"type": kind, "name": kind.capitalize(), "message": message},
    }


class Record(BaseHTTPRequestHandler):
    """Answers as a Prefect server does that has some runs."""

    flow_runs: ClassVar[list[dict[str, Any]]] = []
    task_runs: ClassVar[list[dict[str, Any]]] = []
    asked: ClassVar[list[tuple[str, dict[str, Any]]]] = []
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, body))
        found = self.flow_runs if self.path.endswith("/flow_runs/filter") else self.task_runs
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing in the middle of a test's output."""


@pytest.fixture
def record(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Record]]:
    """Give a server whose record a test writes, as that of this installation."""
    Record.flow_runs, Record.task_runs, Record.asked, Record.status = [], [], [], 200
    with HTTPServer(("127.0.0.1", 0), Record) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("CPC_PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        settings.cache_clear()
        yield Record
        server.shutdown()


def test_the_latest_run_stands_first_and_what_waits_before_it(record: type[Record]) -> None:
    record.flow_runs = [
        run(1, "COMPLETED", "2026-03-05T09:00:00+00:00"),
        run(2, "FAILED", "2026-03-06T09:00:00Z", "It was refused."),
    ]
    record.task_runs = [run(3, "SCHEDULED")]

    found = runs.of(REFERENCE)

    assert found
    assert [each.name for each in found.runs] == [
        f"{REFERENCE}: paperwork",
        f"{REFERENCE}: run 2",
        f"{REFERENCE}: run 1",
    ]
    assert [(each.is_under_way, each.has_failed) for each in found.runs] == [
        (True, False),
        (False, True),
        (False, False),
    ]
    assert found.runs[1].message == "It was refused."
    assert found.are_under_way


def test_a_run_leads_to_its_own_page(record: type[Record]) -> None:
    record.flow_runs, record.task_runs = [run(1, "RUNNING", "2026-03-05T09:00:00+00:00")], [run(2, "PENDING")]

    found = runs.of(REFERENCE)

    assert found
    assert [each.page.removeprefix(found.page) for each in found.runs] == [
        "/runs/task-run/id-2",
        "/runs/flow-run/id-1",
    ]


def test_no_more_is_asked_for_than_is_told(record: type[Record]) -> None:
    record.flow_runs = [run(number, "COMPLETED", f"2026-03-0{number}T09:00:00Z") for number in range(1, 9)]

    found = runs.of(REFERENCE)

    assert found
    assert [each.name[-1] for each in found.runs] == ["8", "7", "6", "5", "4"]
    assert not found.are_under_way
    assert {body["limit"] for _, body in record.asked} == {runs.AT_MOST}
    assert [body["flow_runs"] for path, body in record.asked if "flow_runs" in path] == [
        {"name": {"like_": f"{REFERENCE}:"}}
    ]


def test_without_a_server_nobody_can_say() -> None:
    assert runs.of(REFERENCE) is None


def test_a_server_that_refuses_is_as_good_as_none(record: type[Record]) -> None:
    record.status = 503

    assert runs.of(REFERENCE) is None


def test_to_ask_imports_no_prefect() -> None:
    program = "import sys, flows.runs; sys.exit('prefect' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
