"""Who wrote what the programme holds, and whether whoever asks may have it.

The programme is public by default. What a scheme says is what is suggested for each kind of paper. A person
decides on a request, and what they decide of a single document is an event of its challenge. Sections are
those of the Freedom of Information Act 2000. Source: domain reference, section 8 ("tag each document by
author, holder, disclosability and attribution risk").
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Author(StrEnum):
    """Whose words something is."""

    PROGRAMME = "programme"
    PEERS = "peers"
    COUNCIL = "council"


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


@dataclass(frozen=True, slots=True)
class Handling:
    """How something is handled when somebody asks for it; only what is withheld is exempt under a section."""

    author: Author
    disclosure: Disclosure
    exempt_under: str = ""
    because: str = ""


MESSAGE = "message"
"""The row of a scheme for letters that went out, beside those for the kinds of writing that came in."""
