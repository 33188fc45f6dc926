"""The ways through the dashboard, as a table: who may take one is asked, never written here."""

from __future__ import annotations

from dataclasses import dataclass

from domain.permissions import Act, Visitor, may

WAYS: tuple[tuple[str, str, Act], ...] = (
    ("pipeline", "/", Act.SEE_PIPELINE),
    ("upcoming", "/upcoming", Act.SEE_UPCOMING),
    ("coverage", "/coverage", Act.SEE_COVERAGE),
    ("register", "/register", Act.SEE_REGISTER),
    ("board", "/board", Act.READ_BOARD_PAPER),
    ("search", "/search", Act.SEARCH),
    ("learning", "/learning", Act.LEARN),
    ("accounts", "/accounts", Act.KEEP_ACCOUNTS),
    ("audit", "/audit", Act.SEE_AUDIT),
)
"""The name under which the words stand in ``_frame.html.j2``, the address, and what one has to be allowed."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the navigation."""

    name: str
    href: str
    is_current: bool


def ways(visitor: Visitor, path: str) -> tuple[Way, ...]:
    """Return the links that somebody may follow, with the one that leads to where they are."""
    return tuple(Way(name, href, _leads_to(href, path)) for name, href, act in WAYS if may(visitor, act))


def _leads_to(href: str, path: str) -> bool:
    return path == href or (href != "/" and path.startswith(f"{href}/"))
