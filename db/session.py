"""Sessions, plain ones: this module only says which database, and what a transaction promises on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session as Session  # noqa: PLC0414 - For whoever is handed one and writes no SQL.

from domain.errors import ChallengeError
from settings import settings

MIGRATIONS = Path(__file__).parent / "migrations"
PATIENCE = 30
"""How many seconds a writer waits on SQLite for the one before it."""
LOCK = 0x43_50_43
"""The number of the PostgreSQL lock under which the tables are made: C, P, C."""


class NewerDatabase(ChallengeError):
    """The database belongs to a later version of the programme."""

    def __str__(self) -> str:
        return (
            f"The database stands at {self.args[0]}, which this version of the programme does not know. "
            "Install the newer version again, or choose another database with CPC_DATABASE_URL."
        )


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session whose changes are kept together or not at all."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Give a session that sees the database at one moment, waits for no writer and keeps nothing."""
    with Session(engine().execution_options(reading=True, postgresql_readonly=True)) as session:
        yield session


def engine() -> Engine:
    """Return the engine of the database that the settings name, with its tables made."""
    return _ready(settings().database)


@cache
def _ready(url: str) -> Engine:
    """Make or bring up to date the tables on first use, once a process."""
    engine = connect(url)
    with engine.execution_options(reading=True).connect() as connection:
        stands_at = _stands_at(connection)
    if stands_at != _newest():
        migrate(engine)
    return engine


def connect(url: str) -> Engine:
    """Return an engine for an address, and for SQLite all that makes it a shared and careful database."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    if database := make_url(url).database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Let readers and one writer work at once, and keep foreign keys and append-only tables in force."""
    connection.isolation_level = None  # The driver would begin transactions late; `_begin_sqlite` does it.
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once: a transaction that first reads and then writes could not wait for it."""
    reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def migrate(engine: Engine, to: str = "head") -> None:
    """Make the tables, or bring them up to date; two processes at once do it one after the other."""
    # Alembic takes a third of a second to import, and is needed on the first day alone.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection, _tables_may_be_made_anew(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        except CommandError as error:
            raise NewerDatabase(_stands_at(connection)) from error


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """Let a migration on SQLite put a new table in the place of one that others refer to.

    SQLite alters a table by copying it, and would take the old one's going for the loss of every row.
    The switch works outside a transaction alone, so it is set on the driver's own connection.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _stands_at(connection: Connection) -> str | None:
    """Name the migration at which a database stands; a fresh one stands nowhere."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@cache
def _newest() -> str:
    """Name the last migration: their files begin with their numbers."""
    return max(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def answers(session: Session) -> None:
    """Ask the database for nothing but an answer."""
    session.execute(text("SELECT 1"))
