"""Reads a text that somebody sent, and never more of it than a text of its kind can have."""

from __future__ import annotations

from pathlib import Path

from domain.errors import WrongUse


class NotText(WrongUse):
    """A file is not the text that it should be."""

    def __str__(self) -> str:
        name, place = self.args
        return f"{name} is not UTF-8 text: byte {place} is not. Save it as CSV UTF-8 and try again."


def text_at_most(path: Path, most: int) -> str | None:
    """Return the text of a file in UTF-8, or nothing if it has more bytes than that.

    What the system says of a file's size is not relied on: a device says that it has none, and never ends.
    """
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        return None
    return decoded(content)


def decoded(content: bytes) -> str:
    """Return text in UTF-8 with one kind of line end, without the mark that spreadsheets put before it."""
    return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
