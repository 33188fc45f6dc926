"""Training events for peers: which were held, when and where, and how many came of whom; never who.

The programme's annual reports tell how many there were, how many new peers they brought and how many
councillors were trained. Source: domain reference, section 7 ("27 training events, over 200 new peers; 64
members trained"). Whoever came is counted and not named, because nothing here needs a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.days import long_date
from domain.errors import WrongUse
from domain.rows import BadRows, Problem, Row, listed, read_rows
from domain.years import FinancialYear

LONGEST = 200
"""Characters of a title or a place; they stand in the tables of papers."""
MOST = 10_000
"""How many people could come to one event; whoever writes more has slipped."""
ONLINE = "Online"
NEEDED = ("first_day", "title", "place", "took_part")
OPTIONAL = ("last_day", "members", "new_peers")
"""The columns of a table of training events; of members and new peers not everybody kept count."""

Fault = tuple[str, str]
"""What is the matter, behind the name of the column or field that it is about."""


class BadTraining(WrongUse):
    """What is told of a training event cannot be."""

    def __str__(self) -> str:
        return f"That cannot be kept: {'; '.join(self.args[0])}. Mend it and say it once more."


class BadTrainings(WrongUse):
    """A table of training events that cannot be brought in; every cell in the way is named."""

    def __str__(self) -> str:
        return f"No training event was imported: {listed(self.args[0])}. Mend the file and import it again."


class TrainingTakenBack(WrongUse):
    """Something is told of a training event that was taken back."""

    def __str__(self) -> str:
        return f"Training event {self.args[0]} was taken back. Add it anew if it was held after all."


@dataclass(frozen=True, slots=True)
class Training:
    """A training event: its days, what it was called, where it was, and how many came.

    ``took_part`` counts everybody, ``members`` the councillors among them and ``new_peers`` those whom it
    brought to the pool of peers. Nothing said of these two is not the same as none.
    """

    first: date
    last: date
    title: str
    place: str
    took_part: int
    members: int | None = None
    new_peers: int | None = None

    @property
    def year(self) -> FinancialYear:
        """The financial year in which it began, and in which it counts."""
        return FinancialYear.of(self.first)

    @property
    def key(self) -> tuple[date, str, str]:
        """By what it is known again when a table comes a second time."""
        return self.first, self.title.casefold(), self.place.casefold()

    @property
    def days(self) -> str:
        """Its days in a sentence."""
        first = long_date(self.first)
        return first if self.last == self.first else f"{first} to {long_date(self.last)}"

    @property
    def who_came(self) -> str:
        """Where it was and how many came, in a sentence."""
        known = ((self.members, "of them councillors"), (self.new_peers, "new to the pool of peers"))
        counts = [f"{count} {what}" for count, what in known if count is not None]
        return f"{self.place}: {', '.join([f'{self.took_part} took part', *counts])}."

    @property
    def words(self) -> str:
        """What there is to say of it in a paper, beside its name and its first day."""
        return self.who_came if self.last == self.first else f"To {long_date(self.last)}. {self.who_came}"


def training(
    first: date,
    last: date | None,
    title: str,
    place: str,
    took_part: int,
    *,
    members: int | None = None,
    new_peers: int | None = None,
) -> Training:
    """Return a training event as it is kept: without surplus blanks, and of one day if no last is named."""
    where = " ".join(place.split())
    return Training(
        first=first,
        last=last or first,
        title=" ".join(title.split()),
        place=ONLINE if where.casefold() == ONLINE.casefold() else where,
        took_part=took_part,
        members=members,
        new_peers=new_peers,
    )


def faults(told: Training, today: date) -> Iterator[Fault]:
    """Say what cannot be in what is told of a training event, field by field; nothing if it can be kept."""
    yield from _of_words("title", told.title)
    yield from _of_words("place", told.place)
    if told.last < told.first:
        yield "last_day", f"it ends on {long_date(told.last)}, before it begins"
    elif told.last > today:
        where = "first_day" if told.last == told.first else "last_day"
        yield where, f"{long_date(told.last)} has not come, and only what was held is kept"
    if not 1 <= told.took_part <= MOST:
        yield "took_part", f"{told.took_part} cannot have taken part, but 1 to {MOST:,}"
    for name, count in (("members", told.members), ("new_peers", told.new_peers)):
        if count is not None and not 0 <= count <= told.took_part:
            yield name, f"{count} is not among the {told.took_part} who took part"


def _of_words(name: str, text: str) -> Iterator[Fault]:
    if not text:
        yield name, f"the {name} is not given"
    elif len(text) > LONGEST:
        yield name, f"the {name} takes more than {LONGEST} characters"
    elif "@" in text:
        yield name, f"the {name} holds an address, and nobody is named here"


def checked(told: Training, today: date) -> Training:
    """Return what can be kept; ``BadTraining`` says all that is wrong with it."""
    if found := tuple(what for _, what in faults(told, today)):
        raise BadTraining(found)
    return told


# As it was told, line by line


@dataclass(frozen=True, slots=True)
class TrainingLine:
    """What was said of a training event on a day, and why; one that ``is_held`` no more was taken back."""

    told: Training
    on: date
    by: str
    reason: str = ""
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class TrainingEvent:
    """A training event under its number, with everything that was said of it, the first first."""

    number: int
    lines: tuple[TrainingLine, ...]

    @property
    def told(self) -> Training:
        """How it was, as was said last."""
        return self.lines[-1].told

    @property
    def is_held(self) -> bool:
        """Whether it was held, as far as is known by now, and counts."""
        return self.lines[-1].is_held

    def check_held(self) -> None:
        """Raise ``TrainingTakenBack`` if nothing more can be told of it."""
        if not self.is_held:
            raise TrainingTakenBack(self.number)


# Tables


def read_trainings(text: str, today: date) -> tuple[Training, ...]:
    """Read a table of training events, one a row; ``BadTrainings`` names every cell that is wrong."""
    try:
        rows = read_rows(text, NEEDED, OPTIONAL)
    except BadRows as error:
        raise BadTrainings(error.args) from error
    problems: list[Problem] = []
    found = [(row, told) for row in rows if (told := _read(row, today, problems))]
    problems += _repeated(found)
    if problems:
        raise BadTrainings(tuple(what for _, what in sorted(problems)))
    return tuple(told for _, told in found)


def _read(row: Row, today: date, problems: list[Problem]) -> Training | None:
    """Read a row, and note what is the matter with it."""
    wrong: list[Fault] = []
    first = _day(row, "first_day", wrong)
    last = _day(row, "last_day", wrong) if row.text("last_day") else None
    took_part = _count(row, "took_part", wrong)
    members, new_peers = (
        _count(row, name, wrong) if row.text(name) else None for name in ("members", "new_peers")
    )
    told = None
    if first is not None and took_part is not None and not wrong:
        told = training(
            first,
            last,
            row.text("title"),
            row.text("place"),
            took_part,
            members=members,
            new_peers=new_peers,
        )
        wrong += faults(told, today)
    problems += [row.refuse(column, what) for column, what in wrong]
    return told


def _day(row: Row, column: str, wrong: list[Fault]) -> date | None:
    try:
        return date.fromisoformat(row.text(column))
    except ValueError:
        wrong.append((column, f"{row.text(column)!r} is no day; write it as 2026-03-06"))
        return None


def _count(row: Row, column: str, wrong: list[Fault]) -> int | None:
    text = row.text(column)
    if text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)):
        return int(text)
    wrong.append((column, f"{text!r} is no number of people; write it in figures, such as 24"))
    return None


def _repeated(found: Iterable[tuple[Row, Training]]) -> Iterator[Problem]:
    """Refuse a row that tells of the same event as one above it: one of the two is wrong."""
    seen: dict[tuple[date, str, str], int] = {}
    for row, told in found:
        above = seen.setdefault(told.key, row.line)
        if above != row.line:
            yield row.refuse("title", f"line {above} tells of an event of that name, day and place already")
