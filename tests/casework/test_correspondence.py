"""The letters of a challenge in a list, and one that is opened with everything that became of it."""

from __future__ import annotations

from datetime import date

import pytest

from casework import correspondence
from casework.case import case
from casework.disclosure import Reader
from casework.receipts import NoMessage
from db.post_tables import Message
from domain.lifecycle import CouncilCode
from domain.permissions import AccountId, Part, Seat, Visitor
from tests.casework.conftest import AT, Challenge

WRITTEN = date(2024, 5, 1)
"""The day of the moment at which the tests write; that of their story does not count here."""


def listed(challenge: Challenge, on: date, page: int = 1) -> correspondence.Letters:
    on_desk = case(challenge.session, challenge.reference)
    return correspondence.letters(challenge.session, on_desk, on_desk.on(on), page)


def reader(challenge: Challenge, part: Part = Part.MANAGER) -> Reader:
    on_desk = case(challenge.session, challenge.reference)
    seat = Seat(challenge.reference, part, CouncilCode("TAW"))
    visitor = Visitor(part, AccountId("1"), seats=frozenset({seat}))
    return Reader(visitor, challenge.reference, on_desk.on(date(2024, 9, 11)))


def opened(challenge: Challenge, number: int, part: Part = Part.MANAGER) -> correspondence.Opened:
    on_desk = case(challenge.session, challenge.reference)
    return correspondence.opened(challenge.session, reader(challenge, part), on_desk, number)


def test_a_letter_to_several_people_is_one_letter(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")

    found = listed(challenge, date(2024, 5, 10))

    invitation = next(each for each in found.shown if each.title == "Invitation to a peer challenge")
    assert {each.to_email for each in invitation.readers} == {
        "leader@council.example",
        "chief_executive@council.example",
        "principal_adviser@programme.example",
    }
    assert invitation.states == (("queued", 3),)
    assert (found.page, found.pages, found.letters) == (1, 1, len(found.shown))
    assert found.messages == sum(len(each.readers) for each in found.shown)


def test_letters_that_were_written_later_are_not_there_yet(challenge: Challenge) -> None:
    challenge.queue("2024-05-10")

    assert listed(challenge, date(2024, 4, 30)).shown == ()
    assert listed(challenge, WRITTEN).shown


def test_a_long_list_has_pages_and_the_last_one_ends_it(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")
    monkeypatch.setattr(correspondence, "ON_A_PAGE", 1)

    pages = [listed(challenge, WRITTEN, number) for number in (1, 2, 99)]

    assert pages[0].pages == pages[0].letters > 1
    assert pages[0].shown != pages[1].shown
    assert pages[2].page == pages[0].pages


def test_a_message_that_failed_is_somebodys_task(challenge: Challenge) -> None:
    challenge.queue("2024-05-10")
    failed = challenge.session.query(Message).first()
    assert failed
    failed.state, failed.error = "failed", "The address does not exist."
    challenge.session.flush()

    (task,) = correspondence.tasks(challenge.session, challenge.reference, date(2024, 5, 10))

    assert (task.number, task.why, task.who) == (
        failed.id,
        "The address does not exist.",
        ("Peer challenge manager",),
    )


def test_an_opened_letter_has_its_attempts_and_what_it_encloses(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    challenge.queue("2024-05-10")
    challenge.post(at=AT)
    letters = listed(challenge, WRITTEN).shown
    number = next(each for each in letters if each.title.startswith("Invitation")).readers[0].id

    found = opened(challenge, number)

    assert found.message.state == "sent"
    assert [each.outcome for each in found.delivery.attempts] == ["taken"]
    assert [[file.kind for file in each.files] for each in found.enclosed] == [["PDF"]]
    assert found.to
    assert found.to.email == found.message.to_email


def test_a_letter_of_another_challenge_or_for_a_council_is_not_there(challenge: Challenge) -> None:
    challenge.queue("2024-05-10")
    number = listed(challenge, WRITTEN).shown[0].readers[0].id

    with pytest.raises(NoMessage):
        opened(challenge, 99_999)
    with pytest.raises(NoMessage):
        opened(challenge, number, Part.COUNCIL_CONTACT)
