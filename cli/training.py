"""The commands about training events for peers: kept, corrected, taken back, listed and brought in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import App, Parameter

from casework import training as casework
from casework.shapes.training import brought_as_json, year_as_json
from casework.training import TrainingYear
from cli.desk import Desk
from cli.files import text_of
from cli.layout import counted, section
from cli.names import exact, one_of
from cli.options import AsJson, AtDesk, By, DryRun
from cli.telling import TRIAL
from cli.writing import entry_of
from db import training as rows
from db.session import Session, reading, transaction
from domain.errors import WrongUse
from domain.training import TrainingEvent, training
from domain.years import FinancialYear

T = TypeVar("T")

app = App(name="training", help_format="plaintext")

Number = Annotated[int, Parameter(help="Its number; `cpc training list` lists them.")]
Why = Annotated[str, Parameter(help="Why; it is kept beside what was said before.")]
COUNTS = ("members", "new_peers")
"""What not everybody counts."""
LAST_DAY = "The last day, if it took several."
MEMBERS = "How many of them were councillors, if anybody counted."
NEW_PEERS = "How many were new to the pool of peers, if anybody counted."


class CountedAndNot(WrongUse):
    """A count was given, and that nobody counted it."""

    def __str__(self) -> str:
        option = f"--{self.args[0].replace('_', '-')}"
        return f"{option} is given and said not to be counted. Give one of the two."


@app.command
def add(
    title: Annotated[str, Parameter(help="What it was called, without anybody's name.")],
    /,
    *,
    first_day: Annotated[str, Parameter(help="The day, 2024-05-14.")],
    last_day: Annotated[str | None, Parameter(help=LAST_DAY)] = None,
    place: Annotated[str, Parameter(help="Where it was: a town or a building, or Online.")],
    took_part: Annotated[int, Parameter(help="How many people took part.")],
    members: Annotated[int | None, Parameter(help=MEMBERS)] = None,
    new_peers: Annotated[int | None, Parameter(help=NEW_PEERS)] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Write down a training event that was held; the annual report counts it."""
    told = training(
        exact(first_day),
        exact(last_day) if last_day else None,
        title,
        place,
        took_part,
        members=members,
        new_peers=new_peers,
    )
    with _writing(desk, trial=dry_run) as session:
        made = casework.add(session, told, entry_of(desk, by))
    desk.say(*_lines(made))


@app.command
def correct(
    number: Number,
    /,
    *,
    reason: Why,
    title: Annotated[str | None, Parameter(help="What it was called.")] = None,
    first_day: Annotated[str | None, Parameter(help="The day, 2024-05-14.")] = None,
    last_day: Annotated[str | None, Parameter(help=LAST_DAY)] = None,
    place: Annotated[str | None, Parameter(help="Where it was.")] = None,
    took_part: Annotated[int | None, Parameter(help="How many people took part.")] = None,
    members: Annotated[int | None, Parameter(help=MEMBERS)] = None,
    new_peers: Annotated[int | None, Parameter(help=NEW_PEERS)] = None,
    not_counted: Annotated[
        tuple[str, ...],
        Parameter(negative="", help="What nobody counted after all: members or new_peers; give it for each."),
    ] = (),
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Say how a training event was instead; what is not named stays as it was."""
    unknown = {one_of("count", each, COUNTS) for each in not_counted}
    given = {name for name, count in zip(COUNTS, (members, new_peers), strict=True) if count is not None}
    if both := unknown & given:
        raise CountedAndNot(*sorted(both))
    with _writing(desk, trial=dry_run) as session:
        known = rows.event(session, number).told
        ended = None if known.last == known.first else known.last
        told = training(
            exact(first_day) if first_day else known.first,
            exact(last_day) if last_day else ended,
            _either(title, known.title),
            _either(place, known.place),
            _either(took_part, known.took_part),
            members=None if "members" in unknown else _either(members, known.members),
            new_peers=None if "new_peers" in unknown else _either(new_peers, known.new_peers),
        )
        made = casework.correct(session, number, told, reason, entry_of(desk, by))
    desk.say(*_lines(made))


def _either(said: T | None, known: T) -> T:
    return known if said is None else said


@app.command
def take_back(
    number: Number, /, *, reason: Why, by: By = None, dry_run: DryRun = False, desk: AtDesk
) -> None:
    """Say that a training event was not held after all; it counts no more, and what was said stays."""
    with _writing(desk, trial=dry_run) as session:
        made = casework.take_back(session, number, reason, entry_of(desk, by))
    desk.say(*_lines(made))


@app.command(name="import")
def import_(
    file: Annotated[Path, Parameter(help="The table as CSV, one training event a row.")],
    /,
    *,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Bring in training events from a table.

    Its columns are first_day, title, place and took_part, and if they are known last_day, members and
    new_peers. What is wrong is named by line and column, and then nothing is taken. The same table again
    changes nothing; what it tells otherwise is kept as a correction.
    """
    told = desk.aside() if as_json else desk
    with _writing(told, trial=dry_run) as session:
        found = casework.bring_in(session, text_of(file), entry_of(desk, by))
    if as_json:
        desk.give(brought_as_json(found))
        return
    added = counted(len(found.added), "training event")
    desk.say(f"{added} added, {len(found.corrected)} corrected, {len(found.unchanged)} as before.")
    if found.taken_back:
        numbers = ", ".join(map(str, found.taken_back))
        desk.say(f"Taken back before, and left so: {numbers}.")


@contextmanager
def _writing(desk: Desk, *, trial: bool) -> Iterator[Session]:
    """Give a session whose changes are kept, unless it is a trial, which says so."""
    with transaction() as session:
        yield session
        if trial:
            session.rollback()
            desk.say(TRIAL)


@app.command(name="list")
def list_(
    *,
    year: Annotated[str | None, Parameter(help="Only of this financial year, 2023-24.")] = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List the training events by financial year, with all that was said of each."""
    with reading() as session:
        found = casework.years(session, FinancialYear.parse(year) if year else None)
    if as_json:
        desk.give([year_as_json(each) for each in found])
        return
    for each in found:
        desk.say(
            *section(desk.out, _heading(each), (line for event in each.events for line in _lines(event)))
        )
    if not found:
        desk.say("None is known. `cpc training add` keeps one.")


def _heading(year: TrainingYear) -> str:
    return f"{year.year}: {counted(len(year.held), 'training event')}"


def _lines(event: TrainingEvent) -> Iterator[str]:
    told = event.told
    mark = "" if event.is_held else " (taken back)"
    yield f"{event.number}. {told.title}{mark}, {told.days}. {told.who_came}"
    for line in event.lines[1:]:
        what = "corrected" if line.is_held else "taken back"
        yield f"   {what} on {line.on:%Y-%m-%d} by {line.by}: {line.reason}"
