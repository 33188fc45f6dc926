"""A page reads well as plain text, line by line."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.text import text
from documents.tree import read

Html = Callable[..., str]
CONTENTS = "<nav class='toc'><h2>Contents</h2><ol><li><a href='#m'>Money</a></li></ol></nav>"


@pytest.fixture
def said(html: Html) -> Callable[[str], str]:
    def say(inside: str) -> str:
        return (
            text(read(html(inside, heading="<h1>Title</h1>")))
            .removeprefix("Title\n=====\n\n")
            .removesuffix("\n")
        )

    return say


Said = Callable[[str], str]


def test_a_letter_reads_from_letterhead_to_sign_off(letter: str) -> None:
    assert text(read(letter)) == (
        "Corporate Peer Challenge\n1 Example Square\ncpc@lga.example\n\n"
        "Chief Executive\nExample Borough Council\nTown Hall\n\nFriday 6 March 2026\n\n"
        "Dear Chief Executive\n\n"
        "Your peer challenge\n===================\n\nIt starts on Tuesday 2 June 2026.\n\nYours sincerely\n\n"
        "Peer challenge manager\nCorporate Peer Challenge\n"
    )


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        ("<h2>Money</h2><h3>Tax</h3>", "Money\n-----\n\nTax"),
        ("<p>See <a href='https://a.example/x'>the guide</a>.</p>", "See the guide (https://a.example/x)."),
        ("<p>Ask <a href='mailto:a@b.example'>a@b.example</a>.</p>", "Ask a@b.example."),
        ("<h2 id='m'>Money</h2><p><a href='#m'>Money</a></p>", "Money\n-----\n\nMoney"),
        ("<ul><li>One<ol><li>a</li><li>b</li></ol></li><li>Two</li></ul>", "- One\n  1. a\n  2. b\n- Two"),
        (f"<ol>{'<li>x</li>' * 10}</ol>", "\n".join([f"{n}.  x" for n in range(1, 10)] + ["10. x"])),
        ("<dl><dt>On site</dt><dd>June</dd><dd>July</dd></dl>", "On site:\n  June\n  July"),
        ("<dl><dt>On site</dt><dd>June</dd></dl>", "On site: June"),
        ("<aside class='callout'><p>Act.</p><p>Now.</p></aside>", "| Act.\n|\n| Now."),
        ("<blockquote><p>“Yes.”</p></blockquote>", "> “Yes.”"),
        ("<p class='page-break'>New.</p>", "New."),
        ("<figure><svg role='img'><title>Visits</title><desc>Two.</desc></svg></figure>", "Visits. Two."),
        (
            f"{CONTENTS}<h2 id='m'>Money</h2>",
            "Contents\n- Money\n\nMoney\n-----",
        ),
    ],
)
def test_every_block_has_a_way_to_be_said(said: Said, inside: str, words: str) -> None:
    assert said(inside) == words


def test_a_table_of_two_columns_is_names_and_values(said: Said, table: Any) -> None:
    assert said(table("Dates", ["Step", "Day"], [["Visit", "June"], ["Report", "July"]])) == (
        "Dates\n\nVisit: June\nReport: July"
    )


def test_a_wider_table_names_every_value_of_a_row(said: Said, table: Any) -> None:
    assert said(table("Plan", ["No", "What", "Who"], [["1", "Agree", "Leader"], ["2", "Act", ""]])) == (
        "Plan\n\nNo: 1\n  What: Agree\n  Who: Leader\n\nNo: 2\n  What: Act\n  Who:"
    )


def test_a_cell_that_spans_rows_is_said_in_each_and_one_that_spans_columns_once(said: Said) -> None:
    assert said(
        "<table><caption>Who</caption><thead>"
        "<tr><th scope='col' colspan='2'>Owner</th><th scope='col'>By</th></tr>"
        "<tr><th scope='col'>Member</th><th scope='col'>Officer</th><th scope='col'>Day</th></tr>"
        "</thead><tbody>"
        "<tr><td rowspan='2'>Leader</td><td>Finance</td><td>May</td></tr>"
        "<tr><td>Housing</td><td>June</td></tr>"
        "<tr><td colspan='2'>Both</td><td>July</td></tr></tbody></table>"
    ) == (
        "Who\n\nOwner, Member: Leader\n  Owner, Officer: Finance\n  By, Day: May\n\n"
        "Owner, Member: Leader\n  Owner, Officer: Housing\n  By, Day: June\n\n"
        "Owner, Member: Both\n  By, Day: July"
    )


def test_no_line_is_longer_than_72_unless_one_word_is(said: Said, table: Any) -> None:
    address = f"https://a.example/{'x' * 80}"
    long = f"<p>{'several words ' * 40}{address}</p>"
    inside = f"<ul><li>{'item ' * 40}<ul><li>{'deep ' * 40}</li></ul></li></ul>{long}"
    wide = table("Plan", ["Number", "What", "Who"], [["1", "reason " * 40, "Leader"]])

    lines = said(inside + wide).splitlines()

    assert [line for line in lines if len(line) > 72] == [address]


def test_nothing_said_to_the_printer_or_the_browser_is_in_the_text(report: str) -> None:
    assert not set("<>{}") & set(text(read(report)).replace("> “We", ""))
