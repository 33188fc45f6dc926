"""A human's word for a letter that the programme does not send by itself; waiting never gives it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casework.case import case
from casework.record import Entry, happen
from domain.days import Day
from domain.errors import WrongUse, either
from domain.lifecycle import Details, Event, Happening
from domain.outlook import Outlook


class WhichLetter(WrongUse):
    """Several letters of that name wait for approval."""

    def __str__(self) -> str:
        reference, name, keys = self.args
        return f"Several letters of {reference} wait for approval as {name!r}. Name one: {either(keys)}."


class NothingToApprove(WrongUse):
    """No letter of that key or name waits for approval."""

    def __str__(self) -> str:
        reference, key, waiting = self.args
        known = (
            f"These wait: {', '.join(waiting)}." if waiting else f"`cpc owed {reference}` says what waits."
        )
        return f"Nothing of {reference} waits for approval as {key!r}. {known}"


def waiting(view: Outlook) -> tuple[str, ...]:
    """Return the keys of the letters that wait for approval."""
    approved = view.reading.approved
    keys = (
        each.key
        for each in view.notices
        if each.rule.approval and not each.lapsed and each.key not in approved
    )
    return tuple(dict.fromkeys(keys))


def approve(session: Session, reference: str, entry: Entry, name: str, reason: str) -> str:
    """Approve a letter by its key, or by its name if only one of that name waits; return the key.

    Approved before, it stays as it is. What has been met or moved meanwhile waits no longer.
    """
    on_desk = case(session, reference, lock=True)
    view = on_desk.on(entry.today)
    if name in view.reading.approved:
        return name
    known = waiting(view)
    found = [key for key in known if name in (key, key.split("/")[1])]
    if len(found) > 1:
        raise WhichLetter(on_desk.reference, name, found)
    if not found:
        raise NothingToApprove(on_desk.reference, name, known)
    details = Details(key=found[0], reason=reason)
    happen(session, reference, entry, Event(0, Happening.APPROVED, Day(entry.today), details=details))
    return found[0]
