"""A scheme says from which day on a document is made with which version of its template."""

from __future__ import annotations

from datetime import date

import pytest

from domain.lifecycle import Milestone
from domain.schemes import SchemeRefused, parse, scheme

TOP = "extends = '2024'\nname = 'x'\n"


def final_report(line: str) -> str:
    return f"{TOP}[documents.final_report]\n{line}"


def test_a_document_is_made_with_the_version_of_its_day() -> None:
    templates = "[{version = 2, from = 2025-04-01}, {version = 3, from = 2026-04-01}]"
    rule = parse(final_report(f"templates = {templates}"), where="x.toml").documents["final_report"]

    days = (date(2025, 3, 31), date(2025, 4, 1), date(2026, 3, 31), date(2030, 1, 1))
    assert [rule.template_on(day) for day in days] == [1, 2, 2, 3]
    assert scheme("2024").documents["invitation"].template_on(date(2030, 1, 1)) == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("templates = [{version = 3, from = 2025-04-01}]", "number them from 2 on"),
        (
            "templates = [{version = 2, from = 2025-04-01}, {version = 3, from = 2025-04-01}]",
            "each with a later day",
        ),
        ("templates = [{version = 2}]", r"\[documents.final_report\] templates from: it is missing"),
        ("templates = [{version = 2, from = 2025-04-01, for = 'x'}]", "for: no rule has such a key"),
        ("templates = ['2']", "is not a list of dict"),
        ("revises = 'nothing'", "revises: 'nothing' is no other document"),
        ("revises = 'final_report'", "revises: 'final_report' is no other document"),
        ("revises = 'action_plan'", "revises: 'action_plan' is no other document that goes to the same"),
    ],
)
def test_an_impossible_version_is_named_by_its_place(line: str, problem: str) -> None:
    with pytest.raises(SchemeRefused, match=problem):
        parse(final_report(line), where="x.toml")


def test_a_milestone_publishes_a_document_of_the_scheme() -> None:
    assert scheme("2024").milestones[Milestone.REPORT_PUBLISHED].publishes == "final_report"
    with pytest.raises(SchemeRefused, match="publishes: the scheme has no document 'nothing'"):
        parse(f"{TOP}[milestones.report_published]\npublishes = 'nothing'", where="x.toml")


def test_a_version_without_a_template_is_named() -> None:
    text = final_report("templates = [{version = 2, from = 2025-04-01}]")
    known = list(scheme("2024").documents)

    with pytest.raises(SchemeRefused, match=r"\[documents.final_report@2\]: it has no template"):
        parse(text, where="x.toml", documents=known)
    assert parse(text, where="x.toml", documents=[*known, "final_report@2"]).name == "x"
