"""Links to surveys: each signed for one person, worked out when a letter leaves, and kept nowhere.

A letter is kept for years, shown in previews and read by colleagues, and whoever has its link answers for its
reader. So the letter as it is kept has a place in the link's stead, which says of what it is and not whose.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from casework.seals import seal
from db.post_tables import Message
from domain.errors import RulesRefuse
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.surveys import Opening
from settings import settings

PATH = "/surveys/"
PLACE = "your-own-link"
_BETWEEN = "~"
_PLACED = re.compile(rf"{PATH}{PLACE}{_BETWEEN}([\w-]+){_BETWEEN}(\w+){_BETWEEN}([\w-]*)")


class Invitation(NamedTuple):
    """Who is asked to answer which survey, of which council if it is a council's."""

    reference: Reference
    survey: str
    council: CouncilCode | None
    person: PersonId


class NoSuchSurvey(RulesRefuse):
    """A link to a survey is none of ours, or was cut short on its way."""

    def __str__(self) -> str:
        return (
            "This link leads to no survey. Open it from the letter once more, and take care that it is whole."
        )


def place(reference: Reference, opening: Opening) -> str:
    """Return a link as it stands in a letter that is kept; empty if nobody knows where links lead to."""
    address = settings().address
    parts = (PLACE, reference, opening.survey.name, opening.council or "")
    return f"{address}{PATH}{_BETWEEN.join(parts)}" if address else ""


def whole(message: Message, said: str) -> str:
    """Put its reader's own links into the words of a message that leaves."""

    def link(found: re.Match[str]) -> str:
        reference, survey, council = found.groups()
        asked = Invitation(
            Reference(reference), survey, CouncilCode(council) if council else None, message.person_id
        )
        return f"{PATH}{token(asked)}"

    return _PLACED.sub(link, said)


def token(asked: Invitation) -> str:
    """Sign who may answer with it."""
    said = _BETWEEN.join((asked.reference, asked.survey, asked.council or "", asked.person))
    return f"{urlsafe_b64encode(said.encode()).decode().rstrip('=')}.{_signature(said)}"


def opened(text: str) -> Invitation:
    """Return whom a link asks; ``NoSuchSurvey`` if we have not made it."""
    name, _, signature = text.partition(".")
    try:
        said = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError as error:
        raise NoSuchSurvey from error
    if not hmac.compare_digest(signature.encode(), _signature(said).encode()):
        raise NoSuchSurvey
    reference, survey, council, person = said.split(_BETWEEN, 3)
    return Invitation(
        Reference(reference), survey, CouncilCode(council) if council else None, PersonId(person)
    )


def _signature(said: str) -> str:
    return urlsafe_b64encode(seal(f"survey {said}")).decode().rstrip("=")
