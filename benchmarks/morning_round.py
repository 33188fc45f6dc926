"""A morning round over 10,000 live challenges of which 200 have something due."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.challenges import HOST, person_of, prepared
from casework import morning_round
from db import challenges, models
from db.session import reading, transaction
from domain.councils import CouncilType, Nation
from domain.lifecycle import History, Reference
from domain.people import ROLES

LIVE, DUE, AT_A_TIME = 10_000, 200, 100
TODAY = date(2027, 1, 12)
AT = datetime.combine(TODAY, time(7, 30), UTC)


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure in a process and a home of its own, so that no real record is touched."""
    with TemporaryDirectory() as home:
        environment = {**os.environ, "CPC_HOME": home, "CPC_DATABASE_URL": ""}
        command = [sys.executable, "-m", "benchmarks.morning_round"]
        run = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr)
    for line in run.stdout.splitlines():
        what, figure, target = line.split("\t")
        yield what, figure, target


def main() -> None:
    """Fill a database, run the round and print the rows."""
    fill()
    began = perf_counter()
    with reading() as session:
        references = morning_round.due(session, TODAY)
    found = perf_counter() - began
    made = 0
    for batch in range(0, len(references), AT_A_TIME):
        with transaction() as session:
            some = references[batch : batch + AT_A_TIME]
            made += morning_round.see_to(session, some, TODAY, AT).messages
    whole = perf_counter() - began
    began = perf_counter()
    with reading() as session:
        left = len(morning_round.due(session, TODAY))
    nothing = perf_counter() - began
    if (len(references), left) != (DUE, 0) or made < DUE:
        raise RuntimeError(f"{len(references)} due, {left} left, {made} made: that is no fair measurement")
    print(f"finding {DUE} due of {LIVE:,} live challenges (SQLite)\t{found * 1000:.1f} ms\t")
    print(f"the whole round over them, {made} messages queued\t{whole:.2f} s\tunder 1 s")
    print(f"the same round again, with nothing due\t{nothing * 1000:.1f} ms\t")


def fill() -> None:
    """Store challenges of two kinds: nothing due for weeks, and a reminder that is due today."""
    with transaction() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("CREATE TEMP TABLE copies (old TEXT, new TEXT PRIMARY KEY)"))
        enter_people(session)
        due = opened(session, prepared(TODAY + timedelta(days=28 + 14)))
        quiet = opened(session, prepared(TODAY + timedelta(days=100)))
        for number in range(3, LIVE + 1):
            old = due if number % (LIVE // DUE) == 0 and number < LIVE else quiet
            row = {"old": old, "new": f"CPC-2027-{number:05d}"}
            session.execute(text("INSERT INTO copies VALUES (:old, :new)"), row)
        for statement in COPIES:
            session.execute(text(statement))


def enter_people(session: Session) -> None:
    """Enter the council and whoever holds a role."""
    named = {"code": HOST.code, "name": HOST.name, "short_name": "Tamworth"}
    kind = {"type": CouncilType.DISTRICT, "nation": Nation.ENGLAND, "region": HOST.region}
    session.add(models.Council(**named, **kind, gss_code="", slug="tamworth", county="", replaced_by=""))
    for role, facts in ROLES.items():
        who = {"name": facts.title, "post": facts.title, "organisation": "Example"}
        session.add(models.Person(id=person_of(role), **who, email=f"{role}@council.example", created_at=AT))
    session.flush()


def opened(session: Session, history: History) -> Reference:
    """Open one challenge as the programme does, and do yesterday's paperwork for it."""
    reference = challenges.start(session, scheme="2024", councils=[HOST.code], on=TODAY, at=AT)
    challenges.append(session, reference, history, by="benchmark", at=AT)
    morning_round.see_to(session, [reference], TODAY - timedelta(days=1), AT)
    return reference


def copy_of(table: str, **instead: str) -> str:
    """Return the statement that copies a table's rows for every copied challenge, in one go."""
    columns = [each.name for each in models.Base.metadata.tables[table].columns if each.name != "id"]
    values = ", ".join(instead.get(name, f"row.{name}") for name in columns)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} "  # noqa: S608 - names of our own tables
        f"FROM {table} row JOIN copies ON copies.old = row.reference"
    )


NEW_KEY = "replace(row.key, copies.old, copies.new)"
COPIES = (
    *(
        copy_of(each, reference="copies.new")
        for each in ("challenges", "participants", "events", "standings")
    ),
    copy_of("documents", reference="copies.new", key=NEW_KEY),
    # Their words are left out: a gigabyte of them would measure the disk.
    copy_of("messages", reference="copies.new", key=NEW_KEY, text="''", html="''"),
    "INSERT INTO message_slots SELECT copy.key, slot.slot, copy.id, copy.reference FROM message_slots slot "
    "JOIN messages row ON row.id = slot.message_id JOIN copies ON copies.old = row.reference "
    f"JOIN messages copy ON copy.key = {NEW_KEY} AND copy.person_id = row.person_id",
)

if __name__ == "__main__":
    main()
