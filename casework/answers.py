"""What the peers recommended, and what became of each recommendation: planned actions, progress, findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casework.case import Case
from casework.disclosure import Reader
from casework.spoken import place_name
from domain.contents import (
    Action,
    Content,
    Plan,
    Progress,
    Recommendation,
    Report,
    ReviewFinding,
    ReviewReport,
)
from domain.contents import Statement as CouncilStatement
from domain.lifecycle import CouncilCode
from domain.rounds import Raised, Round, fact_check


@dataclass(frozen=True, slots=True)
class Answer:
    """What one council does about a recommendation, and what it and the review said of its progress."""

    place: str
    actions: tuple[Action, ...]
    progress: tuple[Progress, ...]
    findings: tuple[ReviewFinding, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A recommendation with the answers of the councils that it is for."""

    recommendation: Recommendation
    meant_for: tuple[str, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """One round of the fact check, with the queries that are for whoever looks."""

    round: Round
    queries: tuple[tuple[str, Raised], ...]


@dataclass(frozen=True, slots=True)
class _Papers:
    """What of one council's papers is for a reader."""

    council: CouncilCode
    plan: Plan | None
    statement: CouncilStatement | None
    review: ReviewReport | None


def recommendations(reader: Reader, on_desk: Case) -> tuple[Answered, ...]:
    """Return the recommendations of the report with their answers, as far as they are for a reader."""
    report = _content(reader, on_desk, Content.REPORT, None)
    if not isinstance(report, Report):
        return ()
    papers = [_papers(reader, on_desk, place.code) for place in reader.view.reading.councils]
    return tuple(
        _answered(reader, each, papers) for each in report.recommendations if _is_theirs(reader, each)
    )


def _is_theirs(reader: Reader, recommendation: Recommendation) -> bool:
    return not recommendation.councils or any(map(reader.is_of, recommendation.councils))


def _answered(reader: Reader, recommendation: Recommendation, papers: list[_Papers]) -> Answered:
    cited = {str(recommendation.number), *(str(part.number) for part in recommendation.parts)}
    meant_for = tuple(place_name(reader.view, code) for code in recommendation.councils)
    answers = (
        Answer(
            place_name(reader.view, its.council),
            tuple(each for each in (its.plan.actions if its.plan else ()) if each.recommendation in cited),
            tuple(each for each in _said(its.statement) if each.recommendation in cited),
            tuple(each for each in _found(its.review) if each.recommendation in cited),
        )
        for its in papers
        if recommendation.is_for(its.council)
    )
    return Answered(
        recommendation,
        tuple(filter(None, meant_for)),
        tuple(each for each in answers if each.actions or each.progress or each.findings),
    )


def _said(statement: CouncilStatement | None) -> tuple[Progress, ...]:
    return statement.progress if statement else ()


def _found(review: ReviewReport | None) -> tuple[ReviewFinding, ...]:
    return review.progress if review else ()


def _papers(reader: Reader, on_desk: Case, council: CouncilCode) -> _Papers:
    plan, statement, review = (
        _content(reader, on_desk, kind, council)
        for kind in (Content.PLAN, Content.STATEMENT, Content.REVIEW_REPORT)
    )
    return _Papers(
        council,
        plan if isinstance(plan, Plan) else None,
        statement if isinstance(statement, CouncilStatement) else None,
        review if isinstance(review, ReviewReport) else None,
    )


def _content(reader: Reader, on_desk: Case, kind: Content, council: CouncilCode | None) -> object:
    return on_desk.content(reader.view, kind, council) if reader.sees_content(kind, council) else None


def fact_checks(reader: Reader) -> tuple[Checked, ...]:
    """Return the rounds of the fact check, with the queries that concern a reader."""
    return tuple(
        Checked(each, tuple(_queries(reader, each))) for each in fact_check(reader.view.reading).rounds
    )


def _queries(reader: Reader, checked: Round) -> Iterator[tuple[str, Raised]]:
    for each in checked.queries:
        if reader.is_of(each.council):
            yield place_name(reader.view, each.council), each
