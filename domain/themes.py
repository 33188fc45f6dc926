"""The themes of a challenge under the names that they have had: the list of 2021 replaced another.

What is counted across years is counted under the names of the newest scheme. What an older list called
otherwise is found by the names that each scheme says its themes had before.
"""

from __future__ import annotations

from functools import lru_cache

from domain.rules import Scheme
from domain.schemes import known_schemes, scheme


def theme_called(text: str, of: Scheme) -> str:
    """Return the theme of a scheme that goes by a name, today's or a former one; else the text as it is."""
    names = {_key(old): new for old, new in of.former_themes.items()} | {
        _key(each): each for each in of.themes
    }
    return names.get(_key(text), text)


@lru_cache(maxsize=1_000)
def theme_today(text: str) -> str:
    """Return what a theme of any scheme is called in the newest; one without a place there keeps its name."""
    newest = max(map(scheme, known_schemes()), key=lambda each: each.visits_from)
    return theme_called(text, newest)


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
