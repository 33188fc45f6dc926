"""Settles what became of a message whose answer was lost: it is never sent again on a guess."""

from __future__ import annotations

from datetime import datetime

from channels.mail import Askable, Channel, Mail, Receipt, TryAgain
from domain.errors import ChallengeError


class CannotTell(ChallengeError):
    """The channel cannot be asked what became of a message, or no longer knows."""

    def __str__(self) -> str:
        name, channel = self.args
        return (
            f"Nobody can say whether {name} has arrived, for {channel} cannot be asked or has forgotten. "
            "Ask the recipient, then mark it as sent or queue it again."
        )


def settle(way: Channel, mail: Mail, *, sent_at: datetime, now: datetime) -> Receipt | None:
    """Return the receipt of a message that did arrive, or ``None`` if it is safe to send it again.

    ``TryAgain`` says that it is too early to tell, or that the provider cannot be reached. ``CannotTell``
    says that a person has to find out.
    """
    if not isinstance(way, Askable):
        if way.is_safe_to_repeat:
            return None
        raise CannotTell(mail.name, way.name)
    if found := way.find(mail.name):
        return found
    if now - sent_at >= way.keeps_for:
        raise CannotTell(mail.name, way.name)
    if now < (settled_at := sent_at + way.settles_after):
        why = "the provider may not have written it down yet"
        raise TryAgain(mail.name, why, after=settled_at - now, may_have_arrived=True, concerns_all=False)
    return None
