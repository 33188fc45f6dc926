"""A survey as a form for one person, and what becomes of it when it is sent: answers without a name.

That somebody has answered is a line of the history, so that nobody who has is asked again. What they answered
is kept apart from it, in the same transaction, and nothing leads from the one to the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from casework import record
from casework.case import Case, case
from casework.printable import Unprintable, check
from casework.record import Entry
from casework.survey_links import Invitation, NoSuchSurvey, opened
from db import surveys as rows
from db.surveys import GroupKey
from domain.days import Day, long_date
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening
from domain.rules import AnswerKind, AudienceRule, QuestionRule
from domain.surveys import Opening, opening_of, respondents

BY_LINK = "the link in a letter"
LONGEST = 2000
"""How many characters a comment may have."""


class Stage(StrEnum):
    """How far somebody is with a survey."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Form:
    """A survey as one person is asked it; who they are is no part of it."""

    title: str
    councils: tuple[str, ...]
    opening: Opening
    audience: AudienceRule
    stage: Stage

    @property
    def questions(self) -> tuple[QuestionRule, ...]:
        """What they are asked, in order."""
        return self.opening.survey.asked_of(self.audience.name)


class BadAnswer(WrongUse):
    """Something cannot be taken as an answer; the first of ``args`` is the name of the question."""

    @property
    def question(self) -> str:
        """The question beside which the matter is to be told."""
        return str(self.args[0])


class NothingAnswered(BadAnswer):
    """A survey was sent without an answer."""

    def __str__(self) -> str:
        return "You have not answered anything yet. Answer one question at least, or leave this page."


class NoSuchChoice(BadAnswer):
    """A question was answered with something that cannot be chosen."""

    def __str__(self) -> str:
        return f"“{self.args[1]}” cannot be answered like that. Choose one of the answers on the page."


class CommentTooLong(BadAnswer):
    """Somebody wrote more than is kept."""

    def __str__(self) -> str:
        return f"What you have written has {self.args[1]} characters. Shorten it to {LONGEST} or fewer."


class CommentUnprintable(BadAnswer):
    """Somebody wrote a character that cannot be shown."""

    def __str__(self) -> str:
        what = f"{self.args[1]}, which cannot be shown"
        return f"What you have written holds {what}. Write it in other characters."


class SurveyClosed(RulesRefuse):
    """A survey is answered after its last day."""

    def __str__(self) -> str:
        title, last = self.args
        return (
            f"“{title}” closed on {long_date(last)}. Write to the programme team if you want to tell us more."
        )


def form(session: Session, token: str, today: date) -> Form:
    """Return the survey to which a link leads; ``NoSuchSurvey`` if it is not ours or leads nowhere."""
    return _form(case(session, opened(token).reference), opened(token), today)


def answer(session: Session, token: str, said: Mapping[str, str], today: date, entry: Entry) -> bool:
    """Keep somebody's answers, and that they have answered; return whether these are the ones that count.

    Who has answered before changes nothing. ``SurveyClosed`` after its last day; ``BadAnswer`` says what is
    wrong with an answer.
    """
    asked = opened(token)
    on_desk = case(session, asked.reference, lock=True)
    found = _form(on_desk, asked, today)
    if found.stage is Stage.ANSWERED:
        return False
    if found.stage is Stage.CLOSED:
        raise SurveyClosed(found.title, found.opening.last)
    answers = _read(found, said)
    if not answers:
        raise NothingAnswered(found.questions[0].name)
    council = found.opening.council
    details = Details(survey=asked.survey, person=asked.person)
    event = Event(0, Happening.SURVEY_ANSWERED, Day(today), council, details)
    record.write(session, asked.reference, entry, [event])
    group = GroupKey(asked.reference, asked.survey, council or CouncilCode(""), found.audience.name)
    rows.add(session, group, answers)
    return True


def _form(on_desk: Case, asked: Invitation, today: date) -> Form:
    view = on_desk.on(today)
    opening = opening_of(view.reading, view.scheme, asked.survey, asked.council, today)
    everybody = respondents(view.reading, opening) if opening else ()
    mine = next((each for each in everybody if each.person == asked.person), None)
    if opening is None or mine is None:
        raise NoSuchSurvey
    closed = Stage.CLOSED if opening.has_closed(today) else Stage.OPEN
    council = view.reading.place(view.reading.heir(opening.council))
    return Form(
        opening.survey.title,
        tuple(each.name for each in view.reading.councils if council in (None, each)),
        opening,
        mine.audience,
        Stage.ANSWERED if mine.has_answered else closed,
    )


def _read(asked: Form, said: Mapping[str, str]) -> dict[str, str]:
    """Take the answers to the questions that were asked; what was left out or not asked is none."""
    answers = {each.name: said.get(each.name, "").strip() for each in asked.questions}
    for each in asked.questions:
        if answers[each.name]:
            _check(each, answers[each.name])
    return {name: text for name, text in answers.items() if text}


def _check(question: QuestionRule, text: str) -> None:
    if question.kind is not AnswerKind.TEXT:
        if text not in question.kind.choices:
            raise NoSuchChoice(question.name, question.words)
        return
    if len(text) > LONGEST:
        raise CommentTooLong(question.name, len(text))
    try:
        check([text])
    except Unprintable as error:
        raise CommentUnprintable(question.name, error.args[1]) from error
