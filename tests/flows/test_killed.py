"""A process may be killed at any step; the next run finds what is missing, and makes nothing twice.

Three flows are killed once, half-way. `make test-whole` kills all of them, at more of their steps, and one at
each of them; `make test-deep` kills the flow of every milestone at every step.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings as hypothesis_settings
from prefect.settings import PREFECT_API_URL, PREFECT_HOME
from sqlalchemy.orm import Session

from db import councils
from db.session import engine
from domain.lifecycle import Milestone
from flows.stages import flow_of
from settings import settings
from tests.flows.stories import opened, ready_for_the_report, through_the_year
from tests.histories import THE_YEAR

ROOT = Path(__file__).parents[2]
BESIDE = {
    "events": "reference, seq, kind, on_date, council, details",
    "documents": "key, council, person, title, issued_on, html_path, pdf_path, html_hash, pdf_hash",
    "messages": "key, person_id, to_email, subject, text, html, attachments, state, sent_as",
    "message_slots": "key, slot, message_id",
    "board_papers": "kind, first_day, last_day, issue, title, issued_on, html_hash, pdf_hash, inputs_hash",
    "standings": "reference, stages, state, next_deadline, next_due, overdue, next_change, owed, waiting",
}
"""What has to be the same however often a run was killed: everything but the moments of writing, and how
often sending was tried."""


IS_DEEP = hypothesis_settings.get_current_profile_name() == "deep"
STAGES = (
    Milestone.AGREED,
    Milestone.FEEDBACK_GIVEN,
    Milestone.REPORT_FINALISED,
    Milestone.PLAN_PUBLISHED,
    Milestone.REVIEW_REPORT_FINALISED,
    Milestone.CLOSED,
)
"""One milestone of each stage, with documents where the stage has any."""
OTHERS = ("opening", "paperwork", "morning_round", "post", "board_update", "annual_report")
QUICK = (Milestone.REPORT_FINALISED, "post", "by_hand")
"""A stage with many papers, what sends mail, and a challenge that was recorded without the flows."""
A_YEAR = {"first": "2023-04-01", "last": "2024-03-31"}
WHOLLY = Milestone.AGREED
"""The one whose flow is killed at each of its steps."""
KILLS = 2
"""At how many steps each of the others is killed, the last of them among these."""


@dataclass(frozen=True)
class Order:
    """A flow and what it is told, on a home where it has work; without a flow, the same steps by hand."""

    home: Path
    flow: str | None
    said: dict[str, Any]


class Sentenced:
    """Carries out orders in processes that may be killed."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.flows.steps"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def carry_out(self, order: Order, home: Path, die_at: int | None = None) -> int | None:
        """Return how many steps it took, or None if the process was killed."""
        assert self.process.stdin
        assert self.process.stdout
        told = {"home": str(home), "flow": order.flow, "said": order.said, "die_at": die_at}
        self.process.stdin.write(json.dumps(told) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, self.process.communicate()[1]
        steps: int | None = json.loads(answer)
        return steps


@pytest.fixture(scope="module")
def sentenced(prefect: None) -> Iterator[Sentenced]:  # noqa: ARG001 - It has to be up.
    made = Sentenced(
        {
            "PREFECT_API_URL": str(PREFECT_API_URL.value()),
            "PREFECT_HOME": str(PREFECT_HOME.value()),
            "PREFECT_LOGGING_LEVEL": "CRITICAL",
            "PREFECT_LOGGING_TO_API_ENABLED": "false",
            "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true",
        }
    )
    yield made
    made.process.communicate()


def everything(home: Path) -> dict[str, Any]:
    """Return every row and every file of an installation, but for the moments at which they were written."""
    with sqlite3.connect(home / "cpc.db") as database:
        people = dict(database.execute("SELECT id, email FROM people").fetchall())
        rows = {
            table: _named(database.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall(), people)
            for table, columns in BESIDE.items()
        }
    database.close()
    documents = {
        str(path): path.read_bytes() for path in sorted(home.glob("documents/**/*")) if path.is_file()
    }
    outbox = {path.name: _undated(path) for path in sorted(home.glob("outbox/*"))}
    return {
        **rows,
        "files": {name.removeprefix(str(home)): content for name, content in documents.items()},
        "outbox": outbox,
    }


def _named(rows: list[tuple[Any, ...]], people: dict[str, str]) -> list[list[str]]:
    """Put addresses in the place of identifiers, which are drawn anew when somebody is entered again."""
    found = [[str(cell) for cell in row] for row in rows]
    for person, email in people.items():
        found = [[cell.replace(person, email) for cell in row] for row in found]
    return found


def _undated(path: Path) -> str:
    email = message_from_bytes(path.read_bytes())
    del email["Date"]
    return email.as_string()


@pytest.fixture(scope="module")
def orders(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Order]]:
    """Give an order for every flow, on a home as it was when the flow's turn came."""
    folder = tmp_path_factory.mktemp("homes")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CPC_DATABASE_URL", raising=False)
        patch.setenv("CPC_HOME", str(folder / "now"))
        settings.cache_clear()
        (folder / "empty").mkdir()
        shutil.copy(migrated_file, folder / "empty" / "cpc.db")
        yield {**_of_the_year(folder), **_of_others(folder), "by_hand": _by_hand(folder)}
    settings.cache_clear()


