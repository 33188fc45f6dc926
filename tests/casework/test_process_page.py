"""The process on a page and in a picture: both say what the schemes say, today."""

from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from casework.process_page import process_page
from casework.stages_picture import stages_picture
from domain.lifecycle import Stage
from domain.schemes import known_schemes, scheme

DOCS = Path(__file__).parents[2] / "docs"
SVG = "{http://www.w3.org/2000/svg}"
SCHEMES = [scheme(name) for name in known_schemes()]


def test_the_page_is_not_stale() -> None:
    assert (DOCS / "process.md").read_text("utf-8").strip() == process_page(SCHEMES).strip(), (
        "A scheme has changed. Make the page again: cpc scheme process > docs/process.md"
    )


def test_the_picture_is_not_stale() -> None:
    assert (DOCS / "stages.svg").read_text("utf-8").strip() == stages_picture(SCHEMES[-1]).strip(), (
        "A scheme has changed. Make the picture again: cpc scheme picture > docs/stages.svg"
    )


@pytest.mark.parametrize("name", known_schemes())
def test_every_rule_of_a_scheme_is_on_the_page(name: str) -> None:
    read = scheme(name)
    page = process_page([read])

    titles = [
        rule.title
        for group in (read.stages, read.milestones, read.deadlines, read.documents, read.notices)
        for rule in group.values()
    ]

    assert [title for title in titles if f"| {title} |" not in page] == []
    assert [kind for kind in read.milestones if f"        {kind}" not in page] == []


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Action plan", "Report finalised | Action plan published"),
        ("Report published", "Council's decision on the report | A day not before the end of the call-in"),
        ("Pack sent to peers", "14 days before planned start of the visit, better 21 days before it"),
        (
            "Progress review held",
            "10 calendar months after visit ended, with 31 days' leeway | 31 days at most | Reports page",
        ),
        (
            "Fact check returned",
            "10 working days after draft report sent for fact check | 10 working days at most",
        ),
        (
            "Next challenge due",
            "60 calendar months after visit ended | Runs through every pause | Offer page",
        ),
        ("Feedback given to the council", "after visit ended; if nobody works then, on the next working day"),
        (
            "Scope agreed",
            "of the visit; if nobody works then, on the last working day before | 28 days at most",
        ),
        ("The clock runs again", "The clock runs again | Chief executive, council project lead"),
        ("Agreed dates", "Dates set or dates are postponed, each time | Each council"),
        ("Invitation to a peer", "Dates set | Each peer, until visit started"),
        ("Final report", "Report finalised | The challenge | Report | PDF | Peers: published"),
        ("Action plan template", "Report finalised | Each council | Report | Word and Excel | "),
        (
            "A peer has withdrawn",
            "A peer gives up a role | Peer challenge manager, programme support officer",
        ),
        (
            "Report to be published",
            "30 days before and 14 days before and on the day when “Report published” is due",
        ),
    ],
)
def test_a_row_says_a_rule_in_words(title: str, said: str) -> None:
    rows = process_page(SCHEMES).splitlines()

    assert any(row.startswith(f"| {title} |") and said in row for row in rows)


def test_every_cell_of_a_table_has_its_column() -> None:
    lines = process_page(SCHEMES).splitlines()
    tables = [(head, row) for head, row in pairwise(lines) if row.startswith("|")]

    assert [row for head, row in tables if head.startswith("|") and head.count("|") != row.count("|")] == []


@pytest.mark.parametrize("name", known_schemes())
def test_the_picture_can_be_told_by_a_screen_reader(name: str) -> None:
    picture = etree.fromstring(stages_picture(scheme(name)))

    title, told = picture.find(f"{SVG}title"), picture.find(f"{SVG}desc")

    assert picture.get("role") == "img"
    assert title is not None
    assert told is not None
    assert picture.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert "Report publication and Action plan run side by side." in (told.text or "")


def test_the_picture_shows_every_milestone_of_the_stages() -> None:
    picture = etree.fromstring(stages_picture(SCHEMES[-1]))
    words = " ".join(text.text or "" for text in picture.iter(f"{SVG}text"))

    assert [rule.title for rule in SCHEMES[-1].milestones.values() if rule.title not in words] == []


def test_two_stages_that_run_at_once_stand_one_above_the_other() -> None:
    picture = etree.fromstring(stages_picture(SCHEMES[-1]))
    boxes = [box for box in picture.iter(f"{SVG}rect") if box.get("class") == "box"]
    places = {stage: box.get("x") for stage, box in zip(Stage, boxes, strict=False)}

    assert places[Stage.REPORT_PUBLICATION] == places[Stage.ACTION_PLAN]
    assert len(set(places.values())) == 4
