"""A letter's plain text in Notify's Markdown: what it says stays, and nothing else comes to mean anything."""

from __future__ import annotations

from textwrap import fill

import pytest

from channels.notify_words import markdown, subject

LONG = (
    "The position statement of the council is due on Friday 6 March 2026, which is in two weeks; "
    "if it cannot be ready by then, please tell the programme's challenge manager as soon as you know."
)


def test_a_paragraph_that_was_broken_because_it_was_full_is_whole_again() -> None:
    assert markdown(fill(LONG, 72)) == LONG


def test_a_line_that_its_author_ended_stays_ended() -> None:
    text = "Yours sincerely\n\nProgramme manager\nCorporate Peer Challenge programme\n"

    assert markdown(text) == text.rstrip("\n")


def test_lists_stay_lists_and_their_long_items_whole() -> None:
    item = fill(LONG, 72, initial_indent="- ", subsequent_indent="  ")

    assert markdown(f"{item}\n- Second") == f"* {LONG}\n* Second"
    assert markdown("1. First\n2. Second") == "1. First\n2. Second"


def test_headings_and_boxes_are_what_notify_has_for_them() -> None:
    assert markdown("What you need to do\n-------------------") == "# What you need to do"
    assert markdown("| Please confirm\n| by Friday") == "^ Please confirm by Friday"
    assert markdown("> They said so") == "^ They said so"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("# no heading", r"\# no heading"),
        ("^ no box", r"\^ no box"),
        ("*not* _so_ `much`", r"\*not\* \_so\_ \`much\`"),
        ("[here](https://x.example)", r"\[here\](https://x.example)"),
        ("2026. A year", "2026. A year"),
        ("2026) A year", r"2026\) A year"),
        ("---", r"\---"),
        (r"back\slash", r"back\\slash"),
        ("a <b> & c", "a <b> & c"),
    ],
)
def test_what_an_author_typed_means_itself(said: str, written: str) -> None:
    assert markdown(said) == written


def test_an_address_stays_as_it_is() -> None:
    said = "See https://cpc.example/a_b/c*d?e=[f]_g. Thank_you"

    assert markdown(said) == r"See https://cpc.example/a_b/c*d?e=[f]_g. Thank\_you"


def test_a_subject_is_one_line() -> None:
    assert subject("[local] Dates of\n the visit") == "[local] Dates of the visit"
