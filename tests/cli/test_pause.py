"""Stopping the clock, giving more time and proving a date from the command line."""

from __future__ import annotations

import json

from cli.app import DONE, REFUSED, WRONG_USE
from tests.cli.conftest import Cpc
from tests.proof_checker import check


def test_a_trial_says_what_a_pause_would_cause_and_keeps_nothing(cpc: Cpc, dated: str) -> None:
    before = cpc("show", dated, "--history", "--json", today="2024-07-01").json

    told = cpc("pause", dated, "--reason", "a general election", "--dry-run", today="2024-07-01")

    assert told.code == DONE
    assert f"{dated}: the clock is stopped from Monday 1 July 2024 on." in told.said
    assert "Scope agreed: is paused; it was due on Monday 29 July 2024" in told.said
    assert "The clock is stopped: to " in told.said
    assert cpc("show", dated, "--history", "--json", today="2024-07-01").json == before


def test_a_stopped_clock_is_shown_and_listed_until_it_runs_again(cpc: Cpc, dated: str) -> None:
    cpc("pause", dated, "--reason", "a general election", today="2024-07-01")

    shown = cpc("show", dated, today="2024-07-02")
    assert "Stopped since Monday 1 July 2024" in shown.said
    assert "a general election" in shown.said
    assert cpc("show", dated, "--json", today="2024-07-02").json["paused_since"] == "2024-07-01"
    assert len(cpc("pipeline", "--state", "paused", "--json", today="2024-07-02").json) == 1

    ran = cpc("resume", dated, "--reason", "it was held", "--on", "2024-07-05", today="2024-07-08")

    assert "the clock runs again from Friday 5 July 2024 on" in ran.said
    assert "Scope agreed: runs again, due on Monday 29 July 2024" in ran.said
    assert cpc("pipeline", "--state", "paused", "--json", today="2024-07-08").json == []


def test_said_again_in_the_same_words_nothing_is_done_twice(cpc: Cpc, dated: str) -> None:
    for command in (
        ("pause", dated, "--reason", "a general election"),
        ("resume", dated, "--reason", "it was held"),
        ("extend", dated, "scope", "--days", "7", "--reason", "a new leader"),
    ):
        assert "before" not in cpc(*command, today="2024-07-01").said
        assert "with these words before" in cpc(*command, today="2024-07-01").said
    assert len(cpc("show", dated, "--history", "--json", today="2024-07-01").json["history"]) == 12


def test_more_time_moves_the_date_and_is_refused_beyond_the_cap(cpc: Cpc, dated: str) -> None:
    told = cpc("extend", dated, "scope", "--days", "7", "--reason", "a new leader", today="2024-07-01")
    refused = cpc("extend", dated, "scope", "--days", "22", "--reason", "a storm", today="2024-07-01")

    assert "'Scope agreed' is extended by 7 days" in told.said
    assert "Scope agreed: moves from Monday 29 July 2024 to Monday 5 August 2024" in told.said
    assert (refused.code, "Give 21 days at most" in refused.err) == (REFUSED, True)


def test_an_unknown_deadline_is_met_with_the_nearest(cpc: Cpc, dated: str) -> None:
    told = cpc("extend", dated, "scop", "--days", "7", "--reason", "a storm", today="2024-07-01")

    assert (told.code, "Did you mean scope?" in told.err) == (WRONG_USE, True)


def test_a_clock_that_runs_is_not_resumed(cpc: Cpc, dated: str) -> None:
    told = cpc("resume", dated, "--reason", "it was held", today="2024-07-01")

    assert (told.code, "is running on Monday 1 July 2024" in told.err) == (REFUSED, True)


def test_a_proof_is_told_with_its_rule_its_event_and_its_steps(cpc: Cpc, dated: str) -> None:
    cpc("extend", dated, "position_statement", "--days", "4", "--reason", "a new leader", today="2024-07-01")

    told = cpc("explain", dated, "position-statement", today="2024-07-02").said

    assert "28 days before planned start of the visit" in told
    assert "one of the scheme 2024 (source: programme)" in told
    assert "It is counted from Tuesday 29 October 2024: event 9, recorded by officer." in told
    assert "1. 28 days back from Tuesday 29 October 2024: Tuesday 1 October 2024." in told
    assert "2. 4 days more by event 10 (a new leader): Saturday 5 October 2024." in told
    assert "3. Back to a working day, 1 day earlier: Friday 4 October 2024." in told
    assert "Saturday 5 October 2024 no: Saturday" in told
    assert "Standing: ahead." in told


def test_a_proof_of_a_date_that_may_move_says_why(cpc: Cpc, dated: str) -> None:
    told = cpc("explain", dated, "report", today="2024-07-02").said

    assert "It is counted from Thursday 31 October 2024, which is only planned." in told
    assert "The date may still move: what it is counted from has not happened yet." in told


def test_a_program_gets_the_card_and_can_check_it(cpc: Cpc, dated: str) -> None:
    for name in ("scope", "pack", "report", "fact_check"):
        (answer,) = cpc("explain", dated, name, "--json", today="2024-07-02").json

        assert answer["proof"]["due"] == answer["due"]
        check(json.dumps(answer["proof"]))
