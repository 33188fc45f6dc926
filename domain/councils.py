"""Councils: what the register says of each, how people write their names, and which lie side by side."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from math import asin, cos, pi, radians, sin, sqrt
from typing import NamedTuple

from domain.lifecycle import CouncilCode, Place

EARTH_RADIUS = 6371.0
"""In kilometres."""
TOUCHING = 1.3
"""How far apart, in sums of their radii, the circles of two councils may lie that share a boundary.

Tried on the whole register: from here on High Peak has exactly its nine neighbours, at 1.15 four of them.
"""


class CouncilType(StrEnum):
    """The kinds of council, under the codes of the register."""

    COUNTY = "CTY"
    DISTRICT = "NMD"
    UNITARY = "UA"
    METROPOLITAN = "MD"
    LONDON_BOROUGH = "LBO"
    CITY_CORPORATION = "CC"
    COMBINED = "COMB"
    STRATEGIC = "SRA"
    WELSH = "WPA"
    SCOTTISH = "SCO"
    NORTHERN_IRISH = "NID"

    @property
    def label(self) -> str:
        """The kind in a heading: ``London borough``."""
        return _KINDS[self]


_KINDS = {
    CouncilType.COUNTY: "County",
    CouncilType.DISTRICT: "District",
    CouncilType.UNITARY: "Unitary",
    CouncilType.METROPOLITAN: "Metropolitan",
    CouncilType.LONDON_BOROUGH: "London borough",
    CouncilType.CITY_CORPORATION: "City corporation",
    CouncilType.COMBINED: "Combined authority",
    CouncilType.STRATEGIC: "Strategic authority",
    CouncilType.WELSH: "Welsh council",
    CouncilType.SCOTTISH: "Scottish council",
    CouncilType.NORTHERN_IRISH: "Northern Irish council",
}


class Nation(StrEnum):
    """The parts of the United Kingdom."""

    ENGLAND = "England"
    WALES = "Wales"
    SCOTLAND = "Scotland"
    NORTHERN_IRELAND = "Northern Ireland"


class Point(NamedTuple):
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


PRINCIPAL = frozenset(
    {
        CouncilType.COUNTY,
        CouncilType.DISTRICT,
        CouncilType.UNITARY,
        CouncilType.METROPOLITAN,
        CouncilType.LONDON_BOROUGH,
        CouncilType.CITY_CORPORATION,
    }
)
"""The kinds of council that are expected to have challenges; no combined authority is one."""


@dataclass(frozen=True, slots=True)
class Council:
    """A council, present or past.

    `area` is in square kilometres, `county` the code of the county that a district is in.
    """

    code: CouncilCode
    name: str
    short_name: str
    type: CouncilType
    nation: Nation
    region: str = ""
    county: str = ""
    gss_code: str = ""
    slug: str = ""
    centre: Point | None = None
    area: float | None = None
    started_on: date | None = None
    ended_on: date | None = None
    successors: tuple[CouncilCode, ...] = ()

    @property
    def is_current(self) -> bool:
        """Whether the council exists still."""
        return self.ended_on is None

    @property
    def is_principal(self) -> bool:
        """Whether it is one of the councils that are expected to have a challenge every five years."""
        return self.nation is Nation.ENGLAND and self.type in PRINCIPAL

    @property
    def in_county(self) -> str:
        """The code of the county it is in; a county council is in its own."""
        return str(self.code) if self.type is CouncilType.COUNTY else self.county

    @property
    def place(self) -> Place:
        """What a history keeps of the council."""
        return Place(self.code, self.name, self.region, self.in_county)

    @property
    def radius(self) -> float | None:
        """The radius in kilometres of a circle as large as the council."""
        return sqrt(self.area / pi) if self.area else None


# Names

CLASS_WORDS = frozenset(("borough", "city", "council", "county", "district", "of", "the"))
_CLASS = re.compile(
    r"^(the )?((london|royal|metropolitan) borough|borough|city|county) of (?=\w)"
    r"|( (metropolitan|county|city|borough|district|unitary|combined|london|boro|and))*"
    r" (council|corporation|authority|ua|district|borough|county|city)$"
)


def name_key(text: str) -> str:
    """Fold what people write differently and mean alike: case, accents, punctuation, `&`."""
    plain = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ")
    kept = "".join(each for each in plain if not unicodedata.combining(each) and each not in "'’")
    return " ".join(re.sub(r"[^\w]|_", " ", kept).split())


def place_key(text: str) -> str:
    """Fold a council's name to that of its place: `Tamworth Borough Council` to `tamworth`."""
    key = name_key(text)
    while (shorter := _CLASS.sub("", key)) != key and shorter:
        key = shorter
    return key


def names_of(council: Council, others: Iterable[str] = ()) -> frozenset[str]:
    """Return the keys under which a council is found."""
    names = [council.name, council.short_name, council.slug, *others]
    keys = {key for name in names for key in (name_key(name), place_key(name))}
    # Registers part their names with commas, and "Bristol, City of" leaves a "City of" behind.
    return frozenset(key for key in keys if not CLASS_WORDS.issuperset(key.split()))


def nearest(name: str, known: Mapping[str, str], *, most: int = 3) -> tuple[str, ...]:
    """Return the names that somebody may have meant, best first; `known` leads from keys to names."""
    keys = get_close_matches(place_key(name), known, n=2 * most, cutoff=0.7)
    return tuple(dict.fromkeys(known[key] for key in keys))[:most]


# Neighbours


def distance(one: Point, other: Point) -> float:
    """Return the kilometres between two points, along a great circle."""
    here, there = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(half))


def are_neighbours(one: Council, other: Council) -> bool:
    """Whether two councils are likely to share a boundary.

    The register has no boundaries, so each council stands as a circle of its area. That finds five or six
    neighbours of a council, now and then one too many across water, and misses some along a long thin one:
    good for a warning that a person looks at, not for a ban.
    """
    if one.code == other.code or not (one.centre and one.radius and other.centre and other.radius):
        return False
    return distance(one.centre, other.centre) < TOUCHING * (one.radius + other.radius)


def share_a_county(one: Council, other: Council) -> bool:
    """Whether two councils lie in one county, or one is the county council of the other."""
    return one.code != other.code and one.in_county != "" and one.in_county == other.in_county
