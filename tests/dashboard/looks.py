"""The pages that are looked at: each builder of a page adds it here, as whom it is seen and where.

Every one of them is judged by axe and must not push a small screen sideways; the accessibility statement
names them.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.permissions import Part
from tests.dashboard.conftest import TAMWORTH


@dataclass(frozen=True)
class Look:
    """A page of a stocked programme, and who looks at it."""

    path: str
    part: Part = Part.MANAGER
    own: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.path} as {self.part.label}"


LOOKS: tuple[Look, ...] = (
    Look("/about", Part.PUBLIC),
    Look("/about"),
    Look("/accessibility", Part.PUBLIC),
    Look("/nowhere", Part.COUNCIL_CONTACT, (TAMWORTH,)),
)
