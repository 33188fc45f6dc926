"""What an address narrows a list down by: said once, to be read and to be written again for other lists.

A list names its filters as fields, each with the longest value that is read, and depends on them. An empty
value is what a form sends for no choice, so it stands in no address.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import ClassVar
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Filters:
    """The values that one list is narrowed down by, each under the name that it has in the address."""

    address: ClassVar[str]

    def to(self, form: str = "", /, **other: str) -> str:
        """Return the address of the same list in another form, or of one with other values."""
        said = urlencode({name: value for name, value in (asdict(self) | other).items() if value})
        return f"{self.address}{form}?{said}" if said else f"{self.address}{form}"

    def page(self, number: int) -> str:
        """Return the address of a page of the same list."""
        return self.to(page=str(number) if number > 1 else "")

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked for in particular."""
        return any(asdict(self).values())
