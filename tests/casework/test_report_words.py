"""What was handed in is found again in an edited draft, and the programme's own words are told apart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from casework.report_words import Edit, Reading, changed_words, edits, first_steps, mark_of, strays
from documents.incoming.outline import Piece, Shape
from domain.contents import GoodPractice, Number, Part, Recommendation, Report, ReportTheme, Theme, to_json

THEME = Theme("Governance and culture")
REPORT = Report(
    summary=("The council knows its place.", "It is well led."),
    themes=(
        ReportTheme(THEME, ("It debates in the open.",), ("Scrutiny is strong.",), ("Ask more people.",)),
    ),
    recommendations=(
        Recommendation(Number("1"), "Write it down", "Say who decides.", THEME),
        Recommendation(Number("2"), "Meet", "Meet more.", THEME, (), (Part(Number("2a"), "With staff."),)),
    ),
    good_practice=(GoodPractice("A forum", "It meets each month.", THEME),),
    next_steps=("The council will consider this report.",),
)


def heading(text: str, level: int = 2, mark: str = "") -> Piece:
    return Piece(Shape.HEADING, text, level, mark)


def said(text: str) -> Piece:
    return Piece(Shape.PARAGRAPH, text)


def item(text: str) -> Piece:
    return Piece(Shape.ITEM, text)


def row(*cells: tuple[Piece, ...], table: int = 1) -> Piece:
    text = " | ".join(" ".join(each.text for each in cell) for cell in cells)
    return Piece(Shape.ROW, text, table, cells=cells)


INTRODUCTION = (
    heading("Draft report", 1, "top"),
    said("12 June"),
    heading("Introduction", 2, "introduction"),
)
SUMMARY = (heading("Executive summary", 2, "summary"), *map(said, REPORT.summary))
HEAD = row((said("No."),), (said("Recommendation"),), (said("For"),))
FIRST = row((said("1"),), (said("Write it down"), said("Say who decides.")), (said("Both"),))
SECOND = row((said("2"),), (said("Meet"), said("Meet more."), item("2a With staff.")), (said("Both"),))
ASKED = (
    heading("Key recommendations", 2, "recommendations"),
    said("The team makes two."),
    HEAD,
    FIRST,
    SECOND,
)
CHART = (Piece(Shape.PICTURE, "Recommendations by theme"), row((said("Theme"),), (said("2"),), table=2))
UNDER = (
    heading("Governance and culture", 2, "theme-1"),
    said("It debates in the open."),
    heading("Strengths", 3),
    item("Scrutiny is strong."),
    heading("Areas to consider", 3),
    item("Ask more people."),
)
PRACTICE = (
    heading("Good practice to share", 2, "practice"),
    said("Others could learn from this."),
    heading("A forum", 3),
    said("It meets each month."),
)
NEXT = (
    heading("Next steps", 2, "next"),
    said("The council will consider this report."),
    item("Publication."),
)
DRAFT = (*INTRODUCTION, *SUMMARY, *ASKED, *CHART, *UNDER, *PRACTICE, *NEXT)


def own_words() -> Counter[str]:
    """Return the programme's own lines, as the draft carries them along."""
    return Counter(Reading(REPORT, first_steps(REPORT)).read(DRAFT).fixed)


def advice(number: str, *words: Piece) -> Piece:
    """Return the row of a recommendation that is meant for both councils."""
    return row((said(number),), words, (said("Both"),))


def read(*draft: Piece, before: Report = REPORT) -> tuple[dict[str, object], list[str]]:
    """Read an edited draft; return what it holds and what is wrong with it."""
    own = own_words()
    found = Reading(before, lambda section, piece: mark_of(section, piece) not in own).read(draft)
    return found.raw, [*found.problems, *changed_words(found.own, own)]


def edited(before: Piece, *after: Piece) -> tuple[Piece, ...]:
    """Return the draft with one line exchanged for others."""
    at = DRAFT.index(before)
    return (*DRAFT[:at], *after, *DRAFT[at + 1 :])


def test_a_draft_that_nobody_edited_holds_what_was_handed_in() -> None:
    raw, problems = read(*DRAFT)

    assert (list(edits(to_json(REPORT), raw)), problems) == ([], [])
    assert raw == to_json(REPORT)


@pytest.mark.parametrize(
    ("draft", "edit"),
    [
        (
            edited(said("It is well led."), said("It is led well."), said("And kindly.")),
            [
                Edit("Executive summary", "It is well led.", "It is led well."),
                Edit("Executive summary", "", "And kindly."),
            ],
        ),
        (edited(said("It is well led.")), [Edit("Executive summary", "It is well led.", "")]),
        (
            edited(item("Scrutiny is strong."), item("Scrutiny is very strong.")),
            [Edit(f"{THEME}, strengths", "Scrutiny is strong.", "Scrutiny is very strong.")],
        ),
        (
            edited(SECOND, advice("2.", said("Meet"), said("Meet often."), item("2a) With all."))),
            [
                Edit("Recommendation 2", "Meet more.", "Meet often."),
                Edit("Recommendation 2", "2a With staff.", "2a With all."),
            ],
        ),
        (
            edited(FIRST, advice("1", said("Write"), said("Say who."), item("1a First."))),
            [
                Edit("Recommendation 1", "Write it down", "Write"),
                Edit("Recommendation 1", "Say who decides.", "Say who."),
                Edit("Recommendation 1", "", "1a First."),
            ],
        ),
        (
            edited(heading("A forum", 3), heading("An open forum", 3)),
            [Edit("Good practice 1", "A forum", "An open forum")],
        ),
        (
            edited(NEXT[1], NEXT[1], said("It will tell its residents.")),
            [Edit("Next steps", "", "It will tell its residents.")],
        ),
    ],
)
def test_every_change_is_told_with_its_place(draft: tuple[Piece, ...], edit: list[Edit]) -> None:
    raw, problems = read(*draft)

    assert problems == []
    assert list(edits(to_json(REPORT), raw)) == edit


