"""What the board is told: figures with the rows behind them, of a period; and the actions that it takes.

A figure is never a bare number here. It has its rows, so that whoever reads it can ask which councils those
are; and where too little is known of a date to count it, that row is kept apart instead of being guessed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from domain.days import Day, add_months, long_date
from domain.errors import WrongUse
from domain.lifecycle import Reference
from domain.years import FinancialYear

AHEAD = 6
"""How many months the board looks forward."""
YEARS = 5
"""How many financial years the board looks back on one by one."""


class BadPeriod(WrongUse):
    """A period that ends before it begins, or has not begun."""

    def __str__(self) -> str:
        first, last, why = self.args
        return (
            f"{long_date(first)} to {long_date(last)} is no period that can be told of: {why}. Give others."
        )


@dataclass(frozen=True, slots=True)
class BoardPeriod:
    """The months of which the board is told, from the first day to the last."""

    first: date
    last: date

    @classmethod
    def told_on(cls, first: date, last: date, today: date) -> BoardPeriod:
        """Return a period that can be told of on a day; ``BadPeriod`` if there is nothing to tell yet."""
        if last < first:
            raise BadPeriod(first, last, "it ends before it begins")
        if first > today:
            raise BadPeriod(first, last, "it has not begun")
        return cls(first, last)

    def holds(self, day: Day) -> bool | None:
        """Say whether a date lies in it; nothing, if too little of the date is known to tell."""
        if self.first <= day.first and day.last <= self.last:
            return True
        return None if day.first <= self.last and self.first <= day.last else False

    @property
    def year(self) -> FinancialYear | None:
        """The financial year that it is, if it is a whole one."""
        if (self.first.month, self.first.day) != (4, 1):
            return None  # Before April of the year 1 there is none to compare it with.
        found = FinancialYear.of(self.first)
        return found if found.last == self.last else None

    @property
    def code(self) -> str:
        """The period within a reference: ``2021-22``, or its days."""
        return str(self.year) if self.year else f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    def stands_on(self, today: date) -> date:
        """Return the day as of which it is said how things stand: the last, or today if that is to come."""
        return min(self.last, today)

    def ahead(self, today: date) -> BoardPeriod:
        """Return the months to which the board looks forward from it."""
        stands = self.stands_on(today)
        return BoardPeriod(date.fromordinal(stands.toordinal() + 1), add_months(stands, AHEAD))


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One thing behind a figure: of which challenge, of which councils, when, and what there is to say.

    What is no council's, such as a training event, has a ``name`` instead.
    """

    reference: Reference | None
    councils: tuple[str, ...]
    on: Day | None = None
    words: str = ""
    name: str = ""

    @property
    def challenge(self) -> tuple[Reference | None, tuple[str, ...], Day | None]:
        """What it has in common with other rows of the same councils in the same challenge."""
        return self.reference, self.councils, self.on

    @property
    def who(self) -> str:
        """The councils in a sentence, or what it is called."""
        *first, last = self.councils or (self.name,)
        return f"{', '.join(first)} and {last}" if first else last


