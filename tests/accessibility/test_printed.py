"""Every document as it is printed: veraPDF finds nothing wrong with it, and no word runs off the sheet."""

from __future__ import annotations

import pytest

from casework.board.papers import PaperKind
from documents.pdf import pdf
from documents.tree import read
from tests.accessibility.papers import MANY, NEWEST, PAPERS, Paper, given, printed
from tests.documents.conftest import Reader
from tests.templates.board_facts import TODAY, everything
from tests.templates.board_facts import page as page_of
from tests.verapdf import STANDARDS, Violations


@pytest.mark.parametrize("paper", [given(each) for each in PAPERS])
def test_every_document_of_every_scheme_meets_both_standards(paper: Paper, violations: Violations) -> None:
    broken = {standard: violations(printed(paper), standard) for standard in STANDARDS}

    assert broken == {"PDFUA_1": [], "PDFA_2_A": []}


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_of_the_board_meets_both_standards(kind: PaperKind, violations: Violations) -> None:
    printed_paper = pdf(read(page_of(kind, everything())), issued=TODAY)

    assert {standard: violations(printed_paper, standard) for standard in STANDARDS} == {
        "PDFUA_1": [],
        "PDFA_2_A": [],
    }


@pytest.mark.parametrize("name", [paper.name for paper in PAPERS if paper[::2] == (NEWEST, MANY)])
def test_no_word_is_too_long_for_the_sheet(name: str) -> None:
    reader = Reader(printed(Paper(NEWEST, name, MANY)))

    for sheet, page in zip(reader.pdf.pages, reader.glyphs(), strict=True):
        assert [each for each in page if each.right > float(sheet.mediabox[2])] == []
