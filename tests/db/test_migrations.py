"""The tables that are made and the tables that the models tell of are the same."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, Enum, create_engine, inspect, text
from sqlalchemy.schema import CreateTable

from db import session as sessions
from db.index_tables import WORDS
from db.models import Base
from db.session import NewerDatabase, connect, engine, migrate, transaction
from domain.errors import ChallengeError
from settings import settings


def test_the_migrations_make_what_the_models_tell_of(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": True, "include_name": _is_of_the_models},
        )

        assert compare_metadata(context, Base.metadata) == []


def _is_of_the_models(name: str | None, _kind: str, _parents: object) -> bool:
    """Leave out what the databases keep for themselves to look for words."""
    return not (name or "").startswith(WORDS)


def test_every_check_of_the_models_is_in_the_tables(database: Engine) -> None:
    """Alembic does not compare these."""
    found = inspect(database)

    for table in Base.metadata.sorted_tables:
        told = set(re.findall(r"CONSTRAINT (\w+) CHECK", str(CreateTable(table))))
        assert {each["name"] for each in found.get_check_constraints(table.name)} == told


def test_every_value_of_an_enumeration_may_be_stored(database: Engine) -> None:
    found = inspect(database)

    for table in Base.metadata.sorted_tables:
        checks = {each["name"]: each["sqltext"] for each in found.get_check_constraints(table.name)}
        for column in table.columns:
            if isinstance(column.type, Enum):
                check = checks[f"ck_{table.name}_{column.name}"]
                assert [value for value in column.type.enums if f"'{value}'" not in check] == []


def test_migrating_again_changes_nothing(database: Engine) -> None:
    before = inspect(database).get_table_names()

    migrate(database)

    assert inspect(database).get_table_names() == before


def test_a_record_survives_the_tables_being_made_anew(tmp_path: Path) -> None:
    """SQLite copies a table to alter it, and messages are what slots refer to."""
    old = connect(f"sqlite:///{tmp_path / 'old.db'}")
    migrate(old, "0002")
    with old.begin() as connection:
        for statement in A_MESSAGE_OF_0002:
            connection.execute(text(statement))

    migrate(old)

    with old.connect() as connection:
        assert connection.execute(text("SELECT slot, message_id FROM message_slots")).all() == [("leader", 1)]
        assert connection.execute(text("SELECT subject FROM messages")).all() == [("Dates",)]
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    old.dispose()


A_MESSAGE_OF_0002 = (
    "INSERT INTO challenges VALUES ('CPC-2024-001', '2024', '2024-05-01', '2024-05-01 09:00:00', 0)",
    "INSERT INTO people VALUES ('p_1', 'Leader', 'l@council.example', 'Leader', 'A', '2024-05-01 09:00:00')",
    (
        "INSERT INTO messages (id, reference, key, notice, person_id, to_name, to_email, subject, text, html,"
        " attachments, reason, state, queued_at, attempts) VALUES (1, 'CPC-2024-001', 'k', 'dates', 'p_1',"
        " 'Leader', 'l@council.example', 'Dates', '', '', '[]', '', 'queued', '2024-05-01 09:00:00', 0)"
    ),
    "INSERT INTO message_slots (key, slot, message_id, reference) VALUES ('k', 'leader', 1, 'CPC-2024-001')",
)


def test_a_fresh_database_is_made_on_first_use(home: Path) -> None:
    assert not home.exists()

    with transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM challenges")) == 0

    assert (home / "cpc.db").exists()
    engine().dispose()


def test_processes_that_start_together_make_the_tables_once(home: Path) -> None:
    program = "from db.session import transaction\nwith transaction() as s: s.connection()"
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(4)]

    said = [process.communicate()[1].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0, 0, 0], said
    fresh = create_engine(f"sqlite:///{home}/cpc.db")
    with fresh.connect() as connection:
        assert connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [
            sessions._newest()
        ]
    fresh.dispose()


def test_a_database_of_a_newer_version_is_left_alone(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(NewerDatabase) as refused:
        migrate(database)
    with database.begin() as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :newest"), {"newest": sessions._newest()}
        )

    assert isinstance(refused.value, ChallengeError)
    assert str(refused.value) == (
        "The database stands at 9999, which this version of the programme does not know. "
        "Install the newer version again, or choose another database with CPC_DATABASE_URL."
    )


def test_the_newest_migration_is_the_one_that_alembic_would_go_to(database: Engine) -> None:
    with database.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == sessions._newest()


def test_a_path_with_a_percent_sign_is_a_path(tmp_path: Path) -> None:
    here = connect(f"sqlite:///{tmp_path / '100% mine' / 'cpc.db'}")

    migrate(here)

    assert inspect(here).has_table("events")
    here.dispose()


@pytest.mark.usefixtures("database")
def test_the_settings_say_which_database_it_is() -> None:
    there = connect(settings().database)
    with there.begin() as connection:
        connection.execute(text("CREATE TABLE mark (seen INTEGER)"))

    assert inspect(engine()).has_table("mark")
    with there.begin() as connection:
        connection.execute(text("DROP TABLE mark"))
    there.dispose()
