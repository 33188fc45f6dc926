"""The look of a published page, on a screen and on a browser's printer.

It goes into the page itself: whoever saves or forwards one file has the whole document.
"""

from dataclasses import asdict
from functools import cache
from pathlib import Path

from documents.house_style import HouseStyle, house_style


def stylesheet(house: HouseStyle | None = None) -> str:
    """Give the style sheet that every published page carries in its ``<style>``."""
    return _written(house or house_style())


@cache
def _written(house: HouseStyle) -> str:
    colours = "".join(f"  --{name}: {colour};\n" for name, colour in asdict(house.colours).items())
    rules = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    return f':root {{\n{colours}  --font: "{house.font}";\n}}\n\n{rules}'
