"""What a transaction promises: all or nothing, one writer after the other, readers never in the way."""

import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from db.models import Person
from db.session import engine, reading, transaction

NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)


def person(post: str = "Leader") -> Person:
    return Person(
        name=post, email="leader@tamworth.example", post=post, organisation="Tamworth", created_at=NOW
    )


def people() -> int | None:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Person))


@pytest.mark.usefixtures("database")
def test_a_transaction_keeps_what_was_done_in_it() -> None:
    with transaction() as session:
        session.add(person())

    assert people() == 1


@pytest.mark.usefixtures("database")
def test_a_transaction_that_fails_keeps_nothing() -> None:
    def fail_half_way() -> None:
        with transaction() as session:
            session.add(person())
            session.flush()
            session.execute(text("SELECT nothing"))

    with pytest.raises(DBAPIError):
        fail_half_way()

    assert people() == 0


@pytest.mark.usefixtures("database")
def test_a_row_may_be_read_after_its_transaction() -> None:
    with transaction() as session:
        leader = person()
        session.add(leader)

    assert leader.post == "Leader"


@pytest.mark.usefixtures("database")
def test_reading_keeps_nothing() -> None:
    with reading() as session:
        try:
            session.add(person())
            session.flush()
        except DBAPIError as error:
            assert "read-only" in str(error)  # noqa: PT017 - PostgreSQL refuses; SQLite forgets.

    assert people() == 0


@pytest.mark.usefixtures("database")
def test_a_reader_sees_one_moment_and_waits_for_no_writer() -> None:
    with transaction() as writer:
        writer.add(person())
        writer.flush()

        assert people() == 0

    assert people() == 1


@pytest.mark.usefixtures("database")
def test_writers_that_read_before_they_write_come_one_after_the_other() -> None:
    """Begun late, the second of two such writers on SQLite fails at once, whatever its patience."""
    together = threading.Barrier(4)
    failed: list[BaseException] = []

    def count_up() -> None:
        try:
            together.wait()
            for _ in range(5):
                with transaction() as session:
                    if session.get_bind().dialect.name == "postgresql":
                        session.execute(text("LOCK TABLE people IN EXCLUSIVE MODE"))
                    number = session.scalar(select(func.count()).select_from(Person))
                    session.add(person(f"Member {number}"))
        except BaseException as error:  # noqa: BLE001 - it is handed to the test.
            failed.append(error)

    writers = [threading.Thread(target=count_up) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert failed == []
    with reading() as session:
        posts = set(session.scalars(select(Person.post)))
    assert posts == {f"Member {number}" for number in range(20)}


@pytest.mark.usefixtures("database")
def test_writers_in_different_processes_wait_for_each_other() -> None:
    program = """
from datetime import UTC, datetime
from db.models import Person
from db.session import transaction
said = dict.fromkeys(("name", "email", "post", "organisation"), "leader")
for _ in range(10):
    with transaction() as session:
        session.add(Person(**said, created_at=datetime.now(UTC)))
"""
    started = [subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE) for _ in range(2)]

    said = [process.communicate()[1].decode() for process in started]

    assert [process.returncode for process in started] == [0, 0], said
    assert people() == 20


def test_sqlite_is_shared_and_careful(database: Engine) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("PostgreSQL is both by itself.")

    with database.connect() as connection:
        pragmas = ("journal_mode", "foreign_keys", "recursive_triggers", "busy_timeout")
        assert [connection.scalar(text(f"PRAGMA {name}")) for name in pragmas] == ["wal", 1, 1, 30_000]


@pytest.mark.usefixtures("database")
def test_a_process_asks_once_for_its_engine() -> None:
    assert engine() is engine()
