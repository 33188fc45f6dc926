"""Does once what a program asks for under a key of its own, however often the program has to ask.

An answer can be lost on its way. Whoever then asks again, with the same key, is given the answer that there
was. What was done is committed before its answer is kept; a process that is killed between the two leaves a
request without an answer, and whoever asks again later does it again, which the casework takes for the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db import requests
from db.requests import RequestKey
from db.session import transaction
from domain.errors import RulesRefuse, WrongUse

KEPT = timedelta(days=1)
"""How long an answer is kept."""
ABANDONED = timedelta(minutes=5)
"""After how long without an answer whoever was doing it is taken to be gone."""


class OtherRequest(WrongUse):
    """A key was used before, for something else."""

    def __str__(self) -> str:
        return (
            f"The Idempotency-Key {self.args[0]!r} came with another body before. "
            "Use a new key for a new request, or send what you sent then."
        )


class UnderWay(RulesRefuse):
    """What was asked for under a key is being done."""

    def __str__(self) -> str:
        return (
            f"What you asked for with the Idempotency-Key {self.args[0]!r} is still being done. "
            "Ask again in a moment, with the same key."
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program is answered; ``is_repeated``, if it was told so before."""

    status: int
    body: dict[str, Any]
    is_repeated: bool = False


def once(key: RequestKey | None, body: str, at: datetime, do: Callable[[], Answer]) -> Answer:
    """Do something, or return what was answered under its key; without a key it is done each time.

    ``OtherRequest`` if the key came with another body, ``UnderWay`` if it is being done. What fails can be
    asked for again under the same key.
    """
    if key is None:
        return do()
    known = _begun(key, body, at)
    if known:
        return known
    try:
        answer = do()
    except BaseException:
        with transaction() as session:
            requests.drop(session, key)
        raise
    with transaction() as session:
        requests.end(session, key, answer.status, answer.body)
    return answer


def _begun(key: RequestKey, body: str, at: datetime) -> Answer | None:
    """Begin, or return what was answered before."""
    with transaction() as session:
        requests.forget(session, at - KEPT)
        if requests.begin(session, key, body, at):
            return None
        known = requests.find(session, key)
        if known.body != body:
            raise OtherRequest(key.key)
        if known.status is not None:
            return Answer(known.status, known.answer or {}, is_repeated=True)
        is_abandoned = at - known.at > ABANDONED
        if not (is_abandoned and requests.take_over(session, key, known.at, at)):
            raise UnderWay(key.key)
    return None
