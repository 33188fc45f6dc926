"""Understands the rows of an action plan that came back, and says of each what became of it.

A row belongs to a recommendation by its number, wherever it was moved to. What cannot be understood is a
problem with its row and column; what is left out is a remark, so that whoever hands the plan in can see
that nothing got lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from casework.headings import answer, blank_rows, glimpse
from casework.plan_columns import Column, PlanTable, column_named
from documents.glyphs import unprintable
from documents.incoming.grid import Line
from domain.contents import Rating, Recommendation
from domain.days import NotADate
from domain.written_days import day_written

REQUIRED = (Column.ACTION, Column.LEAD_MEMBER, Column.LEAD_OFFICER, Column.DUE, Column.MEASURE)
ANSWERS = (*REQUIRED, Column.STATUS, Column.REASON)
LEADS = (Column.LEAD_MEMBER, Column.LEAD_OFFICER)

_NUMBER = re.compile(r"(?:recommendation|rec|number|no|r)?[\s.:#]*0*([1-9]\d{0,3})[\s.(]*([a-z]?)[\s.):]*")
_PERSON = re.compile(
    r"\b(?:Cllr|Mr|Mrs|Ms|Miss|Mx|Dr)\b\.?\s+[A-Z]|\bCouncillor\s+(?:[A-Z][\w'\u2019-]+\s*){1,2}$|@"
)
_STATUSES: dict[str, Rating] = {
    **{str(each): each for each in Rating},
    "complete": Rating.DONE,
    "completed": Rating.DONE,
    "finished": Rating.DONE,
    "under way": Rating.IN_PROGRESS,
    "underway": Rating.IN_PROGRESS,
    "ongoing": Rating.IN_PROGRESS,
    "started": Rating.IN_PROGRESS,
    "not yet started": Rating.NOT_STARTED,
    "planned": Rating.NOT_STARTED,
}
_LIVE = re.compile(r"[=@]|[+-][^|!]*\|[^!]*!")
"""How a text begins that a spreadsheet would run, as soon as somebody copies or exports it."""


@dataclass(frozen=True, slots=True)
class UnderstoodAction:
    """One row as it was understood: its recommendation, and each column as it is going to be kept."""

    place: str
    recommendation: str
    said: Mapping[str, str]

    @property
    def raw(self) -> dict[str, str]:
        """The action as ``domain.content_reader.read_content`` reads it."""
        return {"recommendation": self.recommendation, **self.said}


class Rows:
    """What the rows of a plan say: actions, in the order of the report, problems, and what was left out."""

    def __init__(self, recommendations: tuple[Recommendation, ...]) -> None:
        self.recommendations = recommendations
        self.actions: list[UnderstoodAction] = []
        self.problems: list[str] = []
        self.remarks: list[str] = []
        self._answered: set[str] = set()
        self._words = words_of(recommendations)
        self._by_words = {_bare(text): number for number, text in self._words.items()}
        self._last = ""

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The recommendations for which there is no action, neither for the whole nor for a part."""
        return tuple(
            str(each.number)
            for each in self.recommendations
            if not self._answered & {each.number, *(part.number for part in each.parts)}
        )

    def read(self, table: PlanTable) -> None:
        """Read the rows of one table."""
        self._last = ""
        blank = 0
        for line in table.lines:
            blank += self._read(table, line)
        self.remarks += [*blank_rows(table.place, blank), *table.left_out("a plan")]
        order = list(self._words)
        self.actions.sort(key=lambda each: order.index(each.recommendation))

    def _read(self, table: PlanTable, line: Line) -> bool:
        """Read one row, and say whether it is blank."""
        said = {column: answer(table.cell(line, column).text) for column in Column}
        if not any(said.values()):
            return True
        place = f"{table.place}, row {line.number}"
        if column_named(said[Column.ACTION]) is Column.ACTION:
            self.remarks.append(f"{place}: repeats the headings")
            return False
        answers = {column: said[column] for column in ANSWERS if said[column]}
        if number := self._number(said, place, answers=bool(answers)):
            self._last = number
            if answers:
                self._keep(place, number, answers, said[Column.RECOMMENDATION])
        return False

    def _number(self, said: Mapping[Column, str], place: str, *, answers: bool) -> str:
        """Return the recommendation that a row is about, or nothing and why."""
        given, words = said[Column.NUMBER], said[Column.RECOMMENDATION]
        by_words = self._by_words.get(_bare(words), "")
        if not given:
            return by_words or self._further(words, place, answers=answers)
        found = _NUMBER.fullmatch(given.casefold())
        number = "".join(found.groups()) if found else ""
        if number not in self._words:
            self._nobody_asked(given, place, answers=answers)
            return ""
        if by_words not in ("", number):
            self.problems.append(
                f"{place} has the number {number} and the words of recommendation {by_words}"
            )
            return ""
        return number

    def _further(self, words: str, place: str, *, answers: bool) -> str:
        """Take a row without a number as one more action on the recommendation above it."""
        if words or not self._last:
            self._nobody_asked(words, place, answers=answers)
            return ""
        self.remarks.append(f"{place}: taken as a further action on recommendation {self._last}")
        return self._last

    def _nobody_asked(self, named: str, place: str, *, answers: bool) -> None:
        """A row is about nothing that the council was asked: a problem only if it answers something."""
        what = f"{glimpse(named)!r} is no recommendation to the council" if named else "it has no number"
        if answers:
            self.problems.append(f"{place}: {what}")
        else:
            self.remarks.append(f"{place}: left out, {what}")

    def _keep(self, place: str, number: str, answers: Mapping[Column, str], words: str) -> None:
        self._answered.add(number)
        before = len(self.problems)
        self.problems += _unprintable(place, answers)
        self.problems += (
            f"{place}: the {column.label} begins like a formula; begin it with a letter"
            for column, text in answers.items()
            if _LIVE.match(text)
        )
        self.problems += (f"{place}: the {each.label} is missing" for each in REQUIRED if each not in answers)
        self.problems += (
            f"{place}: the {each.label} {answers[each]!r} names a person; name the office"
            for each in LEADS
            if _PERSON.search(answers.get(each, ""))
        )
        kept = {str(column): " ".join(text.split()) for column, text in answers.items()}
        self._due(place, kept)
        self._status(place, kept)
        if kept.get(Column.STATUS) == Rating.DROPPED and Column.REASON not in kept:
            self.problems.append(f"{place}: the action is dropped and no reason is given")
        if len(self.problems) > before:
            return
        if words and _bare(words) != _bare(self._words[number]):
            self.remarks.append(
                f"{place}: the words of recommendation {number} were changed; those of the report stay"
            )
        action = UnderstoodAction(place, number, kept)
        if action.raw in (each.raw for each in self.actions):
            self.remarks.append(f"{place}: says the same as another row")
        else:
            self.actions.append(action)

    def _due(self, place: str, kept: dict[str, str]) -> None:
        if Column.DUE not in kept:
            return
        try:
            kept[Column.DUE] = day_written(kept[Column.DUE]).iso
        except NotADate:
            said = glimpse(kept[Column.DUE])
            self.problems.append(
                f"{place}: {said!r} is no day; write 30/06/2025 or Monday 30 June 2025, or June 2025 where "
                "no day is set"
            )

    def _status(self, place: str, kept: dict[str, str]) -> None:
        if Column.STATUS not in kept:
            return
        said = kept[Column.STATUS]
        near = get_close_matches(said.casefold().strip(" ."), _STATUSES, n=1, cutoff=0.85)
        if near:
            kept[Column.STATUS] = str(_STATUSES[near[0]])
        else:
            self.problems.append(f"{place}: {glimpse(said)!r} is no status; use one of {', '.join(Rating)}")


def words_of(recommendations: tuple[Recommendation, ...]) -> dict[str, str]:
    """Return what stands beside each number in the form that went out."""
    found: dict[str, str] = {}
    for each in recommendations:
        found[each.number] = f"{each.title}: {each.text}"
        found |= {part.number: part.text for part in each.parts}
    return found


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _unprintable(place: str, answers: Mapping[Column, str]) -> Iterator[str]:
    for column, text in answers.items():
        for stray in unprintable(text)[:1]:
            yield f"{place}: the {column.label} holds {stray.name}, which no document can show"
