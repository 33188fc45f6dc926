"""How long it takes to prove a programme of a hundred challenges that have all gone from opening to close.

One of them is lived: the story of the demonstration with a round on every working day, and every letter of it
in the folder. The others are copies of its rows and files under references of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import FromClause, insert, select
from sqlalchemy.orm import Session

from benchmarks.apart import rows_of
from casework import morning_round, post, record
from casework.parcels import mail_of
from casework.proof import prove
from casework.proof_findings import Window
from channels.records import records
from cli.play import Play
from cli.story import Step, stories
from db import councils
from db.models import Base
from db.post_tables import Attempt, Message, MessageSlot
from db.session import reading, transaction
from domain.days import Day
from domain.lifecycle import Details, Product, Reference
from domain.moves import Claim
from settings import settings

CHALLENGES = 100
ONE_DAY = timedelta(days=1)


def rows() -> Iterator[tuple[str, str, str]]:
    """Measure one proof."""
    return rows_of(__name__)


def live() -> tuple[Reference, date]:
    """Take a challenge from its opening to its close, a day at a time, and return its last day."""
    story = stories()[-1]
    play = Play(story, _moment(story.opened))
    with transaction() as session:
        councils.load_samples(session)
        play.reference = _open(session, play)
        play.assign(session, story.people, story.opened)
    day, last = story.opened, story.steps[-1].on
    while day <= last:
        if not morning_round.why_quiet(day):
            _round(day)
        for step in story.steps:
            if step.on == day:
                _take(play, step)
                _round(day)
        day += ONE_DAY
    return play.reference, last


def _open(session: Session, play: Play) -> Reference:
    story = play.story
    places = [councils.find(session, name).place for name in story.councils]
    said = record.opening(places, story.scheme, Product.CORPORATE)
    on = Day(story.opened)
    return record.open_challenge(
        session, play.entry(on.first), councils=places, scheme_name=story.scheme, on=on, details=said
    )


def _take(play: Play, step: Step) -> None:
    """Write down what happens on a day."""
    play.at = _moment(step.on)
    play.prepare(step)
    if step.done is None:
        return
    attended, _ = play.look(step)
    said = replace(Details.from_json(_in_words(step.said)), attended=tuple(attended))
    claim = Claim(step.done, Day(step.on), step.council, said)
    with transaction() as session:
        record.record(session, play.reference, play.entry(step.on), claim)


def _in_words(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _round(day: date) -> None:
    at = _moment(day)
    for some in morning_round.begin(day, at):
        morning_round.see_to_each(some, day, at)
    morning_round.finish(day, at)
    for _ in post.deliver(post.channel(), lambda: at):
        pass


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def copy(old: Reference, number: int) -> None:
    """Lay so many more challenges beside one."""
    for each in range(1, number + 1):
        with transaction() as session:
            _copy(session, old, Reference(f"{old}-{each:03}"))


def _copy(session: Session, old: Reference, new: Reference) -> None:
    """Lay the rows of a challenge down once more, under another reference, with the files of its letters."""
    for name in ("challenges", "participants", "standings", "events"):
        table = Base.metadata.tables[name]
        session.execute(insert(table), [_without_id(row) for row in _rows(session, table, old, new)])
    of = {row["id"]: Message(**_without_id(row)) for row in _rows(session, Message.__table__, old, new)}
    session.add_all(of.values())
    session.flush()
    slots = list(_rows(session, MessageSlot.__table__, old, new))
    for row in slots:
        if row["message_id"] in of:  # What is not there is a digest, which tells of all challenges.
            row["message_id"] = of[row["message_id"]].id
    session.execute(insert(MessageSlot), slots)
    tried = session.execute(select(Attempt.__table__).where(Attempt.message_id.in_(of))).mappings().all()
    session.execute(insert(Attempt), [_tried_again({**row}, of[row["message_id"]]) for row in tried])


def _rows(session: Session, table: FromClause, old: Reference, new: Reference) -> Iterator[dict[str, Any]]:
    for row in session.execute(select(table).where(table.c.reference == old)).mappings():
        key = {"key": row["key"].replace(old, new)} if "key" in row else {}
        yield {**row, "reference": new, **key}


def _without_id(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _tried_again(row: Mapping[str, Any], message: Message) -> dict[str, Any]:
    """Return an attempt as that of another message, with its file."""
    name, folder = mail_of(message).name, settings().outbox_folder
    (folder / f"{name}.eml").hardlink_to(folder / f"{row['name']}.eml")
    return {**_without_id(row), "message_id": message.id, "name": name}


def main() -> None:
    """Fill a database, prove it and print the row."""
    reference, last = live()
    copy(reference, CHALLENGES - 1)
    began, worked = perf_counter(), process_time()
    with reading() as session:
        found = prove(session, Window(None, last), _moment(last), records(settings()))
    took, worked = perf_counter() - began, process_time() - worked
    if not found.is_proven or found.challenges != CHALLENGES or found.unseen:
        raise RuntimeError(f"{found} is no fair measurement")
    what = f"proving {CHALLENGES} challenges of a year and a half, {found.messages:,} messages"
    print(f"{what}\t{took:.1f} s\tunder 30 s")
    print(f"the same, processor time alone\t{worked:.1f} s\t")


if __name__ == "__main__":
    main()
