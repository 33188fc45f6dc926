"""Keeps what a document was made of in a form that can be read again: its facts, and the house style.

The facts of a letter name the people whom it names. They lie in a file beside the letter, so that whoever
may read or has to delete the one has the other at hand, and nowhere in the database.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from typing import Any

from casework import context
from documents import house_style, plan_sheet
from documents.house_style import HouseStyle
from domain import (
    board,
    contents,
    counting,
    days,
    deadlines,
    disclosures,
    fact_checks,
    handover,
    keeping,
    ledger,
    lifecycle,
    owed,
    pauses,
    people,
    rounds,
    rules,
    stamps,
    support,
    uptakes,
)
from domain.errors import ChallengeError
from domain.keeping import NotKept

KNOWN = keeping.known_in(
    [
        board,
        context,
        contents,
        counting,
        days,
        deadlines,
        disclosures,
        fact_checks,
        handover,
        house_style,
        ledger,
        lifecycle,
        owed,
        pauses,
        people,
        plan_sheet,
        rounds,
        rules,
        stamps,
        support,
        uptakes,
    ]
)
"""Every kind of value that a document is made of."""


class Forgotten(ChallengeError):
    """What a document was made of cannot be read any more."""

    def __str__(self) -> str:
        what, why = self.args
        cause = f"What {what} was made of was kept in a form that this version cannot read ({why})."
        return f"{cause} Make it again with the version that filed it."


class Lost(Forgotten):
    """The file of what a document was made of is gone, or is not what was kept."""

    def __str__(self) -> str:
        what, why = self.args
        return f"What {what} was made of is not there as it was kept: {why}. Put the file back from a backup."


def facts_written(told: Mapping[str, Any]) -> bytes:
    """Write down what a template was told; the same facts always give the same bytes."""
    return keeping.written(dict(told), KNOWN).encode()


def facts_read(written: bytes, what: str) -> dict[str, Any]:
    """Read back what a template was told; ``Forgotten`` if its kinds are not known any more."""
    try:
        found: dict[str, Any] = keeping.read(written.decode(), KNOWN)
    except NotKept as error:
        raise Forgotten(what, str(error)) from error
    return found


def facts_raw(written: bytes, what: str, kind: str) -> Iterator[Mapping[str, Any]]:
    """Go through the values of a kind among facts, as they were written; ``Forgotten`` if they cannot be."""
    try:
        yield from keeping.raw(written.decode(), kind)
    except NotKept as error:
        raise Forgotten(what, str(error)) from error


def packed(content: bytes) -> bytes:
    """Make facts small, which repeat themselves from document to document; the same give the same bytes."""
    return gzip.compress(content, mtime=0)


def unpacked(content: bytes, what: str) -> bytes:
    """Return what was made small; ``Lost`` if the file is damaged."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError) as error:
        raise Lost(what, "the file is damaged") from error


def style_written(house: HouseStyle) -> str:
    """Write a house style down; of fonts of its own only the folder is named."""
    return keeping.written(house, KNOWN)


def style_read(text: str, what: str) -> HouseStyle:
    """Read a house style back; ``Forgotten`` if it said other things than it says now."""
    try:
        found: HouseStyle = keeping.read(text, KNOWN)
    except NotKept as error:
        raise Forgotten(what, str(error)) from error
    return found
