"""Two versions of a text side by side, in words."""

from __future__ import annotations

import pytest

from domain.comparison import Change, Fate, Passage, Run, compare

KEPT, ADDED, REMOVED = Fate.KEPT, Fate.ADDED, Fate.REMOVED


def text(*passages: str, heading: str = "Summary") -> list[Passage]:
    return [Passage(heading, each) for each in passages]


def test_one_changed_figure_is_one_changed_word() -> None:
    old = text("The borough has 80,000 people.", "It is well run.")
    new = text("The borough has 78,600 people.", "It is well run.")

    (change,) = compare(old, new).changes

    assert change.runs == (
        Run(KEPT, "The borough has "),
        Run(REMOVED, "80,000 "),
        Run(ADDED, "78,600 "),
        Run(KEPT, "people."),
    )
    assert not change.is_whole


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        ("a b c d", "a b d", ((KEPT, "a b "), (REMOVED, "c "), (KEPT, "d"))),
        ("a b d", "a b c d", ((KEPT, "a b "), (ADDED, "c "), (KEPT, "d"))),
        ("a b c", "a b c d e", ((KEPT, "a b c "), (ADDED, "d e"))),
    ],
)
def test_words_that_only_came_or_went_are_one_run(
    old: str, new: str, runs: tuple[tuple[Fate, str], ...]
) -> None:
    assert compare(text(old), text(new)).changes == (
        Change("Summary", tuple(Run(fate, words) for fate, words in runs)),
    )


def test_equal_texts_have_no_changes() -> None:
    assert compare(text("a", "b"), text("a", "b")).changes == ()


def test_a_passage_that_resembles_nothing_came_or_went_whole() -> None:
    comparison = compare(text("alpha beta gamma"), text("one two three", "four five six"))

    assert [(run.fate, run.text) for each in comparison.changes for run in each.runs] == [
        (ADDED, "one two three"),
        (ADDED, "four five six"),
        (REMOVED, "alpha beta gamma"),
    ]
    assert all(each.is_whole for each in comparison.changes)


def test_a_passage_that_went_before_a_reworded_one_stands_before_it() -> None:
    comparison = compare(text("quite another matter", "the plan is good"), text("the plan is very good"))

    assert [each.runs[0].fate for each in comparison.changes] == [REMOVED, KEPT]


def test_words_of_the_same_letters_in_another_order_are_not_alike() -> None:
    comparison = compare(text("a b c d e f"), text("f e d c b a"))

    assert {run.fate for each in comparison.changes for run in each.runs} == {ADDED, REMOVED}


def test_changes_are_listed_under_their_headings_in_order() -> None:
    old = [*text("a b c"), *text("d e f", heading="Finance"), *text("g h i", heading="Next")]
    new = [*text("a b x"), *text("d e f", heading="Finance"), *text("g h y", heading="Next")]
    comparison = compare(old, new)

    assert [(heading, len(changes)) for heading, changes in comparison.by_heading] == [
        ("Summary", 1),
        ("Next", 1),
    ]
    assert (comparison.words(ADDED), comparison.words(REMOVED), comparison.words(KEPT)) == (2, 2, 4)
