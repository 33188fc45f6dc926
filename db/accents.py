"""Has words found with their accents and without, whichever way they are asked for.

SQLite's index takes both for the same. PostgreSQL's does not, so words with accents stand in it once more
without, and what is shown of a text is looked up without them and then written as it was.
"""

from __future__ import annotations

from itertools import pairwise

from sqlalchemy import ColumnElement, SQLColumnExpression, func, literal_column

from domain.searching import ACCENTS, folded, folded_words

ASIDE = "\x05"
"""What stands between a text and its words without accents; no text that people hand in may hold it."""


def with_words(text: str, *others: str) -> str:
    """Return a text with its own words that have accents, and those of others, beside it without them."""
    words = folded_words(" ".join((text, *others)))
    return f"{text}{ASIDE}{' '.join(words)}" if words else text


def without_words(kept: SQLColumnExpression[str]) -> ColumnElement[str]:
    """Return a text that is kept with words beside it as it was."""
    return func.split_part(kept, ASIDE, 1)


def plain(text: ColumnElement[str]) -> ColumnElement[str]:
    """Write a text without accents, as ``folded`` does."""
    apart = func.normalize(text, literal_column("NFD"))
    return func.normalize(func.regexp_replace(apart, ACCENTS, "", "g"), literal_column("NFC"))


def as_written(passage: str, text: str, marks: str) -> str:
    """Return a passage that was looked up without accents as its text has it; marks in it stay there."""
    pairs = [(letter, place) for place, each in enumerate(text) for letter in folded(each)]
    bare = "".join(each for each in passage if each not in marks)
    start = "".join(letter for letter, _ in pairs).find(bare)
    if start < 0 or text.isascii():
        return passage
    places = [*(place for _, place in pairs[start:]), len(text)]
    letters = (text[here:there] for here, there in pairwise(places))
    return "".join(each if each in marks else next(letters) for each in passage)
