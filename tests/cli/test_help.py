"""The help and the outside of the command: quick, complete, and honest about how it ends."""

from __future__ import annotations

import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from cyclopts import App

from cli.app import COMMANDS, WRONG_USE, build
from cli.reference import reference
from cli.said import sayings
from tests.cli.conftest import Cpc, give

ROOT = Path(__file__).parents[2]
HEAVY = {"sqlalchemy", "prefect", "typst", "lxml", "pydantic", "pydantic_settings", "httpx", "jinja2"}


def imported_by(*tokens: str) -> set[str]:
    """Name what a command imports, in a process of its own."""
    asked = f"""
import sys
from cli.app import run
from cli.clock import now
from cli.desk import Desk, console
run({list(tokens)!r}, Desk(now(), "officer", console(), console(stderr=True)))
print("\\n" + " ".join(sys.modules))
"""
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return {name.split(".")[0] for name in said.splitlines()[-1].split()}


def test_the_help_needs_neither_database_nor_prefect_nor_settings() -> None:
    assert imported_by("--help") & HEAVY == set()


def test_no_command_needs_prefect_while_no_server_is_in_reach(cpc: Cpc, opened: str) -> None:
    assert "prefect" not in imported_by("record", opened, "agreed", "--on", "2024-05-20")
    assert "recorded before" in cpc("record", opened, "agreed", "--on", "2024-05-20", today="2024-05-20").said


@pytest.mark.usefixtures("cpc")
def test_the_list_of_challenges_needs_no_template_and_no_pdf() -> None:
    assert imported_by("pipeline") & {"prefect", "typst", "lxml", "jinja2", "httpx", "alembic"} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_has_its_own_words(name: str) -> None:
    _, place, words = COMMANDS[name]
    module, _, attribute = place.partition(":")

    found = getattr(import_module(module), attribute)

    assert words.endswith(".")
    assert isinstance(found, App) or inspect.getdoc(found)


def test_the_help_lists_every_command_within_80_columns() -> None:
    told = give("--help")

    assert told.code == 0
    assert all(f" {name} " in told.out for name in COMMANDS)
    assert max(map(len, told.out.splitlines())) <= 80


def test_the_reference_of_all_commands_is_not_stale() -> None:
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == reference()


def test_every_detail_that_a_milestone_may_say_is_an_option() -> None:
    help_of_record = give("record", "--help").out

    assert all(f"--{name.replace('_', '-')} " in help_of_record for name in sayings())


def test_the_version_is_said() -> None:
    assert give("--version").said == "0.1.0"


@pytest.mark.parametrize(
    "tokens",
    [
        ("recrod", "CPC-2024-001", "agreed"),
        ("record",),
        ("record", "CPC-2024-001", "agreed", "--colour", "red"),
        ("correct", "CPC-2024-001", "three", "--reason", "typed wrong"),
        ("cancel", "CPC-2024-001"),
        ("councils", "burn"),
        ("show", "CPC-2024-001", "CPC-2024-002"),
        ("samples",),
    ],
)
def test_a_command_that_is_not_understood_ends_with_2_and_two_sentences(
    cpc: Cpc, tokens: tuple[str, ...]
) -> None:
    told = cpc(*tokens)

    assert (told.code, told.out) == (WRONG_USE, "")
    assert "Traceback" not in told.err
    assert told.err.strip().endswith("for what can be said.")
    assert ", ." not in told.err


def test_every_option_is_explained() -> None:
    silent = [
        (name, argument.name)
        for name in COMMANDS
        for app in _apps(build()[name])
        if app.default_command
        for argument in app.assemble_argument_collection()
        if argument.parse and not argument.parameter.help and not argument.children
    ]

    assert silent == []


def _apps(app: App) -> list[App]:
    return [app, *(app[name] for name in app if not name.startswith("-"))]


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        (("plan-visit", "Tamworth", "--days", "three"), "--days needs a whole number, not 'three'. See "),
        (("elections", "remove", "first"), "number needs a whole number, not 'first'. See "),
    ],
)
def test_a_word_for_a_number_is_told_plainly(cpc: Cpc, tokens: tuple[str, ...], said: str) -> None:
    answer = cpc(*tokens)

    assert answer.code == WRONG_USE
    assert answer.err.startswith(said)
