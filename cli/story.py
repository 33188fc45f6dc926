"""Reads the stories of the demonstration: who takes part, what happens on which day, who answers what."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from domain.lifecycle import CouncilCode, Milestone
from domain.people import ROLES, Role

SAMPLES = "samples"


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody in a story, by role and post."""

    role: Role
    email: str
    name: str
    post: str = ""
    organisation: str = ""
    council: CouncilCode | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody, known by their address, answers to a survey; of one council if it is a council's."""

    survey: str
    council: CouncilCode | None
    by: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """What happens on one day, in this order: people, facts, declarations, contents, answers, a milestone.

    ``shares`` names by title, or else by its words, what the step's council agrees to share before that.
    """

    on: date
    people: tuple[Player, ...] = ()
    focus: tuple[str, ...] = ()
    control: Mapping[CouncilCode, str] = field(default_factory=dict)
    declared: str | None = None
    hand_in: tuple[str, ...] = ()
    council: CouncilCode | None = None
    done: Milestone | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    attended: tuple[str, ...] = ()
    answers: tuple[Answer, ...] = ()
    shares: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """One challenge from its opening to its end."""

    councils: tuple[str, ...]
    scheme: str
    opened: date
    content: Path
    people: tuple[Player, ...]
    steps: tuple[Step, ...]


def stories() -> tuple[Story, ...]:
    """Return the stories that travel with the programme, in the order of their files."""
    found = sorted(_folder("demo").iterdir(), key=lambda each: each.name)
    return tuple(_story(tomllib.loads(each.read_text("utf-8"))) for each in found)


def _folder(name: str) -> Traversable:
    return files("db") / SAMPLES / name


def _story(raw: Mapping[str, Any]) -> Story:
    return Story(
        councils=tuple(raw["councils"]),
        scheme=raw["scheme"],
        opened=raw["opened"],
        content=Path(str(_folder("content") / raw["content"])),
        people=_players(raw["people"]),
        steps=tuple(_step(each, _folder("answers") / raw["content"]) for each in raw["steps"]),
    )


def _step(raw: Mapping[str, Any], answers: Traversable) -> Step:
    read: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in raw.items()
    }
    read["done"] = Milestone(raw["done"]) if "done" in raw else None
    read["people"] = _players(raw.get("people", []))
    read["answers"] = tuple(each for name in raw.get("answers", ()) for each in _answers(answers, name))
    return Step(**read)


def _answers(folder: Traversable, name: str) -> Iterator[Answer]:
    """Read a file of answers, which is named after the survey, and after its council if it is of one."""
    survey, _, council = name.partition("-")
    for each in tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))["answers"]:
        said = {question: answer for question, answer in each.items() if question != "by"}
        yield Answer(survey, CouncilCode(council) if council else None, each["by"], said)


def _players(raw: list[dict[str, Any]]) -> tuple[Player, ...]:
    return tuple(
        Player(**{"name": ROLES[Role(each["role"])].title, **each, "role": Role(each["role"])})
        for each in raw
    )
