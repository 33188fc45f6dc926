"""What is owed is done, once: documents filed, notices queued and posted, standings true."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import documents, morning_round, notices, post, record, standings
from casework.case import case
from db import councils
from db.models import Document, Standing
from db.papers import document_keys, messages, slots_done
from db.post_tables import MessageSlot
from documents import formats
from documents.formats import NotFit
from domain.days import Day
from domain.lifecycle import Product, Reference
from domain.people import Role
from settings import settings
from tests.casework.conftest import AT, Challenge, entry

INVITATION = {f"invitation-TAW-1.{end}" for end in ("html", "pdf", "docx", "txt", "facts.json.gz")}
LATER = datetime(2024, 5, 11, 8, 0, tzinfo=UTC)


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_a_milestone_owes_its_documents_and_they_are_filed_in_every_format(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")

    made = challenge.prepare("2024-05-10")

    assert made == ["invitation"]
    assert files(settings().documents_folder) == INVITATION
    row = challenge.session.scalars(select(Document)).one()
    assert row.issued_on == date(2024, 5, 10)
    assert (settings().documents_folder / row.pdf_path).read_bytes().startswith(b"%PDF-")


def test_a_document_prepared_again_is_not_made_twice(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")

    again = documents.prepare(
        challenge.session, challenge.reference, "document/invitation/TAW/1", date(2024, 5, 11), AT
    )

    assert again is None
    assert len(document_keys(challenge.session, challenge.reference)) == 1


def test_a_document_waits_for_its_content_and_comes_when_it_is_there(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.hand_in("2024-06-01", "scope")
    challenge.record("scope_agreed", "2024-06-01")

    assert set(challenge.prepare("2024-06-01")) >= {"scoping_note", "position_statement_guidance"}


def test_a_document_that_fails_its_checks_is_not_filed(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge.record("agreed", "2024-05-10")
    monkeypatch.setattr(formats, "problems", lambda _: ["The title is missing."])

    with pytest.raises(NotFit, match="has not passed its checks: The title is missing"):
        challenge.prepare("2024-05-10")

    assert document_keys(challenge.session, challenge.reference) == frozenset()
    assert not settings().documents_folder.exists()


def test_the_same_facts_give_the_same_bytes(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    on_desk = case(challenge.session, challenge.reference)
    view = on_desk.on(date(2024, 5, 10))
    wanted = view.documents[0]

    first, again = (
        documents.write(wanted, documents.facts(on_desk, view, wanted), view.today) for _ in range(2)
    )

    assert first == again


def test_a_peer_gets_an_invitation_of_their_own(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    challenge.prepare("2024-05-20")
    challenge.queue("2024-05-20")

    invited = [
        each for each in messages(challenge.session, challenge.reference) if each.notice == "peer_invited"
    ]

    assert len(invited) == 5
    for message in invited:
        (enclosed,) = [challenge.session.get(Document, number) for number in message.attachments]
        assert enclosed is not None
        assert (enclosed.document, enclosed.person) == ("peer_invitation", message.person_id)


def test_a_notice_is_queued_once_however_often_it_is_asked_for(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")

    assert challenge.queue("2024-05-10") > 0
    assert challenge.queue("2024-05-10") == 0
    assert challenge.queue("2024-05-12") == 0


def test_one_person_in_two_roles_gets_one_mail(challenge: Challenge) -> None:
    """Lesson 15 (pkp-lib 1148)."""
    challenge.assign(Role.PRINCIPAL_ADVISER, "2024-05-02", "programme_manager@programme.example")
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")

    opened = [
        each for each in messages(challenge.session, challenge.reference) if each.notice == "challenge_opened"
    ]

    assert [each.to_email for each in opened] == ["programme_manager@programme.example"]
    assert opened[0].reason == "You receive this as programme manager and principal adviser."
    slots = challenge.session.scalars(select(MessageSlot.slot).where(MessageSlot.message_id == opened[0].id))
    assert set(slots) == {"programme_manager", "principal_adviser"}


def test_who_takes_on_a_second_role_later_is_not_told_again(bare: Challenge) -> None:
    bare.assign(Role.PROGRAMME_MANAGER, "2024-05-01")
    assert bare.queue("2024-05-01") == 1

    bare.assign(Role.PRINCIPAL_ADVISER, "2024-05-02", "programme_manager@programme.example")

    assert bare.queue("2024-05-02") == 0
    (told,) = messages(bare.session, bare.reference)
    slots = bare.session.scalars(select(MessageSlot.slot).where(MessageSlot.message_id == told.id))
    assert set(slots) == {"programme_manager", "principal_adviser"}


def test_a_message_is_posted_once_with_its_documents(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    queued = challenge.queue("2024-05-10")

    sent = challenge.post()

    assert len(sent) == queued
    assert challenge.post() == []
    assert files(settings().outbox_folder) == set(sent)
    invitation = next(name for name in sent if "-invitation-" in name)
    email = message_from_bytes((settings().outbox_folder / invitation).read_bytes(), policy=default)
    assert email["Subject"].startswith("[local] ")
    assert [part.get_filename() for part in email.walk() if part.get_filename()] == ["invitation-TAW-1.pdf"]


def test_in_production_a_subject_has_no_prefix(challenge: Challenge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CPC_ENVIRONMENT", "production")
    settings.cache_clear()
    challenge.queue("2024-05-01")

    (name, *_) = challenge.post()

    email = message_from_bytes((settings().outbox_folder / name).read_bytes(), policy=default)
    assert not email["Subject"].startswith("[")


def test_a_document_that_has_gone_missing_keeps_the_message_waiting(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")
    (settings().documents_folder / challenge.reference / "invitation-TAW-1.pdf").unlink()

    left = next(each for each in challenge.outcomes() if not each.receipt)

    assert "invitation-TAW-1.pdf cannot be read" in str(left.error)
    assert left.parcel.message in post.waiting(challenge.session)


def test_the_round_reminds_of_what_has_come_due_and_is_then_done(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    scoped.queue("2024-09-10")
    day = date(2024, 9, 17)  # Two weeks before the position statement is due.

    due = morning_round.due(scoped.session, day)
    made = morning_round.see_to(scoped.session, due, day, LATER)

    assert due == (scoped.reference,)
    reminded = [
        each for each in messages(scoped.session, scoped.reference) if each.notice == "position_statement_due"
    ]
    assert {each.to_email for each in reminded} == {
        "project_lead@council.example",
        "challenge_manager@programme.example",
    }
    assert made.messages == 2
    assert morning_round.due(scoped.session, day) == ()


def test_a_round_that_was_missed_is_made_up_for_by_the_next(scoped: Challenge) -> None:
    """Lesson 1 (Janeway): a reminder due on a day the service was down is sent next run, once."""
    scoped.prepare("2024-09-10")
    scoped.queue("2024-09-10")

    for day in (date(2024, 9, 20), date(2024, 9, 23)):
        morning_round.see_to(scoped.session, morning_round.due(scoped.session, day), day, LATER)

    reminded = [
        each for each in messages(scoped.session, scoped.reference) if each.notice == "position_statement_due"
    ]
    assert len(reminded) == 2


def test_the_round_prepares_the_documents_that_are_owed(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")

    made = morning_round.see_to(challenge.session, [challenge.reference], date(2024, 5, 10), LATER)

    assert made.documents == 1
    assert files(settings().documents_folder) == INVITATION


def test_owed_less_done_is_empty_after_doing(scoped: Challenge) -> None:
    day = date(2024, 9, 10)
    morning_round.see_to(scoped.session, [scoped.reference], day, LATER)

    on_desk = case(scoped.session, scoped.reference)

    assert on_desk.documents_owed(day) == []
    assert on_desk.notices_owed(day) == []
    assert slots_done(scoped.session, scoped.reference) == frozenset(on_desk.done.told)


def test_a_council_that_was_challenged_before_is_not_there_for_the_first_time(challenge: Challenge) -> None:
    second = _opened_again(challenge)

    assert case(challenge.session, challenge.reference).is_first_time
    assert not case(challenge.session, second).is_first_time


def _opened_again(challenge: Challenge) -> Reference:
    host = councils.find(challenge.session, "TAW").place
    return record.open_challenge(
        challenge.session,
        entry("2024-06-01"),
        councils=[host],
        scheme_name="2024",
        on=Day.parse("2024-06-01"),
        details=record.opening([host], "2024", Product.CORPORATE),
    )


# Standings


def test_the_projection_equals_its_rebuild(scoped: Challenge) -> None:
    rebuilt = standings.rebuild(scoped.session, date(2024, 9, 10), LATER)

    assert (rebuilt.total, rebuilt.differing) == (1, ())


def test_a_rebuild_names_and_mends_what_had_gone_wrong(scoped: Challenge) -> None:
    row = scoped.session.get_one(Standing, scoped.reference)
    row.stage, row.overdue = "close", 7
    scoped.session.flush()

    assert standings.rebuild(scoped.session, date(2024, 9, 10), LATER).differing == (scoped.reference,)
    assert scoped.session.get_one(Standing, scoped.reference).stage == "scoping"


def test_a_list_tells_of_today_even_if_no_round_was_run(scoped: Challenge) -> None:
    (then,) = standings.current(scoped.session, date(2024, 9, 10), LATER)
    (now,) = standings.current(scoped.session, date(2024, 10, 2), LATER)

    assert (then.overdue, now.overdue) == (0, 1)
    assert now.councils == "Tamworth Borough Council"
    assert now.next_deadline == "Position statement received"


def test_notices_are_all_queued_or_none(challenge: Challenge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lesson 16 (trade-tariff-backend): a failure half-way loses no later recipient."""
    challenge.session.commit()
    wrote = notices.write
    calls = []

    def failing(*args: object) -> object:
        calls.append(args)
        if len(calls) == 2:
            raise OSError("the disk is full")
        return wrote(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(notices, "write", failing)
    with pytest.raises(OSError, match="disk is full"):
        challenge.queue("2024-05-01")
    challenge.session.rollback()
    monkeypatch.setattr(notices, "write", wrote)

    assert challenge.queue("2024-05-01") == 2
