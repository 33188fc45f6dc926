"""A message whose answer was lost is never sent twice on a guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework import post
from channels.mail import Askable, Mail, Receipt, TryAgain
from db.models import Message
from tests.casework.conftest import AT, Challenge


class Losing:
    """A channel that takes a message and loses its answer; it cannot be asked."""

    name = "losing"
    is_safe_to_repeat = False

    def __init__(self) -> None:
        self.taken: list[str] = []

    def send(self, mail: Mail) -> Receipt:
        self.taken.append(mail.name)
        raise TryAgain(mail.name, "the connection broke", may_have_arrived=True)

    def close(self) -> None: ...


class Remembering(Losing):
    """The same, but it says afterwards what it has taken."""

    name = "remembering"
    settles_after = timedelta()
    keeps_for = timedelta(days=7)

    def find(self, reference: str) -> Receipt | None:
        return Receipt(f"found {reference}", self.name) if reference in self.taken else None


def test_a_provider_that_can_be_asked_is_asked_before_anything_is_sent_again(challenge: Challenge) -> None:
    way = Remembering()
    assert isinstance(way, Askable)
    challenge.queue("2024-05-01")
    (number, *_) = post.waiting(challenge.session)
    with pytest.raises(TryAgain, match="Nobody can say yet"):
        post.deliver(challenge.session, number, way, AT)

    sent_as = post.deliver(challenge.session, number, way, AT)

    assert sent_as == f"found {way.taken[0]}"
    assert len(way.taken) == 1
    assert number not in post.waiting(challenge.session)


def test_where_nobody_can_be_asked_a_person_settles_it(challenge: Challenge) -> None:
    way = Losing()
    challenge.queue("2024-05-01")
    (number, *_) = post.waiting(challenge.session)

    assert post.deliver(challenge.session, number, way, AT) is None

    message = challenge.session.get_one(Message, number)
    assert message.state == "failed"
    assert "Nobody can say yet" in (message.error or "")
    assert number not in post.waiting(challenge.session)
