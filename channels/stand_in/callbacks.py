"""Tells the service what became of its messages, as often as it takes to be heard."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import httpx

from channels.stand_in.clock import Clock
from channels.stand_in.ledger import Ledger, Notification

TICK = 0.02
TRIES = 5
PATIENCE = httpx.Timeout(5.0)
"""Who does not answer by then is told again."""


@dataclass(slots=True)
class Callbacks:
    """The news that is still to be told, by the time at which it is due."""

    clock: Clock
    ledger: Ledger
    url: str | None = None
    token: str = ""
    _due: list[tuple[float, int, Notification, str]] = field(default_factory=list)
    _number: count[int] = field(default_factory=count)

    def expect(self, one: Notification) -> None:
        """Note what there will be to tell of a message."""
        for at, status in one.tellings() if self.url else ():
            heapq.heappush(self._due, (at, next(self._number), one, status))

    async def run(self) -> None:
        """Tell what has come due, until somebody ends it."""
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client:
            while True:
                await asyncio.gather(*(self._tell(client, one, status) for one, status in self._news()))
                await asyncio.sleep(TICK)

    def _news(self) -> Iterator[tuple[Notification, str]]:
        """Give what has come due."""
        while self._due and self._due[0][0] <= self.clock.now():
            *_, one, status = heapq.heappop(self._due)
            yield one, status

    async def _tell(self, client: httpx.AsyncClient, one: Notification, status: str) -> None:
        headers = {"Authorization": f"Bearer {self.token}"}
        for number in range(1, TRIES + 1):
            try:
                answer = await client.post(str(self.url), json=one.as_callback(status), headers=headers)
                code = answer.status_code
            except httpx.HTTPError:
                code = 0
            self.ledger.told.append({"id": one.id, "status": status, "try": number, "answer": code})
            if 200 <= code < 300:  # noqa: PLR2004
                return
            await asyncio.sleep(TICK * 2**number)
