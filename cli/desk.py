"""Where a command is given: who gives it, when, and where the answer goes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from textwrap import fill
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import RenderableType

WIDEST = 100
"""Columns beyond which a line of prose is hard to follow."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every command is handed beside what was typed."""

    now: datetime
    user: str
    out: Console
    err: Console

    @property
    def today(self) -> date:
        """The day on which the command is given."""
        return self.now.date()

    def aside(self) -> Desk:
        """Return the same desk, where what is said to people stays out of an answer for a program."""
        return replace(self, out=self.err)

    def say(self, *said: RenderableType) -> None:
        """Print lines or tables for a reader; a path is never broken, so that it can be copied."""
        for each in said:
            line = folded(self.out, each) if isinstance(each, str) else each
            self.out.print(line, soft_wrap=isinstance(line, str | Text))

    def give(self, shape: Any) -> None:
        """Print JSON for a program: exactly that, whatever the width of the screen."""
        self.out.file.write(json.dumps(shape, indent=2, ensure_ascii=False) + "\n")

    def complain(self, error: object) -> None:
        """Print what is the matter and what to do."""
        self.err.print(str(error), soft_wrap=True)


def folded(console: Console, line: str, indent: str = "", hanging: str = "") -> str:
    """Return a line in as many as the console's width makes of it, broken between words alone."""
    width = min(console.width, WIDEST)
    return fill(
        line,
        width,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_on_hyphens=False,
        break_long_words=False,
    )


def console(*, stderr: bool = False) -> Console:
    """Return a console that prints what it is given: names and reasons may hold brackets and numbers."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False)
