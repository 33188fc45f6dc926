"""The commands that change a challenge: what they say, what they refuse, and how they end."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import DONE, REFUSED, WRONG_USE
from settings import settings
from tests.cli.conftest import VISIT, Cpc

SAMPLES = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024"


def test_a_challenge_is_opened_and_the_work_is_done_here_where_no_server_is(cpc: Cpc) -> None:
    told = cpc("open", "Tamworth", "--scheme", "2024")

    assert told.code == DONE
    assert told.said.startswith("CPC-2024-001 is open, under the scheme 2024.")
    assert "nobody is principal adviser (Programme manager can put that right)" in told.said
    assert told.said.endswith("No Prefect server is in reach, so the work was done here.")


def test_a_challenge_opened_twice_is_one(cpc: Cpc, opened: str) -> None:
    told = cpc("open", "TAW", "--scheme", "2024")

    assert told.said == f"{opened} had been opened with these words before. Nothing has changed."
    assert len(cpc("pipeline", "--json").json) == 1


def test_a_milestone_is_recorded_and_its_paper_filed_and_sent(cpc: Cpc, staffed: str) -> None:
    told = cpc("record", staffed, "agreed", today="2024-05-24")

    paper = settings().documents_folder / staffed / "invitation-TAW-1.pdf"
    assert told.code == DONE
    assert "'Council agrees to the challenge' is recorded, on Friday 24 May 2024." in told.said
    assert "dates_set: Dates set" in told.said
    assert str(paper) in told.said
    assert paper.exists()
    assert "1 document filed, 3 messages written, 3 sent." in told.said


def test_a_milestone_recorded_again_makes_nothing_twice(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")

    told = cpc("record", staffed, "Agreed", "--on", "2024-05-24", today="2024-05-27")

    assert told.code == DONE
    assert "was recorded before" in told.said
    assert "0 documents filed, 0 messages written, 0 sent." in told.said


def test_what_a_person_may_write_in_several_ways_means_the_same(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed.lower(), "agreed", today="2024-05-24")

    told = cpc("record", staffed, "dates-set", *VISIT, "--mode", "In person", today="2024-06-10")

    assert told.code == DONE
    assert cpc("show", staffed, "--json", today="2024-06-10").json["mode"] == "in_person"


def test_a_refused_milestone_names_everything_that_stands_in_its_way(cpc: Cpc, opened: str) -> None:
    told = cpc("record", opened, "pack_sent", "--on", "2024-05-13")

    assert (told.code, told.out) == (REFUSED, "")
    assert "'Peer team confirmed' is not recorded (Peer challenge manager can put that right)" in told.err
    assert "'Position statement received' is not recorded" in told.err
    assert "the content 'timetable' has not been handed in" in told.err


@pytest.mark.parametrize(
    ("tokens", "code", "said"),
    [
        (("record", "CPC-2024-001", "agred"), WRONG_USE, "Did you mean agreed or scope_agreed?"),
        (
            ("record", "CPC-2024-001", "plan_rec"),
            WRONG_USE,
            "plan_approved or plan_published?",
        ),
        (("record", "CPC-2024-001", "lunch"), WRONG_USE, "Use one of: agreed, dates_set"),
        (("record", "CPC-2024-002", "agreed"), WRONG_USE, "Did you mean CPC-2024-001?"),
        (
            ("record", "CPC-2024-001", "agreed", "--on", "2024-13-01"),
            WRONG_USE,
            "'2024-13-01' is not a date.",
        ),
        (("record", "CPC-2024-001", "agreed", "--on", "2024-05-14"), REFUSED, "lies in the future"),
        (("record", "CPC-2024-001", "agreed", "--url", "x"), REFUSED, "it has no url"),
        (
            ("record", "CPC-2024-001", "agreed", "--basis", "guessed"),
            WRONG_USE,
            "There is no basis 'guessed'",
        ),
        (("record", "CPC-2024-001", "dates_set", "--visit-start", "2024"), WRONG_USE, "not a single day"),
        (("record", "CPC-2024-001", "plan_received", "--council", "HIG"), WRONG_USE, "--council: TAW"),
        (("record", "CPC-2024-001", "agreed", "--attended", "nobody"), WRONG_USE, "`cpc team` lists"),
        (("open", "Camelot"), WRONG_USE, "No council is called 'Camelot'."),
        (("open", "Tamwort"), WRONG_USE, "Did you mean Tamworth Borough Council (TAW)?"),
        (("open",), WRONG_USE, "A challenge needs at least one council."),
        (("open", "TAW", "--scheme", "1999"), WRONG_USE, "Use one of: 2022, 2024."),
        (("open", "TAW", "--product", "cake"), WRONG_USE, "There is no product 'cake'"),
        (("open", "TAW", "--on", "2024-06-01"), REFUSED, "lies in the future"),
        (("assign", "CPC-2024-001", "leeder", "--name", "x", "--email", "x@y.example"), WRONG_USE, "leader"),
        (("assign", "CPC-2024-001", "leader", "--name", "x"), WRONG_USE, "needs --email"),
        (("assign", "CPC-2024-001", "leader", "--vacant"), WRONG_USE, "needs --reason"),
        (("team", "CPC-2024-001", "--allow", "rain", "--reason", "umbrella"), WRONG_USE, "no warning 'rain'"),
        (("team", "CPC-2024-001", "--allow", "a", "--declare", "b"), WRONG_USE, "cannot be given at once"),
        (("facts", "CPC-2024-001"), WRONG_USE, "No fact was given."),
        (("facts", "CPC-2024-001", "--mode", "by_post"), WRONG_USE, "There is no mode 'by_post'"),
        (("facts", "CPC-2024-001", "--control", "Labour", "--council", "HIG"), WRONG_USE, "--council: TAW"),
        (("content", "CPC-2024-001", "nothing.yaml"), WRONG_USE, "nothing.yaml cannot be read"),
        (("correct", "CPC-2024-001", "99", "--reason", "x"), WRONG_USE, "no event 99"),
        (("reopen", "CPC-2024-001", "--reason", "x"), REFUSED, "because it is live"),
        (("postpone", "CPC-2024-001", "--reason", "x"), REFUSED, ""),
        (("explain", "CPC-2024-001", "raport"), WRONG_USE, "Did you mean report"),
        (("pipeline", "--state", "asleep"), WRONG_USE, "There is no state 'asleep'"),
        (("councils", "find", "Camelot"), WRONG_USE, "No council is called 'Camelot'."),
        (("councils", "import", "missing.csv"), WRONG_USE, "missing.csv cannot be read"),
        (("scheme", "lint", "missing.toml"), WRONG_USE, "missing.toml cannot be read"),
    ],
)
def test_a_mistake_is_answered_in_two_sentences_and_nothing_is_written(
    cpc: Cpc, opened: str, tokens: tuple[str, ...], code: int, said: str
) -> None:
    before = cpc("show", opened, "--history", "--json").json

    told = cpc(*tokens)

    assert (told.code, told.out) == (code, "")
    assert said in told.err
    assert told.err.strip()[-1] in ".?"
    assert "Traceback" not in told.err
    assert cpc("show", opened, "--history", "--json").json == before


def test_a_day_before_the_previous_milestone_is_refused(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")

    told = cpc("record", staffed, "dates_set", *VISIT, "--on", "2024-05-23", today="2024-06-10")

    assert told.code == REFUSED
    assert "Thursday 23 May 2024 is before 'Council agrees to the challenge'" in told.err


def test_a_role_is_filled_and_what_waited_for_it_goes_out(cpc: Cpc, opened: str) -> None:
    told = cpc(
        "assign", opened, "principal adviser", "--name", "Principal adviser", "--email", "pa@lga.example"
    )

    assert "principal adviser is Principal adviser" in told.said
    assert "1 message written, 1 sent." in told.said
    assert cpc("messages", opened, "--json").json[-1]["to"] == "pa@lga.example"


def test_a_role_that_stays_vacant_is_waited_for_no_longer(cpc: Cpc, opened: str) -> None:
    told = cpc("assign", opened, "principal_adviser", "--vacant", "--reason", "The region has none")

    assert "principal adviser stays vacant" in told.said.lower()
    assert "No longer owed" in told.out
    assert cpc("owed", opened, "--json").json[0]["waiting"] == []


def test_the_team_is_listed_with_gaps_and_warnings_and_kept_up(cpc: Cpc, staffed: str) -> None:
    who = ("--name", "Council leader peer", "--email", "leader@peers.example")
    cpc("assign", staffed, "lead_member", *who, "--party", "Labour", "--home", "Lichfield")
    cpc("facts", staffed, "--control", "Labour")

    listed = cpc("team", staffed)
    warned = [each["key"] for each in cpc("team", staffed, "--json").json["warnings"]]

    assert "has not declared interests yet" in listed.said
    assert "Shadow peer (shadow_peer): Peer challenge manager can fill it" in listed.said
    assert warned[0] == "balance:TAW"
    assert [key.split(":")[0] for key in warned[1:]] == ["near"]

    for warning in warned:
        assert cpc("team", staffed, "--allow", warning, "--reason", "No other was free").code == DONE
    forgotten = cpc("team", staffed, "--declare", "leader@peers.example")
    assert (forgotten.code, forgotten.err.split(". ")[0]) == (WRONG_USE, "--declare needs --interest")
    assert cpc("team", staffed, "--declare", "leader@peers.example", "--interest", "none").code == DONE

    after = cpc("team", staffed, "--json").json
    assert [each["allowed_because"] for each in after["warnings"]] == ["No other was free"] * 2
    assert next(each["interest"] for each in after["people"] if each["role"] == "lead_member") == "none"


def test_who_gives_up_a_role_is_listed_no_longer(cpc: Cpc, staffed: str) -> None:
    told = cpc(
        "team", staffed, "--release", "leader@tamworth.example", "--role", "leader", "--reason", "Election"
    )

    assert "is no longer leader of the council" in told.said
    assert "leader" not in {each["role"] for each in cpc("team", staffed, "--json").json["people"]}


def test_facts_are_kept_once(cpc: Cpc, opened: str) -> None:
    for _ in range(2):
        assert (
            cpc("facts", opened, "--mode", "hybrid", "--focus", "housing", "--control", "Labour").code == DONE
        )

    history = cpc("show", opened, "--history", "--json").json["history"]
    assert [each["details"] for each in history if each["kind"] == "facts_set"] == [
        {"mode": "hybrid", "focus": ["housing"]},
        {"control": "Labour"},
    ]


def test_content_is_handed_in_once(cpc: Cpc, opened: str) -> None:
    first = cpc("content", opened, SAMPLES / "scope.yaml")
    again = cpc("content", opened, SAMPLES / "scope.yaml")

    assert "scope.yaml is understood and kept, as scope." in first.said
    assert "scope.yaml had been handed in before, as scope." in again.said


def test_dates_are_moved_and_everybody_is_told(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")
    cpc("record", staffed, "dates_set", *VISIT, today="2024-06-10")

    later = ("--visit-start", "2024-11-12", "--visit-end", "2024-11-14")
    told = cpc("postpone", staffed, "--reason", "Election", *later, today="2024-06-17")

    assert "is postponed to Tuesday 12 November 2024" in told.said
    assert "Scope agreed: moves from Monday 29 July 2024 to Monday 12 August 2024" in told.said
    notices = {each["name"] for each in cpc("messages", staffed, "--json").json}
    assert "dates_moved" in notices


def test_a_challenge_is_cancelled_and_taken_up_again(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")

    cancelled = cpc("cancel", staffed, "--reason", "The council is abolished", today="2024-05-28")
    refused = cpc("record", staffed, "dates_set", *VISIT, today="2024-05-29")
    reopened = cpc("reopen", staffed, "--reason", "It is not", today="2024-05-30")

    assert cancelled.said.startswith(f"{staffed} is cancelled.")
    assert refused.code == REFUSED
    assert "is cancelled; it has to be reopened" in refused.err
    assert reopened.said.startswith(f"{staffed} is open again.")
    assert cpc("show", staffed, "--json", today="2024-05-30").json["state"] == "live"


def test_an_event_is_undone_by_a_later_one(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")
    number = cpc("show", staffed, "--history", "--json", today="2024-05-24").json["history"][-1]["event"]

    told = cpc("correct", staffed, number, "--reason", "It was another council", today="2024-05-25")

    assert f"event {number} is undone" in told.said
    history = cpc("show", staffed, "--history", "--json", today="2024-05-25").json["history"]
    assert [each["kind"] for each in history[-2:]] == ["agreed", "corrected"]


def test_the_round_does_what_has_come_due_and_the_next_one_finds_it_done(cpc: Cpc, staffed: str) -> None:
    cpc("record", staffed, "agreed", today="2024-05-24")
    cpc("record", staffed, "dates_set", *VISIT, today="2024-06-10")

    first = cpc("round", today="2024-09-17")
    second = cpc("round", today="2024-09-17")

    assert "2 messages written" in first.said
    assert "0 documents filed, 0 messages written" in second.said


@pytest.mark.usefixtures("staffed")
def test_the_list_is_made_again_and_is_the_same(cpc: Cpc) -> None:
    before = cpc("pipeline", "--json").json

    told = cpc("rebuild")

    assert told.said == "1 challenge read, 0 rows put right."
    assert cpc("pipeline", "--json").json == before


def test_a_second_open_challenge_of_a_council_is_warned_of(cpc: Cpc, opened: str) -> None:
    answer = cpc("open", "TAW", "--product", "finance", "--dry-run")

    assert answer.code == 0, answer.err
    assert answer.said.startswith(f"Warning: Tamworth Borough Council has {opened} open already.")


def test_a_visit_that_ends_on_a_saturday_is_warned_of(cpc: Cpc, opened: str) -> None:
    assert cpc("record", opened, "agreed").code == 0

    days = ("--visit-start", "2024-10-31", "--visit-end", "2024-11-02")
    answer = cpc("record", opened, "dates_set", *days)

    said = "Warning: The visit would end on Saturday 2 November 2024, which is no working day."
    assert answer.said.startswith(said)
