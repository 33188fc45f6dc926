"""Reads a file that came back, whatever it is."""

from __future__ import annotations

from pathlib import Path

from documents.incoming import excel, word
from documents.incoming.grid import Received
from documents.incoming.guard import Kind, opened

_READERS = {Kind.WORD: word.received, Kind.EXCEL: excel.received}


def received(path: Path) -> Received:
    """Read a Word or Excel file from outside; ``FileRefused`` says why it is not taken in."""
    package = opened(path)
    return _READERS[package.kind](package)
