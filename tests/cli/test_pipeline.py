"""The list of challenges on the command line, narrowed down and put in order as on the dashboard."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cpc

TODAY = "2024-05-21"


@pytest.fixture
def two(cpc: Cpc, opened: str) -> tuple[str, str]:
    """Open a second challenge beside Tamworth's: of the North West, and under the older scheme."""
    cpc("open", "Chorley", "--scheme", "2022", "--on", "2024-05-13", today="2024-05-20")
    return opened, "CPC-2024-002"


def test_a_list_is_narrowed_down_by_what_challenges_are(cpc: Cpc, two: tuple[str, str]) -> None:
    tamworth, chorley = two
    asked: dict[tuple[str, ...], list[str]] = {
        ("--region", "North West"): [chorley],
        ("--scheme", "2024"): [tamworth],
        ("--text", "CHORLEY"): [chorley],
        ("--type", "nmd"): [tamworth, chorley],
        ("--product", "finance"): [],
        ("--stage", "scoping"): [tamworth, chorley],
        ("--stage", "on-site"): [],
        ("--first-time",): [tamworth, chorley],
        ("--no-first-time",): [],
        ("--late",): [],
        ("--no-late",): [tamworth, chorley],
        ("--sort", "reference"): [tamworth, chorley],
        ("--sort", "-councils"): [tamworth, chorley],
        ("--sort", "councils", "--state", "live"): [chorley, tamworth],
    }

    for options, expected in asked.items():
        found = cpc("pipeline", *options, "--json", today=TODAY).json
        assert [each["reference"] for each in found] == expected, options


def test_a_list_of_an_adviser_has_their_challenges_alone(cpc: Cpc, two: tuple[str, str]) -> None:
    _, chorley = two
    who = ("--name", "Adviser of the north", "--email", "north@lga.example")
    cpc("assign", chorley, "principal_adviser", *who, "--on", "2024-05-20", today=TODAY)

    by_name = cpc("pipeline", "--adviser", "adviser of the north", "--json", today=TODAY).json
    unknown = cpc("pipeline", "--adviser", "somebody", today=TODAY)

    assert [each["reference"] for each in by_name] == [chorley]
    assert (unknown.code, unknown.err.split(".")[0]) == (2, "Nobody is called 'somebody'")


@pytest.mark.usefixtures("two")
def test_what_cannot_be_asked_for_is_refused_with_what_can(cpc: Cpc) -> None:
    wrong = cpc("pipeline", "--type", "village", today=TODAY)
    nothing = cpc("pipeline", "--late", today=TODAY)

    assert wrong.code == 2
    assert "A list cannot be asked for type 'VILLAGE'. Choose CTY" in wrong.err
    assert nothing.said.endswith("No challenge is as asked for.")
