"""The rows of an action plan are understood as a careful officer would understand them."""

from __future__ import annotations

import pytest

from casework.plan_columns import plan_tables
from casework.plan_rows import Rows
from documents.incoming import excel, word
from documents.incoming.guard import Kind, opened_bytes
from domain.contents import Number, Part, Recommendation, Theme
from tests.casework.filled_in import FIRST, HEAD, SECOND, THIRD
from tests.hostile.files import docx, paragraph, sheet, word_cell, word_row, word_table, xlsx

THEME = Theme("Governance and culture")
PARTS = (Part(Number("2a"), "With staff."), Part(Number("2b"), "With partners."))
RECOMMENDATIONS = (
    Recommendation(Number("1"), "Write it down", "Say who decides.", THEME),
    Recommendation(Number("2"), "Meet", "Meet more often.", THEME, (), PARTS),
    Recommendation(Number("3"), "Plan", "Look further ahead.", THEME),
)


def read(content: bytes) -> Rows:
    """Understand the plan in a file."""
    package = opened_bytes(content, "plan")
    file = (word if package.kind is Kind.WORD else excel).received(package)
    rows = Rows(RECOMMENDATIONS)
    for table in plan_tables(file.grids):
        rows.read(table)
    return rows


def understand(*rows: list[str], head: list[str] = HEAD) -> Rows:
    """Understand rows of a table in Word."""
    return read(docx(word_table(head, *rows)))


def without(row: list[str], column: str, said: str = "") -> list[str]:
    """Return a row that says something else in a column."""
    return [said if name == column else each for name, each in zip(HEAD, row, strict=True)]


# The table is found, and its columns are known


@pytest.mark.parametrize(
    "head",
    [
        "Rec no|Recommendations|Actions|Member lead|Officer lead|Due date|Measures|Progress",
        "Ref|Recommendation|Proposed action|Cabinet member|Owner|By when|Outcome|Current status",
        "No|Recomendation|Action (what is done)|LEAD MEMBER|Lead oficer:|Deadline|Success measure|status",
    ],
)
def test_a_column_is_known_by_its_heading_however_it_is_put(head: str) -> None:
    assert understand(FIRST, head=head.split("|")).actions == understand(FIRST).actions


def test_columns_may_stand_in_any_order_and_others_are_left_out() -> None:
    head, row = ["Budget", *reversed(HEAD), "", "Notes"], ["£5", *reversed(FIRST), "extra", ""]
    found = understand(row, head=head)

    assert found.actions == understand(FIRST).actions
    assert found.remarks == [
        "table 1: the column 'Budget' is no part of a plan and was left out (1 filled)",
        "table 1: column 10 is no part of a plan and was left out (1 filled)",
    ]


def test_an_action_is_dropped_with_the_reason_that_its_column_gives() -> None:
    dropped = without(FIRST, "Status", "Dropped")

    found = understand([*dropped, "Another council does it."], head=[*HEAD, "Reason for change"])
    silent = understand(dropped)

    assert found.problems == []
    assert found.actions[0].raw["reason"] == "Another council does it."
    assert silent.problems == ["table 1, row 2: the action is dropped and no reason is given"]


def test_of_two_columns_of_one_meaning_the_first_counts() -> None:
    found = understand([*FIRST, "Something else"], head=[*HEAD, "Actions"])

    assert found.actions == understand(FIRST).actions
    assert found.remarks == ["table 1: the column 'Actions' is no part of a plan and was left out (1 filled)"]


def test_headings_may_stand_further_down() -> None:
    blank = [""] * len(HEAD)
    found = understand(blank, HEAD, FIRST, head=["Action plan of the council", *blank[1:]])

    assert [each.place for each in found.actions] == ["table 1, row 4"]


def test_a_plan_split_over_tables_is_one_and_other_tables_are_passed_over() -> None:
    other = word_table(["Name", "Office"], ["x", "y"])
    body = docx(other + word_table(HEAD, FIRST) + paragraph("") + word_table(HEAD, HEAD, SECOND))
    found = read(body)

    assert [each.place for each in found.actions] == ["table 2, row 2", "table 3, row 3"]
    assert "table 3, row 2: repeats the headings" in found.remarks


