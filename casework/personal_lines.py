"""What somebody has added to one letter: the paragraphs, and in whose name they stand there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.case import Case
from casework.context import Person, person_in
from casework.pages import Problems, Text, page
from casework.printable import check
from db import personal_lines
from domain.errors import WrongUse
from domain.lifecycle import Event, PersonId
from domain.outlook import Outlook
from domain.owed import OwedNotice

LONGEST = 1200
"""How many characters a personal paragraph may have: what is longer is a letter of its own."""
_BEFORE = "Before.\n\n"
"""Stands before the words while they are read, for a page may begin with its title and a letter may not."""


@dataclass(frozen=True, slots=True)
class PersonalLine:
    """What a letter says beside what it says to everybody, and who says it."""

    who: Person
    office: str
    paragraphs: tuple[str, ...]


class NotAParagraph(WrongUse):
    """A personal paragraph holds what cannot stand within a letter."""

    def __str__(self) -> str:
        return f"A personal paragraph cannot be written like that: it {self.args[0]}. Write plain sentences."


class TooLong(WrongUse):
    """A personal paragraph is longer than a few sentences."""

    def __str__(self) -> str:
        length, longest = self.args
        return (
            f"A personal paragraph has {longest:,} characters at most, and this one has {length:,}. "
            "Shorten it, or write a letter of your own."
        )


def plain(words: str) -> str:
    """Return what somebody wrote as paragraphs with an empty line between them, without marks.

    ``NotAParagraph`` if they hold a heading, a list or the like, ``TooLong``, or ``Unprintable``.
    """
    problems = Problems()
    whole = page(_BEFORE + words, problems)
    if problems or whole.parts or not all(isinstance(each, Text) for each in whole.blocks):
        raise NotAParagraph(problems[0][1] if problems else "holds a heading, a list or a table")
    _, *paragraphs = (each.words for each in whole.blocks if isinstance(each, Text))
    found = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    if len(found) > LONGEST:
        raise TooLong(len(found), LONGEST)
    check([found])
    return found


def lines_for(on_desk: Case, view: Outlook, group: Sequence[OwedNotice]) -> tuple[PersonalLine, ...]:
    """Return what stands in a letter to one person; of a reminder that speaks for others, its own alone."""
    if not view.reading.lines:
        return ()
    mine = [_line(view, each) for each in group if each.rule == group[0].rule]
    events = {each.seq: each for each in mine if each}
    return tuple(found for each in events.values() if (found := _written(on_desk, view, each)))


def _line(view: Outlook, owed: OwedNotice) -> Event | None:
    """Return what was written to this reader, or else to everybody."""
    found = view.reading.lines_of(owed.key)
    return found.get(owed.person) or found.get(None)


def _written(on_desk: Case, view: Outlook, event: Event) -> PersonalLine | None:
    words = words_of(on_desk, event)
    who = person_in(on_desk, view, PersonId(event.details.person or ""))
    return PersonalLine(who, who.role_title.lower(), tuple(words.split("\n\n"))) if words else None


def words_of(on_desk: Case, event: Event) -> str | None:
    """Return the words that an event added to a letter, unless they have been erased."""
    return personal_lines.words(on_desk.session, on_desk.reference, event.details.digest or "")
