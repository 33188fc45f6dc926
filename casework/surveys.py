"""What surveys found: rates and figures, without any that would tell what fewer than five people said.

Everything that shows figures of surveys asks here, so that nothing is published of other sums than those
which ``domain.suppression`` knows of: an audience of one challenge, an audience of a financial year,
everybody of a financial year. Of a challenge there are figures once the survey has closed, of a year once
all of its surveys have: else one could watch a figure change and tell what the last one to answer said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from casework.case import Case
from db import surveys as rows
from db.surveys import GroupKey, Wanted, key_of
from db.surveys_tables import SurveyGroup
from domain.lifecycle import CouncilCode, Reference
from domain.outlook import Outlook
from domain.rules import AnswerKind, QuestionRule, SurveyRule
from domain.schemes import known_schemes, scheme
from domain.suppression import SMALLEST, Cell, shown
from domain.surveys import openings, respondents
from domain.years import FinancialYear

EVERYBODY = ""
"""Stands for an audience where all of them are looked at together."""

Said = Mapping[GroupKey, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Share:
    """How many chose an answer, and how many in a hundred that is."""

    choice: str
    label: str
    count: int
    percent: int


@dataclass(frozen=True, slots=True)
class Figure:
    """What was answered to a question; without ``answers`` it is kept back."""

    question: QuestionRule
    answers: int | None = None
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What an audience said, of one challenge or in a year, or everybody in a year.

    Without ``answered`` all is kept back. One that ``leaves_out`` something does not count groups that are
    too small to be told of, and those are not among the ``invited``.
    """

    survey: str
    title: str
    year: str
    audience: str
    audience_title: str
    reference: Reference | None
    council: CouncilCode | None
    invited: int
    answered: int | None
    leaves_out: bool
    figures: tuple[Figure, ...]

    @property
    def rate(self) -> int | None:
        """How many in a hundred of those who were asked have answered."""
        return None if self.answered is None else percent(self.answered, self.invited)


@dataclass(frozen=True, slots=True)
class Running:
    """A survey of which nothing is told yet: of a challenge until a day, or of a year."""

    survey: str
    title: str
    year: str
    council: CouncilCode | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """What is told of surveys, and of which nothing is told yet."""

    surveyed: tuple[Surveyed, ...]
    running: tuple[Running, ...]


@dataclass(frozen=True, slots=True)
class Comments:
    """What people of an audience wrote, in an order that tells nothing."""

    title: str
    audience_title: str
    council: CouncilCode | None
    question: QuestionRule
    texts: tuple[str, ...]


def percent(part: int, whole: int) -> int:
    """Return how many in a hundred a part is, the half rounded up."""
    return (200 * part + whole) // (2 * whole)


def groups(on_desk: Case, view: Outlook) -> Iterator[SurveyGroup]:
    """Return whom the surveys of a challenge ask by the day of a view, by audience.

    Whoever could not be asked does not count as somebody who did not answer.
    """
    for each in openings(view.reading, view.scheme, view.today):
        everybody = respondents(view.reading, each)
        is_counted = not each.came_too_late or any(one.has_answered for one in everybody)
        asked = Counter(one.audience.name for one in everybody)
        for audience, invited in asked.items() if is_counted else ():
            yield SurveyGroup(
                reference=on_desk.reference,
                survey=each.survey.name,
                council=each.council or CouncilCode(""),
                audience=audience,
                year=str(FinancialYear.of(each.first)),
                opened_on=each.first,
                closes_on=each.last,
                invited=invited,
                is_sample=view.reading.is_invented,
            )


def results(
    session: Session,
    today: date,
    *,
    survey: str | None = None,
    year: str | None = None,
    reference: Reference | None = None,
) -> Results:
    """Return what is told on a day of the surveys of a challenge, or of those of the programme by year."""
    wanted = Wanted(survey, year, reference)
    asked, said = rows.groups(session, wanted), rows.answers(session, wanted)
    if reference:
        return _of_challenge(asked, said, today)
    return _of_programme([each for each in asked if not each.is_sample], said, today)


def comments(session: Session, reference: Reference, today: date) -> tuple[Comments, ...]:
    """Return what people wrote in the closed surveys of a challenge, where five or more answered."""
    wanted = Wanted(reference=reference)
    said = rows.answers(session, wanted)
    closed = (each for each in rows.groups(session, wanted) if each.closes_on < today)
    return tuple(
        found
        for group in closed
        if len(answers := said.get(key_of(group), ())) >= SMALLEST
        for question in _rule(group.survey).asked_of(group.audience)
        if question.kind is AnswerKind.TEXT
        if (found := _comments(group, question, answers)).texts
    )


def _comments(group: SurveyGroup, question: QuestionRule, answers: Iterable[Mapping[str, Any]]) -> Comments:
    rule = _rule(group.survey)
    texts = sorted((each[question.name] for each in answers if question.name in each), key=str.casefold)
    audience = rule.audiences[group.audience]
    return Comments(rule.title, audience.title, group.council or None, question, tuple(texts))


