"""The fact check by commands, and what changed from one draft to the next."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from casework import content, record
from casework.record import Entry
from cli.app import WRONG_USE
from db.session import transaction
from domain.days import Day
from domain.lifecycle import Details, Event, Kind, Milestone, Reference
from settings import settings
from tests.cli.conftest import Cpc
from tests.hostile.files import docx, word_table

REPORT = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024" / "report.yaml"
ASKED = ("--place", "Page 4", "--text", "80,000 residents", "--correction", "78,600 residents")
SHOWN = ("--evidence", "The census of 2021")


def tell(reference: str, on: str, kind: Kind, **said: Any) -> None:
    """Write one line of the history as of a past: the rules for it are tested elsewhere."""
    entry = Entry("officer", date.fromisoformat(on), datetime(2024, 11, 21, 9, tzinfo=UTC))
    with transaction() as session:
        record.write(session, reference, entry, [Event(0, kind, Day.parse(on), details=Details(**said))])


def write(reference: str, on: str, folder: Path, summary: str) -> None:
    path = folder / "report.yaml"
    raw = yaml.safe_load(REPORT.read_text("utf-8")) | {"summary": [summary, "It is well led."]}
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    entry = Entry("officer", date.fromisoformat(on), datetime(2024, 11, 21, 9, tzinfo=UTC))
    with transaction() as session:
        content.hand_in(session, Reference(reference), entry, path, kind=None, council=None)


@pytest.fixture
def drafted(opened: str, tmp_path: Path) -> str:
    """Give the reference of a challenge whose draft went out on Thursday 21 November 2024."""
    write(opened, "2024-11-20", tmp_path, "The council has 80,000 residents.")
    tell(opened, "2024-11-21", Milestone.DRAFT_SENT)
    return opened


def test_a_fact_check_from_the_first_query_to_the_second_draft(
    cpc: Cpc, drafted: str, tmp_path: Path
) -> None:
    day = {"today": "2024-11-25"}
    assert "Trial only" in cpc("factcheck", "add", drafted, *ASKED, *SHOWN, "--dry-run", **day).said
    added = cpc("factcheck", "add", drafted, *ASKED, *SHOWN, **day)
    assert "kept as query 1." in added.said
    assert "nothing is new" in cpc("factcheck", "add", drafted, *ASKED, *SHOWN, **day).said
    table = tmp_path / "queries.csv"
    table.write_text(
        "place,text,correction,evidence,kind\n"
        "Page 9,slow to decide,thorough in deciding,,opinion\n"
        "Page 11,two directors,three directors,The structure of May 2024,factual\n"
    )
    assert "kept as queries 2 to 3." in cpc("factcheck", "import", drafted, table, **day).said

    reason = ("--reason", "The census says so.")
    assert "query 1 is accepted." in cpc("factcheck", "decide", drafted, 1, "accepted", *reason, **day).said
    assert (
        "query 1 had been accepted" in cpc("factcheck", "decide", drafted, 1, "accepted", *reason, **day).said
    )
    refused = cpc("factcheck", "decide", drafted, 2, "accepted", "--reason", "Kindly put.", **day)
    assert (refused.code, "Decline it with a reason" in refused.err) == (3, True)
    cpc("factcheck", "decide", drafted, 2, "declined", "--reason", "It is what the team heard.", **day)

    listed = cpc("factcheck", "list", drafted, **day)
    assert "Round 1: draft of Thursday 21 November 2024, not answered yet" in listed.said
    assert "3 points: 1 accepted, 0 in part, 1 declined, 1 not decided." in listed.said
    assert "Declined on Monday 25 November 2024: It is what the team heard." in listed.said
    told = cpc("factcheck", "list", drafted, "--json", **day).json
    assert (told["accepted"], told["undecided"]) == (1, [3])
    history = cpc("show", drafted, "--history", **day).said
    assert "queried" in history
    assert "Page 4: “80,000 residents” to “78,600 residents”" in history

    waits = cpc("factcheck", "redraft", drafted, **day)
    assert (waits.code, "query 3 of the fact check is not decided" in " ".join(waits.err.split())) == (
        3,
        True,
    )
    cpc("factcheck", "decide", drafted, 3, "partly", "--reason", "Two and an interim one.", **day)
    write(drafted, "2024-11-25", tmp_path, "The council has 78,600 residents.")
    again = cpc("factcheck", "redraft", drafted, **day)
    assert "round 2 of the fact check has begun." in again.said

    compared = cpc("compare", drafted, "draft_report", **day)
    assert "[-80,000-] {+78,600+}" in compared.said
    assert "from draft 1, of" in compared.said
    page = tmp_path / "changes.html"
    assert "is written to" in cpc("compare", drafted, "draft-report", "--html", page, **day).said
    assert "<del>" in page.read_text("utf-8")
    told = cpc(
        "compare", drafted, "draft_report", "--from", "draft 1", "--to", "draft 2", "--json", **day
    ).json
    assert (told["from"]["version"], told["to"]["version"]) == ("draft 1", "draft 2")

    documents = cpc("documents", drafted, **day)
    assert "draft_report-2.{html,pdf,docx,txt,changes.html}" in documents.said.replace(" ", "")
    verified = cpc("documents", drafted, "--verify", **day)
    assert "documents of CPC-2024-001 are as they were filed" in verified.said
    (settings().documents_folder / drafted / "draft_report-1.pdf").unlink()
    broken = cpc("documents", drafted, "--verify", **day)
    assert broken.code == 1
    assert "the PDF is missing: draft_report-1.pdf" in broken.said
    assert "1 of the 4 documents" in " ".join(broken.err.split())
    told = cpc("documents", drafted, "--verify", "--json", **day).json
    assert [each["as_it_was"] for each in told].count(False) == 1


def test_a_fact_check_that_has_not_begun_says_so(cpc: Cpc, opened: str) -> None:
    assert "No draft has been sent to the council yet." in cpc("factcheck", "list", opened).said
    refused = cpc("compare", opened, "final_report")
    assert (refused.code, "No version of 'final_report' has been filed" in refused.err) == (2, True)
    elsewhere = cpc("compare", opened, "final_report", "--council", "Derby")
    assert elsewhere.code == 2
    missing = cpc("factcheck", "import", opened, "nowhere.csv")
    assert missing.code == 2


def test_a_round_in_which_nothing_was_raised_is_listed(cpc: Cpc, drafted: str) -> None:
    tell(drafted, "2024-12-04", Milestone.FACT_CHECK_RETURNED)

    listed = cpc("factcheck", "list", drafted, today="2024-12-05")

    assert "answered on Wednesday 4 December 2024" in listed.said
    assert "Nothing has been raised." in listed.said


HEAD = ["Place", "What the draft says", "What it should say", "What shows it", "Kind"]
ROW = ["Page 4", "80,000 residents", "78,600 residents", "The census of 2021", "factual"]


def test_a_form_in_word_is_shown_and_kept_only_when_that_is_said(
    cpc: Cpc, drafted: str, tmp_path: Path
) -> None:
    form, day = tmp_path / "form.docx", {"today": "2024-11-25"}
    form.write_bytes(docx(word_table(HEAD, ROW)))

    shown = cpc("factcheck", "import", drafted, form, **day)
    assert "form.docx, as it was understood: 1 point." in shown.said
    assert shown.said.endswith(
        "Nothing of it is kept yet. If it is right, give the command again with --yes."
    )
    told = cpc("factcheck", "import", drafted, form, "--json", **day).json
    assert (told["kept"], told["numbers"], told["queries"][0]["correction"]) == (
        False,
        [],
        "78,600 residents",
    )
    assert cpc("factcheck", "list", drafted, "--json", **day).json["queries"] == 0

    trial = cpc("factcheck", "import", drafted, form, "--yes", "--dry-run", "--json", **day)
    assert (trial.json["kept"], "Trial only" in trial.err) == (False, True)
    kept = cpc("factcheck", "import", drafted, form, "--yes", "--json", **day)
    assert (kept.json["kept"], kept.json["numbers"]) == (True, [1])
    assert "kept as query 1." in kept.err
    assert "nothing is new" in cpc("factcheck", "import", drafted, form, "--yes", **day).said


def test_a_form_that_is_not_understood_is_answered_and_refused(
    cpc: Cpc, drafted: str, tmp_path: Path
) -> None:
    form = tmp_path / "form.docx"
    form.write_bytes(docx(word_table(HEAD, [*ROW[:4], "typo"])))

    told = cpc("factcheck", "import", drafted, form, "--yes", "--json", today="2024-11-25")

    assert told.code == WRONG_USE
    assert told.json["problems"] == ["table 1, row 2: 'typo' is no kind; write factual or opinion"]
    assert "form.docx cannot be taken as it is" in told.err
