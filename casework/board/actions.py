"""What the board wants done: actions are taken, told of and ended, and come back in the next paper.

An owner is named by post and need not be anybody whom the programme writes to. What is owed to people follows
from the histories of challenges alone, and no history knows of the board: so nobody is written to, and the
board's page keeps what is open and overdue before those who see to it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from casework import printable
from casework.deeds.questions import Kind, Option, Question
from casework.record import Entry
from db import board
from domain.board import ActionNote, ActionState, ActionTold, BoardAction, BoardPeriod
from domain.errors import WrongUse

LONGEST = 1000
"""Characters of what is wanted or told; it has to stand in a table of a paper."""

TAKING = (
    Question("text", "What is to be done?"),
    Question("owner", "Who does it?", hint="A post, such as principal adviser."),
    Question("due", "By when?", Kind.DATE),
)
"""What has to be said of something that the board wants done."""
TELLING = (
    Question(
        "what",
        "What is there to tell?",
        Kind.CHOICE,
        options=(
            Option(ActionTold.PROGRESS, "How it goes"),
            Option(ActionTold.MOVED, "It has more time"),
            Option(ActionTold.DONE, "It is done"),
            Option(ActionTold.DROPPED, "It is dropped"),
        ),
    ),
    Question("words", "In words", Kind.WORDS, "How it goes, or why it is done, dropped or has more time."),
    Question("due", "By when now?", Kind.DATE, "Said if it has more time, and not otherwise.", needed=False),
)
"""What can be said of it afterwards."""


class BadAction(WrongUse):
    """An action, or what is told of one, lacks something or is too long."""

    def __str__(self) -> str:
        return f"That cannot be kept: {self.args[0]}. Say it once more."


class ActionLine(NamedTuple):
    """An action and how it stands on a day."""

    action: BoardAction
    state: ActionState


def take(session: Session, text: str, owner: str, due: date, entry: Entry) -> BoardAction:
    """Write down what the board wants done, by whom and by when."""
    wanted, who = _words(text, "what is to be done"), _words(owner, "who does it")
    if due < entry.today:
        raise BadAction("the day by which it is due has passed")
    number = board.take(session, wanted, who, due, entry.today, by=entry.by, at=entry.at)
    return board.action(session, number)


def report(
    session: Session, number: int, what: ActionTold, words: str, entry: Entry, *, due: date | None = None
) -> BoardAction:
    """Write down how an action goes, or that it has more time, is done or dropped, and why."""
    board.action(session, number, lock=True).check_open()
    if (due is not None) is not (what is ActionTold.MOVED):
        raise BadAction("another day is given for an action that has more time, and for no other")
    note = ActionNote(what, entry.today, _words(words, "how it goes"), entry.by, due)
    board.tell(session, number, note, by=entry.by, at=entry.at)
    return board.action(session, number)


def listed(session: Session, today: date, *, ended: bool = True) -> list[ActionLine]:
    """Return the actions with how they stand: those that are open first, by when they are due."""
    lines = [ActionLine(each, each.state(today)) for each in board.actions(session)]
    found = [each for each in lines if ended or not each.state.has_ended]
    return sorted(found, key=lambda each: (each.state.has_ended, each.action.due, each.action.number))


def coming_back(session: Session, period: BoardPeriod, today: date) -> list[ActionLine]:
    """Return the actions that a paper tells of: what is open, and what has ended since the period began."""
    known = [each.as_of(today) for each in board.actions(session) if each.comes_back(period, today)]
    return [ActionLine(each, each.state(today)) for each in known]


def _words(text: str, what: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise BadAction(f"it does not say {what}")
    if len(said) > LONGEST:
        raise BadAction(f"{what} takes more than {LONGEST} characters")
    printable.check([said])
    return said
