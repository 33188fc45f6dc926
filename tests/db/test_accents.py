"""Whoever has no circumflex to type finds Ynys Môn all the same, and reads it as it is written."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casework.searching import Passage, search
from db import findings
from db import searching as index
from db.accents import as_written
from db.findings import Line
from domain.learning import Term
from domain.lifecycle import Reference
from domain.permissions import Extent
from domain.searching import Entry, Found, Sight, folded
from tests.casework.published import told

STAFF = Sight(is_everything=True)
TEXT = "Cyngor Sir <Ynys Môn> works with Gŵyr; a café."
APART = "Ynys Mo\u0302n"


def entry(title: str, text: str) -> Entry:
    return Entry(Found.FINDING, None, None, title, text)


@pytest.mark.parametrize("question", ["mon", "Môn", "MO\u0302N", "ynys mon", "gwyr", "Gŵyr", "cafes", "caf"])
def test_words_are_found_with_their_accents_and_without(session: Session, question: str) -> None:
    index.put(session, [], [entry("Work", TEXT), entry("Other work", "No word of it.")])

    found = search(session, question, STAFF).results

    assert [each.title for each in found] == ["Work"]
    assert "".join(each.text for each in found[0].passages) in TEXT
    assert [folded(each.text) for each in found[0].passages if each.is_match]


def test_a_word_that_was_found_without_its_accent_is_shown_with_it(session: Session) -> None:
    index.put(session, [], [entry("Work", TEXT)])

    (found,) = search(session, "mon", STAFF).results

    assert Passage("Môn", is_match=True) in found.passages


def test_a_title_is_found_without_its_accents_too(session: Session) -> None:
    index.put(
        session, [], [entry("Ynys Môn", "An island."), entry(APART, "The same."), entry("Man", "Another.")]
    )

    found = search(session, "mon", STAFF).results

    assert {each.title for each in found} == {"Ynys Môn", APART}
    assert {"".join(piece.text for piece in each.passages) for each in found} == {"An island.", "The same."}


def test_of_a_long_text_the_passages_with_the_word_are_shown_as_they_are_written(session: Session) -> None:
    between = "The council looks after everybody who lives there and everything that they need. " * 12
    index.put(session, [], [entry("Work", f"Môn began it. {between}Then Môn ended it, ‘à la carte’.")])

    (found,) = search(session, "mon", STAFF).results

    assert [each.text for each in found.passages if each.is_match].count("Môn") >= 1
    assert all("Mon" not in each.text for each in found.passages)


@pytest.mark.parametrize("word", ["mon", "perthnasau", "egluro"])
def test_findings_are_found_and_marked_so_too(session: Session, word: str) -> None:
    told(session)
    line = Line(
        reference=Reference("CPC-2024-001"),
        council=None,
        councils="|TAW|",
        key="0" * 12,
        kind="strength",
        title="Pêrthnasau",
        text="Ynys Môn <êgluro>.",
        theme="",
        areas="",
        area_words="",
        vocabulary="2026",
        source="",
        consent="given",
        is_final=True,
        is_shared=True,
        is_public=True,
        year="",
        regions="",
        types="",
    )
    findings.put(session, [], [line])
    asked = findings.Asked([Term((word,))], Extent.ALL)

    (match,) = findings.found(session, asked)
    shown = findings.shown(session, asked, [match.id])[match.id]

    marked = f"{shown.title} {shown.text}"
    assert marked.replace(index.BEGIN, "").replace(index.END, "") == f"{line.title} {line.text}"
    assert folded(marked).casefold().count(f"{index.BEGIN}{word}{index.END}") == 1


@pytest.mark.parametrize(
    ("passage", "text", "written"),
    [
        ("Ynys [Mon]", "Ynys Môn", "Ynys [Môn]"),
        ("[Mon]", f"{APART}.", "[Mo\u0302n]"),
        ("plain [words]", "plain words", "plain [words]"),
        ("from [elsewhere]", "Môn", "from [elsewhere]"),
        ("", "Môn", ""),
    ],
)
def test_a_passage_is_written_as_its_text_is(passage: str, text: str, written: str) -> None:
    assert as_written(passage, text, "[]") == written
