"""A worker of a storm: it posts through Notify with a clock of its own, and may be killed after a message."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from pydantic import SecretStr

from casework import post
from channels.mail import Mail, Receipt
from channels.notify import Notify, Using
from channels.notify_api import api
from channels.pace import InMemory, Pace, Rate
from db.session import engine
from settings import settings
from tests.storms.ground import Home

BOUNDLESS = Rate(per_second=1_000_000, burst=1_000_000)


@dataclass(frozen=True)
class Order:
    """What a worker is told."""

    home: Home
    address: str
    key: str
    template: str
    clock: datetime
    seed: int
    die_after: int | None


@dataclass
class Mortal:
    """Notify, and the death of the worker once so many messages were handed over and not written down."""

    way: Notify
    left: int | None
    name: str = "notify"
    is_safe_to_repeat: bool = False

    @property
    def settles_after(self) -> timedelta:
        return self.way.settles_after

    @property
    def keeps_for(self) -> timedelta:
        return self.way.keeps_for

    def send(self, mail: Mail) -> Receipt:
        receipt = self.way.send(mail)
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return receipt

    def find(self, reference: str) -> Receipt | None:
        return self.way.find(reference)

    def close(self) -> None:
        self.way.close()


def provider(order: Order) -> Notify:
    """Return the stand-in as a channel."""
    return Notify(
        api(SecretStr(order.key), order.address), Using(order.template), Pace(BOUNDLESS, InMemory())
    )


def work(order: Order) -> None:
    """Post what waits, until nothing is left that could be tried now."""
    os.environ |= {"CPC_HOME": str(order.home.folder), "CPC_DATABASE_URL": order.home.database}
    settings.cache_clear()
    chance = Random(order.seed)  # noqa: S311 - To be drawn alike each time.
    way = Mortal(provider(order), order.die_after)
    for _ in post.deliver(way, lambda: order.clock, chance=chance.random):
        pass
    way.close()
    with suppress(OSError):
        engine().dispose()
