"""Whose paper it is and how it looks: read from one file, and refused if it could not be read well.

Documents are given the house style as a value, so that a document that is made again years later
can be made in the style it had.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import typst
from lxml import etree

from documents.marks import PageFault, faults, parse
from domain.errors import ChallengeError
from settings import settings

NAME = "house_style.toml"
PACKAGED = Path(__file__).parent / NAME
FONTS = PACKAGED.parent / "fonts"

LEGIBLE = 4.5
"""The contrast that WCAG 2.2 AA asks of words of any size (success criterion 1.4.3)."""

STYLES = 4
"""Upright and slanted, light and bold."""

READ_ON = (
    ("ink", "paper"),
    ("ink", "tint"),
    ("ink", "focus"),
    ("quiet", "paper"),
    ("accent", "paper"),
    ("accent", "tint"),
    ("link", "paper"),
    ("link", "tint"),
)
"""Which colour words are read in on which other; the cover turns accent and paper round."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours, each as ``#rrggbb``."""

    ink: str
    paper: str
    quiet: str
    accent: str
    link: str
    tint: str
    line: str
    focus: str


@dataclass(frozen=True, slots=True)
class HouseStyle:
    """The names, the letterhead, the fonts and the colours of one body."""

    organisation: str
    short_name: str
    address: tuple[str, ...]
    programme: str
    email: str
    logo: str
    font: str
    fonts: str
    office_font: str
    colours: Colours

    @property
    def fonts_folder(self) -> Path:
        """Find the fonts: in the folder of this installation that the style names, else those packaged."""
        return settings().home / self.fonts if self.fonts else FONTS


class UnusableHouseStyle(ChallengeError):
    """The house style says something that no document could be made with."""

    def __str__(self) -> str:
        """Name the file, the place and the way out."""
        name, place, problem, remedy = self.args
        return f"{name} cannot be used: {place} {problem}. {remedy}"


def house_style() -> HouseStyle:
    """Return the house style of this installation: its own file if it has one, else the packaged one."""
    own = settings().home / NAME
    return _kept(own, own.stat().st_mtime_ns) if own.exists() else packaged()


def packaged() -> HouseStyle:
    """Return the house style that comes with the programme."""
    return _kept(PACKAGED, 0)


@lru_cache(maxsize=8)
def _kept(path: Path, changed: int) -> HouseStyle:  # noqa: ARG001 - a file that has changed is read again.
    return read_house_style(path)


