"""Letters as they come from the pen: however many have been written, they are entered in two statements.

A mapped object for each would take longer than the writing of some; nothing is done with a new letter but to
keep it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.post_tables import Message, MessageSlot

Row = dict[str, Any]
"""The columns of a row by their names."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message that is new, and the slots that it fills."""

    message: Row
    slots: Sequence[Row]


def enter(session: Session, entries: Collection[Entry]) -> list[int]:
    """Enter messages with their slots, and return their numbers in the same order."""
    if not entries:
        return []
    numbers = session.scalars(_NEW, [each.message for each in entries]).all()
    filled = zip(entries, numbers, strict=True)
    session.execute(
        insert(MessageSlot),
        [slot | {"message_id": number} for entry, number in filled for slot in entry.slots],
    )
    return list(numbers)


def fill(session: Session, slots: Sequence[Row], number: int) -> None:
    """Note that a message that is there already fills some slots more."""
    session.execute(insert(MessageSlot), [slot | {"message_id": number} for slot in slots])


def still_there(session: Session, numbers: Collection[int]) -> Sequence[Message]:
    """Return those of some messages whose place no other has taken, in the order of their numbers."""
    return session.scalars(select(Message).where(Message.id.in_(numbers)).order_by(Message.id)).all()


_NEW = insert(Message).returning(Message.id, sort_by_parameter_order=True)
