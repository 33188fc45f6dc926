"""What a new installation is offered: challenges to look at, and the way in for its first manager."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from casework import links, sign_in
from cli.demo import demo
from cli.desk import Desk
from cli.samples import check_place, under_way
from cli.writing import entry_of
from db import standings
from db.session import reading, transaction
from settings import settings

QUESTION = "There are no challenges here yet. Bring in some samples to look at? [y/N] "


def wants_samples(said: bool | None, ask: Callable[[str], str] = input) -> bool:
    """Whether the sample challenges are to be brought in: as was said, or asked of whoever sits here.

    Where there are challenges already nobody is asked, and in the real programme neither; where nobody sits
    nobody waits for an answer.
    """
    if said:
        check_place()
    if said is not None:
        return said
    return (
        not settings().is_production
        and is_empty()
        and sys.stdin.isatty()
        and ask(QUESTION).strip().lower() in ("y", "yes")
    )


def is_empty() -> bool:
    """Whether there is no challenge yet."""
    with reading() as session:
        return not standings.references(session)


def bring_samples(desk: Desk) -> None:
    """Bring in challenges under way, where there are none yet, and play the demonstration."""
    if is_empty():
        with transaction() as session:
            under_way(session, entry_of(desk, None))
    demo(desk=desk)


def show_the_way_in(desk: Desk, address: str, at: datetime) -> None:
    """Print the link by which the first programme manager comes in, as long as nobody has an account."""
    with transaction() as session:
        key = sign_in.first_manager_link(session, at)
    if key:
        desk.say(
            "Nobody can sign in yet. Whoever opens this link first becomes the programme manager:",
            f"  {address}{links.path(key)}",
        )
