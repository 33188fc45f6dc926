"""What became of messages is taken in however it is told, and what did not arrive is somebody's task."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import permutations

import pytest

from casework import receipts
from casework.outcomes import record
from casework.paperwork import go_round
from casework.receipts import NoMessage, NotAsked, NotForPeople
from channels.mail import BadAddress, TryAgain, Undeliverable
from channels.statuses import Report, Status
from channels.ways import Ways
from db import outbox
from db import receipts as rows
from db.post_tables import Message
from domain.people import Role
from settings import settings
from templates.editions import notice_digest
from tests.casework.conftest import AT, Challenge
from tests.casework.test_post import Asked, Strict, handed_over, in_hand, message, queued

__all__ = ["queued"]
LATER = AT + timedelta(hours=1)
TODAY = date(2024, 5, 1)


def told(id_: str | None, status: str, reference: str | None = None) -> Report:
    return Report(str(id_), reference, "leader@council.example", Status(status), LATER, template_version=3)


def hear(challenge: Challenge, sent: Message, *statuses: str, channel: str = "strict") -> Message:
    """Take in what a provider tells of a message, and return the message."""
    for status in statuses:
        receipts.take(challenge.session, told(sent.sent_as, status), channel, LATER)
    return message(challenge, sent.id)


@pytest.fixture
def sent(challenge: Challenge, queued: list[int]) -> Message:
    """Send everything, and return the first message."""
    challenge.post(Strict())
    return message(challenge, queued[0])


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        (("created",), "sent"),
        (("sending",), "sent"),
        (("delivered",), "delivered"),
        (("delivered", "sending"), "delivered"),
        (("temporary-failure",), "failed"),
        (("temporary-failure", "delivered"), "delivered"),
        (("delivered", "permanent-failure"), "failed"),
        (("permanent-failure", "delivered"), "failed"),
    ],
)
def test_what_is_told_twice_or_out_of_order_comes_to_the_same(
    statuses: tuple[str, ...], state: str, challenge: Challenge, sent: Message
) -> None:
    for order in permutations(statuses):
        assert hear(challenge, sent, *order, *order).state == state
    assert len(rows.of(challenge.session, sent.id)) == len(statuses)


def test_a_bounce_says_why_and_an_arrival_after_it_takes_that_back(
    challenge: Challenge, sent: Message
) -> None:
    assert hear(challenge, sent, "temporary-failure").error == (
        "strict says that it did not arrive: temporary-failure"
    )
    assert hear(challenge, sent, "delivered").error is None


def test_what_is_told_of_a_message_that_nobody_knows_is_kept_apart(challenge: Challenge) -> None:
    assert receipts.take(challenge.session, told("nobody's", "delivered"), "strict", LATER) is None
    assert receipts.take(challenge.session, told("nobody's", "delivered", "ours"), "strict", LATER) is None

    (kept,) = rows.quarantined(challenge.session)
    assert (kept.provider_id, kept.message_id, kept.heard_at) == ("nobody's", None, LATER)


def test_a_provider_that_tells_of_a_message_settles_that_it_was_sent(
    challenge: Challenge, queued: list[int]
) -> None:
    """The callback comes before the answer, or the answer never does."""
    way = Asked(TryAgain("m", "the connection broke", may_have_arrived=True))
    challenge.post(way)
    (name,) = {each.name for each in outbox.attempts(challenge.session, queued[0])}

    receipts.take(challenge.session, told("theirs", "delivered", name), "asked", LATER)
    challenge.post(way, LATER)

    first = message(challenge, queued[0])
    assert (first.state, first.sent_as, first.attempts) == ("delivered", "theirs", 1)
    assert outbox.attempts(challenge.session, queued[0])[0].template_version == 3
    assert way.taken.count(name) == 1


def test_a_worker_whose_callback_was_faster_changes_nothing(challenge: Challenge, queued: list[int]) -> None:
    way = Asked()
    parcels = in_hand(challenge, way)
    outcomes = handed_over(way, parcels)
    assert outcomes[0].receipt
    given = outcomes[0].receipt.id
    receipts.take(challenge.session, told(given, "delivered", parcels[0].mail.name), "asked", AT)

    record(challenge.session, Ways(way), outcomes, LATER, lambda: 0.0)

    assert message(challenge, queued[0]).state == "delivered"


def test_a_second_copy_at_the_provider_is_kept_and_changes_nothing(
    challenge: Challenge, sent: Message
) -> None:
    (attempt,) = outbox.attempts(challenge.session, sent.id)

    receipts.take(challenge.session, told("a second", "permanent-failure", attempt.name), "strict", LATER)

    assert message(challenge, sent.id).state == "sent"
    assert {each.provider_id for each in rows.of(challenge.session, sent.id)} == {"a second"}


# Asking


@dataclass
class Book:
    """A provider with a record."""

    found: list[Report]
    name: str = "strict"
    keeps_for: timedelta = timedelta(days=7)
    asked: list[str] = field(default_factory=list)

    def reports(self) -> Iterator[Report]:
        for each in self.found:
            self.asked.append(each.id)
            yield each

    def close(self) -> None: ...


def poll(challenge: Challenge, book: Book, at: datetime = LATER) -> int:
    return receipts.poll(book, AT, at, sessions=lambda: nullcontext(challenge.session))


def test_a_provider_is_asked_of_what_it_has_not_told(challenge: Challenge, sent: Message) -> None:
    others = [each for each in rows.to_person(challenge.session, sent.person_id) if each.id != sent.id]
    book = Book([told("another's", "delivered"), told(sent.sent_as, "delivered")])

    assert poll(challenge, book) == 1

    assert message(challenge, sent.id).state == "delivered"
    assert all(each.state == "sent" for each in others)


def test_once_all_is_known_no_more_of_the_record_is_read(challenge: Challenge, queued: list[int]) -> None:
    challenge.post(Strict())
    ids = [str(message(challenge, number).sent_as) for number in queued]
    book = Book([*(told(each, "delivered") for each in ids), told("older", "delivered")])

    assert poll(challenge, book) == len(queued)
    assert poll(challenge, book) == 0

    assert book.asked == ids


def test_only_a_provider_that_letters_go_to_is_asked(
    challenge: Challenge, sent: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = Book([told(sent.sent_as, "delivered")])
    monkeypatch.setattr("channels.ways.notify", lambda _: book)
    challenge.session.commit()
    assert receipts.ask(LATER) == 0
    monkeypatch.setenv("CPC_CHANNEL", "notify")
    settings.cache_clear()
    assert receipts.ask(LATER) == 0

    monkeypatch.setenv("CPC_SEND_FOR_REAL", "true")
    settings.cache_clear()

    assert receipts.ask(LATER) == 1


class Away(Book):
    """A provider that is out of reach."""

    def reports(self) -> Iterator[Report]:
        raise TryAgain("record", "Notify cannot be asked")


@pytest.mark.usefixtures("sent")
def test_what_a_round_cannot_ask_now_it_tells_with_what_else_waits(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.ways.notify", lambda _: Away([]))
    monkeypatch.setattr("casework.post.installed.letters", lambda _: Strict())
    for name, said in (("CPC_CHANNEL", "notify"), ("CPC_SEND_FOR_REAL", "true")):
        monkeypatch.setenv(name, said)
    settings.cache_clear()
    challenge.session.commit()

    done = go_round(TODAY, lambda: LATER)

    (why,) = done.work.delayed
    assert isinstance(why, NotAsked)
    assert str(why) == (
        "What became of messages is not known yet: Notify cannot be asked. It is asked with the next post."
    )


# What is somebody's task


@pytest.fixture
def bounced(challenge: Challenge, queued: list[int]) -> Message:
    """Have the first message refused for good, and return it."""
    challenge.post(Strict(Undeliverable("m", "no such address")))
    return message(challenge, queued[0])


@pytest.fixture
def lost(challenge: Challenge, queued: list[int]) -> Message:
    """Lose the answer about the first message, where nobody can be asked."""
    challenge.post(Strict(TryAgain("m", "the connection broke", may_have_arrived=True)))
    return message(challenge, queued[0])


def test_what_did_not_arrive_is_a_task_for_the_challenges_manager(
    challenge: Challenge, bounced: Message
) -> None:
    (trouble,) = receipts.troubles(challenge.session, TODAY, challenge.reference)

    assert [each.email for each in trouble.who] == ["challenge_manager@programme.example"]
    assert trouble.references == (challenge.reference,)
    assert "no such address" in trouble.why
    assert any(f"cpc messages retry {bounced.id} --to" in each for each in trouble.remedies)
    assert any("@" in each for each in trouble.remedies if each.startswith("ask another"))
    assert any("by post" in each for each in trouble.remedies)


def test_without_a_manager_of_its_own_it_is_the_programme_managers(bare: Challenge) -> None:
    manager = bare.assign(Role.PROGRAMME_MANAGER, "2024-05-01")
    bare.queue("2024-05-01")
    bare.post(Strict(Undeliverable("m", "no such address")))

    (trouble,) = receipts.troubles(bare.session, TODAY)

    assert [each.id for each in trouble.who] == [manager]
    assert not any(each.startswith("ask another") for each in trouble.remedies)


def test_a_message_of_which_nobody_knows_is_to_be_asked_after(challenge: Challenge, lost: Message) -> None:
    (trouble,) = receipts.troubles(challenge.session, TODAY)

    assert trouble.remedies[0] == f"ask {lost.to_name} whether it has arrived: cpc messages arrived {lost.id}"


def test_a_message_sent_anew_has_a_name_and_address_of_its_own(
    challenge: Challenge, bounced: Message
) -> None:
    """Lesson 19: the same message, and attempts that can be told apart."""
    receipts.retry(challenge.session, bounced.id, "Manager", LATER, to="new@council.example")
    way = Strict()

    challenge.post(way, LATER)

    again = message(challenge, bounced.id)
    assert (again.state, again.to_email, again.issue) == ("sent", "new@council.example", 2)
    first, second = outbox.attempts(challenge.session, bounced.id)
    assert first.name != second.name
    assert first.to_email != second.to_email
    assert [(each.by, each.what) for each in outbox.notes(challenge.session, bounced.id)] == [
        ("Manager", "retry")
    ]
    assert receipts.troubles(challenge.session, TODAY) == []


def test_a_late_bounce_of_the_first_copy_does_not_fail_the_second(
    challenge: Challenge, sent: Message
) -> None:
    first = hear(challenge, sent, "permanent-failure").sent_as
    receipts.retry(challenge.session, sent.id, "Manager", LATER)
    challenge.post(Strict(), LATER)

    receipts.take(challenge.session, told(first, "technical-failure"), "strict", LATER)

    assert message(challenge, sent.id).state == "sent"


def test_what_did_arrive_after_all_counts_as_sent(challenge: Challenge, lost: Message) -> None:
    receipts.arrived(challenge.session, lost.id, "Manager", LATER)

    assert message(challenge, lost.id).state == "sent"
    assert outbox.attempts(challenge.session, lost.id)[0].note == "Manager says that it arrived"
    assert receipts.troubles(challenge.session, TODAY) == []


def test_what_did_not_arrive_after_all_goes_out_again(challenge: Challenge, lost: Message) -> None:
    receipts.retry(challenge.session, lost.id, "Manager", LATER)

    challenge.post(Strict(), LATER)

    assert [each.outcome for each in outbox.attempts(challenge.session, lost.id)] == ["lost", "taken"]


def test_what_was_seen_to_in_another_way_is_nobodys_task_any_more(
    challenge: Challenge, bounced: Message
) -> None:
    receipts.done(challenge.session, bounced.id, "Manager", LATER, how="letter by post")

    assert receipts.troubles(challenge.session, TODAY) == []
    (kept,) = outbox.notes(challenge.session, bounced.id)
    assert (kept.what, kept.said) == ("done", "letter by post")
    with pytest.raises(NotForPeople, match="is seen to"):
        receipts.retry(challenge.session, bounced.id, "Manager", LATER)


def test_what_waits_for_nobody_is_not_seen_to(challenge: Challenge, sent: Message) -> None:
    with pytest.raises(NotForPeople, match="is sent"):
        receipts.retry(challenge.session, sent.id, "Manager", LATER)
    with pytest.raises(NoMessage, match="no message 9999"):
        receipts.done(challenge.session, 9999, "Manager", LATER, how="not at all")


def test_only_a_message_of_which_nobody_knows_can_turn_out_to_have_arrived(
    challenge: Challenge, bounced: Message
) -> None:
    with pytest.raises(NotForPeople, match="is failed"):
        receipts.arrived(challenge.session, bounced.id, "Manager", LATER)
    with pytest.raises(BadAddress):
        receipts.retry(challenge.session, bounced.id, "Manager", LATER, to="nowhere")


def test_a_receipt_names_its_channel(challenge: Challenge, sent: Message) -> None:
    """Two providers may give the same number to two messages."""
    assert hear(challenge, sent, "permanent-failure", channel="another").state == "sent"


def test_every_message_names_the_version_of_its_words(challenge: Challenge, queued: list[int]) -> None:
    named = {message(challenge, number).words for number in queued}

    assert named == {notice_digest("challenge_opened")}
    assert notice_digest("invitation") not in named
