"""Asks of words, when they are entered, whether the documents will be able to show them."""

from __future__ import annotations

from collections.abc import Iterable

from documents.glyphs import unprintable
from domain.errors import WrongUse
from domain.lifecycle import Details


class Unprintable(WrongUse):
    """Words hold a character that the documents' fonts do not have, or that nobody can see."""

    def __str__(self) -> str:
        words, character = self.args
        what = f"{character}, which no document can show"
        return f"{words!r} holds {what}. Leave it out or write it in other characters."


def check(words: Iterable[str | None]) -> None:
    """Raise ``Unprintable`` with the first character that cannot be printed."""
    for each in words:
        for stray in unprintable(each or "")[:1]:
            raise Unprintable(each, stray.name)


def check_details(details: Details) -> None:
    """Raise ``Unprintable`` if what an event says cannot be printed."""
    for said in details.to_json().values():
        several = said if isinstance(said, list) else [said]
        check(each for each in several if isinstance(each, str))
