"""Reads the text files that a command is given."""

from __future__ import annotations

from pathlib import Path

from domain.errors import WrongUse


class NotText(WrongUse):
    """A file is not the text that it should be."""

    def __str__(self) -> str:
        name, place = self.args
        return f"{name} is not UTF-8 text: byte {place} is not. Save it as CSV UTF-8 and try again."


class NoSuchFile(WrongUse):
    """A file cannot be opened."""

    def __str__(self) -> str:
        name, why = self.args
        return f"{name} cannot be read: {why}. Check the name and whether you may read it."


def text_of(path: Path) -> str:
    """Return a file's text; spreadsheets put a mark before it, which is left out."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotText(path.name, error.start + 1) from error
    except OSError as error:
        raise NoSuchFile(str(path), error.strerror or "the system refuses") from error
