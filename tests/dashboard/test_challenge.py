"""The pages of a challenge: what they say, to whom, on which day, and what is kept from whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import invitations
from channels.mail import Invitation
from db.announcements_tables import Announcement
from db.models import Document
from db.post_tables import Message
from documents.house_style import house_style
from domain.permissions import Part
from flows import runs
from flows.runs import Run, Runs
from tests.dashboard.conftest import JOINT, TAMWORTH, SignedIn

pytestmark = [
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("stocked"),
]
FOR_ALL = ("", "/dates", "/documents", "/team", "/recommendations", "/history", "/calendar")
PAGES = (*FOR_ALL, "/messages", "/runs")
HOME = f"/challenges/{TAMWORTH}"


def said(answer: httpx.Response) -> str:
    """Return the words of a page, each blank one blank."""
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", "", answer.text).split())


async def test_every_page_says_whose_challenge_it_is(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    for page in PAGES:
        answer = await client.get(HOME + page)
        assert '<h1 class="govuk-heading-l">Tamworth Borough Council</h1>' in answer.text
        assert TAMWORTH in answer.text


async def test_no_page_shows_a_persons_code(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    for reference in (TAMWORTH, JOINT):
        for page in PAGES:
            answer = await client.get(f"/challenges/{reference}{page}")
            assert re.findall(r"p_[a-z0-9]{10}", answer.text) == []
            assert "`cpc" not in answer.text


async def test_the_first_page_says_what_is_open_and_what_comes_next(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    words = said(await client.get(HOME))

    assert "Progress review is open: 0 of 5 milestones recorded." in words
    assert "Next: Progress review held by Sunday 31 August 2025." in words
    assert "Peer challenge manager Peer challenge manager" in words  # The role, and who holds it.
    assert f"{HOME}/record/review_scheduled" in (await client.get(HOME)).text


async def test_a_joint_challenge_names_both_councils_and_each_ones_milestones(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    words = said(await client.get(f"/challenges/{JOINT}"))

    assert "High Peak Borough Council and Staffordshire Moorlands District Council" in words
    assert "Report published, High Peak Borough Council: to come" in words
    assert "Report published, Staffordshire Moorlands District Council: to come" in words


async def test_the_way_to_each_council_is_shown_to_those_who_may_go_there(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    ways = {}
    for who, visitor in {
        "manager": (Part.MANAGER, None),
        "contact": (Part.COUNCIL_CONTACT, "HIG"),
        "peer": (Part.PEER, None),
    }.items():
        part, council = visitor
        signed_in(part, JOINT, council=council)
        page = await client.get(f"/challenges/{JOINT}")
        ways[who] = re.findall(r'href="/councils/(\w+)"', page.text)

    assert ways == {"manager": ["HIG", "STF"], "contact": ["HIG"], "peer": []}


async def test_it_can_be_looked_at_on_another_day_and_says_so(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    then = await client.get(f"{HOME}?on=2024-10-15")
    ahead = await client.get(f"{HOME}/dates?on=2025-12-01")

    assert "as it stood on Tuesday 15 October 2024" in said(then)
    assert f'href="{HOME}/dates?on=2024-10-15"' in then.text
    assert "/record/" not in then.text
    assert "will stand if nothing more is recorded on Monday 1 December 2025" in said(ahead)
    assert "Overdue" in ahead.text


@pytest.mark.parametrize("day", ["2026-13-01", "2026-03", "tomorrow"])
async def test_a_day_that_is_none_is_refused_in_words(
    day: str, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(f"{HOME}?on={day}")

    assert answer.status_code == 422
    assert "is not a date. Write it as 2026-03-06" in said(httpx.Response(200, text=answer.text))


async def test_before_it_began_there_is_nothing_to_see_and_the_page_says_from_when_on_there_is(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    answer = await client.get(f"{HOME}?on=2024-04-30")

    assert answer.status_code == 422
    assert (
        "had not begun on Tuesday 30 April 2024. Look at it on Wednesday 1 May 2024 or later." in answer.text
    )


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/challenges/CPC-2099-001", 404),
        ("/challenges/CPC-2024-001%00", 404),
        (f"{HOME}/messages/{2**40}", 422),
        (f"{HOME}/messages?page=0", 422),
        (f"{HOME}?on=9999-12-31", 200),
    ],
)
async def test_what_nobody_would_ask_for_is_answered_all_the_same(
    address: str, status: int, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    assert (await client.get(address)).status_code == status


async def test_a_date_is_proven_day_by_day(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    words = said(await client.get(f"{HOME}/deadlines/fact_check"))

    assert "10 working days on from" in words
    assert "no: Saturday" in words
    assert "It is counted from" in words
    assert (await client.get(f"{HOME}/deadlines/nothing")).status_code == 404


async def test_documents_lead_to_their_files_by_hash(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(Part.MANAGER)
    row = session.scalars(select(Document).where(Document.document == "final_report")).first()
    assert row

    answer = await client.get(f"/challenges/{row.reference}/documents")

    for path, digest in ((row.pdf_path, row.pdf_hash), (row.docx_path, row.docx_hash)):
        assert f'href="/documents/{digest}/{str(path).rpartition("/")[2]}"' in answer.text


async def test_two_versions_are_compared_word_by_word(client: httpx.AsyncClient, signed_in: SignedIn) -> None:
    signed_in(Part.MANAGER)

    latest = await client.get(f"{HOME}/documents/final_report/changes")
    named = await client.get(f"{HOME}/documents/final_report/changes?from=draft+1&to=final")

    assert "from draft 1 to final" in said(latest)
    assert latest.text == named.text
    assert (await client.get(f"{HOME}/documents/final_report/changes?from=draft+9")).status_code == 422
    assert (await client.get(f"{HOME}/documents/invitation/changes?council=TAW")).status_code == 404
    assert (await client.get(f"{HOME}/documents/nothing/changes")).status_code == 404


async def test_a_letter_opens_as_it_was_sent_and_can_do_nothing(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(Part.MANAGER)
    row = session.scalars(select(Message).where(Message.reference == TAMWORTH)).first()
    assert row

    page = await client.get(f"{HOME}/messages/{row.id}")
    letter = await client.get(f"{HOME}/messages/{row.id}/letter")

    assert row.to_name in said(page)
    assert "Attempt 1 by folder: it was taken" in said(page)
    assert f'href="{HOME}/messages/{row.id}/letter"' in page.text
    assert letter.text == row.html
    assert letter.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


async def test_a_message_of_another_challenge_is_not_there(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(Part.MANAGER)
    other = session.scalars(select(Message).where(Message.reference == JOINT)).first()
    assert other

    for address in (
        f"{HOME}/messages/{other.id}",
        f"{HOME}/messages/{other.id}/letter",
        f"{HOME}/messages/99999",
    ):
        assert (await client.get(address)).status_code == 404


async def test_a_message_that_failed_stands_on_top_and_on_the_first_page(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    row = session.scalars(select(Message).where(Message.reference == TAMWORTH)).first()
    assert row
    row.state, row.sent_at, row.error = "failed", None, "The address does not exist."
    session.commit()
    signed_in(Part.MANAGER)

    first, letters = await client.get(HOME), await client.get(f"{HOME}/messages")

    assert "Messages that did not arrive" in said(first)
    assert "The address does not exist." in said(first)
    assert said(letters).index("Messages that wait for somebody") < said(letters).index("Letters")


async def test_an_announcement_that_was_not_heard_stands_there_for_the_programme_alone(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    session.add(
        Announcement(
            reference=TAMWORTH,
            key=f"{TAMWORTH}/announcement/1",
            destination="teams",
            what="milestone",
            subject="Report published",
            text="",
            facts={},
            state="failed",
            queued_at=datetime(2025, 3, 6, 9, 30, tzinfo=UTC),
            error="teams answered 404",
        )
    )
    session.commit()
    signed_in(Part.MANAGER)

    inside = said(await client.get(HOME))
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH)
    outside = said(await client.get(HOME))

    assert "Report published, to Teams. Teams answered 404. The programme office can tell it again." in inside
    assert "Teams answered 404" not in outside


async def test_calendar_entries_are_taken_over_one_by_one(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    listed = await client.get(f"{HOME}/calendar")
    name = re.search(rf'href="{HOME}/calendar/([^"]+visit[^"]*\.ics)"', listed.text)
    assert name
    entry = await client.get(f"{HOME}/calendar/{name[1]}")

    assert entry.text.startswith("BEGIN:VCALENDAR")
    assert entry.headers["Content-Disposition"].startswith("attachment;")
    assert (await client.get(f"{HOME}/calendar/nothing.ics")).status_code == 404


async def test_an_entry_that_went_with_a_letter_is_had_from_the_letter(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(Part.MANAGER)
    went = (Invitation("CANCEL", "BEGIN:VCALENDAR", "visit.ics"),)
    monkeypatch.setattr(invitations, "enclosed", lambda _session, _message: went)
    row = session.scalars(select(Message).where(Message.reference == TAMWORTH)).first()
    assert row
    letter = f"{HOME}/messages/{row.id}"

    page = await client.get(letter)

    assert f'href="{letter}/entries/visit.ics"' in page.text
    assert "which strikes it out" in said(page)
    assert (await client.get(f"{letter}/entries/visit.ics")).text == "BEGIN:VCALENDAR"
    assert (await client.get(f"{letter}/entries/nothing.ics")).status_code == 404


async def test_whoever_may_is_led_to_what_can_be_done(
    client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    row = session.scalars(select(Message).where(Message.reference == TAMWORTH)).first()
    assert row
    row.state, row.sent_at, row.error = "failed", None, "The address does not exist."
    session.commit()
    wanted = {
        "": "cancel",
        "/history": "correct?event=2",
        "/deadlines/review": "extend?deadline=review",
        "/team": "assign-peer?role=",
        f"/messages/{row.id}": f"retry?message={row.id}",
    }

    signed_in(Part.MANAGER)
    led = {page: (await client.get(HOME + page)).text for page in wanted}
    signed_in(Part.ADVISER, JOINT)
    not_led = {page: (await client.get(HOME + page)).text for page in wanted}

    assert [page for page, deed in wanted.items() if f"{HOME}/{deed}" not in led[page]] == []
    assert [page for page, deed in wanted.items() if f"{HOME}/{deed}" in not_led[page]] == []
    assert f"{HOME}/cancel" not in (await client.get(f"{HOME}?on=2024-10-15")).text


async def test_the_history_says_what_each_event_caused(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    words = said(await client.get(f"{HOME}/history"))

    assert words.index("What is to come or overdue") < words.index("What has happened, the latest first")
    assert "Document: Scoping note" in words
    assert "Letter: The peer team" in words


# For whom


async def test_the_public_is_led_to_sign_in(client: httpx.AsyncClient) -> None:
    for page in PAGES:
        assert (await client.get(HOME + page)).status_code == 303


@pytest.mark.parametrize("part", [Part.COUNCIL_CONTACT, Part.PEER])
async def test_another_ones_challenge_is_not_there(
    part: Part, client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(part, JOINT, council="HIG")

    for page in PAGES:
        assert (await client.get(HOME + page)).status_code == 404


@pytest.mark.parametrize("part", [Part.COUNCIL_CONTACT, Part.PEER])
async def test_councils_and_peers_see_no_letter_no_address_and_no_note(
    part: Part, client: httpx.AsyncClient, signed_in: SignedIn, session: Session
) -> None:
    signed_in(part, TAMWORTH, council="TAW")
    addresses = set(session.scalars(select(Message.to_email))) - {house_style().email}
    session.commit()  # What is refused is written down, and there is one writer at a time.

    for page in FOR_ALL:
        answer = await client.get(HOME + page)
        assert answer.status_code == 200
        assert not any(each in answer.text for each in addresses)
    for page in ("/messages", "/messages/1", "/messages/1/letter", "/runs", "/progress"):
        assert (await client.get(HOME + page)).status_code == 403
    first, course = said(await client.get(HOME)), said(await client.get(f"{HOME}/history"))
    assert "What waits for somebody" not in first
    assert "Somebody took a role" not in course


async def test_a_council_may_record_its_own_milestones_alone(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.COUNCIL_CONTACT, TAMWORTH, council="TAW")

    answer = await client.get(HOME)

    assert f"{HOME}/record/review_scheduled" not in answer.text


async def test_an_adviser_of_another_challenge_sees_it_without_its_letters(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.ADVISER, JOINT)

    answer = await client.get(HOME)

    assert answer.status_code == 200
    assert f"{HOME}/messages" not in answer.text
    assert (await client.get(f"{HOME}/messages")).status_code == 403


# Progress


def _found(kind: str, message: str = "") -> Runs:
    run = Run(
        f"{TAMWORTH}: closed", kind.capitalize(), kind, message, None, None, "http://127.0.0.1:4200/runs/x"
    )
    return Runs("http://127.0.0.1:4200", (run,))


async def test_progress_is_asked_for_again_until_nothing_is_under_way(
    client: httpx.AsyncClient, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(Part.MANAGER)
    monkeypatch.setattr(runs, "of", lambda _reference: _found("RUNNING"))
    running = await client.get(f"{HOME}/progress")
    again = await client.get(f"{HOME}/progress", headers={"If-None-Match": running.headers["ETag"]})
    monkeypatch.setattr(runs, "of", lambda _reference: _found("FAILED", "It was refused."))
    over = await client.get(f"{HOME}/progress", headers={"If-None-Match": running.headers["ETag"]})

    assert "Is under way" in running.text
    assert "<html" not in running.text
    assert "Poll" not in running.headers
    assert (again.status_code, again.content) == (304, b"")
    assert "Has failed" in over.text
    assert "It was refused." in over.text
    assert over.headers["Poll"] == "done"


async def test_where_no_server_answers_the_page_says_so(
    client: httpx.AsyncClient, signed_in: SignedIn
) -> None:
    signed_in(Part.MANAGER)

    words = said(await client.get(f"{HOME}/runs"))

    assert "Prefect cannot be reached" in words
