"""Deeds about papers: the fact check point by point, and reports, plans and forms that come back."""

from __future__ import annotations

from datetime import date

import pytest

from casework import plans, reports
from casework.case import case
from casework.deeds.questions import Upload
from casework.query_forms import QueriesUnclear
from db.session import reading
from documents.incoming.plain import NotText
from domain.lifecycle import CouncilCode
from tests.casework.by_deeds import Deeds, ToldUntil, on_sqlite, sample
from tests.casework.filled_in import FIRST, HEAD
from tests.hostile.files import docx, paragraph, word_table

REPORT = """\
summary: [The council knows its place.]
themes:
  - {theme: Governance and culture, text: [It debates in the open.]}
recommendations:
  - {number: 1, title: Write it down, theme: Governance and culture, text: Say who decides.}
  - {number: 2, title: Plan, theme: Governance and culture, text: Look further ahead.}
"""


@on_sqlite
@pytest.mark.usefixtures("database")
def test_the_fact_check_is_told_by_deeds_one_by_one_and_as_a_form(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    point = {
        "place": "page 3",
        "text": "£3 million",
        "correction": "£4 million",
        "evidence": "The budget book",
    }
    before = story.offers("2024-11-21")

    one = story.do("query", "2024-11-21", **point, kind="factual")
    same = story.do("query", "2024-11-21", **point, kind="factual")
    table = "place,text,correction,evidence,kind\np 4,red,blue,,opinion\np 5,one,two,The minutes,factual\n"
    many = story.do("queries", "2024-11-22", file=Upload("queries.csv", table.encode()))
    waiting = story.asked("decide", "2024-11-25")["query"].options
    for option in waiting:
        story.do("decide", "2024-11-25", query=option.value, disposition="declined", reason="Not so")

    assert {"query", "queries", "redraft"} <= set(before)
    assert "decide" not in before
    assert one.told.what.endswith("kept as query 1.")
    assert same.told.what.endswith("nothing is new.")
    assert many.told.what.endswith("kept as queries 2 to 3.")
    assert many.told.shown is not None
    assert [row[0] for row in many.told.shown.rows] == ["p 4", "p 5"]
    assert waiting[0].hint == "“£3 million” to “£4 million”"
    assert story.outcomes[-1].told.what.endswith("query 3 is declined.")
    assert "decide" not in story.offers("2024-11-25")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_another_draft_is_sent_by_a_deed(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    story.do("query", "2024-11-21", place="p", text="a", correction="b", evidence="c", kind="factual")
    story.do("decide", "2024-11-22", query="1", disposition="accepted", reason="It is so")
    changed = sample("report").content.replace(b"summary:", b"# edited\nsummary:")
    words = changed.decode().replace("recommendations:", "recommendations:", 1)
    story.do("hand-in/report", "2024-11-25", file=Upload("report.yaml", _reworded(words)))

    sent = story.do("redraft", "2024-11-26")

    assert sent.told.what.endswith("round 2 of the fact check has begun.")


def _reworded(words: str) -> bytes:
    """Change one word of the report, wherever it says it."""
    assert "council" in words
    return words.replace("The council", "This council", 1).encode()


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_plan_that_comes_back_in_excel_is_shown_before_it_is_kept(told_until: ToldUntil) -> None:
    story = told_until("2025-01-24")
    with reading() as session:
        files = plans.form(case(session, story.reference), date(2025, 1, 27), CouncilCode("TAW"))
    name, content = next((name, content) for name, content in files.items() if name.endswith(".docx"))

    with pytest.raises(plans.PlanUnclear) as unfilled:
        story.do("hand-in/plan", "2025-02-17", file=Upload(name, content))

    assert "not one of its rows holds an action" in str(unfilled.value)


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_report_that_comes_back_from_word_is_shown_with_what_was_changed(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    with reading() as session:
        name, content = reports.draft(case(session, story.reference), date(2024, 11, 21))

    back = story.do("hand-in/report", "2024-11-25", file=Upload(f"C:\\reports\\{name}", content))

    assert back.told.what.endswith(f"{name} had been handed in before, as report.")
    assert back.told.shown is not None
    assert back.told.shown.rows == ()


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_form_of_queries_that_is_unclear_is_not_kept(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    table = docx(paragraph("Nothing of ours"))

    with pytest.raises(NotText, match="byte 1 is not"):
        story.do("queries", "2024-11-22", file=Upload("..", b"\xff"))
    with pytest.raises(Exception, match="holds no table with the columns of a fact check form"):
        story.do("queries", "2024-11-22", file=Upload("form.docx", table))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_queries_that_are_unclear_in_a_form_are_all_named(told_until: ToldUntil) -> None:
    story = told_until("2024-11-20")
    head = ("Where", "What the draft says", "What it should say", "What shows it", "Kind")
    form = docx(word_table(head, ("p 3", "red", "blue", "", "guess")))

    with pytest.raises(QueriesUnclear, match="'guess' is no kind"):
        story.do("queries", "2024-11-22", file=Upload("form.docx", form))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_filled_in_plan_is_kept_and_its_rows_are_shown() -> None:
    story = Deeds()
    story.open()
    story.do("hand-in/report", "2024-05-02", file=Upload("report.yaml", REPORT.encode()))
    plan = docx(word_table(HEAD, FIRST))

    kept = story.do("hand-in/plan", "2024-05-03", file=Upload("plan.docx", plan))

    assert kept.told.shown is not None
    assert [row[0] for row in kept.told.shown.rows] == ["1"]
    assert "recommendation 2" in kept.told.shown.remarks[0]
