"""What surveys found as JSON and as a table; what is kept back is null in one and empty in the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from typing_extensions import TypedDict

from casework import tables
from casework.surveys import Comments, Figure, Results, Surveyed


class ShareShape(TypedDict):
    """How many chose an answer."""

    choice: str
    label: str
    count: int
    percent: int


class SurveyFigureShape(TypedDict):
    """What was answered to a question."""

    question: str
    words: str
    kind: str
    answers: int | None
    shares: list[ShareShape]


class SurveyedShape(TypedDict):
    """What an audience said, of a challenge or in a year; everybody, where no audience is named."""

    survey: str
    title: str
    year: str
    audience: str | None
    audience_title: str
    reference: str | None
    council: str | None
    invited: int
    answered: int | None
    rate: int | None
    leaves_out: bool
    figures: list[SurveyFigureShape]


class RunningShape(TypedDict):
    """A survey of which nothing is told yet."""

    survey: str
    title: str
    year: str
    council: str | None
    until: str | None


class SurveyResultsShape(TypedDict):
    """What is told of surveys, and of which nothing is told yet."""

    surveyed: list[SurveyedShape]
    running: list[RunningShape]


class CommentsShape(TypedDict):
    """What people of an audience wrote."""

    title: str
    audience_title: str
    council: str | None
    question: str
    texts: list[str]


class ChallengeSurveysShape(SurveyResultsShape):
    """The surveys of a challenge; the comments are for whoever may read them."""

    reference: str
    comments: list[CommentsShape]


def results_as_json(found: Results) -> SurveyResultsShape:
    """Return what surveys found."""
    return {
        "surveyed": [_surveyed(each) for each in found.surveyed],
        "running": [
            {
                "survey": each.survey,
                "title": each.title,
                "year": each.year,
                "council": each.council,
                "until": each.until.isoformat() if each.until else None,
            }
            for each in found.running
        ],
    }


def comments_as_json(found: Comments) -> CommentsShape:
    """Return what people of an audience wrote."""
    return {
        "title": found.title,
        "audience_title": found.audience_title,
        "council": found.council,
        "question": found.question.words,
        "texts": list(found.texts),
    }


def _surveyed(each: Surveyed) -> SurveyedShape:
    return {
        "survey": each.survey,
        "title": each.title,
        "year": each.year,
        "audience": each.audience or None,
        "audience_title": each.audience_title,
        "reference": each.reference,
        "council": each.council,
        "invited": each.invited,
        "answered": each.answered,
        "rate": each.rate,
        "leaves_out": each.leaves_out,
        "figures": [_figure(figure) for figure in each.figures],
    }


def _figure(each: Figure) -> SurveyFigureShape:
    shares: list[ShareShape] = [
        {"choice": share.choice, "label": share.label, "count": share.count, "percent": share.percent}
        for share in each.shares
    ]
    return {
        "question": each.question.name,
        "words": each.question.words,
        "kind": str(each.question.kind),
        "answers": each.answers,
        "shares": shares,
    }


COLUMNS = (
    *("year", "survey", "audience", "audience_title", "reference", "council"),
    *("invited", "answered", "rate", "leaves_out"),
    *("question", "words", "answers", "choice", "label", "count", "percent"),
)


def table(found: Results) -> str:
    """Write what surveys found as a table, a line for each answer that could be chosen."""
    return tables.table(COLUMNS, _lines(found))


def _lines(found: Results) -> Iterator[dict[str, Any]]:
    for each in found.surveyed:
        shape: dict[str, Any] = {**_surveyed(each)}
        about = {name: value for name, value in shape.items() if name in COLUMNS}
        for figure in shape["figures"]:
            asked = {name: figure[name] for name in ("question", "words", "answers")}
            nothing: list[dict[str, Any]] = [{}]
            yield from ({**about, **asked, **share} for share in figure["shares"] or nothing)
