"""Pictures for Word: drawn in dots, because not every Word shows drawings, and set in a line or beside it."""

from functools import cache, lru_cache
from pathlib import Path

import resvg_py
from lxml import etree

from documents.house_style import HouseStyle
from documents.ooxml import NAMESPACES, element, w

EMU = 635
"""English Metric Units in a twentieth of a point: pictures are measured in one, all else in the other."""

DOTS = 0.15
"""Dots in a twentieth of a point: 216 to the inch."""

Size = tuple[int, int]

_NO_DISTANCE = dict.fromkeys(("distT", "distB", "distL", "distR"), 0)
_DECORATIVE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"


def size(drawing: str, widest: int, tallest: int) -> Size:
    """Fit a drawing into a width and a height, in twentieths of a point."""
    box = str(etree.fromstring(drawing).get("viewBox")).replace(",", " ").split()
    wide, high = float(box[2]), float(box[3])
    scale = min(widest / wide, tallest / high)
    return round(wide * scale), round(high * scale)


@lru_cache(maxsize=16)
def drawn(drawing: str, house: HouseStyle, width: int) -> bytes:
    """Draw a picture in dots (PNG), with the fonts of the house."""
    return resvg_py.svg_to_bytes(
        svg_string=drawing,
        width=round(width * DOTS),
        skip_system_fonts=True,
        font_family=house.font,
        sans_serif_family=house.font,
        font_files=_files(house.fonts_folder),
    )


@cache
def _files(folder: Path) -> list[str]:
    return [str(path) for path in sorted(folder.glob("*.ttf"))]


def picture(part: str, number: int, fitted: Size, alternative: str) -> etree._Element:
    """Write a picture that is kept in a part; without words for it, it is decoration.

    Decoration is never read aloud, and stands aside at the right margin.
    """
    name: dict[str, str | int] = {"id": number, "name": f"Picture {number}"}
    about = element("wp:docPr", name | {"descr": alternative}, [] if alternative else [_decoration()])
    graphic = _graphic(part, name, fitted)
    placed = _in_line if alternative else _at_the_margin
    return w("r", w("drawing", placed(fitted, about, graphic)))


def _in_line(fitted: Size, about: etree._Element, graphic: etree._Element) -> etree._Element:
    """Set a picture as one large letter of its line."""
    return element("wp:inline", _NO_DISTANCE, [_extent(fitted), about, graphic])


def _at_the_margin(fitted: Size, about: etree._Element, graphic: etree._Element) -> etree._Element:
    """Set a picture at the right margin, level with the top of its line; words keep clear of it."""
    across = element("wp:positionH", {"relativeFrom": "margin"}, [element("wp:align", text="right")])
    down = element("wp:positionV", {"relativeFrom": "paragraph"}, [element("wp:posOffset", text="0")])
    said = _NO_DISTANCE | {
        "distL": 180 * EMU,
        "simplePos": 0,
        "relativeHeight": 1,
        "behindDoc": 0,
        "locked": 0,
        "layoutInCell": 1,
        "allowOverlap": 0,
    }
    nowhere = element("wp:simplePos", {"x": 0, "y": 0})
    clear = element("wp:wrapSquare", {"wrapText": "left"})
    return element("wp:anchor", said, [nowhere, across, down, _extent(fitted), clear, about, graphic])


def _extent(fitted: Size) -> etree._Element:
    return element("wp:extent", _in_emu(fitted))


def _in_emu(fitted: Size) -> dict[str, int]:
    return {"cx": fitted[0] * EMU, "cy": fitted[1] * EMU}


def _decoration() -> etree._Element:
    return element(
        "a:extLst", {}, [element("a:ext", {"uri": _DECORATIVE}, [element("adec:decorative", {"val": 1})])]
    )


def _graphic(part: str, name: dict[str, str | int], fitted: Size) -> etree._Element:
    place = element("a:xfrm", {}, [element("a:off", {"x": 0, "y": 0}), element("a:ext", _in_emu(fitted))])
    shape = element("a:prstGeom", {"prst": "rect"}, [element("a:avLst")])
    filling = [element("a:blip", {"r:embed": part}), element("a:stretch", {}, [element("a:fillRect")])]
    whole = element(
        "pic:pic",
        {},
        [
            element("pic:nvPicPr", {}, [element("pic:cNvPr", name), element("pic:cNvPicPr")]),
            element("pic:blipFill", {}, filling),
            element("pic:spPr", {}, [place, shape]),
        ],
    )
    return element("a:graphic", {}, [element("a:graphicData", {"uri": NAMESPACES["pic"]}, [whole])])
