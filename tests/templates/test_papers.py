"""The board's papers, told everything and told hardly anything: each reads well and shows no gap."""

from __future__ import annotations

import re

import pytest

from casework.board.papers import PaperKind
from documents.checks import pdf_problems, problems
from documents.pdf import pdf
from documents.tree import read
from domain.board import BoardFigures
from tests.templates.board_facts import TODAY, everything, hardly_anything, page
from tests.templates.test_documents import GAPS, said

FIGURES = {"all": everything(), "little": hardly_anything()}


@pytest.mark.parametrize("kind", PaperKind)
@pytest.mark.parametrize("figures", FIGURES.values(), ids=FIGURES)
def test_a_paper_reads_without_a_gap(kind: PaperKind, figures: BoardFigures) -> None:
    html = page(kind, figures)

    assert problems(html) == []
    assert GAPS.findall(said(html)) == []


@pytest.mark.parametrize("kind", PaperKind)
def test_every_figure_that_leads_somewhere_leads_to_its_rows(kind: PaperKind) -> None:
    html = page(kind, everything())

    wanted = set(re.findall(r'href="#(rows-\w+)"', html))
    assert wanted
    assert wanted <= set(re.findall(r'id="(rows-\w+)"', html))


@pytest.mark.parametrize("kind", PaperKind)
def test_nothing_of_a_paper_is_lost_in_print(kind: PaperKind) -> None:
    read_page = read(page(kind, everything()))

    assert pdf_problems(read_page, pdf(read_page, issued=TODAY)) == []


def test_an_update_says_what_is_late_and_why_and_what_was_agreed() -> None:
    words = said(page(PaperKind.UPDATE, everything()))

    assert "Tamworth Borough Council: As it was found." in words
    assert "Dropped: They declined." in words
    assert "1. To agree that teams return after six months." in words
    assert "One challenge was invented to look at" in words


def test_an_update_of_nothing_says_so_in_whole_sentences() -> None:
    words = said(page(PaperKind.UPDATE, hardly_anything()))

    assert "No visit was held in these months." in words
    assert "The board is asked to note this update. No decision is asked of it." in words
    assert "Nothing is late and nothing was put off." in words
