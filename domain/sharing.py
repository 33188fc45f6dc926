"""Whether a council lets others learn from what was found with it: what it can have said."""

from __future__ import annotations

from enum import StrEnum


class Consent(StrEnum):
    """What a council said to it that one finding is shown to other councils."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"

    @property
    def label(self) -> str:
        """The state in a sentence: ``not asked``."""
        return self.value.replace("_", " ")


ANSWERS = (Consent.GIVEN, Consent.REFUSED, Consent.WITHDRAWN)
"""What a council can say."""
