"""What every test stands on: a home of its own, and no setting of the machine it runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from xdist.remote import Producer
from xdist.scheduler import Scheduling

from db.session import connect, engine, migrate
from settings import Settings, settings
from tests import browser as browsers
from tests import postgresql as databases
from tests import readers, sqlite, turns, verapdf

hypothesis_settings.register_profile("quick", max_examples=60, deadline=None, derandomize=True)
hypothesis_settings.register_profile(
    "deep", max_examples=5000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option with which `make accessibility` runs the looks at every page."""
    parser.addoption("--statement", action="store_true", help="Write the accessibility statement anew.")


# Turns: what comes first, and what is left to `make test-whole`.


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Share the test files out as ``tests/turns.py`` says."""
    return turns.InTurn(config, log)


@pytest.hookimpl(tryfirst=True)  # Before the marks are asked for.
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what only repeats, and bring the tests into their turn, if they are shared out."""
    for item in turns.repeated(items):
        item.add_marker("whole")
    if hasattr(config, "workerinput"):
        items.sort(key=turns.turn)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test an installation of its own, whatever the developer's environment or .env says."""
    for name in [name for name in os.environ if name.startswith("CPC_") or name == "PREFECT_API_URL"]:
        monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("CPC_HOME", str(tmp_path / "home"))
    settings.cache_clear()
    yield tmp_path / "home"
    settings.cache_clear()


# Databases: every test that asks for one runs on SQLite and on a real PostgreSQL.


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the tables in SQLite once, for every test to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "cpc.db"
    made = connect(f"sqlite:///{path}")
    migrate(made)
    made.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Engine]:
    """Start a PostgreSQL of this test process's own, with the tables made."""
    with databases.server() as made:
        migrate(made)
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """Give the test a fresh database, and have the settings name it."""
    fresh = _fresh_file if request.param == "sqlite" else _fresh_database
    with fresh(request, home) as url:
        monkeypatch.setenv("CPC_DATABASE_URL", url)
        settings.cache_clear()
        made = engine()
        yield made
        made.dispose()


@contextmanager
def _fresh_file(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    with sqlite.opened(request.getfixturevalue("migrated_file"), home) as url:
        yield url


@contextmanager
def _fresh_database(request: pytest.FixtureRequest, _home: Path) -> Iterator[str]:
    """Empty the one database: to copy a fresh one takes a quarter of a second, twenty times as long."""
    postgresql: Engine = request.getfixturevalue("postgresql")
    yield databases.address(postgresql.url)
    databases.empty(postgresql)


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """Give a session on the fresh database; what it does not commit is gone."""
    with Session(database, expire_on_commit=False) as session:
        yield session


# Readers from outside: where one is missing, a run says at its end what it has not looked at.


@pytest.fixture(scope="session")
def violations() -> verapdf.Violations:
    """Ask for the rules of a standard, ``PDFUA_1`` or ``PDFA_2_A``, that a PDF breaks."""
    return verapdf.judge()


@pytest.fixture(scope="session")
def browser() -> Iterator[browsers.Browser]:
    """Open one Chromium for all pages."""
    with browsers.chromium() as browser:
        yield browser


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was left undone where nobody can miss it."""
    unread = readers.reasons(terminalreporter.stats.get("skipped", []))
    if unread:
        terminalreporter.section("NOT RUN", sep="!", yellow=True, bold=True)
    for why, count in unread.items():
        terminalreporter.line(f"{count} {'test' if count == 1 else 'tests'}: {why}", yellow=True)
