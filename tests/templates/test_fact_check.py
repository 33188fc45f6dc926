"""What the form asks for, and what the final report says about the check of its facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from domain.fact_checks import Disposition
from domain.rounds import FactCheck
from templates import words
from tests.templates.conftest import FACT_CHECK
from tests.templates.test_documents import said

ROUND = FACT_CHECK.rounds[0]


def checked(*how: Disposition) -> FactCheck:
    queries = [replace(ROUND.queries[0], disposition=each) for each in how]
    return FactCheck([replace(ROUND, queries=queries)])


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ((Disposition.DECLINED,), "the council raised one query on the draft. It was declined."),
        ((Disposition.PARTLY,), "It was accepted in part."),
        (
            (Disposition.ACCEPTED, Disposition.ACCEPTED, Disposition.DECLINED),
            "Of these, two were accepted, none were accepted in part and one was declined.",
        ),
    ],
)
def test_the_final_report_says_how_many_queries_were_accepted(
    how: tuple[Disposition, ...], sentence: str, single: Any
) -> None:
    facts = single.all("final_report", fact_check=checked(*how))

    assert sentence in said(words.document("final_report", facts))


def test_a_final_report_on_which_nothing_was_raised_counts_nothing(single: Any) -> None:
    facts = single.all("final_report", fact_check=checked())

    assert "fact checking" not in said(words.document("final_report", facts))


def test_the_form_asks_for_place_words_correction_evidence_and_kind(single: Any) -> None:
    page = words.document("fact_check_form", single.all("fact_check_form"))

    heads = ("Place", "What the draft says", "What it should say", "What shows it", "Kind")
    assert [head for head in heads if f'<th scope="col">{head}</th>' not in page] == []
    assert "does not become final because time has passed" in said(page)


def test_a_further_draft_and_its_form_say_which_round_it_is(single: Any) -> None:
    second = FactCheck([ROUND, replace(ROUND, number=2)])

    form = words.document("fact_check_form", single.all("fact_check_form", fact_check=second))
    draft = words.document("draft_report", single.all("draft_report", fact_check=second))

    assert "fact check form, round 2" in said(form)
    assert "Draft 2 for fact check" in said(draft)
