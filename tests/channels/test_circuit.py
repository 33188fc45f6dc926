"""A provider that is down is left in peace, and one that asks for it is believed at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from channels.circuit import Breaker, Circuit, Rules, State, breaker, guarded
from channels.mail import Askable, Channel, Mail, Receipt, TryAgain, Undeliverable

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
RULES = Rules(failures=3, rest=timedelta(seconds=30), longest_rest=timedelta(minutes=2))


def after(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def failed(times: int) -> Circuit:
    circuit = Circuit()
    for _ in range(times):
        circuit = circuit.failed(AT, RULES)
    return circuit


def test_a_circuit_opens_after_so_many_failures_in_a_row() -> None:
    assert failed(2).state(AT) is State.CLOSED
    assert failed(2).answered().failed(AT, RULES).state(AT) is State.CLOSED
    assert failed(3).state(AT) is State.OPEN
    assert not failed(3).lets_pass(after(29), RULES)


def test_after_its_rest_one_message_is_tried_and_decides() -> None:
    rested = failed(3)
    trying = rested.trying(after(30))

    assert rested.state(after(30)) is State.HALF_OPEN
    assert rested.lets_pass(after(30), RULES)
    assert not trying.lets_pass(after(31), RULES)
    assert trying.lets_pass(after(60), RULES)  # Whoever tried was never heard of again.
    assert trying.answered().state(after(31)) is State.CLOSED
    assert trying.failed(after(31), RULES).state(after(32)) is State.OPEN


def test_each_rest_is_longer_up_to_a_most() -> None:
    circuit, now, rests = failed(3), AT, []
    for _ in range(4):
        rests.append(circuit.rest(now).total_seconds())
        now += circuit.rest(now)
        circuit = circuit.failed(now, RULES)

    assert rests == [30, 60, 120, 120]


def test_a_provider_that_asks_for_a_time_gets_all_of_it() -> None:
    circuit = Circuit().failed(AT, RULES, timedelta(hours=2))

    assert circuit.rest(AT) == timedelta(hours=2)
    assert circuit.failed(AT, RULES).rest(AT) == timedelta(hours=2)


@dataclass
class Planned:
    """A channel that fails as planned."""

    plan: list[Exception | None] = field(default_factory=list)
    name: str = "planned"
    is_safe_to_repeat: bool = False
    calls: int = 0
    closed: bool = False

    def send(self, mail: Mail) -> Receipt:
        self.calls += 1
        error = self.plan.pop(0) if self.plan else None
        if error:
            raise error
        return Receipt(mail.name, self.name)

    def close(self) -> None:
        self.closed = True


@dataclass
class Knowing(Planned):
    """One that can be asked."""

    settles_after: timedelta = timedelta(minutes=1)
    keeps_for: timedelta = timedelta(days=7)

    def find(self, reference: str) -> Receipt | None:
        return Receipt(reference, self.name)


def behind(way: Channel, now: list[datetime]) -> Channel:
    return guarded(way, Breaker(way.name, RULES), lambda: now[0])


def busy(**said: object) -> TryAgain:
    return TryAgain("m", "busy", **said)  # type: ignore[arg-type]


def test_a_provider_that_is_down_is_not_called_until_it_has_rested(write: Callable[..., Mail]) -> None:
    way, now = Planned([busy(), busy(), busy()]), [AT]
    channel = behind(way, now)
    for _ in range(3):
        with pytest.raises(TryAgain):
            channel.send(write())

    with pytest.raises(TryAgain, match="left in peace") as refused:
        channel.send(write())
    assert (way.calls, refused.value.after) == (3, timedelta(seconds=30))

    now[0] = after(30)
    channel.send(write())
    channel.send(write())
    assert way.calls == 5


@pytest.mark.parametrize(
    "errors",
    [
        [Undeliverable("m", "no such address")] * 5,
        [busy(concerns_all=False)] * 5,
        [busy(), busy(), None, busy(), busy()],
    ],
    ids=["refused for good", "one recipient is busy", "an answer in between"],
)
def test_what_says_nothing_of_the_provider_opens_no_circuit(
    errors: list[Exception | None], write: Callable[..., Mail]
) -> None:
    way = Planned(list(errors))
    channel = behind(way, [AT])
    for error in errors:
        if error is None:
            channel.send(write())
        else:
            with pytest.raises(type(error)):
                channel.send(write())

    channel.send(write())

    assert way.calls == 6


def test_how_long_a_lost_answer_takes_to_settle_is_no_wish_of_the_provider(
    write: Callable[..., Mail],
) -> None:
    way = Planned([busy(after=timedelta(minutes=2), may_have_arrived=True)])
    channel = behind(way, [AT])
    with pytest.raises(TryAgain):
        channel.send(write())

    channel.send(write())


def test_behind_its_circuit_a_channel_is_what_it_was() -> None:
    knowing, plain = Knowing(), Planned()
    asked, other = behind(knowing, [AT]), behind(plain, [AT])

    assert isinstance(asked, Askable)
    assert (asked.settles_after, asked.keeps_for) == (timedelta(minutes=1), timedelta(days=7))
    assert asked.find("r") == Receipt("r", "planned")
    assert not isinstance(other, Askable)
    assert (other.name, other.is_safe_to_repeat) == ("planned", False)
    other.close()
    assert plain.closed


def test_all_of_a_process_share_the_circuit_of_a_channel() -> None:
    assert breaker("one of a test") is breaker("one of a test") is not breaker("another of a test")