def _of_the_year(folder: Path) -> dict[str, Order]:
    """Take one challenge through its year, and lay a copy of the home aside before each milestone."""
    found = {}
    with _at_home(folder) as session:
        made = opened(session, "Tamworth", on="2024-05-01")
        for milestone in through_the_year(made):
            session.commit()
            day, said = THE_YEAR[milestone]
            told = {"reference": made.reference, "done": milestone, "on": day, "today": day, **said}
            stage = flow_of(milestone).fn
            home = _laid_aside(folder, f"before-{milestone}")
            found[str(milestone)] = Order(home, f"{stage.__module__}.{stage.__name__}", told)
    return found


def _of_others(folder: Path) -> dict[str, Order]:
    """Agree two challenges, of which nothing has been written yet, or nothing has been sent."""
    with _at_home(folder) as session:
        councils.load_samples(session)
        session.commit()
        fresh = _laid_aside(folder, "fresh")
        both = [opened(session, name, on="2024-05-01") for name in ("Tamworth", "Stroud")]
        for each in both:
            each.record("agreed", "2024-05-10")
        session.commit()
        agreed = _laid_aside(folder, "agreed")
        for each in both:
            each.prepare("2024-05-10")
            each.queue("2024-05-10")
        session.commit()
        written = _laid_aside(folder, "written")
    day = "2024-05-10"
    opening = {"councils": ["High Peak", "STF"], "on": day, "today": day}
    return {
        "opening": Order(fresh, "flows.opening.open_challenge", opening),
        "paperwork": Order(agreed, "flows.paperwork.paperwork", {"reference": "CPC-2024-001", "today": day}),
        "morning_round": Order(agreed, "flows.morning_round.morning_round", {"today": day}),
        "post": Order(written, "flows.post.post", {}),
        "board_update": Order(written, "flows.board_update.board_update", {**A_YEAR, "today": day}),
        "annual_report": Order(
            written, "flows.board_update.annual_report", {"year": "2023-24", "today": day}
        ),
    }


def _by_hand(folder: Path) -> Order:
    with _at_home(folder) as session:
        reference, done, on = ready_for_the_report(session)
        session.commit()
        home = _laid_aside(folder, "by-hand")
    return Order(home, None, {"reference": reference, "done": done, "on": on})


@contextmanager
def _at_home(folder: Path) -> Iterator[Session]:
    """Give a session on a home with nothing in it but tables."""
    shutil.copytree(folder / "empty", folder / "now")
    with Session(engine(), expire_on_commit=False) as session:
        yield session
    engine().dispose()
    shutil.rmtree(folder / "now")


def _laid_aside(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder / "now", folder / name))


def half_way() -> Iterator[Any]:
    """Give what is killed half-way; all but a few are left to `make test-whole`."""
    for each in (*STAGES, *OTHERS, "by_hand"):
        yield pytest.param(each, marks=() if each in QUICK else pytest.mark.whole, id=str(each))


@pytest.mark.parametrize("name", [*half_way()])
def test_a_run_killed_half_way_and_run_again_leaves_what_an_undisturbed_run_leaves(
    name: str, orders: dict[str, Order], tmp_path: Path, sentenced: Sentenced
) -> None:
    kill_and_run_again(orders[name], tmp_path, sentenced, lambda steps: [max(1, steps // 2)])


@pytest.mark.whole
@pytest.mark.parametrize("name", [*(Milestone if IS_DEEP else STAGES), *OTHERS, "by_hand"], ids=str)
def test_a_run_killed_at_any_step_and_run_again_leaves_what_an_undisturbed_run_leaves(
    name: str, orders: dict[str, Order], tmp_path: Path, sentenced: Sentenced
) -> None:
    kill_and_run_again(orders[name], tmp_path, sentenced, lambda steps: _when(name, steps))


def kill_and_run_again(
    order: Order, folder: Path, sentenced: Sentenced, when: Callable[[int], Iterable[int]]
) -> None:
    """Kill an order at each of some steps, each time on a fresh home, and carry it out once more."""
    undisturbed = folder / "undisturbed"
    shutil.copytree(order.home, undisturbed)
    steps = sentenced.carry_out(order, undisturbed)
    expected = everything(undisturbed)
    assert steps
    assert expected != everything(order.home)

    for number in when(steps):
        killed = folder / f"killed-{number}"
        shutil.copytree(order.home, killed)

        assert sentenced.carry_out(order, killed, number) is None
        assert sentenced.carry_out(order, killed) is not None

        assert everything(killed) == expected, f"killed at step {number} of {steps}"
        shutil.rmtree(killed)


def _when(name: str, steps: int) -> Iterable[int]:
    """Choose the steps at which to kill: all, or some spread over the run with the last of them."""
    if IS_DEEP or name == WHOLLY:
        return range(1, steps + 1)
    return sorted({round(steps * part / KILLS) or 1 for part in range(1, KILLS + 1)})


def test_every_flow_that_is_deployed_is_killed(orders: dict[str, Order]) -> None:
    deployed = yaml.safe_load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    killed = {orders[name].flow for name in (*STAGES, *OTHERS)}

    assert killed == {each["entrypoint"] for each in deployed}
