"""The register in the database: imported whole or not at all, and searched the way people write."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import models
from db.councils import (
    AmbiguousCouncil,
    Imported,
    UnknownCouncil,
    family,
    find,
    get,
    import_register,
    listed,
    load_samples,
    successors,
)
from db.session import transaction
from domain.councils import are_neighbours, share_a_county
from domain.errors import ChallengeError
from domain.lifecycle import CouncilCode
from domain.register import CELLS, BadRegister

REAL = Path(__file__).parents[3] / "shared/data/uk_local_authorities_current.csv"
SOUTH_WEST = "England,South West"
NORTH_WEST = "England,North West"
REGISTER = f"""\
local-authority-code,official-name,nice-name,local-authority-type,nation,region,area,lat,long,county-la,gss-code,\
gov-uk-slug,alt-names,start-date,end-date,replaced-by
SOM,Somerset County Council,Somerset,CTY,{SOUTH_WEST},3450,51.1,-3.2,,,somerset,,,2023-04-01,SMT
SMT,Somerset Council,Somerset,UA,{SOUTH_WEST},3450,51.1,-3.2,,,,,2023-04-01,,
SWT,Somerset West and Taunton Council,West and Taunton,NMD,{SOUTH_WEST},1188,51,-3,SOM,,,,,2023-04-01,SMT
TAU,Taunton Deane Borough Council,Taunton Deane,NMD,{SOUTH_WEST},462,51,-3.2,SOM,,,,,2019-03-31,SWT
CMA,Cumbria County Council,Cumbria,CTY,{NORTH_WEST},6768,54.6,-2.9,,,,,,2023-04-01,"CBD,WAF"
CBD,Cumberland Council,Cumberland,UA,{NORTH_WEST},3012,54.7,-3.1,,,,,2023-04-01,,
WAF,Westmorland and Furness Council,Westmorland and Furness,UA,{NORTH_WEST},3754,54.4,-2.8,,,,,,,
HUL,Hull City Council,Kingston upon Hull,UA,England,Humber,71,53.77,-0.33,,E06000010,hull,"Hull,Kingston",,,
KTT,Royal Borough of Kingston upon Thames,Thames,LBO,England,London,37,51.39,-0.29,,,,Kingston,,,
"""


@pytest.fixture
def register(session: Session) -> Session:
    import_register(session, REGISTER)
    return session


def count(session: Session) -> tuple[int | None, int | None]:
    return tuple(  # type: ignore[return-value]
        session.scalar(select(func.count()).select_from(table))
        for table in (models.Council, models.CouncilName)
    )


def test_a_register_is_imported_and_importing_it_again_changes_nothing(session: Session) -> None:
    first = import_register(session, REGISTER)
    before = count(session)
    again = import_register(session, REGISTER)

    assert first == Imported(added=9)
    assert again == Imported(unchanged=9)
    assert count(session) == before


def test_a_council_that_changed_is_brought_up_to_date_with_its_names(register: Session) -> None:
    renamed = REGISTER.replace(
        "Cumberland Council,Cumberland", "Cumberland City Council,Carlisle and Cumberland"
    )

    assert import_register(register, renamed) == Imported(changed=1, unchanged=8)
    assert find(register, "Carlisle & Cumberland").code == "CBD"
    with pytest.raises(UnknownCouncil):
        find(register, "Cumberland Council of the past")


def test_a_new_name_alone_is_a_change(register: Session) -> None:
    assert import_register(register, REGISTER.replace('"Hull,', '"Hull,Ull,')) == Imported(
        changed=1, unchanged=8
    )
    assert find(register, "ull").code == "HUL"


def test_a_council_that_the_file_leaves_out_stays(register: Session) -> None:
    shorter = "".join(REGISTER.splitlines(keepends=True)[:3])

    assert import_register(register, shorter) == Imported(unchanged=2)
    assert get(register, CouncilCode("HUL")).name == "Hull City Council"


def test_a_bad_row_is_named_and_nothing_is_written(session: Session) -> None:
    with pytest.raises(
        BadRegister, match=r"line 6, column area: 'vast' is not a number of square kilometres"
    ):
        import_register(session, REGISTER.replace(",6768,", ",vast,"))

    assert count(session) == (0, 0)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("HUL", "HUL"),
        (" hul ", "HUL"),
        ("Hull City Council", "HUL"),
        ("HULL", "HUL"),
        ("City of Hull", "HUL"),
        ("Kingston-upon-Hull", "HUL"),
        ("Somerset", "SMT"),  # Two councils bear the name; the present one is meant.
        ("Somerset Council", "SMT"),
        ("Somerset County Council", "SOM"),  # The full name says otherwise.
        ("cumbria", "CMA"),
        ("Westmorland & Furness", "WAF"),
    ],
)
def test_a_council_is_found_by_whatever_people_call_it(register: Session, written: str, code: str) -> None:
    assert find(register, written).code == code


def test_an_unknown_name_brings_the_nearest_to_mind(register: Session) -> None:
    with pytest.raises(UnknownCouncil) as refused:
        find(register, "Westmorlnad and Furness")

    assert isinstance(refused.value, ChallengeError)
    assert str(refused.value) == (
        "No council is called 'Westmorlnad and Furness'. Did you mean Westmorland and Furness Council (WAF)?"
    )


def test_a_name_like_no_other_is_unknown(register: Session) -> None:
    with pytest.raises(UnknownCouncil) as refused:
        find(register, "Atlantis")

    assert str(refused.value) == (
        "No council is called 'Atlantis'. Import the register, or look the name up in it."
    )


def test_a_name_that_two_councils_go_by_is_asked_back(register: Session) -> None:
    with pytest.raises(AmbiguousCouncil) as refused:
        find(register, "Kingston")

    assert str(refused.value) == (
        "'Kingston' may mean Hull City Council (HUL) or Royal Borough of Kingston upon Thames (KTT). "
        "Give the code or the full name."
    )


@pytest.mark.parametrize(
    ("code", "heirs"), [("CMA", ["CBD", "WAF"]), ("TAU", ["SMT"]), ("SOM", ["SMT"]), ("HUL", [])]
)
def test_successors_are_followed_to_the_councils_of_today(
    register: Session, code: str, heirs: list[str]
) -> None:
    assert [heir.code for heir in successors(register, CouncilCode(code))] == heirs


@pytest.mark.parametrize(
    ("code", "names"),
    [("TAU", "SMT SWT TAU"), ("SMT", "SMT SOM SWT TAU"), ("CMA", "CBD CMA WAF"), ("CBD", "CBD CMA")],
)
def test_a_family_is_who_came_before_and_after_a_council_and_nobody_beside_it(
    register: Session, code: str, names: str
) -> None:
    assert " ".join(sorted(family(register, CouncilCode(code)))) == names


def test_a_code_that_leads_nowhere_is_unknown(register: Session) -> None:
    with pytest.raises(UnknownCouncil, match="No council is called 'XXX'"):
        get(register, CouncilCode("XXX"))


def test_councils_are_listed_by_name_without_the_past_unless_asked(register: Session) -> None:
    assert [each.code for each in listed(register)] == ["CBD", "HUL", "KTT", "SMT", "WAF"]
    assert len(listed(register, past=True)) == 9


def test_what_was_imported_reads_back_as_it_was(register: Session) -> None:
    cumbria = get(register, CouncilCode("CMA"))

    assert cumbria.successors == ("CBD", "WAF")
    assert cumbria.centre is not None
    assert cumbria.ended_on is not None
    assert get(register, CouncilCode("KTT")).started_on is None


def test_the_sample_councils_travel_with_the_programme(session: Session) -> None:
    assert load_samples(session) == Imported(added=18)
    assert load_samples(session) == Imported(unchanged=18)

    tamworth, lichfield = find(session, "Tamworth"), find(session, "Lichfield District Council")
    assert are_neighbours(tamworth, lichfield)
    assert share_a_county(tamworth, find(session, "Staffordshire"))
    assert not are_neighbours(tamworth, find(session, "Gateshead Council"))


def test_the_samples_never_overwrite_the_register(session: Session) -> None:
    load_samples(session)
    row = session.get_one(models.Council, "TAW")
    row.region = "Mercia"
    session.flush()

    load_samples(session)

    assert get(session, CouncilCode("TAW")).region == "Mercia"


def test_the_register_after_the_samples_puts_them_right(session: Session) -> None:
    load_samples(session)

    assert import_register(session, _only_tamworth()) == Imported(changed=1)


def _only_tamworth() -> str:
    cells = {
        "local-authority-code": "TAW",
        "official-name": "Tamworth Borough Council",
        "nice-name": "Tamworth",
    }
    cells |= {"local-authority-type": "NMD", "nation": "England", "region": "West Midlands", "area": "31.2"}
    return ",".join(CELLS) + "\n" + ",".join(cells.get(column, "") for column in CELLS) + "\n"


@pytest.mark.skipif(not REAL.exists(), reason="The public register is not at hand.")
def test_the_public_register_is_imported_whole_and_once(session: Session) -> None:
    text = REAL.read_text("utf-8")

    assert import_register(session, text) == Imported(added=470)
    assert import_register(session, text) == Imported(unchanged=470)
    assert len(listed(session)) == 397


@pytest.mark.skipif(not REAL.exists(), reason="The public register is not at hand.")
def test_every_council_of_the_public_register_is_found_by_its_own_name_and_by_what_public_pages_call_it(
    session: Session,
) -> None:
    import_register(session, REAL.read_text("utf-8"))
    called = {
        "Gateshead Council": "GAT",
        "Doncaster Council": "DNC",
        "Southend-on-Sea City Council": "SOS",
        "Bath & North East Somerset Council": "BAS",
        "King’s Lynn and West Norfolk": "KIN",
        "wychavon": "WYC",
        "City of Bristol": "BST",
    }

    assert [each.code for each in listed(session, past=True) if find(session, each.name) != each] == []
    assert [each.code for each in listed(session) if find(session, each.short_name) != each] == []
    assert {name: find(session, name).code for name in called} == called


@pytest.mark.parametrize("lookup", [lambda s: find(s, "Tamworth"), lambda s: listed(s)[0]])
@pytest.mark.usefixtures("database")
def test_a_council_outlives_its_session(lookup: Callable[[Session], object]) -> None:
    with transaction() as session:
        load_samples(session)
        council = lookup(session)

    assert "Council" in repr(council)