def read_house_style(path: Path) -> HouseStyle:
    """Read a house style; what it leaves out is as packaged, what is wrong raises ``UnusableHouseStyle``."""
    said = _toml(path)
    known = _toml(PACKAGED)
    for place in _unknown(said, known):
        raise UnusableHouseStyle(
            path.name, place, "is nothing that a house style says", "Take it out, or mend its name."
        )
    whole = {table: {**values, **_own(table, said)} for table, values in known.items()}
    for table, name, kind in _misfits(whole, known):
        problem = f"is {whole[table][name]!r}"
        raise UnusableHouseStyle(path.name, f"{table}.{name}", problem, f"Write {kind}.")
    colours = _colours(path, whole["colours"])
    return HouseStyle(
        organisation=_needed(path, whole, "organisation", "name"),
        short_name=_needed(path, whole, "organisation", "short_name"),
        address=tuple(whole["organisation"]["address"]),
        programme=_needed(path, whole, "programme", "name"),
        email=_mailbox(path, whole),
        logo=_logo(path, whole, said),
        font=_family(path, whole, "family"),
        fonts=_fonts(path, whole),
        office_font=_family(path, whole, "office"),
        colours=colours,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnusableHouseStyle(
            path.name, "it", f"cannot be read ({error})", "Mend the file, or take it away."
        ) from error


def _unknown(said: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[str]:
    for table, values in said.items():
        if table not in known or not isinstance(values, dict):
            yield table
        else:
            yield from (f"{table}.{name}" for name in values if name not in known[table])


def _own(table: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body says of itself; one with a name of its own has no other's short name or address."""
    own = dict(said.get(table, {}))
    if table == "organisation" and "name" in own:
        return {"short_name": own["name"], "address": [], **own}
    return own


def _misfits(whole: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Go through the values of a wrong kind, and say which kind is right."""
    for table, values in whole.items():
        for name, value in values.items():
            several = isinstance(known[table][name], list)
            lines = value if several and isinstance(value, list) else [value]
            if several != isinstance(value, list) or not all(isinstance(line, str) for line in lines):
                yield table, name, "a list of lines" if several else "words in quotation marks"


def _needed(path: Path, whole: Mapping[str, Any], table: str, name: str) -> str:
    value = str(whole[table][name]).strip()
    if not value:
        raise UnusableHouseStyle(path.name, f"{table}.{name}", "is empty", "Fill it in, or leave it out.")
    return value


def _family(path: Path, whole: Mapping[str, Any], name: str) -> str:
    family = _needed(path, whole, "fonts", name)
    if not re.fullmatch(r"[\w -]+", family):
        remedy = "Write the name of a family of fonts."
        raise UnusableHouseStyle(path.name, f"fonts.{name}", f"is {family!r}", remedy)
    return family


def _mailbox(path: Path, whole: Mapping[str, Any]) -> str:
    mailbox = _needed(path, whole, "programme", "email")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", mailbox):
        raise UnusableHouseStyle(
            path.name,
            "programme.email",
            f"is {mailbox!r}",
            "Write an address for e-mail, such as a@b.example.",
        )
    return mailbox


def _colours(path: Path, said: Mapping[str, str]) -> Colours:
    for name, value in said.items():
        if not _COLOUR.fullmatch(value.lower()):
            raise UnusableHouseStyle(
                path.name, f"colours.{name}", f"is {value!r}", "Write # and six digits, such as #12436d."
            )
    colours = Colours(**{each.name: said[each.name].lower() for each in fields(Colours)})
    for words, paper in READ_ON:
        found = contrast(getattr(colours, words), getattr(colours, paper))
        if found < LEGIBLE:
            raise UnusableHouseStyle(
                path.name,
                f"colours.{words}",
                f"stands out from colours.{paper} by {found:.1f} to 1 and needs {LEGIBLE} to 1",
                "Choose one of them darker or lighter.",
            )
    return colours


def contrast(one: str, other: str) -> float:
    """Say how much two colours stand out from each other, from 1 to 21, as WCAG reckons it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - as WCAG has it.


def _logo(path: Path, whole: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    """Read the logo as decoration: nothing in it is read aloud, because the name stands beside it."""
    if not whole["letterhead"]["logo"]:
        return ""
    home = path if "logo" in said.get("letterhead", {}) else PACKAGED
    file = home.parent / str(whole["letterhead"]["logo"])
    try:
        svg = _decoration(file.read_bytes())
        for fault in faults(parse(f'<html><body><figure class="logo">{svg}</figure></body></html>')):
            raise fault
    except (OSError, ValueError, etree.XMLSyntaxError, PageFault) as error:
        raise UnusableHouseStyle(
            path.name,
            "letterhead.logo",
            f"names {file.name}, which is no plain drawing ({error})",
            "Save it as simple SVG with a viewBox, without styles, pictures or scripts.",
        ) from error
    return svg


def _decoration(drawing: bytes) -> str:
    """Write a drawing so that a page can carry it and nothing in it is read aloud."""
    svg = etree.fromstring(drawing, etree.XMLParser(resolve_entities=False, no_network=True))
    if svg.getroottree().docinfo.internalDTD is not None:
        raise ValueError("it defines marks of its own")
    for told in svg.iterchildren("{*}title", "{*}desc"):
        svg.remove(told)
    svg.attrib.pop("role", "")
    svg.set("aria-hidden", "true")
    etree.cleanup_namespaces(svg)
    return etree.tostring(svg, encoding="unicode", with_tail=False)


def _fonts(path: Path, whole: Mapping[str, Any]) -> str:
    folder, family = (str(whole["fonts"][name]) for name in ("folder", "family"))
    place = path.parent / folder if folder else FONTS
    if family not in fonts_of(place).families() or len(list(place.glob("*.ttf"))) < STYLES:
        raise UnusableHouseStyle(
            path.name,
            "fonts.family",
            f"is {family!r}, whose four styles are not in the folder {place.name}",
            "Put them there as TrueType files: regular, bold, italic and bold italic.",
        )
    return folder


@cache
def fonts_of(folder: Path) -> typst.Fonts:
    """Load the fonts of a folder, and no others."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
