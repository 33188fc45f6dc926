"""A draft report goes out to be edited in Word, and comes back as the content of a report."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework import reports
from casework.case import Case, case
from casework.plans import NotOurs, OlderEdition
from casework.reports import Edited, NotADraft, ReportUnclear
from documents.formats import NotFit
from documents.incoming.refusals import FileRefused
from domain.content_reader import ContentRefused
from domain.contents import Content, Report
from tests.casework.conftest import Challenge, entry
from tests.casework.refusals import everything, refused
from tests.hostile.files import docx, packed, paragraph, sheet, xlsx

ON = "2024-12-02"
TODAY = date.fromisoformat(ON)

Desk = Callable[[], Case]


@pytest.fixture
def desk(bare: Challenge) -> Desk:
    """Give a way to take a challenge with a report onto the desk."""
    bare.hand_in(ON, "report")
    return lambda: case(bare.session, bare.reference, lock=True)


DRAFTS: dict[str, bytes] = {}
"""The one draft of this module: it takes a second to make, and is the same on every database."""


@pytest.fixture
def draft(desk: Desk) -> bytes:
    if not DRAFTS:
        name, body = reports.draft(desk(), TODAY)
        DRAFTS[name] = body
    return DRAFTS["CPC-2024-001-draft-report.docx"]


def changed(draft: bytes, was: str, now: str, part: str = "word/document.xml") -> bytes:
    """Return a draft in which somebody wrote something else."""
    with zipfile.ZipFile(io.BytesIO(draft)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert was.encode() in parts[part]
    return packed({**parts, part: parts[part].replace(was.encode(), now.encode())})


def read(desk: Desk, folder: Path, body: bytes, name: str = "draft.docx") -> Edited:
    (folder / name).write_bytes(body)
    return reports.understand(desk(), TODAY, folder / name)


def test_a_draft_comes_back_as_it_went_out_and_changes_nothing(
    bare: Challenge, desk: Desk, draft: bytes, tmp_path: Path
) -> None:
    assert reports.draft(desk(), TODAY) == ("CPC-2024-001-draft-report.docx", draft)
    found = read(desk, tmp_path, draft)
    before = everything(bare.session)

    assert (found.edits, found.problems) == ((), ())
    assert reports.keep(desk(), entry(ON), found).is_new is False
    assert everything(bare.session) == before


def test_an_edited_draft_becomes_the_report_and_passes_every_check_of_a_document(
    desk: Desk, draft: bytes, tmp_path: Path
) -> None:
    gone = "<w:del w:id='90'><w:r><w:delText>knows</w:delText></w:r></w:del>"
    tracked = f"{gone}<w:ins w:id='91'><w:r><w:t>loves</w:t></w:r></w:ins>"
    body = changed(draft, "A corporate plan that grew", "A plan that grew")
    body = changed(
        body,
        "Tamworth Borough Council knows its town",
        f"Tamworth Borough Council </w:t></w:r>{tracked}<w:r><w:t xml:space='preserve'> its town",
    )
    found = read(desk, tmp_path, body)

    assert found.problems == ()
    assert [each.place for each in found.edits] == [
        "Executive summary",
        "Local priorities and outcomes, strengths",
    ]
    assert found.edits[0].now.startswith("Tamworth Borough Council loves its town")
    assert reports.keep(desk(), entry(ON), found).is_new
    report = desk().content(desk().on(TODAY), Content.REPORT)
    assert isinstance(report, Report)
    assert report.themes[0].strengths[0] == "A plan that grew from what residents said."
    assert report.recommendations[4].parts != ()


def test_a_draft_with_a_problem_is_not_kept(
    bare: Challenge, desk: Desk, draft: bytes, tmp_path: Path
) -> None:
    found = read(desk, tmp_path, changed(draft, "A name, a number, a date", "A name"))

    assert found.edits == ()
    with refused(
        bare.session, ReportUnclear, "draft.docx cannot be taken as it is", "in the section “introduction”"
    ):
        reports.keep(desk(), entry(ON), found)


def test_what_the_rules_of_content_refuse_is_not_kept(
    bare: Challenge, desk: Desk, draft: bytes, tmp_path: Path
) -> None:
    found = read(desk, tmp_path, changed(draft, "A corporate plan that grew", "TODO"))

    with refused(bare.session, ContentRefused, "still holds 'TODO'"):
        reports.keep(desk(), entry(ON), found)


def test_what_no_document_may_say_is_not_kept(desk: Desk, draft: bytes, tmp_path: Path) -> None:
    found = read(desk, tmp_path, changed(draft, "A corporate plan that grew", "A plan , that grew"))

    with pytest.raises(NotFit, match="A word seems to be missing before a punctuation mark"):
        reports.keep(desk(), entry(ON), found)


def test_a_draft_of_older_words_is_refused(bare: Challenge, desk: Desk, draft: bytes, tmp_path: Path) -> None:
    first = read(desk, tmp_path, changed(draft, "A corporate plan that grew", "A plan that grew"))
    reports.keep(desk(), entry(ON), first)

    with refused(bare.session, OlderEdition, "was made before the words changed"):
        read(desk, tmp_path, draft)


def test_a_file_that_is_no_draft_of_this_challenge_is_refused(
    bare: Challenge, desk: Desk, draft: bytes, tmp_path: Path
) -> None:
    custom = "docProps/custom.xml"
    with refused(bare.session, NotADraft, "draft.docx does not say which draft it is"):
        read(desk, tmp_path, docx(paragraph("Dear all")))
    with refused(bare.session, NotADraft, "draft.docx"):
        read(desk, tmp_path, changed(draft, ">-<", ">TAW<", custom))
    with refused(bare.session, NotADraft, "draft.docx"):
        read(desk, tmp_path, changed(draft, 'name="Fixed"', 'name="Other"', custom))
    with refused(bare.session, NotOurs, "CPC-2023-017, and not for CPC-2024-001"):
        read(desk, tmp_path, changed(draft, "CPC-2024-001", "CPC-2023-017", custom))
    with refused(bare.session, FileRefused, "it is no Word document"):
        read(desk, tmp_path, xlsx(sheet(["x"])), "draft.xlsx")
