"""Looking at letters before they go out: on the screen, as HTML, as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cpc


def test_a_document_is_shown_as_text_with_what_is_supposed(cpc: Cpc, staffed: str) -> None:
    told = cpc("preview", staffed, "document/invitation", "--on", "2024-05-20")

    assert told.code == 0, told.err
    assert told.said.startswith(
        "'Invitation to a peer challenge' is not owed on Monday 20 May 2024. "
        "It is shown supposing that 'Council agrees to the challenge' is recorded on that day."
    )
    assert "Tamworth Borough Council" in told.said


def test_every_letter_of_a_notice_is_shown_with_its_reader(cpc: Cpc, staffed: str) -> None:
    told = cpc("preview", staffed, "notice/invitation", "--on", "2024-05-20")

    assert told.out.count("To: ") == told.out.count("Subject: ") == 3
    assert (
        "To: leader <leader@tamworth.example>\nSubject: Tamworth Borough Council: invitation to a" in told.out
    )
    assert "\n\nDear Leader of the council,\n\n" in told.out


def test_what_is_owed_and_what_has_been_made_are_told_apart(cpc: Cpc, staffed: str) -> None:
    assert cpc("record", staffed, "agreed", "--on", "2024-05-13").code == 0

    told = cpc("preview", staffed, "document/invitation", "--on", "2024-05-14")

    assert told.said.startswith("'Invitation to a peer challenge' has been made before.")


@pytest.mark.parametrize(
    ("name", "begins"), [("page.pdf", b"%PDF-"), ("page.html", b"<!doctype html>"), ("page.txt", b"")]
)
def test_a_document_is_written_to_a_file(
    cpc: Cpc, staffed: str, tmp_path: Path, name: str, begins: bytes
) -> None:
    told = cpc("preview", staffed, "document/invitation", "--council", "Tamworth", "--to", tmp_path / name)

    assert told.code == 0, told.err
    content = (tmp_path / name).read_bytes()
    assert content.startswith(begins)
    assert b"Tamworth" in content or name.endswith(".pdf")


def test_one_letter_is_printed_as_html(cpc: Cpc, staffed: str) -> None:
    one = ("--person", "leader@tamworth.example", "--html")

    told = cpc("preview", staffed, "notice/invitation", *one)

    assert told.out.startswith("<!doctype html>")
    assert cpc("preview", staffed, "document/invitation", "--html").out.startswith("<!doctype html>")


def test_of_several_letters_one_has_to_be_named(cpc: Cpc, staffed: str) -> None:
    told = cpc("preview", staffed, "notice/invitation", "--html")

    assert told.code == 2
    assert "goes to 3: " in told.err
    assert "leader@tamworth.example" in told.err


def test_a_letter_is_no_pdf(cpc: Cpc, staffed: str, tmp_path: Path) -> None:
    one = ("--person", "leader@tamworth.example", "--to", tmp_path / "page.pdf")

    told = cpc("preview", staffed, "notice/invitation", *one)

    assert told.code == 2
    assert "Name a file that ends with .html or .txt." in told.err


def test_what_is_waited_for_is_named(cpc: Cpc, staffed: str) -> None:
    refused = cpc("preview", staffed, "draft_report")
    waits = cpc("preview", staffed, "report_finalised", "--person", "principal_adviser@programme.example")

    assert refused.code == 3
    assert "the content 'report' has not been handed in (Peer challenge manager can" in refused.err
    assert "It waits: the final report waits: the content 'report' has not been handed in" in waits.said


def test_a_council_that_does_not_take_part_is_refused(cpc: Cpc, staffed: str) -> None:
    told = cpc("preview", staffed, "document/invitation", "--council", "Chorley")

    assert told.code == 2
    assert "--council: TAW" in told.err