@dataclass(frozen=True, slots=True)
class FigureGroup:
    """Those rows of a figure that have something in common."""

    name: str
    rows: tuple[FigureRow, ...]

    @property
    def value(self) -> int:
        """How many they are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class FigureSplit:
    """A figure by something: by region, by product."""

    name: str
    groups: tuple[FigureGroup, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with the rows behind it; ``untold`` are those of which too little is known to count them.

    ``value`` is how many rows there are, unless what is counted stands within them. A measure that is not
    ``held`` is one of which this record knows nothing, which is not the same as none. ``of`` heads the column
    that says whose each row is.
    """

    name: str
    title: str
    words: str
    rows: tuple[FigureRow, ...] = ()
    untold: tuple[FigureRow, ...] = ()
    splits: tuple[FigureSplit, ...] = ()
    value: int = 0
    held: bool = True
    of: str = "Councils"

    @property
    def of_challenges(self) -> bool:
        """Whether any of its rows is of a challenge."""
        return any(row.reference for row in (*self.rows, *self.untold))

    def split(self, name: str) -> tuple[FigureGroup, ...]:
        """Return the figure's groups by something; none if it is not parted so."""
        return next((each.groups for each in self.splits if each.name == name), ())

    def by_challenge(self, rows: Sequence[FigureRow]) -> tuple[FigureRow, ...]:
        """Take rows of the same councils in a challenge together, and say how many there are of each part."""
        counts = {row.challenge: Counter[str]() for row in rows}
        for group in (group for split in self.splits for group in split.groups):
            for row in group.rows:
                if row.challenge in counts:
                    counts[row.challenge][group.name] += 1
        totals = Counter(row.challenge for row in rows)
        return tuple(
            FigureRow(*challenge, ": ".join(filter(None, (f"{totals[challenge]} in all", _told(of)))) + ".")
            for challenge, of in counts.items()
        )

    def over_years(self, name: str, most: int = YEARS) -> tuple[FigureSplit, ...]:
        """Part each group by the same financial years: the last ones, and all before them together."""
        years = sorted({FinancialYear.of(row.on.first) for row in self.rows if row.on})
        shown = [str(each) for each in years[-most:]]
        before = f"Before {shown[0]}" if len(years) > most else ""
        heads = [before, *shown] if before else shown
        parted = [
            (group, [(str(FinancialYear.of(row.on.first)), row) for row in group.rows if row.on])
            for group in self.split(name)
        ]
        return tuple(
            grouped(group.name, [(year if year in shown else before, row) for year, row in rows], heads)
            for group, rows in parted
        )


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def grouped(name: str, named: Sequence[tuple[str, FigureRow]], order: Sequence[str] = ()) -> FigureSplit:
    """Part rows by the names that they come with, in an order of names; else by the alphabet."""
    found: dict[str, list[FigureRow]] = {each: [] for each in order}
    for group, row in named if order else sorted(named, key=lambda each: each[0]):
        found.setdefault(group, []).append(row)
    return FigureSplit(name, tuple(FigureGroup(group, tuple(rows)) for group, rows in found.items()))


class NoMeasure(WrongUse):
    """There is no figure of that name."""

    def __str__(self) -> str:
        name, known = self.args
        return f"There is no figure {name!r}. Choose one of: {', '.join(known)}."


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """What a period comes to: every figure in the order in which it is told, and how far back it reaches."""

    period: BoardPeriod
    ahead: BoardPeriod
    stands: date
    known_since: Day | None
    challenges: int
    samples: int
    measures: tuple[Measure, ...]

    def measure(self, name: str) -> Measure:
        """Return a figure; ``NoMeasure`` if there is none of that name."""
        for each in self.measures:
            if each.name == name:
                return each
        raise NoMeasure(name, tuple(each.name for each in self.measures))


class ActionTold(StrEnum):
    """What can be told of an action."""

    PROGRESS = "progress"
    MOVED = "moved"
    DONE = "done"
    DROPPED = "dropped"


class ActionState(StrEnum):
    """How an action stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more is to come of it."""
        return self in (ActionState.DONE, ActionState.DROPPED)


@dataclass(frozen=True, slots=True)
class ActionNote:
    """What was told of an action on a day; with another due day, if it was given more time."""

    what: ActionTold
    on: date
    words: str
    by: str = ""
    due: date | None = None


class ActionEnded(WrongUse):
    """Something is told of an action that is done or dropped."""

    def __str__(self) -> str:
        number, state = self.args
        return f"Action {number} is {state} already. Take a new action if more is wanted of it."


@dataclass(frozen=True, slots=True)
class BoardAction:
    """Something that the board wants done, with everything that was told of it, the first first."""

    number: int
    text: str
    owner: str
    first_due: date
    taken_on: date
    notes: tuple[ActionNote, ...] = field(default=())

    @property
    def due(self) -> date:
        """By when it is to be done, as was said last."""
        return next((note.due for note in reversed(self.notes) if note.due), self.first_due)

    @property
    def ended(self) -> ActionNote | None:
        """What ended it, if it is done or dropped."""
        return next((note for note in self.notes if note.what in (ActionTold.DONE, ActionTold.DROPPED)), None)

    def state(self, today: date) -> ActionState:
        """Say how it stands on a day; the due day itself is still in time."""
        if self.ended:
            return ActionState(self.ended.what.value)
        return ActionState.OVERDUE if today > self.due else ActionState.OPEN

    def as_of(self, today: date) -> BoardAction:
        """Return it as it was known at the end of a day."""
        known = tuple(note for note in self.notes if note.on <= today)
        return BoardAction(self.number, self.text, self.owner, self.first_due, self.taken_on, known)

    def comes_back(self, period: BoardPeriod, today: date) -> bool:
        """Say whether the next paper tells of it: if it is open, or ended in the period or since."""
        return self.taken_on <= today and (self.ended is None or self.ended.on >= period.first)

    def check_open(self) -> None:
        """Raise ``ActionEnded`` if nothing more can be told of it."""
        if self.ended:
            raise ActionEnded(self.number, self.ended.what)
