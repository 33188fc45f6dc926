"""The proof holds the outbox against what the providers themselves have of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from casework.parcels import mail_of
from casework.proof import prove
from casework.proof_findings import Proof, Window
from channels.mail import Mail
from channels.records import Kept
from db.post_tables import Message
from settings import settings
from tests.casework.conftest import Begun, Challenge
from tests.casework.proving import (
    AFTER,
    LAST,
    UNTRIED,
    in_short,
    message,
    proof_of,
    sql,
    two_weeks,
    unguarded,
)


@pytest.fixture
def sent(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge of two weeks in which everything has gone out."""
    return two_weeks(begun, request)


def test_a_file_that_is_gone_is_missed_and_one_that_nobody_sent_is_named(sent: Challenge) -> None:
    folder, one = settings().outbox_folder, message(sent)
    file = folder / f"{mail_of(one).name}.eml"
    file.rename(folder / "somebody-else.eml")

    found = proof_of(sent)

    missing, stranger = sorted(found.findings, key=lambda each: each.kind)
    assert missing.what == f"Message {one.id}: the outbox says that it went out, and folder does not have it"
    assert missing.to == one.to_email
    assert stranger.what == "folder has somebody-else, which is not in the outbox"
    assert (stranger.reference, stranger.to) == (None, one.to_email)
    assert in_short(proof_of(sent, reference=sent.reference)) == [("missing", missing.what)]


def test_a_file_without_words_or_reader_is_named(sent: Challenge) -> None:
    one = message(sent)
    (settings().outbox_folder / f"{mail_of(one).name}.eml").write_bytes(b"From: x@y.example\r\n\r\n")

    (found,) = proof_of(sent).findings

    differing = "its address and its subject and its text at folder is not what the outbox has"
    assert found.what == f"Message {one.id}: {differing}"


@dataclass
class Book:
    """A provider's record that says what a test has it say."""

    names: Mapping[str, int]
    keeps_for: timedelta = timedelta(days=7)
    asked: list[str] = field(default_factory=list)

    def kept(self, name: str) -> Kept:
        self.asked.append(name)
        return Kept("", "", "")

    def expected(self, mail: Mail) -> Kept:  # noqa: ARG002 - It says the same of every message.
        return Kept("", "", "")


def of_provider(challenge: Challenge, book: Book | None, at_: datetime = AFTER) -> Proof:
    """Prove as if everything had gone through a provider with a book of its own."""
    challenge.session.execute(text("UPDATE messages SET channel = 'post'"))
    challenge.session.expire_all()
    window = Window(None, date.fromisoformat(LAST))
    return prove(challenge.session, window, at_, {"post": book} if book else {})


def test_what_a_provider_has_twice_is_doubled(sent: Challenge) -> None:
    names = dict.fromkeys((mail_of(each).name for each in sent.session.query(Message)), 1)
    name = mail_of(message(sent)).name

    found = of_provider(sent, Book({**names, name: 2}))

    assert in_short(found) == [("doubled", f"Message {message(sent).id}: post has it 2 times")]


def test_what_a_provider_has_forgotten_or_cannot_be_asked_rests_on_the_outbox_alone(sent: Challenge) -> None:
    late = AFTER + timedelta(days=30)

    forgotten, unasked = of_provider(sent, Book({}), late), of_provider(sent, None)

    assert forgotten.is_proven
    assert unasked.is_proven
    assert forgotten.unseen == unasked.unseen == {"post": unasked.messages}


def test_a_message_of_today_may_still_wait(sent: Challenge) -> None:
    moment = AFTER.replace(hour=9)
    change = "UPDATE messages SET state = 'queued', sent_at = NULL, queued_at = :at WHERE id = :id"
    facts = {"at": moment.isoformat(sep=" ").removesuffix("+00:00"), "id": message(sent).id}
    with unguarded(sent.session):
        sql(UNTRIED)(sent, message(sent))
        sent.session.execute(text(change), facts)

        found = proof_of(sent)

    assert found.is_proven
    assert found.waiting == 1