def test_a_heading_merged_over_rows_is_no_second_row_of_headings() -> None:
    top = [word_cell(each, "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>") for each in HEAD]
    below = [word_cell("", "<w:tcPr><w:vMerge/></w:tcPr>") for _ in HEAD]
    found = read(docx(word_table(top, below, FIRST)))

    assert [each.recommendation for each in found.actions] == ["1"]


def test_rows_without_numbers_are_known_by_the_words_of_their_recommendation() -> None:
    found = understand(FIRST[1:], SECOND[1:], head=HEAD[1:])

    assert [each.recommendation for each in found.actions] == ["1", "2a"]


# Rows


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("1.", "1"),
        ("Recommendation 1", "1"),
        ("R1", "1"),
        ("01", "1"),
        ("2(a)", "2a"),
        ("2 A", "2a"),
        ("2b)", "2b"),
    ],
)
def test_a_number_is_known_however_it_is_put(said: str, number: str) -> None:
    found = understand(without(without(FIRST, "No.", said), "Recommendation"))

    assert [each.recommendation for each in found.actions] == [number]


def test_rows_may_be_moved_and_blank_ones_are_dropped() -> None:
    blank = ["", " ", "–", "--", "", "", "", ""]
    found = understand(THIRD, blank, SECOND, blank, FIRST, blank)

    assert [each.recommendation for each in found.actions] == ["1", "2a", "3"]
    assert found.unanswered == ()
    assert "table 1: 3 blank rows left out" in found.remarks


def test_one_blank_row_is_one() -> None:
    assert "table 1: 1 blank row left out" in understand(FIRST, [""] * 8).remarks


def test_a_recommendation_without_an_action_is_named() -> None:
    unfilled = [*SECOND[:2], *["–"] * 6]

    assert understand(FIRST, unfilled).unanswered == ("2", "3")


def test_a_row_below_without_a_number_is_a_further_action() -> None:
    further = ["", "", "Train everybody", *FIRST[3:]]
    found = understand(FIRST, further, SECOND)

    assert [(each.recommendation, each.said["action"]) for each in found.actions] == [
        ("1", "Write a guide"),
        ("1", "Train everybody"),
        ("2a", "Hold a forum"),
    ]
    assert "table 1, row 3: taken as a further action on recommendation 1" in found.remarks


def test_a_cell_merged_over_rows_counts_for_each_of_them() -> None:
    restart, go_on = "<w:tcPr><w:vMerge w:val='restart'/></w:tcPr>", "<w:tcPr><w:vMerge/></w:tcPr>"
    top = [word_cell("1", restart), word_cell(FIRST[1], restart), *FIRST[2:]]
    below = [word_cell("", go_on), word_cell("", go_on), "Train everybody", *FIRST[3:]]
    found = read(docx(f"{word_table(HEAD, top, below)}"))

    assert [each.recommendation for each in found.actions] == ["1", "1"]
    assert found.problems == []


def test_tracked_changes_are_accepted() -> None:
    words = (
        "<w:p><w:r><w:t>Write </w:t></w:r><w:del w:id='1'><w:r><w:delText>nothing</w:delText></w:r></w:del>"
        "<w:ins w:id='2'><w:r><w:t>a guide</w:t></w:r></w:ins></w:p>"
    )
    gone = word_row(SECOND, "<w:trPr><w:del w:id='3'/></w:trPr>")
    rows = word_row(HEAD) + word_row([*FIRST[:2], word_cell(words), *FIRST[3:]]) + gone
    found = read(docx(f"<w:tbl>{rows}</w:tbl>"))

    assert [each.said["action"] for each in found.actions] == ["Write a guide"]


def test_the_same_row_twice_is_one() -> None:
    found = understand(FIRST, FIRST)

    assert len(found.actions) == 1
    assert "table 1, row 3: says the same as another row" in found.remarks


def test_changed_words_of_a_recommendation_are_remarked_on_and_not_taken() -> None:
    edited = without(FIRST, "Recommendation", "Write it down: Say who ought to decide, in time.")
    spaced = without(FIRST, "Recommendation", "Write it down:  say who decides")

    assert understand(edited).remarks == [
        "table 1, row 2: the words of recommendation 1 were changed; those of the report stay"
    ]
    assert understand(spaced).remarks == []


