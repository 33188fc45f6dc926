"""Writes down what was looked at, for the accessibility statement."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

STATEMENT = Path(__file__).parents[2] / "dashboard" / "accessibility.json"
WIDTHS = (1280, 320)


@dataclass
class Statement:
    """What was looked at in this run, with what, and what was found."""

    looked_with: dict[str, str] = field(default_factory=dict)
    pages: list[dict[str, object]] = field(default_factory=list)

    def add(self, page: str, found: list[str], looked_with: dict[str, str]) -> None:
        """Note what was found on a page."""
        self.looked_with = looked_with
        self.pages.append({"page": page, "found": found})

    def write(self, path: Path) -> None:
        """Write it where the dashboard reads it."""
        told = {
            "on": datetime.now(UTC).date().isoformat(),
            "with": self.looked_with,
            "widths": WIDTHS,
            "pages": self.pages,
        }
        path.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
