"""Sees to what a click has made owed, once the page has been answered: by Prefect, or here without it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from threading import Thread

from casework.paperwork import do_paperwork, go_round
from dashboard import clock
from db.trouble import explained
from domain.errors import ChallengeError
from domain.lifecycle import Reference
from domain.moves import Claim
from flows.server import hand_over, hand_over_round, server_in_reach

_log = logging.getLogger("cpc.dashboard")


def see_to(reference: Reference, claim: Claim | None, *, by: str, today: date) -> None:
    """Have the paperwork of a challenge done; what fails is still owed, and the next round sees to it."""
    if not hand_over(reference, claim, by=by, today=today):
        _do_here(reference, lambda: do_paperwork(reference, today, clock.now))


def see_to_all(today: date) -> None:
    """Have a round done: everything in all challenges that has come due."""
    if not hand_over_round(today):
        _do_here("The round", lambda: go_round(today, clock.now))


def warm_up() -> None:
    """Import Prefect beside everything else, if it is going to be needed: the first click should not wait."""
    if server_in_reach():
        Thread(target=_import, name="warm-up", daemon=True).start()


def _import() -> None:
    import flows.background  # noqa: F401, PLC0415 - Prefect takes seconds.


def _do_here(what: str, do: Callable[[], object]) -> None:
    try:
        with explained():
            do()
    except ChallengeError as error:
        # The page has been answered long since. What is owed stays owed, and the challenge's page says so.
        _log.error("%s: %s", what, error)
