"""Councils: the ways their names are written, and which of them lie side by side."""

import pytest

from domain.councils import (
    Council,
    CouncilType,
    Nation,
    Point,
    are_neighbours,
    distance,
    name_key,
    names_of,
    nearest,
    place_key,
    share_a_county,
)
from domain.lifecycle import CouncilCode, Place


def council(
    code: str, at: tuple[float, float] | None = None, area: float | None = None, county: str = ""
) -> Council:
    return Council(
        CouncilCode(code),
        name=f"{code} Council",
        short_name=code,
        type=CouncilType.DISTRICT,
        nation=Nation.ENGLAND,
        county=county,
        centre=Point(*at) if at else None,
        area=area,
    )


TAMWORTH = council("TAW", (52.626, -1.678), 31, "STS")
LICHFIELD = council("LIF", (52.688, -1.805), 331, "STS")
STAFFORDSHIRE_MOORLANDS = council("STF", (53.079, -1.981), 576, "STS")
HIGH_PEAK = council("HIG", (53.373, -1.874), 539, "DBY")
CHESHIRE_EAST = council("CHE", (53.180, -2.350), 1166)
GATESHEAD = council("GAT", (54.935, -1.683), 142)
STAFFORDSHIRE = Council(
    CouncilCode("STS"), "Staffordshire County Council", "Staffordshire", CouncilType.COUNTY, Nation.ENGLAND
)
DISSOLVED = council("OLD", county="STS")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Tamworth Borough Council", "tamworth borough council"),
        ("  BATH & North-East  Somerset ", "bath and north east somerset"),
        ("King’s Lynn and West Norfolk", "kings lynn and west norfolk"),
        ("King's Lynn", "kings lynn"),
        ("Sir Ynys Môn", "sir ynys mon"),
        ("bath_and_north-east", "bath and north east"),
        ("…", ""),
    ],
)
def test_what_people_write_differently_and_mean_alike_has_one_key(written: str, key: str) -> None:
    assert name_key(written) == key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Tamworth Borough Council", "tamworth"),
        ("London Borough of Haringey", "haringey"),
        ("The Royal Borough of Kensington and Chelsea", "kensington and chelsea"),
        ("City of Wolverhampton Council", "wolverhampton"),
        ("Gateshead Metropolitan Borough Council", "gateshead"),
        ("Armagh City and District Council", "armagh"),
        ("City of London Corporation", "london"),
        ("North Yorkshire", "north yorkshire"),
        ("Council", "council"),
        ("Borough of", "borough of"),
    ],
)
def test_the_class_of_a_council_is_not_its_name(written: str, key: str) -> None:
    assert place_key(written) == key


def test_a_council_is_known_by_every_name_but_never_by_its_class_alone() -> None:
    bristol = Council(
        CouncilCode("BST"),
        "Bristol City Council",
        "Bristol",
        CouncilType.UNITARY,
        Nation.ENGLAND,
        slug="bristol",
    )

    assert names_of(bristol, ["Bristol", " City of", ""]) == {"bristol city council", "bristol"}


def test_a_misspelt_name_finds_what_was_meant_and_nothing_far_off() -> None:
    known = {
        "tamworth": "Tamworth Borough Council",
        "stroud": "Stroud District Council",
        "tamworth bc": "Tamworth",
    }

    assert nearest("Tamwroth Council", known) == ("Tamworth Borough Council", "Tamworth")
    assert nearest("Tamwroth Council", known, most=1) == ("Tamworth Borough Council",)
    assert nearest("Atlantis", known) == ()


def test_distance_is_measured_along_the_earth() -> None:
    london, newcastle = Point(51.5074, -0.1278), Point(54.9783, -1.6178)

    assert distance(london, newcastle) == pytest.approx(397, abs=2)
    assert distance(london, london) == 0


@pytest.mark.parametrize(
    ("one", "other", "touch"),
    [
        (TAMWORTH, LICHFIELD, True),
        (STAFFORDSHIRE_MOORLANDS, CHESHIRE_EAST, True),
        (HIGH_PEAK, STAFFORDSHIRE_MOORLANDS, True),
        (TAMWORTH, STAFFORDSHIRE_MOORLANDS, False),
        (TAMWORTH, GATESHEAD, False),
        (TAMWORTH, TAMWORTH, False),
        (TAMWORTH, DISSOLVED, False),
        (DISSOLVED, TAMWORTH, False),
    ],
)
def test_councils_are_neighbours_if_circles_of_their_size_touch(
    one: Council, other: Council, touch: bool
) -> None:
    assert are_neighbours(one, other) is touch


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        (TAMWORTH, LICHFIELD, True),
        (TAMWORTH, STAFFORDSHIRE, True),
        (STAFFORDSHIRE, TAMWORTH, True),
        (TAMWORTH, HIGH_PEAK, False),
        (CHESHIRE_EAST, GATESHEAD, False),
        (TAMWORTH, TAMWORTH, False),
    ],
)
def test_a_county_is_shared_by_its_districts_and_its_council(
    one: Council, other: Council, shared: bool
) -> None:
    assert share_a_county(one, other) is shared


def test_a_history_keeps_of_a_council_its_name_and_where_it_is() -> None:
    assert TAMWORTH.place == Place(CouncilCode("TAW"), "TAW Council", "", "STS")
    assert STAFFORDSHIRE.place.county == "STS"
