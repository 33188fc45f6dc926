"""A document is filed only if everybody can read it and it says nothing that nobody meant."""

from collections.abc import Callable
from typing import Any

import pytest

from documents.checks import problems
from documents.stylesheet import stylesheet

Html = Callable[..., str]
REGION = '<div class="table" role="region" aria-label="A" tabindex="0">{}</div>'
CONTENTS = "<nav class='toc'><h2>Contents</h2><ol><li><a href='#m'>Money</a></li></ol></nav>"
PLAIN = "<table><caption>A</caption><tbody><tr><th scope='row'>a</th><td>b</td></tr></tbody></table>"


def test_a_good_report_and_a_good_letter_have_no_problem(report: str, letter: str) -> None:
    assert problems(report) == []
    assert problems(letter) == []
    assert problems(letter.replace("</head>", f"<style>{stylesheet()}</style></head>")) == []


@pytest.mark.parametrize(
    ("whole", "changed", "said"),
    [
        (' lang="en-GB"', "", "language"),
        ("<title>Feedback report</title>", "<title> </title>", "no title"),
        ("<h1>Feedback report</h1>", "<h2>Feedback report</h2>", "exactly one <h1> and has 0"),
        ("<p>Words.</p>", "<h1>Again</h1>", "exactly one <h1> and has 2"),
        ("<p>Words.</p>", "<h3>Deep</h3>", "jump from level 1 to 3 at line 1, <h3> “Deep”"),
        ("<p>Words.</p>", "<h2> </h2>", "nothing in it: line 1, <h2>"),
        ("<p>Words.</p>", "<p> </p>", "nothing in it: line 1, <p>"),
        ("<p>Words.</p>", "<ul><li></li></ul>", "nothing in it: line 1, <li>"),
        (
            "<p>Words.</p>",
            "<p><a href='https://a.example'>click here</a></p>",
            "where it leads at line 1, <a> “click",
        ),
        ("<p>Words.</p>", "<p><a href='https://a.example'>https://a.example</a></p>", "where it leads"),
        ("<p>Words.</p>", "<p><a href='https://a.example'></a></p>", "has no words"),
        ("<p>Words.</p>", "<p><a href='http://a.example'>The guide</a></p>", "http://a.example"),
        ("<p>Words.</p>", "<p><blink>Words</blink></p>", "<blink>"),
        ("<p>Words.</p>", "<h2 id='a'>A</h2><h2 id='a'>B</h2>", "already taken"),
        ("<p>Words.</p>", PLAIN, "cannot be scrolled by keyboard"),
        (
            "<p>Words.</p>",
            REGION.format(PLAIN).replace(' tabindex="0"', ""),
            "cannot be scrolled by keyboard",
        ),
        ("<p>Words.</p>", REGION.format(PLAIN).replace("<caption>A</caption>", ""), "no caption"),
        (
            "<p>Words.</p>",
            REGION.format(PLAIN).replace(" scope='row'", ""),
            "does not say its scope at line 1, <th> “a”",
        ),
        (
            "<p>Words.</p>",
            REGION.format(PLAIN).replace("th scope='row'", "td").replace("/th", "/td"),
            "no header cells",
        ),
        ("<p>Words.</p>", "<figure><svg role='img'><desc>d</desc></svg></figure>", "no <title>"),
        ("<p>Words.</p>", "<figure><svg><title>t</title><desc>d</desc></svg></figure>", "role=“img”"),
        (
            "<p>Words.</p>",
            "<figure><svg role='img' aria-labelledby='x'><title>t</title><desc>d</desc></svg></figure>",
            "labelled by something",
        ),
        (
            "<p>Words.</p>",
            "<figure class='chart'><svg role='img'><title>t</title><desc>d</desc></svg></figure>",
            "The chart cannot be scrolled by keyboard",
        ),
        (
            "<p>Words.</p>",
            f"{CONTENTS}<h2 id='m'>Finance</h2>",
            "say “Money” where the heading says “Finance”",
        ),
        ("<p>Words.</p>", "<p><em>a <strong>b</em> c</strong></p>", "well-formed"),
    ],
)
def test_what_keeps_somebody_from_reading_is_named_with_its_place(
    html: Html, whole: str, changed: str, said: str
) -> None:
    page = html("<p>Words.</p>")
    assert whole in page

    found = problems(page.replace(whole, changed))

    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Dear {{ name }}", "template's mark"),
        ("{% if x %}", "template's mark"),
        ("TODO: write this", "note to the author"),
        ("Lorem ipsum dolor", "note to the author"),
        ("Meet at [insert place] please.", "blank was not filled in (“[insert place]”)"),
        ("Dear [Name of council],", "blank"),
        ("It ends here..", "two full stops"),
        ("The visit on . We hope", "missing before a punctuation mark"),
        ("Peers: , the leader", "missing before"),
        ("The leader,, the mayor", "missing before"),
        ("The council () agreed", "nothing between two brackets"),
        ("The team “” agreed", "nothing between two brackets"),
        ("On datetime.date(2026, 3, 6)", "inside of the program"),
        ("&lt;Stage.SCOPING: 'scoping'&gt;", "inside of the program"),
        ("None", "A value is missing"),
        ("None.", "A value is missing"),
        ("Contact: None", "A value is missing"),
        ("Dear None", "A value is missing"),
        ("The visit to None starts on Monday.", "A value is missing"),
        ("None, Chief Executive", "A value is missing"),
        ("Leader<br>None<br>Town Hall", "A value is missing"),
        ("Undefined", "A value is missing"),
        ("nan", "A value is missing"),
        ("null", "A value is missing"),
    ],
)
def test_what_nobody_meant_to_say_is_named_with_its_place(html: Html, written: str, said: str) -> None:
    (found,) = problems(html(f"<p>{written}</p>"))

    assert said in found
    assert "line 1, <p>" in found


