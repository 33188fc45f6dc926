"""The guide to bringing the past in tells of every column, and its own example can be brought in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.app import DONE
from domain import past, past_findings, past_recommendations
from domain.contents import FindingKind, Rating
from domain.sharing import ANSWERS
from tests.cli.conftest import Cpc

GUIDE = (Path(__file__).parents[2] / "docs" / "history.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
TABLES, EXAMPLES = (
    [text for kind, text in FENCE.findall(GUIDE) if kind == wanted] for wanted in ("text", "csv")
)
CODE = (
    (*past.COLUMNS, "scheme"),
    past_recommendations.COLUMNS.needed + past_recommendations.COLUMNS.optional,
    past_findings.COLUMNS.needed + past_findings.COLUMNS.optional,
)


@pytest.mark.parametrize("table", range(3), ids=("challenges", "recommendations", "findings"))
def test_the_guide_lists_every_column_and_no_other(table: int) -> None:
    _, *lines = TABLES[table].splitlines()

    assert [line.split()[0] for line in lines] == list(CODE[table])


def test_the_guide_names_every_answer_that_a_cell_may_hold() -> None:
    _, recommendations, findings = TABLES

    assert [each for each in Rating if each not in recommendations] == []
    assert [each for each in (*FindingKind, *(said.label for said in ANSWERS)) if each not in findings] == []


def test_the_example_of_the_guide_can_be_brought_in(cpc: Cpc, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("history.csv", "recommendations.csv", "findings.csv")]
    for file, text in zip(files, EXAMPLES, strict=True):
        file.write_text(text, "utf-8")
    assert cpc("open", "Tamworth", "--visit-start", "2027-03-09", "--visit-end", "2027-03-11").code == DONE

    history, recommendations, findings = files
    told = cpc("history", "import", history, "--recommendations", recommendations, "--findings", findings)

    assert (told.code, told.said) == (DONE, "2 challenges added, 0 extended, 0 as before.")
    assert "Planners answer within a week" in cpc("learn", "planners").said
