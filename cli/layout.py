"""Lays answers out: headed lists and tables that read well at 80 columns, in a pipe and without colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.spoken import named
from cli.desk import folded
from db.people import PersonFacts
from domain.lifecycle import PersonId
from domain.people import ChallengeWarning


def section(console: Console, title: str, lines: Iterable[str]) -> list[Text]:
    """Return a heading with its lines beneath, or nothing if there are none."""
    found = [Text(folded(console, line, "  ", "    ")) for line in lines]
    return [Text(), Text(title, style="bold"), *found] if found else []


def table(console: Console, headings: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> Table:
    """Return a table; its lines are drawn only on a screen."""
    made = Table(
        box=SIMPLE_HEAD if console.is_terminal else None,
        title=title or None,
        title_justify="left",
        title_style="bold",
        header_style="bold",
        pad_edge=False,
        padding=(0, 2, 0, 0),
    )
    for heading in headings:
        made.add_column(heading, overflow="fold")
    for row in rows:
        made.add_row(*row)
    return made


def warning_line(each: ChallengeWarning, people: Mapping[PersonId, PersonFacts]) -> str:
    """Return a warning with its key, the people named, and why it is allowed if it is."""
    allowed = f" Allowed: {each.allowed_because}" if each.allowed_because else ""
    return f"{each.key}: {named(each.text, people)}{allowed}"


def counted(count: int, noun: str) -> str:
    """Return a number of things: ``1 document``, ``3 documents``."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
