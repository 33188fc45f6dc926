"""Documents are handed out by their hash: to whom they are for, as they were filed, and shut off."""

from __future__ import annotations

import logging

import httpx
import pytest
from sqlalchemy.orm import Session

from dashboard.documents import ALONE
from db.models import Document
from domain.lifecycle import Milestone, PersonId
from domain.permissions import Part
from settings import settings
from tests.casework.published import Told, joint, told
from tests.dashboard.conftest import SignedIn

COLUMNS = {"html": "html", "pdf": "pdf", "docx": "docx", "text": "txt", "xlsx": "xlsx"}
SENT_TO_COUNCILS = {"invitation", "agreed_date", "scoping_note", "team_list", "timetable", "draft_report"}
NEVER_SENT_TO_COUNCILS = {"peer_invitation", "peer_briefing"}


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge that is decided on, of which nothing is published yet."""
    found = told(session)
    found.until(Milestone.COUNCIL_DECISION)
    session.commit()
    return found


def address(row: Document, column: str = "pdf") -> str:
    path = getattr(row, f"{column}_path")
    return f"/documents/{getattr(row, f'{column}_hash')}/{path.rpartition('/')[2]}"


async def had(client: httpx.AsyncClient, rows: list[Document]) -> set[str]:
    """Return the names of the documents that are handed out in every format, or in none."""
    found: set[str] = set()
    for row in rows:
        asked = [address(row, each) for each in COLUMNS if getattr(row, f"{each}_hash")]
        statuses = {(await client.get(each)).status_code for each in asked}
        assert len(statuses) == 1, row.document
        found |= {row.document} if statuses == {200} else set()
    return found


async def test_everybody_has_what_is_published_at_each_step_and_nothing_else(
    client: httpx.AsyncClient, single: Told
) -> None:
    rows = single.file_everything()
    single.session.commit()
    assert await had(client, rows) == set()

    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()
    assert await had(client, rows) == {"final_report", "publication_note"}

    single.meets(Milestone.PLAN_PUBLISHED)
    single.session.commit()
    assert await had(client, rows) == {"final_report", "publication_note", "action_plan"}


async def test_what_was_compared_and_what_it_was_made_of_is_never_the_publics(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    row = single.file("final_report")
    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()
    facts = f"/documents/{row.inputs_hash}/final_report-1.facts.json.gz"

    assert (await client.get(address(row))).status_code == 200
    assert (await client.get(address(row, "changes"))).status_code == 303
    assert (await client.get(facts)).status_code == 303
    signed_in(Part.COUNCIL_CONTACT, single.reference, council="TAW")
    assert (await client.get(address(row, "changes"))).status_code == 200
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-999", council="HIG")
    assert (await client.get(address(row, "changes"))).status_code == 404
    signed_in(Part.MANAGER)
    assert (await client.get(facts)).status_code == 404


async def test_the_programme_reads_everything_and_others_what_is_sent_to_them(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    rows = single.file_everything()
    single.session.commit()

    signed_in(Part.SUPPORT_OFFICER)
    assert await had(client, rows) == {row.document for row in rows}
    signed_in(Part.COUNCIL_CONTACT, single.reference, council="TAW")
    council = await had(client, rows)
    signed_in(Part.COUNCIL_CONTACT, "CPC-2024-999", council="TAW")
    stranger = await had(client, rows)

    assert council >= SENT_TO_COUNCILS
    assert council.isdisjoint(NEVER_SENT_TO_COUNCILS)
    assert stranger == set()


async def test_a_letter_to_a_peer_is_that_peers_alone(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn
) -> None:
    row = single.file("peer_invitation")
    single.session.commit()

    signed_in(Part.PEER, single.reference, person=PersonId("p_other"))

    assert (await client.get(address(row))).status_code == 404


async def test_a_council_has_nothing_of_the_other_before_that_is_published(
    client: httpx.AsyncClient, session: Session, signed_in: SignedIn
) -> None:
    both = joint(session)
    both.until(Milestone.COUNCIL_DECISION)
    mine, theirs = (both.file("action_plan_template", place) for place in both.places)
    session.commit()
    signed_in(Part.COUNCIL_CONTACT, both.reference, council="HIG")

    assert (await client.get(address(mine))).status_code == 200
    assert (await client.get(address(theirs))).status_code == 404


async def test_what_is_taken_back_is_gone_in_words(client: httpx.AsyncClient, single: Told) -> None:
    row, draft = single.file("final_report"), single.file("draft_report")
    single.meets(Milestone.REPORT_PUBLISHED)
    single.undo_last("2025-02-12")
    single.session.commit()

    answer = await client.get(address(row))

    assert answer.status_code == 410
    assert "that has been taken back" in answer.text
    assert (await client.get(address(draft))).status_code == 303


async def test_nobody_can_tell_a_hidden_document_from_none(client: httpx.AsyncClient, single: Told) -> None:
    row = single.file("draft_report")
    single.session.commit()

    hidden = await client.get(address(row))
    unknown = await client.get(f"/documents/{'0' * 64}/draft_report-1.pdf")
    strange = await client.get(f"/documents/{row.pdf_hash}/draft_report-1.exe")

    assert hidden.status_code == unknown.status_code == strange.status_code == 303
    assert hidden.headers["Location"].startswith("/sign-in?next=")


async def test_a_published_document_is_kept_for_ever_and_another_by_nobody(
    client: httpx.AsyncClient, single: Told, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, draft = single.file("final_report"), single.file("draft_report")
    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()

    first = await client.get(address(public))
    again = await client.get(address(public), headers={"If-None-Match": first.headers["ETag"]})
    part = await client.get(address(public), headers={"Range": "bytes=0-3"})
    signed_in(Part.MANAGER)
    private = await client.get(address(draft))

    assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert first.headers["X-Robots-Tag"] == "all"
    assert (again.status_code, again.content) == (304, b"")
    assert (part.status_code, part.content) == (206, first.content[:4])
    assert private.headers["Cache-Control"] == "private, no-store"
    assert private.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_a_page_is_shut_off_and_every_file_has_its_own_name(
    client: httpx.AsyncClient, single: Told
) -> None:
    row = single.file("final_report")
    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()

    page, pdf, word = [await client.get(address(row, each)) for each in ("html", "pdf", "docx")]
    renamed = await client.get(f"/documents/{row.pdf_hash}/free-money.pdf")

    assert page.headers["Content-Security-Policy"] == ALONE
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert pdf.headers["Content-Disposition"] == 'inline; filename="final_report-1.pdf"'
    assert pdf.headers["X-Content-Type-Options"] == "nosniff"
    assert word.headers["Content-Disposition"] == 'attachment; filename="final_report-1.docx"'
    assert (renamed.status_code, renamed.headers["Location"]) == (301, address(row))


@pytest.mark.parametrize("damage", ["changed", "gone"])
async def test_a_file_that_is_not_as_it_was_filed_is_not_handed_out(
    damage: str, client: httpx.AsyncClient, single: Told, caplog: pytest.LogCaptureFixture
) -> None:
    row = single.file("final_report")
    single.meets(Milestone.REPORT_PUBLISHED)
    single.session.commit()
    path = settings().documents_folder / row.pdf_path
    if damage == "changed":
        path.write_bytes(b"something else")
    else:
        path.unlink()

    with caplog.at_level(logging.ERROR, "cpc.dashboard"):
        answer = await client.get(address(row))

    assert answer.status_code == 500
    assert "is not there as it was filed" in answer.text
    assert "final_report-1.pdf" in caplog.text
    assert (await client.get(address(row, "html"))).status_code == 200
