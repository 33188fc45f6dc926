"""How far the making of a paper has come, for whoever waits for it: at a desk, on a page, in a run's log."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from documents.formats import Format


class Step(StrEnum):
    """What is done while a paper is made, in its order."""

    READING = "Reading the histories"
    COUNTING = "Counting the figures"
    WRITING = "Writing the paper"
    PDF = "Setting the PDF"
    WORD = "Setting the Word file"
    CHECKING = "Writing the plain text and checking every format"
    FILING = "Filing the paper"


SETTING = {Format.PDF: Step.PDF, Format.WORD: Step.WORD, Format.TEXT: Step.CHECKING}
"""With which format each step begins; the page itself is what is written."""


class Reached(NamedTuple):
    """A step that has begun and, where it goes through challenges, how many of them are done."""

    step: Step
    done: int = 0
    of: int = 0

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.step}: {self.done:,} of {self.of:,}" if self.of else str(self.step)


Progress = Callable[[Reached], object]
"""Is told of each step when it begins."""


def untold(_reached: Reached) -> None:
    """Tell nobody."""