def test_themes_stay_with_their_recommendations_and_practice() -> None:
    raw, _ = read(*edited(heading("A forum", 3), heading("An open forum", 3)))

    assert raw["good_practice"] == [
        {"title": "An open forum", "text": "It meets each month.", "theme": THEME}
    ]


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (
            edited(said("It is well led."), item("It is well led.")),
            "under “Executive summary”, the item “It is well led.” stands where only paragraphs can stand",
        ),
        (
            edited(item("Scrutiny is strong."), said("Scrutiny is strong.")),
            "under “Strengths”, the paragraph “Scrutiny is strong.” stands where only items can stand",
        ),
        (
            edited(said("It debates in the open."), Piece(Shape.PICTURE, "A photograph")),
            "under “Governance and culture”, the picture “A photograph” stands where",
        ),
        (edited(heading("Strengths", 3), heading("Good", 3)), "the heading “Good” is none of Strengths"),
        (
            edited(heading("Areas to consider", 3), heading("Strengths", 3)),
            "the heading “Strengths” is none of Strengths and Areas",
        ),
        (
            edited(FIRST, row((said("9"),), (said("New"), said("New.")))),
            "the row “9 | New New.” is no recommendation of the draft",
        ),
        (edited(FIRST, row()), "the row “” is no recommendation of the draft"),
        (edited(FIRST, row((said("1"),), (said("Only a title"),))), "needs a title and one paragraph"),
        (
            edited(FIRST, row((said("1"),), (said("a"), said("b"), Piece(Shape.PICTURE, "x")))),
            "needs a title and one paragraph",
        ),
        (
            edited(SECOND, row((said("2"),), (said("Meet"), said("More."), item("With staff.")))),
            "has a part without its number; begin it with 2a",
        ),
        (edited(said("It meets each month."), said("x"), said("y")), "the heading “A forum” needs one"),
        ((*DRAFT[:-3], heading("More", 3), said("It is new."), *NEXT), "the heading “More” needs one"),
        (
            edited(said("12 June"), said("13 June")),
            "the paragraph “13 June” in the section “top” is not as the programme writes it",
        ),
        (
            edited(item("Publication."), item("Publication, soon.")),
            "the item “Publication, soon.” in the section “next” is not as the programme writes it",
        ),
        (
            edited(said("The team makes two."), said("x" * 80)),
            f"the paragraph “{'x' * 60}…” in the section “recommendations” is not as the programme writes it",
        ),
        (edited(CHART[0]), "lines that the programme writes are missing (1)"),
        (
            edited(heading("Executive summary", 2, "summary"), heading("Summary")),
            "the heading “Summary” in the section “Summary” is not as the programme writes it",
        ),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_place(draft: tuple[Piece, ...], problem: str) -> None:
    _, problems = read(*draft)

    assert any(problem in each for each in problems), problems


def test_a_report_without_practice_or_parts_is_read_too() -> None:
    bare = replace(REPORT, good_practice=(), next_steps=(), recommendations=REPORT.recommendations[:1])
    draft = (*SUMMARY, *ASKED[:-1], *UNDER, heading("Next steps", 2, "next"), item("Publication."))
    found = Reading(bare, first_steps(bare)).read(draft)

    assert found.problems == []
    assert list(edits(to_json(bare), found.raw)) == []


def test_new_practice_is_refused_where_there_was_none() -> None:
    _, problems = read(*DRAFT, before=replace(REPORT, good_practice=()))

    assert any("hand in new practice with `cpc content`" in each for each in problems)


def test_words_before_the_first_heading_are_the_programmes_own() -> None:
    _, problems = read(said("Note to self"), *DRAFT)

    assert len(problems) == 1
    assert problems[0].startswith("the paragraph “Note to self” in the section “” is not as the programme")


def test_an_empty_file_lacks_everything() -> None:
    raw, problems = read()

    assert raw["summary"] == []
    assert len(problems) == 1
    assert f"lines that the programme writes are missing ({own_words().total()})" in problems[0]


def test_a_character_that_no_document_can_show_is_named_with_its_place() -> None:
    raw, _ = read(*edited(said("It is well led."), said("It is well led \N{PARTY POPPER}")))

    assert list(strays(raw)) == ["Executive summary holds U+1F389 PARTY POPPER, which no document can show"]
