"""The floors of the house: who may import whom, where each library lives, who reads a clock."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

FLOORS = (
    {"settings"},
    {"domain"},
    {"db", "templates", "documents", "channels"},
    {"casework"},
    {"tasks"},
    {"flows"},
    {"cli", "dashboard"},
)
HEIGHT = {name: height for height, floor in enumerate(FLOORS) for name in sorted(floor)}

HOMES = {
    "alembic": {"db"},
    "argon2": {"casework"},
    "authlib": {"channels"},
    "cyclopts": {"cli"},
    "fastapi": {"dashboard"},
    "govuk_frontend_jinja": {"templates"},
    "holidays": {"domain"},
    "httpx": {"channels", "flows"},
    "icalendar": {"documents"},
    "jinja2": {"templates"},
    "joserfc": {"channels"},
    "lxml": {"documents"},
    "openpyxl": {"documents"},
    "pikepdf": {"documents"},
    "prefect": {"tasks", "flows", "cli"},
    "psycopg": {"db"},
    "pydantic_settings": {"settings"},
    "resvg_py": {"documents"},
    "rich": {"cli"},
    "smtplib": {"channels"},
    "sqlalchemy": {"db", "casework"},
    "starlette": {"channels", "dashboard"},
    "typst": {"documents"},
    "uvicorn": {"channels", "dashboard"},
}
WITHOUT_A_CLOCK = ("domain", "db", "templates", "documents", "casework")


def modules(name: str) -> list[Path]:
    """Name the files of a package, or the one file of a module."""
    return sorted((ROOT / name).rglob("*.py")) or [p for p in [ROOT / f"{name}.py"] if p.exists()]


def nodes(name: str) -> Iterator[ast.AST]:
    for path in modules(name):
        yield from ast.walk(ast.parse(path.read_text("utf-8"), str(path)))


@cache  # To read a package takes a while, and each library asks for all of them.
def imported(name: str) -> set[str]:
    """Name the top-level packages that a package imports, anywhere in its files."""
    found: set[str] = set()
    for node in nodes(name):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return {module.split(".")[0] for module in found}


@cache
def calls(name: str) -> set[str]:
    """Name the dotted calls of a package: `date.today`, `datetime.now`."""
    return {
        ast.unparse(node.func)
        for node in nodes(name)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def test_every_package_has_a_floor() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}

    assert packages <= set(HEIGHT)


@pytest.mark.parametrize("name", HEIGHT)
def test_a_package_leans_only_on_the_floors_below(name: str) -> None:
    beside_or_above = {other for other, height in HEIGHT.items() if height >= HEIGHT[name]} - {name}

    assert imported(name) & beside_or_above == set()


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_used_only_at_home(library: str) -> None:
    assert {name for name in HEIGHT if library in imported(name)} <= HOMES[library]


def test_the_rules_need_the_standard_library_and_the_bank_holidays_alone() -> None:
    assert imported("domain") - sys.stdlib_module_names <= {"domain", "holidays"}


@pytest.mark.parametrize("name", WITHOUT_A_CLOCK)
def test_only_the_outer_floors_read_a_clock(name: str) -> None:
    clocks = {"date.today", "datetime.now", "datetime.utcnow", "datetime.today", "time.time"}

    assert {call.removeprefix("dt.").removeprefix("datetime.") for call in calls(name)} & {
        *clocks,
        *(clock.removeprefix("datetime.") for clock in clocks),
    } == set()


@pytest.mark.parametrize("name", HEIGHT)
def test_only_the_settings_read_the_environment(name: str) -> None:
    """The command hands its environment on to the processes that it starts, and may not read it either."""
    reads = {call for call in calls(name) if call.endswith(("getenv", "environ.get"))}
    subscripts = {
        ast.unparse(node)
        for node in nodes(name)
        if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ")
    }

    assert reads | subscripts == set()
