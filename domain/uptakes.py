"""What councils make of an offer of support, in the words in which it is kept."""

from __future__ import annotations

from enum import StrEnum


class Uptake(StrEnum):
    """What a council and its adviser have agreed about an offer of support."""

    TAKEN_UP = "taken_up"
    DECLINED = "declined"
    TO_DECIDE = "to_decide"

    @property
    def label(self) -> str:
        """The answer as it stands in a list: ``Taken up``."""
        return self.value.replace("_", " ").capitalize()
