"""The look of a published page, on a screen and on a browser's printer.

It goes into the page itself: whoever saves or forwards one file has the whole document.
"""

from functools import cache
from pathlib import Path


@cache
def stylesheet() -> str:
    """Give the style sheet that every published page carries in its ``<style>``."""
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
