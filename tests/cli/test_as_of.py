"""The time machine on the command line: where things stood, as far as was known then."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cpc


def test_show_tells_what_was_known_then(cpc: Cpc, opened: str) -> None:
    assert cpc("record", opened, "agreed", "--on", "2024-05-14", today="2024-05-20").code == 0

    now = cpc("show", opened, "--json", today="2024-05-21").json
    then = cpc("show", opened, "--as-of", "2024-05-19", "--history", "--json", today="2024-05-21").json
    on = cpc("show", opened, "--on", "2024-05-15", "--json", today="2024-05-21").json

    def is_to_come(answer: dict[str, list[dict[str, str]]]) -> bool:
        return "agreed" in {move["milestone"] for move in answer["moves"]}

    assert [is_to_come(each) for each in (now, then, on)] == [False, True, False]
    assert (now["as_of"], then["as_of"], then["on"]) == (None, "2024-05-19", "2024-05-19")
    assert [event["kind"] for event in then["history"]] == ["opened", "assigned"]


def test_show_says_that_it_looks_back(cpc: Cpc, opened: str) -> None:
    told = cpc("show", opened, "--as-of", "2024-05-13", "--on", "2024-06-03", today="2024-06-10").said

    assert told.startswith("As it was known at the end of Monday 13 May 2024:")
    assert "On Monday 3 June 2024: live." in told


def test_a_challenge_that_was_not_known_then_is_refused(cpc: Cpc, opened: str) -> None:
    told = cpc("show", opened, "--as-of", "2024-05-12")

    assert told.code == 2
    assert "It is known since Monday 13 May 2024." in told.err


def test_pipeline_lists_what_was_known_then(cpc: Cpc, opened: str) -> None:
    cpc("open", "Chorley", "--scheme", "2024", "--on", "2024-05-13", today="2024-05-20")

    now = cpc("pipeline", "--json", today="2024-05-21").json
    then = cpc("pipeline", "--as-of", "2024-05-17", "--json", today="2024-05-21").json

    assert [each["reference"] for each in now] == [opened, "CPC-2024-002"]
    assert [each["reference"] for each in then] == [opened]
    assert (
        "As it was known at the end of" in cpc("pipeline", "--as-of", "2024-05-17", today="2024-05-21").said
    )


@pytest.mark.parametrize("command", [("show", "CPC-2024-001"), ("pipeline",)])
@pytest.mark.usefixtures("opened")
def test_what_will_be_known_nobody_can_say(cpc: Cpc, command: tuple[str, ...]) -> None:
    told = cpc(*command, "--as-of", "2024-05-22", today="2024-05-21")

    assert told.code == 2
    assert told.err == (
        "Wednesday 22 May 2024 has not come, so nobody can say what will be known then. "
        "Look ahead with --on instead.\n"
    )


@pytest.mark.usefixtures("opened")
def test_a_list_that_is_empty_for_what_was_asked_does_not_say_that_there_is_nothing(cpc: Cpc) -> None:
    told = cpc("pipeline", "--as-of", "2024-05-12", today="2024-05-21").said

    assert told.endswith("No challenge is as asked for.")
