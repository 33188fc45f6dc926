"""The programs that work for a command until it is ended: looked after, and dismissed together."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from cli.children import Child, stop

ENDING = (signal.SIGINT, signal.SIGTERM)
SOON = 20.0
"""Seconds: who ends sooner than that after the start would only end again."""

Launch = Callable[[Child | None], Child]
"""Starts a program; given one that has ended, in its place."""


class Stopped(BaseException):
    """Somebody asked the programme to end."""


@contextmanager
def ending_well(tell: Callable[[str], None]) -> Iterator[None]:
    """Take Ctrl-C and SIGTERM as the way in which this ends, and let a second one not disturb the end."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        for each in ENDING:
            signal.signal(each, signal.SIG_IGN)
        tell("Ending.")
        raise Stopped

    before = {each: signal.signal(each, end) for each in ENDING}
    try:
        yield
    except Stopped:
        tell("Ended. Everything is kept; the same command goes on from here.")
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


@dataclass(slots=True)
class Crew:
    """The programs at work; whoever ends is started again, unless that would only happen again."""

    tell: Callable[[str], None]
    at_work: list[tuple[Launch, Child]] = field(default_factory=list)

    def hire(self, begin: Launch) -> Child:
        """Start a program that has to go on running."""
        child = begin(None)
        self.at_work.append((begin, child))
        return child

    def keep_going(self) -> NoReturn:
        """Look after the programs until somebody ends it, or one of them cannot be kept going."""
        while True:
            time.sleep(0.5)
            for place, (begin, child) in enumerate(self.at_work):
                if not child.is_at_work:
                    self.at_work[place] = (begin, self._replaced(begin, child))

    def _replaced(self, begin: Launch, child: Child) -> Child:
        stop([child])  # Whatever it has started itself ends too.
        if child.age < SOON:
            raise child.died()
        self.tell(f"The {child.name} ended by itself and is started again; see {child.log}.")
        return begin(child)

    def dismiss(self, last: str = "") -> None:
        """End all, and after them the one with whom the others talk."""
        children = [child for _, child in self.at_work]
        stop(child for child in children if child.name != last)
        stop(child for child in children if child.name == last)
