"""Finds what reads well in a scheme's surveys and still cannot be: one that nobody is asked to answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from domain.lifecycle import Milestone
from domain.rules import AnswerKind, NoticeRule, Scheme, SurveyRule, roles_in


def survey_problems(scheme: Scheme, reachable: Collection[Milestone]) -> Iterator[str]:
    """Say what in the surveys of a scheme, and in the notices that ask for answers, cannot be."""
    for rule in scheme.surveys.values():
        yield from _survey(scheme, rule, reachable)
    for notice in scheme.notices.values():
        if notice.survey:
            yield from _notice(scheme, notice, notice.survey)


def _survey(scheme: Scheme, rule: SurveyRule, reachable: Collection[Milestone]) -> Iterator[str]:
    where = f"[surveys.{rule.name}]"
    for key, milestone in (("opens_with", rule.opens_with), ("attended_with", rule.attended_with)):
        if milestone and milestone not in reachable:
            yield f"{where} {key}: the milestone {milestone.value!r} can never be reached"
    if rule.closes_after < 1:
        yield f"{where} closes_after: people need a day at least"
    if not any(notice.survey == rule.name for notice in scheme.notices.values()):
        yield f"{where}: no notice asks anybody to answer it"
    yield from _audiences(where, rule)
    for question in rule.questions.values():
        for name in question.audiences:
            if name not in rule.audiences:
                yield f"[surveys.{rule.name}.questions.{question.name}] audiences: there is no {name!r}"


def _audiences(where: str, rule: SurveyRule) -> Iterator[str]:
    asked = Counter(role for audience in rule.audiences.values() for role in audience.members)
    for role in (role for role, times in asked.items() if times > 1):
        yield f"{where} audiences: {role.value!r} is in more than one of them"
    for name in rule.audiences:
        if all(each.kind is AnswerKind.TEXT for each in rule.asked_of(name)):
            yield f"{where} questions: none to {name!r} can be counted"


def _notice(scheme: Scheme, notice: NoticeRule, name: str) -> Iterator[str]:
    where = f"[notices.{notice.name}]"
    rule = scheme.surveys.get(name)
    if rule is None:
        yield f"{where} survey: the scheme has no survey {name!r}"
        return
    if not notice.days or min(notice.days) < 1 or max(notice.days) > rule.closes_after:
        yield f"{where} days: people are asked after the survey opens and not after it closes"
    if notice.approval or notice.optional:
        yield f"{where} survey: what asks for answers is neither approved nor held back"
    asked = {role for audience in rule.audiences.values() for role in audience.members}
    if {role for audience in notice.to for role in roles_in(audience)} != asked:
        yield f"{where} to: it goes to the audiences of the survey, and to nobody else"
