"""What a form or a draft that goes out says of itself, so that it is known again when it comes back.

A file comes back renamed, converted, or from the council next door. The stamp says which challenge and
council it was made for and which words it was made of. It stands in the file's properties and, because
some programs drop those, in a line that a person can read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from domain.lifecycle import CouncilCode, Reference

_LINE = re.compile(
    r"\b(?P<Challenge>[A-Z]{2,5}-\d{4}-\d{3,5})/(?P<Council>-|[A-Z0-9]{2,12})/(?P<Edition>[0-9a-f]{12})\b"
)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Whose a file is, and the edition of the report that it was made of."""

    reference: Reference
    council: CouncilCode | None
    edition: str

    def __str__(self) -> str:
        return f"{self.reference}/{self.council or '-'}/{self.edition}"

    @property
    def properties(self) -> dict[str, str]:
        """The same as named values, for the properties of a file."""
        names = (self.reference, self.council or "-", self.edition)
        return dict(zip(("Challenge", "Council", "Edition"), names, strict=True))


def stamp_in(properties: Mapping[str, str], text: str) -> Stamp | None:
    """Return the stamp that a file bears: in its properties or, where those were lost, in its words."""
    line = "/".join(properties.get(name, "") for name in ("Challenge", "Council", "Edition"))
    found = _LINE.fullmatch(line) or _LINE.search(text)
    if found is None:
        return None
    reference, council, edition = found.groups()
    return Stamp(Reference(reference), None if council == "-" else CouncilCode(council), edition)
