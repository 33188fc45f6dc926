"""A draft report goes out for Word and comes back: every change is shown, and kept when that is right."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from cli.app import DONE, WRONG_USE
from tests.cli.conftest import Cpc
from tests.cli.test_dry_run import kept
from tests.hostile.files import packed

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024"
TODAY = "2025-01-13"


@pytest.fixture
def draft(cpc: Cpc, opened: str, tmp_path: Path) -> Path:
    """Give the draft as it went out."""
    assert cpc("content", opened, SAMPLES / "report.yaml", today=TODAY).code == DONE
    assert cpc("report", "draft", opened, "--to", tmp_path, today=TODAY).code == DONE
    return tmp_path / f"{opened}-draft-report.docx"


def write(draft: Path, was: str, now: str) -> None:
    """Write something else into a draft."""
    with zipfile.ZipFile(io.BytesIO(draft.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"]
    assert was.encode() in body
    draft.write_bytes(packed({**parts, "word/document.xml": body.replace(was.encode(), now.encode())}))


def test_a_change_is_shown_then_kept(cpc: Cpc, home: Path, opened: str, draft: Path) -> None:
    write(draft, "A corporate plan that grew", "A plan that grew")
    before = kept(home)

    shown = cpc("report", "import", opened, draft, today=TODAY)

    assert (shown.code, shown.err) == (DONE, "")
    assert f"{draft.name}, as it was understood: 1 change." in shown.said
    assert "was: A corporate plan that grew from what residents said." in shown.said
    assert "now: A plan that grew from what residents said." in shown.said
    assert "Nothing of it is kept yet." in shown.said
    assert kept(home) == before
    answer = cpc("report", "import", opened, draft, "--json", today=TODAY).json
    assert (answer["kept"], [each["now"][:16] for each in answer["changes"]]) == (False, ["A plan that grew"])
    told = cpc("report", "import", opened, draft, "--yes", today=TODAY)
    assert f"{opened}: {draft.name} is understood and kept, as report." in told.said


def test_a_trial_keeps_nothing(cpc: Cpc, home: Path, opened: str, draft: Path) -> None:
    before = kept(home)

    told = cpc("report", "import", opened, draft, "--dry-run", today=TODAY)

    assert "had been handed in before, as report." in told.said
    assert kept(home) == before


def test_a_change_where_none_can_be_kept_is_refused_with_its_place(
    cpc: Cpc, home: Path, opened: str, draft: Path
) -> None:
    write(draft, "Silence is not taken as agreement", "Silence is taken as agreement")
    before = kept(home)

    told = cpc("report", "import", opened, draft, "--yes", today=TODAY)

    assert told.code == WRONG_USE
    assert "Not understood" in told.out
    assert "in the section “introduction” is not as the programme writes it" in told.err
    assert kept(home) == before
