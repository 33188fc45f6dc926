"""Where a page of a list lies: what of how many stands on it, and the ways to the pages beside it.

Most lists are turned by the numbers of their pages. The pipeline is read on from a challenge, since nobody
would wait for all that stand before it, and says the same of itself; ``_parts.html.j2`` draws both alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

MOST = 100_000
"""The highest number of a page that is read; no list is so long."""
Number = Annotated[int, Query(alias="page", ge=1, le=MOST)]
"""Which page of a list an address asks for."""


@dataclass(frozen=True, slots=True)
class Paging:
    """The lines of a page by their places in the list, and the ways to other pages, where there are any."""

    first: int
    last: int
    total: int
    start: str | None = None
    previous: str | None = None
    next: str | None = None
    end: str | None = None

    @property
    def is_parted(self) -> bool:
        """Whether there is any other page."""
        return bool(self.previous or self.next)


def pages_of(total: int, size: int) -> int:
    """Return how many pages a list has; nothing at all has one."""
    return max(1, -(-total // size))


def numbered(number: int, size: int, total: int, to: Callable[[int], str]) -> Paging:
    """Say where a page lies that is asked for by its number; what is far off is led to as well."""
    pages = pages_of(total, size)
    return Paging(
        first=min((min(number, pages) - 1) * size + 1, total),
        last=min(number * size, total),
        total=total,
        start=to(1) if number > 2 else None,  # noqa: PLR2004 - The one before the second is the first.
        previous=to(min(number - 1, pages)) if number > 1 else None,
        next=to(number + 1) if number < pages else None,
        end=to(pages) if number < pages - 1 else None,
    )
