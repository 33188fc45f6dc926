"""What became of a message whose answer was lost is found out, by whoever can tell."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp

from channels.mail import Mail, Receipt, TryAgain, Undeliverable
from channels.notify import Notify, Using
from channels.notify_api import api
from channels.pace import InMemory, Pace, Rate
from channels.settling import CannotTell, settle
from channels.stand_in import notify as stand_in
from channels.stand_in.faults import Fault

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
SHARES = {
    Fault.LOST: 0.1,
    Fault.DROPPED: 0.1,
    Fault.ERROR_AFTER: 0.05,
    Fault.ERROR_BEFORE: 0.05,
    Fault.TIMEOUT_AFTER: 0.05,
    Fault.DOWN: 0.05,
    Fault.RATE: 0.05,
    Fault.FORBIDDEN: 0.05,
}


@dataclass
class Silent:
    """A channel that cannot be asked."""

    is_safe_to_repeat: bool
    name: str = "silent"

    def send(self, mail: Mail) -> Receipt:
        return Receipt(mail.name, self.name)

    def close(self) -> None: ...


def test_a_failure_keeps_its_facts_on_its_way_between_processes() -> None:
    busy = TryAgain("m", "why", after=timedelta(minutes=1), may_have_arrived=True, concerns_all=False)
    refused = Undeliverable("m", "why", remedy="Leave it")

    one, other = pickle.loads(pickle.dumps((busy, refused)))  # noqa: S301 - Our own.

    assert (one.after, one.may_have_arrived, one.concerns_all) == (timedelta(minutes=1), True, False)
    assert (str(one), str(other)) == (str(busy), str(refused))
    assert str(other).endswith("Leave it.")


def test_where_a_repeat_does_no_harm_it_is_repeated(write: Callable[..., Mail]) -> None:
    assert settle(Silent(is_safe_to_repeat=True), write(), sent_at=AT, now=AT) is None


def test_where_a_repeat_would_double_it_a_person_finds_out(write: Callable[..., Mail]) -> None:
    with pytest.raises(CannotTell, match="Ask the recipient, then mark it as sent or queue it again"):
        settle(Silent(is_safe_to_repeat=False), write(), sent_at=AT, now=AT + timedelta(hours=1))


@pytest.mark.parametrize("seed", range(4))
def test_whatever_goes_wrong_each_message_is_there_once(
    seed: int, put_up: Callable[[ASGIApp], str], write: Callable[..., Mail]
) -> None:
    there = stand_in.Notify()
    there.faults.by_chance(seed, SHARES)
    way = Notify(
        api(SecretStr(there.key()), put_up(there.app()), patience=5),
        Using(there.letter.id),
        Pace(Rate(10_000, 1000), InMemory()),
    )
    mails = [write(key=f"message/{number}") for number in range(50)]

    for mail in mails:
        hand_over(way, mail)
    way.close()

    assert Counter(each.reference for each in there.ledger.kept) == Counter(each.name for each in mails)
    assert there.ledger.answers.total() > len(mails)  # Some did go wrong.


def hand_over(way: Notify, mail: Mail) -> Receipt:
    """Do what an outbox does: try until it is known that the message was taken."""
    while True:
        try:
            return way.send(mail)
        except TryAgain as error:
            if not error.may_have_arrived:
                continue
        if found := settle(way, mail, sent_at=AT, now=AT + way.settles_after):
            return found
