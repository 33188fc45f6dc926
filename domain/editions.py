"""The words of a document as a value: its template in one version, with everything that it rests on.

A document is made from an edition and never from "the template", so that it can be made again as it was
after its template, a shared frame or the style of the page has been changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a template, whole: the texts of all its files by their names, and which it is.

    Words that a programme has written itself (``is_own``) are not trusted as ours are.
    """

    name: str
    version: int
    sources: Mapping[str, str]
    is_own: bool = False

    @property
    def digest(self) -> str:
        """The hash of all its words, by which it is kept."""
        said = [self.name, self.version, self.is_own, sorted(self.sources.items())]
        return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
