"""Drafts, final and published versions; what changed between them; and that each can be made again."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework import content, record, verify, versions
from casework.case import case
from casework.kept import Forgotten, facts_read
from casework.versions import FileLost, NoSuchVersion, NothingToCompare, Version, between
from casework.wording import HOUSE
from db.models import Document, Edition
from domain.comparison import Fate
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Kind, Milestone
from settings import settings
from tests.casework.conftest import SAMPLES, Begun, Challenge, entry

REPORT = SAMPLES / "single-2024" / "report.yaml"
TODAY = date(2025, 2, 1)


def happens(challenge: Challenge, kind: Kind, on: str, council: str | None = None, **said: Any) -> None:
    """Write one line of the history as of a past: the rules for it are tested elsewhere."""
    code = CouncilCode(council) if council else None
    event = Event(0, kind, Day.parse(on), code, Details(**said))
    record.write(challenge.session, challenge.reference, entry(on), [event])


def hand_in(challenge: Challenge, on: str, folder: Path, **changes: Any) -> None:
    raw = yaml.safe_load(REPORT.read_text("utf-8")) | changes
    path = folder / "report.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    content.hand_in(challenge.session, challenge.reference, entry(on), path, kind=None, council=None)


def found(challenge: Challenge, name: str = "final_report") -> tuple[Version, ...]:
    on_desk = case(challenge.session, challenge.reference)
    return versions.versions(on_desk, on_desk.on(TODAY), name)


@pytest.fixture
def reported(begun: Begun, request: pytest.FixtureRequest, tmp_path: Path) -> Challenge:
    """Give a challenge with two drafts and a final report that has been published."""

    def play() -> Challenge:
        bare: Challenge = request.getfixturevalue("bare")
        hand_in(
            bare, "2024-11-20", tmp_path, summary=["The council has 80,000 residents.", "It is well led."]
        )
        happens(bare, Milestone.DRAFT_SENT, "2024-11-21")
        bare.prepare("2024-11-21")
        hand_in(
            bare, "2024-12-02", tmp_path, summary=["The council has 78,600 residents.", "It is well led."]
        )
        happens(bare, Happening.REDRAFTED, "2024-12-03")
        bare.prepare("2024-12-03")
        happens(bare, Milestone.REPORT_FINALISED, "2024-12-12")
        bare.prepare("2024-12-12")
        happens(bare, Milestone.REPORT_PUBLISHED, "2025-01-30", "TAW", url="https://council.example/report")
        return bare

    return begun(play)


def test_a_report_goes_through_versions_that_say_what_changed_and_come_out_the_same_again(
    reported: Challenge,
) -> None:
    first, second, final, published = listed = found(reported)
    assert [(each.label, each.on.iso) for each in listed] == [
        ("draft 1", "2024-11-21"),
        ("draft 2", "2024-12-03"),
        ("final", "2024-12-12"),
        ("published", "2025-01-30"),
    ]
    assert (published.council, published.url) == (
        "Tamworth Borough Council",
        "https://council.example/report",
    )
    assert published.row is final.row
    assert found(reported, "draft_report") == listed
    assert found(reported, "invitation") == ()
    assert [each.label for each in found(reported, "fact_check_form")] == ["version 1", "version 2"]

    folder = settings().documents_folder
    assert first.row.changes_path is None
    page = (folder / (second.row.changes_path or "")).read_text("utf-8")
    assert "what changed from draft 1 to draft 2" in page
    assert '<ins><span class="unseen"> [added: </span>78,600 <span class="unseen">] </span></ins>' in page
    assert "from draft 2 to final" in (folder / (final.row.changes_path or "")).read_text("utf-8")
    changes = versions.comparison(first, second).changes
    (summary,) = [each for each in changes if each.heading == "Executive summary"]
    assert [run.text.strip() for run in summary.runs if run.fate is not Fate.KEPT] == ["80,000", "78,600"]

    looked_at = verify.verify(reported.session, reported.reference)
    assert len(looked_at) == 6
    assert [each.problems for each in looked_at if not each.is_as_it_was] == []


def test_what_is_not_as_it_was_filed_is_named(reported: Challenge) -> None:
    first, second, *_ = found(reported)
    row, folder = first.row, settings().documents_folder
    page = (folder / row.html_path).read_bytes()
    facts = folder / (row.inputs_path or "")

    def problems() -> tuple[str, ...]:
        return verify.verify_one(reported.session, row).problems

    (folder / row.html_path).write_bytes(b"other")
    (folder / (row.docx_path or "")).unlink()
    assert problems() == (
        "the web page has been changed since it was filed: draft_report-1.html",
        "the Word file is missing: draft_report-1.docx",
    )
    (folder / row.html_path).unlink()
    with pytest.raises(FileLost, match=r"draft_report-1.html cannot be read"):
        versions.comparison(first, second)
    (folder / row.html_path).write_bytes(page)

    kept = facts.read_bytes()
    facts.write_bytes((folder / (second.row.inputs_path or "")).read_bytes())
    assert "draft_report-1.facts.json.gz has been changed" in problems()[1]
    facts.write_bytes(b"not gzip")
    assert "the file is damaged" in problems()[1]
    facts.unlink()
    assert "draft_report-1.facts.json.gz is missing" in problems()[1]
    facts.write_bytes(kept)

    digest, row.pdf_hash, row.engine = row.pdf_hash, "0", "typst 0.1"
    assert problems()[2].startswith("the PDF would come out otherwise, because it was made with typst 0.1")
    row.engine = second.row.engine
    assert problems()[2] == "the PDF would come out otherwise"
    row.pdf_hash = digest

    edition = reported.session.get_one(Edition, row.edition)
    name = "documents/draft_report.html.j2"
    edition.sources = {
        **edition.sources,
        name: edition.sources[name].replace("This is a draft.", "This is it."),
    }
    assert "because the words that were kept have been changed" in problems()[1]
    edition.sources = {**edition.sources, HOUSE: '{"HouseStyle":{"motto":"?"}}'}
    assert "in a form that this version cannot read" in problems()[1]

    row.edition = row.text_path = row.text_hash = None
    assert problems()[1] == verify.BEFORE


def version(number: int, label: str) -> Version:
    return Version(label, Document(id=number, document="final_report"), Day(date(2024, 11, number)))


LISTED = (version(1, "draft 1"), version(2, "draft 2"), version(3, "final"), version(3, "published"))


@pytest.mark.parametrize(
    ("old", "new", "labels"),
    [
        (None, None, ["draft 2", "final"]),
        ("Draft-1", None, ["draft 1", "final"]),
        (None, "draft_2", ["draft 1", "draft 2"]),
        (None, "published", ["final", "published"]),
    ],
)
def test_versions_are_compared_by_name_or_the_last_with_the_one_before(
    old: str | None, new: str | None, labels: list[str]
) -> None:
    assert [each.label for each in between(LISTED, "final_report", old, new)] == labels


def test_versions_that_are_not_there_are_said() -> None:
    with pytest.raises(NoSuchVersion, match=r"has no version 'draft 9'\. It has: draft 1, draft 2, final"):
        between(LISTED, "final_report", "draft 9", None)
    with pytest.raises(NothingToCompare, match="there is only draft 1 so far"):
        between(LISTED[:1], "final_report", None, None)
    with pytest.raises(NoSuchVersion, match="No version of 'final_report' has been filed"):
        between((), "final_report", None, None)


def test_facts_of_a_kind_that_is_known_no_longer_are_forgotten() -> None:
    with pytest.raises(Forgotten, match="What the invitation was made of was kept in a form"):
        facts_read(b'{"Gone":{}}', "the invitation")
