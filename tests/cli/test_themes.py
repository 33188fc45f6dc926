"""Themes are counted at the desk, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import DONE
from tests.casework.test_themes import FINDINGS, HISTORY, RECOMMENDATIONS
from tests.cli.conftest import Cpc

TODAY = "2025-06-02"


@pytest.fixture
def past(cpc: Cpc, opened: str, tmp_path: Path) -> None:
    assert opened
    files = {"history": HISTORY, "recommendations": RECOMMENDATIONS, "findings": FINDINGS}
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    told = cpc(
        *("history", "import", tmp_path / "history.csv"),
        *("--recommendations", tmp_path / "recommendations.csv", "--findings", tmp_path / "findings.csv"),
        today=TODAY,
    )
    assert told.said == "3 challenges added, 0 extended, 0 as before."


@pytest.mark.usefixtures("past")
def test_themes_are_counted_for_people_and_programs(cpc: Cpc) -> None:
    told = cpc("themes", today=TODAY)
    table = cpc("themes", "--by", "region", "--csv", today=TODAY)
    recommended, hard = cpc("themes", "--by", "type", "--json", today=TODAY).json

    assert told.code == DONE
    assert "Recommendations: themes" in told.said
    assert "Challenges: service areas" in told.said
    assert told.said.endswith("Each recommendation or challenge counts once.")
    assert "recommendations,area,planning,Planning,region,West Midlands,2" in table.out
    assert (recommended["total"], hard["total"]) == (4, 2)


def test_where_there_is_nothing_to_count_that_is_said(cpc: Cpc) -> None:
    assert cpc("themes", today=TODAY).said == "There is nothing to count yet."
