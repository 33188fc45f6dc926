"""Carries out one flow in a process of its own, which is killed before any step of it, or at its end.

    python -m tests.flows.steps

It reads orders, one line of JSON each, and forks for every one of them: everything has been imported by
then, so a process to kill costs milliseconds. A step is what outlives the process: a commit, or a file
that takes its place. What is killed after one leaves what is killed before the next, so that the last step
is the end: all has been done and nobody has been told. The answer is a line of JSON too: the steps taken, or
null for a process that died.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from prefect import Flow
from sqlalchemy import Engine, event
from sqlalchemy.orm import configure_mappers

from casework import documents, notices, post
from casework import record as casework
from casework.record import Entry
from db.session import reading, transaction
from documents.stylesheet import stylesheet
from domain.days import Day
from domain.lifecycle import Milestone
from domain.moves import Claim
from domain.schemes import known_schemes, scheme
from domain.working_days import WorkingDays
from settings import settings
from templates import words

AT = datetime(2025, 1, 1, 9, 0, tzinfo=UTC)


def in_flow(name: str, said: dict[str, Any]) -> None:
    """Run the flow of that name with what it is told, as Prefect's page would: in plain JSON values."""
    module, _, function = name.rpartition(".")
    asyncio.run(_run(getattr(import_module(module), function), said))


async def _run(flow: Flow[..., Any], said: dict[str, Any]) -> None:
    await flow(**said)


def by_hand(reference: str, done: str, on: date) -> None:
    """Take the steps of a stage's flow without Prefect."""
    with transaction() as session:
        entry = Entry("Programme manager", on, AT)
        casework.record(session, reference, entry, Claim(Milestone(done), Day(on)))
    with reading() as session:
        owed = documents.owed(session, reference, on)
    for key in owed:
        with transaction() as session:
            documents.prepare(session, reference, key, on, AT)
    with transaction() as session:
        notices.queue(session, reference, on, AT)
    for _ in post.deliver(post.channel(), lambda: AT, reference):
        pass


def watch(die_at: int | None) -> Callable[..., int]:
    """Count the steps from here on, and die before the one of that number; a call takes one more."""
    numbers = count(1)

    def step(*_: Any) -> int:
        number = next(numbers)
        if number == die_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    replace = Path.replace

    def replaced(path: Path, target: Path) -> Path:
        step()
        return replace(path, target)

    event.listen(Engine, "commit", step)
    Path.replace = replaced  # type: ignore[assignment, method-assign]
    return step


def carry_out(order: dict[str, Any], answer: int) -> None:
    """Do what an order says in this process, and say how many steps it took."""
    os.environ["CPC_HOME"] = order["home"]
    settings.cache_clear()
    step = watch(order["die_at"])
    said = order["said"]
    if order["flow"]:
        in_flow(order["flow"], said)
    else:
        by_hand(said["reference"], said["done"], date.fromisoformat(said["on"]))
    number = step()
    with os.fdopen(answer, "w") as said:
        json.dump([number, sorted(sys.modules)], said)


def warm_up() -> None:
    """Do once what every process would do again, as far as it starts no thread: a fork would lose that."""
    for path in words.FOLDER.rglob("*.j2"):
        words.environment().get_template(path.relative_to(words.FOLDER).as_posix())
    for name in known_schemes():
        scheme(name)
    stylesheet()
    WorkingDays()
    configure_mappers()


def import_too(modules: list[str]) -> None:
    """Import what a process needed beside what was there, so that the next one need not."""
    for name in modules:
        if name not in sys.modules and "__main__" not in name:
            with suppress(ImportError):
                import_module(name)


def main() -> None:
    """Fork for every order, and pass on what became of it."""
    warm_up()
    for line in sys.stdin:
        heard, answer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(heard)
            code = 1
            try:
                carry_out(json.loads(line), answer)
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        os.close(answer)
        with os.fdopen(heard) as said:
            words_said = said.read()
        _, status = os.waitpid(child, 0)
        died = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        if not died and status:
            sys.exit("The order was not carried out.")
        steps, modules = (None, []) if died else json.loads(words_said)
        import_too(modules)
        print(json.dumps(steps), flush=True)


if __name__ == "__main__":
    main()
