"""Looking ahead from the command line: each line with the command that shows it."""

from __future__ import annotations

import shlex

from tests.cli.conftest import Cpc


def test_what_will_go_out_is_listed_and_each_line_can_be_opened(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", "--on", "2024-05-13")
    cpc(
        "record", staffed, "dates_set", "--visit-start", "2024-07-02", "--visit-end", "2024-07-04", "--on",
        "2024-05-14", today="2024-05-14",
    )  # fmt: skip

    told = cpc("upcoming", "--days", "30", today="2024-05-15")

    assert told.code == 0, told.err
    assert "Position statement due, notice, to" in told.said
    commands = [line.strip() for line in told.out.splitlines() if line.strip().startswith("cpc preview")]
    assert commands
    assert {cpc(*shlex.split(each)[1:], today="2024-05-15").code for each in commands} <= {0, 3}


def test_what_waits_stands_apart_with_who_can_put_it_right(cpc: Cpc, opened: str) -> None:
    told = cpc("upcoming", opened)

    assert "Waiting" in told.said
    assert "It waits: nobody is principal adviser (Programme manager can put that right)" in told.said


def test_a_program_gets_every_line_with_its_command(cpc: Cpc, opened: str) -> None:
    (waiting,) = cpc("upcoming", "--json").json

    assert (waiting["reference"], waiting["kind"], waiting["name"]) == (opened, "notice", "challenge_opened")
    assert waiting["waits_for"][0]["text"] == "nobody is principal adviser"
    assert waiting["preview"] == f"cpc preview {opened} notice/challenge_opened --on 2024-05-13"


def test_of_an_adviser_nobody_knows_nothing_is_listed(cpc: Cpc, opened: str) -> None:
    assert cpc("upcoming", "--adviser", "somebody@programme.example").code == 2
    assert cpc("upcoming", opened, "--days", "400").code == 2


def test_nothing_is_said_to_be_nothing(cpc: Cpc) -> None:
    assert cpc("upcoming").said.endswith("Nothing will go out by itself.")
