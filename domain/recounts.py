"""What a change of the calendar moves: the dates of one challenge before it and after."""

from __future__ import annotations

from collections.abc import Iterator

from domain.lifecycle import Shift
from domain.outlook import Outlook


def shifts(before: Outlook, after: Outlook) -> tuple[Shift, ...]:
    """Return each date that somebody still has to meet and that is not where it was."""
    return tuple(_shifts(before, after))


def _shifts(before: Outlook, after: Outlook) -> Iterator[Shift]:
    if before.state.has_ended:
        return
    for was, now in zip(before.deadlines, after.deadlines, strict=True):
        for is_target, old, new in ((False, was.due, now.due), (True, was.target, now.target)):
            if was.is_open and old and new and old != new:
                yield Shift(now.name, old, new, now.council, is_target)
