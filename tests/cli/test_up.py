"""`cpc up`: everything comes up, works, and ends wholly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from casework import record
from casework.record import Entry
from cli.children import ChildDied, start
from cli.crew import Crew
from db import councils, papers
from db.session import reading, transaction
from domain.days import Day
from domain.lifecycle import Milestone, Stage
from domain.moves import Claim
from domain.schemes import scheme
from flows.server import address, hand_over

ROOT = Path(__file__).parents[2]
CPC = (sys.executable, "-c", "from cli.app import main; main()")
SLEEPER = ("http.server", "--bind", "127.0.0.1", "0")
"""Something that goes on until it is ended."""
STARTING = 300
"""Seconds, on a machine with much else to do; a quiet one takes a tenth."""


class Up:
    """A `cpc up` under test."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.said = home.parent / "up.txt"
        with self.said.open("w", encoding="utf-8") as said:
            self.process = subprocess.Popen([*CPC, "up"], stdout=said, stderr=subprocess.STDOUT)

    def await_words(self, words: str) -> None:
        assert wait_until(lambda: words in self.text or self.process.poll() is not None, STARTING), self.text
        assert words in self.text, self.text

    @property
    def text(self) -> str:
        return " ".join(self.said.read_text("utf-8").split())

    def processes(self) -> list[int]:
        """Return the processes that work on this home."""
        marked = f"CPC_HOME={self.home}".encode()
        return [
            int(path.parent.name)
            for path in Path("/proc").glob("[0-9]*/environ")
            if int(path.parent.name) != os.getpid() and marked in _environment(path)
        ]


def _environment(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\0")
    except OSError:
        return []  # It has ended in the meantime, or is somebody else's.


def wait_until(so: Callable[[], bool], seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while not so() and time.monotonic() < deadline:
        time.sleep(0.2)
    return so()


@pytest.fixture
def up(home: Path) -> Iterator[Up]:
    started = Up(home)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.wait()


def ask(url: str, path: str, **said: Any) -> Any:
    answer = httpx.post(f"{url}/{path}", json=said, timeout=30, trust_env=False)
    answer.raise_for_status()
    return answer.json()


def state_of(url: str, run: str) -> str:
    run_now = httpx.get(f"{url}/flow_runs/{run}", timeout=30, trust_env=False).json()
    return str(run_now["state"]["type"])


@pytest.mark.whole
def test_up_serves_every_flow_with_its_form_takes_work_and_ends_wholly(up: Up) -> None:
    with transaction() as session:
        councils.load_samples(session)
    up.await_words("Ctrl-C ends all of it.")
    url = address() or ""
    assert url.removesuffix("/api") in up.text
    dashboard = up.text.partition("Dashboard ")[2].split()[0]
    assert httpx.get(f"{dashboard}/healthz", timeout=30, trust_env=False).text == "ok\n"
    assert f"{dashboard}/sign-in/link/" in up.text

    # Every stage has a form that offers its milestones.
    deployed = {each["name"]: each for each in ask(url, "deployments/filter")}
    offered = {
        each["entrypoint"].split(".")[1]: each["parameter_openapi_schema"]["properties"]["done"]["enum"]
        for each in deployed.values()
        if "enum" in each["parameter_openapi_schema"]["properties"].get("done", {})
    }
    expected = {
        name: [rule.milestone.value for rule in scheme("2024").of_stage(stage)]
        for stage in Stage
        for name in (stage.value.removesuffix("_publication"),)
        if stage is not Stage.CLOSE
    }
    assert offered == expected
    declared = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert deployed.keys() == {each["name"] for each in declared}
    assert [each["name"] for each in ask(url, "automations/filter")] == ["Runs that were lost"]

    # The Run button works.
    run = ask(
        url,
        f"deployments/{deployed['Open a challenge']['id']}/create_flow_run",
        parameters={"councils": ["Tamworth"], "on": "2024-05-01"},
    )["id"]
    assert wait_until(lambda: state_of(url, run) in ("COMPLETED", "FAILED", "CRASHED"), STARTING)
    assert state_of(url, run) == "COMPLETED"

    # A command hands over what it has recorded.
    agreed = Claim(Milestone.AGREED, Day(date(2024, 5, 10)))
    with transaction() as session:
        entry = Entry("Programme manager", date(2024, 5, 10), datetime.now(UTC))
        record.record(session, "CPC-2024-001", entry, agreed)
    assert hand_over("CPC-2024-001", agreed, today=date(2024, 5, 10))
    assert wait_until(lambda: _documents("CPC-2024-001") == 1)

    # A second one on the same home is refused, and does no harm.
    second = subprocess.run([*CPC, "up"], capture_output=True, text=True, check=False)
    assert (second.returncode, "is running on this home already" in second.stderr) == (1, True)

    assert len(up.processes()) >= 4

    up.process.send_signal(signal.SIGINT)

    assert up.process.wait(20) == 0
    assert "Ended." in up.text
    assert address() is None
    assert wait_until(lambda: not up.processes(), 5)


def test_a_worker_that_dies_is_replaced_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cli.crew.SOON", 0)
    said: list[str] = []
    crew = Crew(said.append)
    first = crew.hire(lambda after: start("Worker", SLEEPER, {}, after=after))

    first.process.kill()
    watching = threading.Thread(target=_watch, args=(crew,), daemon=True)
    watching.start()

    assert wait_until(lambda: crew.at_work[0][1] is not first)
    assert said == [f"The Worker ended by itself and is started again; see {first.log}."]
    monkeypatch.setattr("cli.crew.SOON", 3600)
    crew.at_work[0][1].process.kill()
    watching.join(10)
    assert not watching.is_alive()
    crew.dismiss()


def _watch(crew: Crew) -> None:
    with suppress(ChildDied):
        crew.keep_going()


def _documents(reference: str) -> int:
    with reading() as session:
        return len(papers.documents(session, reference))
