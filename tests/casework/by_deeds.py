"""A challenge that goes its way by deeds alone, as people do them on a page."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from casework.case import Case, case
from casework.deeds.opening import open_up
from casework.deeds.questions import Question, Upload
from casework.deeds.table import Outcome, carry_out, deed_named, offered
from db.session import reading
from domain.lifecycle import Reference
from domain.people import ROLES, Role, Side
from domain.permissions import AccountId, Part, Visitor

SAMPLES = Path(__file__).parents[2] / "db" / "samples"
MANAGER = Visitor(part=Part.MANAGER, account=AccountId("a"), name="Programme manager")
AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)

NONE = Reference("")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what has nothing of its own to do with the database."""


@dataclass
class Deeds:
    """A challenge under test, to which people do what they may."""

    reference: Reference = NONE
    visitor: Visitor = MANAGER
    outcomes: list[Outcome] = field(default_factory=list)

    def open(self, on: str = "2024-05-01", *, trial: bool = False, **said: str) -> Outcome:
        raw = {"councils": "Tamworth", "product": "corporate", **said}
        outcome = open_up(self.visitor, raw, today=date.fromisoformat(on), at=AT, trial=trial)
        self.reference = outcome.reference
        return outcome

    def do(self, name: str, today: str, /, **said: Any) -> Outcome:
        on, trial = date.fromisoformat(today), said.pop("trial", False)
        self.outcomes.append(
            carry_out(name, self.reference, self.visitor, said, today=on, at=AT, trial=trial)
        )
        return self.outcomes[-1]

    def asked(self, name: str, today: str) -> dict[str, Question]:
        with reading() as session:
            on_desk = case(session, self.reference)
            on = date.fromisoformat(today)
            return {each.name: each for each in deed_named(name, on_desk.scheme).questions(on_desk, on)}

    def kinds(self) -> list[str]:
        with reading() as session:
            return [str(each.kind) for each in case(session, self.reference).history]

    def offers(self, today: str, visitor: Visitor | None = None) -> list[str]:
        with reading() as session:
            found = offered(case(session, self.reference), visitor or self.visitor, date.fromisoformat(today))
            return [each.name for each in found]

    def desk(self) -> Case:
        with reading() as session:
            return case(session, self.reference)


ToldUntil = Callable[[str], Deeds]
"""Gives the demonstration's story up to a day."""

SIDE_DEEDS = {Side.PROGRAMME: "assign-staff", Side.PEERS: "assign-peer", Side.COUNCIL: "assign-council"}


def assign(story: Deeds, on: str, people: Iterable[Mapping[str, str]]) -> None:
    for each in people:
        said = {"name": ROLES[Role(each["role"])].title, **each}
        said.pop("organisation", None)
        story.do(SIDE_DEEDS[ROLES[Role(each["role"])].side], on, **said)


def sample(name: str, folder: str = "single-2024") -> Upload:
    path = SAMPLES / "content" / folder / f"{name}.yaml"
    return Upload(path.name, path.read_bytes())


def play(story: Deeds, until: str = "9999") -> None:
    """Tell the demonstration's story by deeds alone."""
    told = tomllib.loads((SAMPLES / "demo" / "single-2024.toml").read_text("utf-8"))
    story.open(told["opened"].isoformat(), councils="\n".join(told["councils"]))
    assign(story, told["opened"].isoformat(), told["people"])
    for step in told["steps"]:
        if step["on"].isoformat() > until:
            return
        take(story, step)


def take(story: Deeds, step: Mapping[str, Any]) -> None:
    """Do what one step of a story tells."""
    on = step["on"].isoformat()
    assign(story, on, step.get("people", ()))
    for name in step.get("hand_in", ()):
        story.do(f"hand-in/{name.split('-')[0]}", on, file=sample(name))
    if "control" in step:
        story.do("facts", on, focus="\n".join(step["focus"]), control=step["control"]["TAW"])
    for option in story.asked("declare", on)["who"].options if "declared" in step else ():
        story.do("declare", on, who=option.value, interest=step["declared"])
    if "done" in step:
        story.do(f"record/{step['done']}", on, **said_in(story, step))


def said_in(story: Deeds, step: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    said: dict[str, str | tuple[str, ...]] = {
        name: str(value) for name, value in step.get("said", {}).items()
    }
    if "attended" in step:
        options = story.asked(f"record/{step['done']}", step["on"].isoformat())["attended"].options
        said["attended"] = tuple(each.value for each in options)
    return said


def copy(one: Path, other: Path) -> None:
    """Copy a database with what SQLite keeps beside its file."""
    with closing(sqlite3.connect(one)) as read, closing(sqlite3.connect(other)) as written:
        read.backup(written)