@pytest.mark.parametrize(
    "written",
    [
        "None of the peers comes from the county.",
        "We asked three councils. None was free.",
        "“None of this is new,” said one partner.",
        "Of ten recommendations, none is closed.",
        "Undefined roles slow the council down.",
        "The rule is null and void.",
        "And then… nothing... at all.",
        "The council (a district) agreed [sic] to it.",
        "Version 1.2, section 3.4; 10.30am to 4.30pm.",
        "See the <strong>plan</strong>, please.",
        "Council’s todo list: nonetheless short.",
        "The mayor's XX century plan",
    ],
)
def test_what_an_officer_would_write_is_no_problem(html: Html, written: str) -> None:
    assert problems(html(f"<p>{written}</p>")) == []


def test_a_missing_value_is_found_wherever_it_hides(html: Html, table: Any) -> None:
    cell = table("Plan", ["Step", "Owner"], [["Visit", "None"]])
    item = "<ul><li>Visit<ul><li>None</li></ul></li></ul>"
    terms = "<dl><dt>Leader</dt><dd>None</dd></dl>"

    found = problems(html(cell, item, terms, title="Report for None"))

    assert [each.rpartition(", ")[2] for each in found if "missing" in each] == [
        "<title> “Report for None”.",
        "<td> “None”.",
        "<li> “None”.",
        "<dd> “None”.",
    ]
    assert any(
        "in the page's author" in each
        for each in problems(html().replace("Peer challenge programme", "None"))
    )
    assert any("in the label" in each for each in problems(html(table("None", ["A", "B"], [["a", "b"]]))))


def test_an_empty_cell_is_a_place_to_write_and_no_problem(html: Html, table: Any) -> None:
    assert problems(html(table("Plan", ["Step", "Owner"], [["Visit", ""]]))) == []


def test_a_drawing_may_be_kept_from_those_who_listen_only_if_it_is_the_logo(html: Html) -> None:
    hidden = '<svg aria-hidden="true" viewBox="0 0 1 1"><rect x="0" y="0" width="1" height="1"/></svg>'

    assert problems(html(f'<figure class="logo">{hidden}</figure>')) == []
    (problem,) = problems(html(f"<figure>{hidden}</figure>"))
    assert "is no logo" in problem


def test_a_drawing_says_how_large_it_is(report: str) -> None:
    (problem,) = problems(report.replace(' viewBox="0 0 100 20"', ""))

    assert "how large it is (viewBox) at line 1, <svg>" in problem