def _of_challenge(asked: Iterable[SurveyGroup], said: Said, today: date) -> Results:
    surveyed: list[Surveyed] = []
    running: dict[tuple[str, CouncilCode], Running] = {}
    for group in asked:
        council = group.council or None
        if group.closes_on < today:
            found = _Looked([group], said).at(key_of(group), group.audience)
            surveyed.append(replace(found, reference=group.reference, council=council))
        else:
            title = _rule(group.survey).title
            running[group.survey, group.council] = Running(
                group.survey, title, group.year, council, group.closes_on
            )
    return Results(tuple(surveyed), tuple(running.values()))


def _of_programme(asked: Sequence[SurveyGroup], said: Said, today: date) -> Results:
    surveyed: list[Surveyed] = []
    running: list[Running] = []
    for (year, survey), its in groupby(asked, key=lambda each: (each.year, each.survey)):
        some = list(its)
        if _is_over(some, today):
            looked_at = _Looked(some, said)
            surveyed += (looked_at.at(each, each) for each in (*looked_at.audiences, EVERYBODY))
        else:
            running.append(Running(survey, _rule(survey).title, year))
    return Results(tuple(surveyed), tuple(running))


def _is_over(groups: Sequence[SurveyGroup], today: date) -> bool:
    """Say whether no survey can open in the year of some groups any more, and all of theirs have closed."""
    ends = FinancialYear.parse(groups[0].year).last
    return max(ends, *(each.closes_on for each in groups)) < today


@dataclass(frozen=True)
class _Looked:
    """Groups of one survey that are looked at together, with what they said."""

    groups: Sequence[SurveyGroup]
    said: Said

    @property
    def rule(self) -> SurveyRule:
        """The survey that they were asked to answer."""
        return _rule(self.groups[0].survey)

    @property
    def audiences(self) -> list[str]:
        """The audiences that were asked, in the order in which the survey names them."""
        asked = {each.audience for each in self.groups}
        return [name for name in self.rule.audiences if name in asked]

    def at(self, key: Hashable, audience: str) -> Surveyed:
        """Return what may be told of a group, an audience or everybody."""
        concerned = [each for each in self.groups if audience in (EVERYBODY, each.audience)]
        told = self._told(key, None)
        counted = [each for each in concerned if told is None or key_of(each) in told]
        return Surveyed(
            survey=self.rule.name,
            title=self.rule.title,
            year=self.groups[0].year,
            audience=audience,
            audience_title=self.rule.audiences[audience].title if audience else "Everybody who was asked",
            reference=None,
            council=None,
            invited=sum(each.invited for each in counted),
            answered=None if told is None else sum(len(self.said.get(key_of(each), ())) for each in counted),
            leaves_out=len(counted) < len(concerned),
            figures=tuple(self._figure(key, each) for each in _counted(self.rule, audience)),
        )

    def _figure(self, key: Hashable, question: QuestionRule) -> Figure:
        told = self._told(key, question.name)
        if told is None:
            return Figure(question)
        chosen = Counter(
            each[question.name]
            for group in told
            for each in self.said.get(group, ())
            if question.name in each
        )
        answers = chosen.total()
        shares = tuple(
            Share(choice, label, chosen[choice], percent(chosen[choice], answers))
            for choice, label in question.kind.choices.items()
        )
        return Figure(question, answers, shares)

    def _told(self, key: Hashable, question: str | None) -> Collection[GroupKey] | None:
        """Return the groups that a figure counts; nothing if it is kept back."""
        parts = (Cell(name, parts=tuple(self._cells(name, question))) for name in self.audiences)
        found: Collection[Any] | None = shown(Cell(EVERYBODY, parts=tuple(parts))).get(key)
        return found

    def _cells(self, audience: str, question: str | None) -> Iterator[Cell]:
        for each in self.groups:
            if each.audience == audience:
                answers = self.said.get(key_of(each), ())
                yield Cell(key_of(each), sum(question is None or question in one for one in answers))


def _counted(rule: SurveyRule, audience: str) -> Iterator[QuestionRule]:
    """Return the questions to an audience, or to anybody, whose answers can be counted."""
    asked = rule.asked_of(audience) if audience else rule.questions.values()
    return (each for each in asked if each.kind is not AnswerKind.TEXT)


@cache
def _rule(name: str) -> SurveyRule:
    """Return a survey as the newest scheme has it, with the questions that older ones asked as well."""
    found = [rules.surveys[name] for rules in map(scheme, known_schemes()) if name in rules.surveys]
    questions = {key: question for each in found for key, question in each.questions.items()}
    audiences = {key: audience for each in found for key, audience in each.audiences.items()}
    return replace(found[-1], questions=questions, audiences=audiences)
