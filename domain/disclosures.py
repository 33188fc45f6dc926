"""Who wrote what the programme holds, and whether whoever asks may have it.

The programme is public by default. What a scheme says is what is suggested for each kind of paper. A person
decides on a request, and what they decide of a single document is an event of its challenge. Sections are
those of the Freedom of Information Act 2000. Source: domain reference, section 8 ("tag each document by
author, holder, disclosability and attribution risk").
"""

from __future__ import annotations

from enum import StrEnum


class Disclosure(StrEnum):
    """Who may have something: everybody once it is published, whoever asks, or nobody outside."""

    PUBLISHED = "published"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The word in a sentence: ``on request``."""
        return self.value.replace("_", " ")


class Ruling(StrEnum):
    """What somebody can decide of a single paper that is not published."""

    RELEASED = "released"
    ON_REQUEST = "on_request"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The decision in a sentence: ``to be had on request``."""
        return "to be had on request" if self is Ruling.ON_REQUEST else str(self.value)


class Availability(StrEnum):
    """Whether whoever asks may have a paper, on a day."""

    PUBLISHED = "published"
    TO_BE_PUBLISHED = "to_be_published"
    RELEASED = "released"
    ON_REQUEST = "on_request"
    EXEMPT = "exempt"

    @property
    def label(self) -> str:
        """The state in a sentence: ``to be published``."""
        return self.value.replace("_", " ")


_DECIDED = {
    Ruling.RELEASED: Availability.RELEASED,
    Ruling.ON_REQUEST: Availability.ON_REQUEST,
    Ruling.WITHHELD: Availability.EXEMPT,
}


def availability(
    suggested: Disclosure, ruling: Ruling | None, *, is_published: bool, may_come: bool
) -> Availability:
    """Say whether whoever asks may have a paper: what is out is out, and else what somebody decided counts.

    ``may_come`` says of what is meant to be published that it still can be.
    """
    if is_published:
        return Availability.PUBLISHED
    if ruling:
        return _DECIDED[ruling]
    if suggested is Disclosure.PUBLISHED and may_come:
        return Availability.TO_BE_PUBLISHED
    return Availability.EXEMPT if suggested is Disclosure.WITHHELD else Availability.ON_REQUEST


UNTIL_PUBLISHED = "section 22, information intended for future publication"
"""What is suggested for a paper until it is published."""
MESSAGE = "message"
"""The row of a scheme for letters that went out, beside those for the kinds of writing that came in."""
