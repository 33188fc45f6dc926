"""Every change of what pages show is counted, by whoever it is made."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from db import pulse
from tests.casework.conftest import AT

PERSON = "INSERT INTO people VALUES ('{id}', 'Leader', '{id}@council.example', 'Leader', 'A', :at)"


def enter(session: Session, name: str) -> None:
    session.execute(text(PERSON.format(id=name)), {"at": AT})


def beats(database: Engine) -> int:
    with Session(database) as session:
        return pulse.beats(session)


def test_a_change_that_is_kept_is_counted_and_one_that_is_not_is_not(database: Engine) -> None:
    before = beats(database)
    with Session(database) as session, session.begin():
        enter(session, "p_1")
    kept = beats(database)
    with Session(database) as session:
        enter(session, "p_2")
        session.rollback()

    assert kept > before
    assert beats(database) == kept


def test_each_of_insert_update_and_delete_is_counted(database: Engine) -> None:
    counted = []
    for statement in (
        PERSON.format(id="p_1").replace(":at", "'2024-05-01 09:00:00+00'"),
        "UPDATE people SET name = 'Mayor' WHERE id = 'p_1'",
        "DELETE FROM people WHERE id = 'p_1'",
    ):
        with database.begin() as connection:
            connection.execute(text(statement))
        counted.append(beats(database))

    assert counted == sorted(set(counted))


def test_what_a_savepoint_took_back_does_not_hide_what_comes_after_it(database: Engine) -> None:
    before = beats(database)
    with Session(database) as session, session.begin():
        with session.begin_nested() as savepoint:
            enter(session, "p_1")
            savepoint.rollback()
        enter(session, "p_2")

    assert beats(database) > before


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_waits_for_the_count_of_another(database: Engine) -> None:
    before = beats(database)
    with Session(database) as one, Session(database) as other:
        for session, name in ((one, "p_1"), (other, "p_2")):
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            enter(session, name)
        one.commit()
        other.commit()

    assert beats(database) == before + 2


def test_every_table_that_pages_are_written_from_is_counted(database: Engine) -> None:
    """A migration that makes a table anew on SQLite would lose its triggers without a word."""
    of = "information_schema.triggers" if database.dialect.name == "postgresql" else "sqlite_master"
    name = "trigger_name" if database.dialect.name == "postgresql" else "name"
    with database.connect() as connection:
        found = set(connection.scalars(text(f"SELECT DISTINCT {name} FROM {of} WHERE {name} LIKE '%beat%'")))

    wanted = (
        {f"{table}_beat" for table in pulse.COUNTED}
        if database.dialect.name == "postgresql"
        else {f"{table}_beat_{verb}" for table in pulse.COUNTED for verb in ("insert", "update", "delete")}
    )
    assert found == wanted
    assert set(pulse.COUNTED) <= set(inspect(database).get_table_names())
