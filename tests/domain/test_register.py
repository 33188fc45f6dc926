"""The register: what is read of it, and what is said of a file that cannot be."""

from datetime import date
from pathlib import Path

import pytest

from domain.councils import CouncilType, Nation, Point, are_neighbours, place_key
from domain.errors import ChallengeError
from domain.register import CELLS, BadRegister, read_register

REAL = Path(__file__).parents[3] / "shared/data/uk_local_authorities_current.csv"
TAMWORTH = {
    "local-authority-code": "TAW",
    "official-name": "Tamworth Borough Council",
    "nice-name": "Tamworth",
    "local-authority-type": "NMD",
    "nation": "England",
    "region": "West Midlands",
    "gss-code": "E07000199",
    "gov-uk-slug": "tamworth",
    "alt-names": "Tamworth,tamworth bc",
    "area": "31.0",
    "lat": "52.6264",
    "long": "-1.6778",
}


def register(*rows: dict[str, str], columns: tuple[str, ...] = tuple(CELLS)) -> str:
    """Write a register; a row says only how it differs from Tamworth's."""
    lines = [",".join(columns)]
    for row in rows:
        cells = [(TAMWORTH | row).get(column, "") for column in columns]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return "\n".join(lines) + "\n"


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(BadRegister) as refused:
        read_register(text)
    assert isinstance(refused.value, ChallengeError)
    return tuple(refused.value.args[0])


def test_a_row_becomes_a_council_with_every_name_it_is_known_by() -> None:
    (entry,) = read_register(register({"start-date": "1974-04-01"}))

    assert entry.council.code == "TAW"
    assert entry.council.type is CouncilType.DISTRICT
    assert entry.council.nation is Nation.ENGLAND
    assert entry.council.centre == Point(52.6264, -1.6778)
    assert entry.council.started_on == date(1974, 4, 1)
    assert entry.council.is_current
    assert entry.names == {"tamworth borough council", "tamworth", "tamworth bc"}


def test_an_abolished_council_names_its_successors() -> None:
    cumbria = {"local-authority-code": "CMA", "end-date": "2023-04-01", "replaced-by": "CBD, WAF"}

    first, *_ = read_register(
        register(cumbria, {"local-authority-code": "CBD"}, {"local-authority-code": "WAF", "lat": ""})
    )

    assert not first.council.is_current
    assert first.council.ended_on == date(2023, 4, 1)
    assert first.council.successors == ("CBD", "WAF")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"local-authority-code": ""}, "line 2, column local-authority-code: it is empty"),
        ({"official-name": " "}, "line 2, column official-name: it is empty"),
        (
            {"nation": "Mercia"},
            "line 2, column nation: 'Mercia' is not one of England, Wales, Scotland, Northern",
        ),
        (
            {"local-authority-type": "XYZ"},
            "line 2, column local-authority-type: 'XYZ' is not one of CTY, NMD, UA,",
        ),
        (
            {"start-date": "1974-13-01"},
            "line 2, column start-date: '1974-13-01' is not a date such as 2023-04-01",
        ),
        ({"area": "-3"}, "line 2, column area: '-3' is not a number of square kilometres"),
        ({"area": "nan"}, "line 2, column area: 'nan' is not a number of square kilometres"),
        ({"lat": "91"}, "line 2, column lat: '91' is not a number of degrees from -90 to 90"),
        ({"long": "west"}, "line 2, column long: 'west' is not a number of degrees from -180 to 180"),
        ({"county-la": "STS"}, "line 2, column county-la: the file lists no council 'STS'"),
        ({"replaced-by": "CBD"}, "line 2, column replaced-by: the file lists no council 'CBD'"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(row: dict[str, str], said: str) -> None:
    (problem,) = problems(register(row))

    assert problem.startswith(said)


def test_a_code_that_stands_twice_is_refused() -> None:
    assert problems(register({}, {})) == (
        "line 3, column local-authority-code: 'TAW' stands in line 2 already",
    )


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    bad = register({"local-authority-code": "AAA", "county-la": "ZZZ"}, {"area": "big", "lat": "far"})

    assert [problem.split(":")[0] for problem in problems(bad)] == [
        "line 2, column county-la",
        "line 3, column area",
        "line 3, column lat",
    ]


def test_a_line_that_spans_two_is_named_by_where_it_ends() -> None:
    assert problems(register({"alt-names": "one\ntwo", "area": "?"}))[0].startswith("line 3, column area")


def test_a_file_full_of_problems_is_not_recited_to_the_end() -> None:
    rows = [{"local-authority-code": f"C{n}", "area": "big"} for n in range(14)]

    with pytest.raises(BadRegister) as refused:
        read_register(register(*rows))

    assert str(refused.value).startswith(
        "The register was not imported: line 2, column area: 'big' is not a number"
    )
    assert str(refused.value).endswith("; and 4 more. Mend the file and import it again.")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1 has no column local-authority-code, official-name,"),
        (register(columns=tuple(CELLS)[:-1]), "line 1 has no column long"),
        (register({}) + "TAW,too few\n", "line 3 has not as many cells as line 1"),
        (register({}) + "," * 20 + "\n", "line 3 has not as many cells as line 1"),
        (register({}) + '"open', "line 3 cannot be read as CSV"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(text: str, said: str) -> None:
    assert problems(text)[0].startswith(said)


def test_a_byte_order_mark_and_columns_of_no_interest_do_no_harm() -> None:
    (entry,) = read_register("\ufeff" + register({}, columns=("wdtk-id", *CELLS)))

    assert entry.council.short_name == "Tamworth"


def test_a_county_lies_in_the_middle_of_its_districts_if_they_are_all_there() -> None:
    county = {
        "local-authority-code": "STS",
        "local-authority-type": "CTY",
        "lat": "50",
        "long": "0",
        "area": "100",
    }
    north = {"local-authority-code": "NTH", "county-la": "STS", "area": "75", "lat": "54", "long": "-2"}
    south = {"local-authority-code": "STH", "county-la": "STS", "area": "25", "lat": "50", "long": "-6"}
    unmapped = {"local-authority-code": "UNM", "county-la": "STS", "area": "", "lat": "", "long": ""}

    whole, *_ = read_register(register(county, north, south, unmapped))
    part, *_ = read_register(register(county, north))

    assert whole.council.centre == Point(53, -3)
    assert part.council.centre == Point(50, 0)


@pytest.mark.skipif(not REAL.exists(), reason="The public register is not at hand.")
def test_the_public_register_is_read_whole() -> None:
    entries = {entry.council.code: entry for entry in read_register(REAL.read_text("utf-8"))}
    current = [entry for entry in entries.values() if entry.council.is_current]

    assert (len(current), len(entries) - len(current)) == (397, 73)
    assert entries["CMA"].council.successors == ("CBD", "WAF")  # type: ignore[index]
    assert all(place_key(entry.council.name) in entry.names for entry in entries.values())


@pytest.mark.skipif(not REAL.exists(), reason="The public register is not at hand.")
@pytest.mark.parametrize(
    ("one", "other"), [("TAW", "LIF"), ("HIG", "SKP"), ("WLI", "LIN"), ("ESX", "SFK"), ("GAT", "NET")]
)
def test_true_neighbours_are_found_in_the_public_register(one: str, other: str) -> None:
    councils = {str(entry.council.code): entry.council for entry in read_register(REAL.read_text("utf-8"))}
    if one == "ESX":
        one = next(code for code, each in councils.items() if each.name == "Essex County Council")

    assert are_neighbours(councils[one], councils[other])
