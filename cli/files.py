"""Reads the text files that a command is given."""

from __future__ import annotations

from pathlib import Path

from documents.incoming.plain import NotText, text_at_most
from domain.errors import WrongUse

LARGEST = 20_000_000
"""Bytes of a file that a command reads; the register of councils has a hundredth of it."""


class NoSuchFile(WrongUse):
    """A file cannot be opened."""

    def __str__(self) -> str:
        name, why = self.args
        return f"{name} cannot be read: {why}. Check the name and whether you may read it."


class TooLarge(WrongUse):
    """A file is larger than anything that a command reads."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} is larger than {LARGEST // 1_000_000} MB, and nothing of it has been read. "
            "Check that it is the right file, or hand it in in parts."
        )


def text_of(path: Path) -> str:
    """Return a file's text; spreadsheets put a mark before it, which is left out."""
    try:
        found = text_at_most(path, LARGEST)
    except UnicodeDecodeError as error:
        raise NotText(path.name, error.start + 1) from error
    except OSError as error:
        raise NoSuchFile(str(path), error.strerror or "the system refuses") from error
    if found is None:
        raise TooLarge(path.name)
    return found
