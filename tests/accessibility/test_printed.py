"""veraPDF finds nothing wrong with any document, neither as PDF/UA-1 nor as PDF/A-2a."""

from __future__ import annotations

import pytest

from tests.accessibility.papers import PAPERS, Paper, printed
from tests.verapdf import STANDARDS, Violations


@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_every_document_of_every_scheme_meets_both_standards(paper: Paper, violations: Violations) -> None:
    broken = {standard: violations(printed(paper), standard) for standard in STANDARDS}

    assert broken == {"PDFUA_1": [], "PDFA_2_A": []}
