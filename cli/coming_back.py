"""What every command does that takes in a file which came back: it shows first, and keeps only if told to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from cyclopts import Parameter
from rich.console import RenderableType

from cli.desk import Desk

NOT_YET = "Nothing of it is kept yet. If it is right, give the command again with --yes."
Yes = Annotated[bool, Parameter(negative="", show_default=False, help="Keep what was understood.")]
Shape = Callable[[bool], dict[str, Any]]
"""The JSON of what was understood, once one knows whether it is kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command answers: to people or to a program, and whether it has been told to keep anything."""

    desk: Desk
    as_json: bool
    yes: bool
    is_trial: bool

    def show(self, lines: Iterable[RenderableType], shape: Shape, problem: Exception | None) -> bool:
        """Show what was understood, raise the problem if there is one, and say whether to go on."""
        if not self.as_json:
            self.desk.say(*lines)
        elif problem or self.is_trial or not self.yes:
            self.desk.give(shape(False))
        if problem:
            raise problem
        if self.yes or self.is_trial:
            return True
        if not self.as_json:
            self.desk.say("", NOT_YET)
        return False

    def end(self, shape: Shape) -> Desk:
        """Answer a program that all of it is kept, and return the desk where the rest is said."""
        if self.as_json and self.yes and not self.is_trial:
            self.desk.give(shape(True))
        return self.desk.aside() if self.as_json else self.desk