def test_a_line_below_the_table_that_answers_nothing_is_left_out() -> None:
    found = understand(FIRST, ["Approved by cabinet", *[""] * 7], ["", "Total", *[""] * 6])

    assert found.problems == []
    assert found.remarks == [
        "table 1, row 3: left out, 'Approved by cabinet' is no recommendation to the council",
        "table 1, row 4: left out, 'Total' is no recommendation to the council",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (without(FIRST, "No.", "99"), "table 1, row 2: '99' is no recommendation to the council"),
        (without(FIRST, "No.", "Cabinet"), "table 1, row 2: 'Cabinet' is no recommendation to the council"),
        (["", "Some other words", *FIRST[2:]], "'Some other words' is no recommendation to the council"),
        (["", "", *FIRST[2:]], "table 1, row 2: it has no number"),
        (without(FIRST, "No.", "3"), "table 1, row 2 has the number 3 and the words of recommendation 1"),
        (without(FIRST, "Lead officer"), "table 1, row 2: the lead officer is missing"),
        (without(FIRST, "Measure", "–"), "table 1, row 2: the measure is missing"),
        (without(FIRST, "Due"), "table 1, row 2: the due is missing"),
        (without(FIRST, "Due", "Q2 2025"), "table 1, row 2: 'Q2 2025' is no day; write 30/06/2025"),
        (without(FIRST, "Due", "x" * 50), f"'{'x' * 40}…' is no day"),
        (without(FIRST, "Status", "amber"), "'amber' is no status; use one of done, on track"),
        (without(FIRST, "Lead member", "Cllr Example"), "the lead member 'Cllr Example' names a person"),
        (without(FIRST, "Lead officer", "Councillor Example"), "names a person; name the office"),
        (without(FIRST, "Lead officer", "lead@council.example"), "names a person; name the office"),
        (without(FIRST, "Action", "Meet \N{PARTY POPPER}"), "the action holds U+1F389 PARTY POPPER"),
        (without(FIRST, "Action", "=1+1"), "the action begins like a formula"),
        (without(FIRST, "Measure", "-2+cmd|' /C calc'!A0"), "the measure begins like a formula"),
    ],
)
def test_what_cannot_be_understood_is_named_with_its_row_and_column(row: list[str], problem: str) -> None:
    found = understand(row)

    assert any(problem in each for each in found.problems), found.problems
    assert found.actions == []


@pytest.mark.parametrize(
    "said", ["- one thing\n- another", "Councillor development officer", "+10% of staff"]
)
def test_what_only_looks_odd_is_taken(said: str) -> None:
    assert understand(without(FIRST, "Lead officer", said)).problems == []


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Completed.", "done"),
        ("underway", "in progress"),
        ("Not  started", "not started"),
        ("on trac", "on track"),
    ],
)
def test_a_status_is_known_as_people_put_it(said: str, status: str) -> None:
    assert understand(without(FIRST, "Status", said)).actions[0].said["status"] == status


def test_every_problem_is_told_at_once() -> None:
    found = understand(without(FIRST, "Due", "soon"), without(SECOND, "Action"), THIRD)

    assert len(found.problems) == 2
    assert found.unanswered == ()
    assert [each.recommendation for each in found.actions] == ["3"]


def test_a_short_row_says_nothing_in_the_columns_that_it_lacks() -> None:
    found = understand([*FIRST[:7]])

    assert found.actions[0].raw == {
        "recommendation": "1",
        "action": "Write a guide",
        "lead_member": "Leader of the council",
        "lead_officer": "Monitoring officer",
        "due": "2025-06-30",
        "measure": "The guide is out",
    }


def test_dates_of_excel_are_dates() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    due = "<c r='F2' s='1'><v>45838</v></c>"
    found = read(xlsx(sheet(HEAD, [*FIRST[:5], due, *FIRST[6:]]), styles=styles))

    assert found.actions[0].said["due"] == "2025-06-30"
    assert found.actions[0].place == "sheet 'Sheet 1', row 2"
