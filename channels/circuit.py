"""Leaves a provider in peace that is down: after a few failures nobody calls until it may have recovered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from threading import Lock

from channels.mail import Askable, Channel, Mail, Receipt, TryAgain, Undeliverable


class State(StrEnum):
    """What a circuit lets through: everything, nothing, or one message to see whether it works again."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


@dataclass(frozen=True, slots=True)
class Rules:
    """After how many failures in a row a circuit opens, and for how long."""

    failures: int = 5
    rest: timedelta = timedelta(seconds=30)
    longest_rest: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Circuit:
    """How a provider has fared of late; every change gives a new value."""

    failures: int = 0
    opened: int = 0
    closed_until: datetime | None = None
    is_trying_since: datetime | None = None

    def state(self, now: datetime) -> State:
        """Say what may pass now."""
        if self.closed_until is None:
            return State.CLOSED
        return State.OPEN if now < self.closed_until else State.HALF_OPEN

    def rest(self, now: datetime) -> timedelta:
        """Say how long the provider is still left in peace."""
        return max(self.closed_until - now, timedelta()) if self.closed_until else timedelta()

    def lets_pass(self, now: datetime, rules: Rules) -> bool:
        """Whether a message may be tried now; half open, one at a time, until that one is given up."""
        here = self.state(now)
        if here is State.HALF_OPEN:
            return self.is_trying_since is None or now - self.is_trying_since >= rules.rest
        return here is State.CLOSED

    def trying(self, now: datetime) -> Circuit:
        """Note that the message which tells whether it works again is under way."""
        return replace(self, is_trying_since=now) if self.state(now) is State.HALF_OPEN else self

    def answered(self) -> Circuit:
        """Note that the provider works."""
        return Circuit()

    def failed(self, now: datetime, rules: Rules, after: timedelta | None = None) -> Circuit:
        """Note a failure; a provider that says how long to leave it alone is believed at once."""
        failures, was_trying = self.failures + 1, self.state(now) is not State.CLOSED
        if after is None and not was_trying and failures < rules.failures:
            return replace(self, failures=failures)
        rest = min(rules.rest * 2 ** min(self.opened, 20), rules.longest_rest)
        until = now + (rest if after is None else after)
        return Circuit(failures, self.opened + 1, max(until, self.closed_until or until))


@dataclass(slots=True)
class Breaker:
    """The circuit of one channel, shared by all threads of a process."""

    channel: str
    rules: Rules = Rules()
    circuit: Circuit = Circuit()
    _lock: Lock = field(default_factory=Lock)

    def enter(self, name: str, now: datetime) -> None:
        """Begin a try, or raise ``TryAgain`` while the provider is left in peace."""
        with self._lock:
            if not self.circuit.lets_pass(now, self.rules):
                rest = self.circuit.rest(now) or self.rules.rest
                why = f"{self.channel} is down and left in peace for a while"
                raise TryAgain(name, why, after=rest)
            self.circuit = self.circuit.trying(now)

    def leave(self, now: datetime, error: TryAgain | None = None) -> None:
        """End a try that was answered, if only with a refusal, or that failed."""
        with self._lock:
            if error is None or not error.concerns_all:
                self.circuit = self.circuit.answered()
            else:
                asked = None if error.may_have_arrived else error.after  # Else it is our own wish.
                self.circuit = self.circuit.failed(now, self.rules, asked)


@cache
def breaker(name: str) -> Breaker:
    """Return the one breaker that a channel has in this process."""
    return Breaker(name)


@dataclass(frozen=True, slots=True)
class Breakable:
    """A channel behind its breaker: the same face, and no calls while the provider is down."""

    way: Channel
    breaker: Breaker
    clock: Callable[[], datetime]

    @property
    def name(self) -> str:
        """The name of the channel itself."""
        return self.way.name

    @property
    def is_safe_to_repeat(self) -> bool:
        """As of the channel itself."""
        return self.way.is_safe_to_repeat

    def send(self, mail: Mail) -> Receipt:
        """Hand the message on, unless the provider is being left in peace."""
        self.breaker.enter(mail.name, self.clock())
        try:
            receipt = self.way.send(mail)
        except TryAgain as error:
            self.breaker.leave(self.clock(), error)
            raise
        except Undeliverable:
            self.breaker.leave(self.clock())
            raise
        self.breaker.leave(self.clock())
        return receipt

    def close(self) -> None:
        """Let go of the connection."""
        self.way.close()


@dataclass(frozen=True, slots=True)
class BreakableAskable(Breakable):
    """The same for a channel that can be asked; asking is always allowed, for it doubles nothing."""

    way: Askable

    @property
    def settles_after(self) -> timedelta:
        """As of the channel itself."""
        return self.way.settles_after

    @property
    def keeps_for(self) -> timedelta:
        """As of the channel itself."""
        return self.way.keeps_for

    def find(self, reference: str) -> Receipt | None:
        """Ask the channel itself."""
        return self.way.find(reference)


def guarded(way: Channel, one: Breaker, clock: Callable[[], datetime]) -> Channel:
    """Put a channel behind a breaker; it can be asked if it could be before."""
    return BreakableAskable(way, one, clock) if isinstance(way, Askable) else Breakable(way, one, clock)
