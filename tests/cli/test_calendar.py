"""The commands about bank holidays, elections and weeks for a visit."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import DONE, REFUSED, WRONG_USE
from db import councils
from db.session import transaction
from settings import settings
from tests.casework.running import TODAY, checking
from tests.cli.conftest import Answer, Asides, Cpc
from tests.histories import JOINT, TAMWORTH

JUBILEE = ("2024-11-25", "Jubilee", "--division", "england")


@pytest.fixture
def programme(cpc: Cpc, asides: Asides, home: Path) -> Cpc:
    """Give commands where two challenges wait for the check of their facts."""

    def play() -> None:
        with transaction() as session:
            councils.load_samples(session)
            checking(session, TAMWORTH)
            checking(session, *JOINT)

    asides.laid_out("checking", home, play)

    def give(*tokens: object) -> Answer:
        return cpc(*tokens, today=TODAY)

    return give


def outbox() -> set[str]:
    found: set[str] = {path.name for path in Path(settings().outbox_folder).rglob("*.eml")}
    return found


def test_a_trial_lists_every_date_that_moves_and_everybody_who_would_be_told(programme: Cpc) -> None:
    told = programme("calendar", "add", *JUBILEE, "--dry-run")

    assert told.code == DONE
    assert "Trial only, nothing of this is kept:" in told.said
    moves = "Fact check returned: moves from Thursday 5 December 2024 to Friday 6 December 2024"
    assert f"CPC-2024-001, {moves} CPC-2024-002, {moves}" in told.said
    assert "principal_adviser, Example: about CPC-2024-001, CPC-2024-002" in told.said
    assert programme("calendar", "list").said.startswith("Nothing has been entered")
    assert outbox() == set()


def test_what_was_tried_is_what_is_done(programme: Cpc) -> None:
    tried = programme("calendar", "add", *JUBILEE, "--dry-run", "--json").json
    done = programme("calendar", "add", *JUBILEE, "--json").json

    assert (tried.pop("kept"), done.pop("kept")) == (False, True)
    assert tried == done
    assert [each["now"] for each in done["moved"]] == ["2024-12-06", "2024-12-06"]
    adviser = [each for each in done["messages"] if each["person"] == "principal_adviser"]
    assert [each["challenges"] for each in adviser] == [["CPC-2024-001", "CPC-2024-002"]]


def test_the_messages_are_posted_and_both_challenges_list_them(programme: Cpc) -> None:
    told = programme("calendar", "add", *JUBILEE)

    assert told.said.startswith("From now on the bank holiday 'Jubilee' on Monday 25 November 2024 counts.")
    assert outbox()
    for reference in ("CPC-2024-001", "CPC-2024-002"):
        assert "dates have been counted anew" in programme("messages", reference).said
        assert "Friday 6 December 2024" in programme("show", reference).said
    history = programme("show", "CPC-2024-001", "--history").said
    moved = "Fact check returned from Thursday 5 December 2024 to Friday 6 December 2024"
    assert f"added to the calendar; shifts {moved}), by officer" in history


def test_a_closure_is_listed_until_it_is_removed_and_then_on_request(programme: Cpc) -> None:
    programme("calendar", "add", *JUBILEE, "--by", "Support officer")
    programme("calendar", "add", "2024-12-27", "Shutdown", "--until", "2025-01-03", "--council", "Tamworth")

    listed = programme("calendar", "list")
    assert "1 2024-11-25 2024-11-25 Jubilee England 2024-11-22 by Support officer" in listed.said
    assert "2 2024-12-27 2025-01-03 Shutdown TAW" in listed.said
    assert "Bank holidays count as published to the end of 2026" in listed.said

    assert "counts no longer" in programme("calendar", "remove", "1", "--dry-run").said
    assert len(programme("calendar", "list", "--json").json) == 2
    assert "counts no longer" in programme("calendar", "remove", "1").said
    assert [each["name"] for each in programme("calendar", "list", "--json").json] == ["Shutdown"]
    removed = programme("calendar", "list", "--removed", "--json").json[0]
    assert (removed["removed_by"], removed["division"]) == ("officer", "England")
    assert "removed on 2024-11-22 by officer" in programme("calendar", "list", "--removed").said


def test_a_closure_that_moves_nothing_says_so(programme: Cpc) -> None:
    told = programme("calendar", "add", "2024-11-25", "Jubilee", "--division", "scotland")

    assert told.said.endswith("It moves no date.")


@pytest.mark.parametrize(
    ("tokens", "code", "words"),
    [
        (
            ("calendar", "add", "2024-12-25", "Rest", "--division", "england"),
            REFUSED,
            "Christmas Day already",
        ),
        (("calendar", "add", "2024-12", "Rest"), WRONG_USE, "not a single day"),
        (
            ("calendar", "add", "2024-12-27", "Rest", "--division", "cornwall"),
            WRONG_USE,
            "no division 'cornwall'",
        ),
        (("calendar", "remove", "7"), WRONG_USE, "No closure has the number 7"),
        (
            ("calendar", "add", "2027-06-04", " "),
            WRONG_USE,
            "Without a name a closure or election",
        ),
        (("elections", "add", "2025-05-01", "--name", ""), WRONG_USE, "Say what it is"),
        (("elections", "remove", "7"), WRONG_USE, "No election has the number 7"),
        (("elections", "add", "2025-05-01", "Nowhere"), WRONG_USE, "No council is called 'Nowhere'"),
        (("plan-visit", "Tamworth", "--days", "8"), WRONG_USE, "A visit of 8 days does not fit"),
        (("plan-visit", "CPC-2024-009", "--days", "3"), WRONG_USE, "There is no challenge 'CPC-2024-009'"),
    ],
)
def test_what_cannot_be_is_refused_in_two_sentences(
    programme: Cpc, tokens: tuple[str, ...], code: int, words: str
) -> None:
    told = programme(*tokens)

    assert told.code == code
    assert words in told.err


def test_an_election_that_is_entered_says_from_when_nothing_is_published(programme: Cpc) -> None:
    told = programme("elections", "add", "2025-05-01", "Tamworth")

    assert told.said == (
        "Tamworth Borough Council: ordinary election on Thursday 1 May 2025 (number 1). "
        "The pre-election period runs from Tuesday 25 March 2025 to the day of the poll."
    )
    assert "Tuesday 25 March 2025 to Thursday 1 May 2025" in programme("elections", "list", "TAW").said
    period = programme("elections", "list", "TAW", "--json").json["periods"][0]
    assert (period["first"], period["key"]) == ("2025-03-25", "pre_election:TAW:2025-05-01")


def test_an_election_of_every_council_may_say_when_notice_was_given(programme: Cpc) -> None:
    told = programme("elections", "add", "2025-07-03", "--name", "General election", "--notice", "2025-05-22")

    assert told.said.startswith("Every council: general election on Thursday 3 July 2025 (number 1).")
    assert "from Thursday 22 May 2025 to the day of the poll" in told.said
    assert "1 2025-07-03 General election all councils 2025-05-22" in programme("elections", "list").said


def test_an_election_that_is_put_off_is_struck_out_until_the_entry_is_removed(programme: Cpc) -> None:
    assert "1 May 2025" in programme("elections", "list", "Hampshire").said

    struck = programme("elections", "add", "2025-05-01", "Hampshire", "--not-held")

    assert struck.said == "Hampshire County Council: no election on Thursday 1 May 2025 (number 1)."
    listed = programme("elections", "list", "Hampshire").said
    assert "not held HAM" in listed
    assert "Thursday 1 May 2025" not in listed
    assert "counts no longer" in programme("elections", "remove", "1").said
    assert "Thursday 1 May 2025" in programme("elections", "list", "Hampshire").said
    assert "removed on" in programme("elections", "list", "--removed").said


def test_of_a_council_whose_elections_nobody_knows_that_is_said(programme: Cpc) -> None:
    assert programme("elections", "list", "Tamworth").said.endswith(
        "None is known; enter its elections with `cpc elections add`."
    )
    told = programme("plan-visit", "Tamworth", "--days", "3", "--from", "2025-06-09").said
    assert "No election of Tamworth Borough Council is known." in told


def test_a_week_for_a_visit_comes_with_the_reason_for_each_week_passed_over(programme: Cpc) -> None:
    programme("elections", "add", "2025-05-01", "Tamworth")

    told = programme("plan-visit", "cpc-2024-001", "--days", "3", "--from", "2025-04-21").said

    assert told.startswith("Tamworth Borough Council: Tuesday 6 May 2025 to Thursday 8 May 2025")
    assert "Week of Monday 21 April 2025: Easter Monday; pre-election period of Tamworth" in told
    assert "Week of Monday 28 April 2025: pre-election period of Tamworth Borough Council" in told


def test_a_visit_leaves_time_for_what_comes_before_it(programme: Cpc) -> None:
    told = programme("plan-visit", "Tamworth", "--days", "3").said

    assert told.startswith("Tamworth Borough Council: Monday 24 February 2025 to Wednesday 26 February 2025")
    assert "“Scope agreed” leaves no time for a visit before Saturday 22 February 2025." in told


def test_a_visit_of_a_day_may_be_today_and_one_far_ahead_is_provisional(programme: Cpc) -> None:
    today = programme("plan-visit", "Tamworth", "--days", "1", "--from", "2024-11-22").said
    assert today.startswith("Tamworth Borough Council: Friday 22 November 2024 ")
    far = programme("plan-visit", "Tamworth", "--days", "1", "--from", "2027-06-07")
    assert "not published yet, so the days are provisional" in far.said
    shape = programme("plan-visit", "Tamworth", "--days", "1", "--from", "2027-06-07", "--json").json
    assert (shape["days"], shape["provisional"], shape["elections_unknown"]) == (
        ["2027-06-07"],
        True,
        ["TAW"],
    )


def test_what_may_not_happen_before_a_poll_is_allowed_with_a_reason(cpc: Cpc, opened: str) -> None:
    cpc("elections", "add", "2025-05-01", "Tamworth")
    cpc("record", opened, "agreed")
    key = "pre_election:TAW:2025-05-01"
    visit = ("record", opened, "dates_set", "--visit-start", "2025-04-01", "--visit-end", "2025-04-03")

    refused = cpc(*visit)
    told = cpc("team", opened, "--allow", key, "--reason", "the monitoring officer agrees")

    assert refused.code == REFUSED
    assert f"{key} is not allowed (Programme manager can put that right)" in refused.err
    assert f"the warning {key} is allowed" in told.said
    assert cpc(*visit).code == DONE
    assert "Allowed: the monitoring officer agrees" in cpc("show", opened).said


def test_a_trial_enters_no_election_and_removes_none(programme: Cpc) -> None:
    tried = programme("elections", "add", "2025-05-01", "Tamworth", "--dry-run").said

    assert tried.startswith("Trial only, nothing of this is kept:")
    assert "Tuesday 25 March 2025 to the day of the poll" in tried
    assert programme("elections", "list", "--json").json["entered"] == []

    programme("elections", "add", "2025-05-01", "Tamworth")
    assert "counts no longer" in programme("elections", "remove", "1", "--dry-run").said
    assert len(programme("elections", "list", "--json").json["entered"]) == 1


def test_an_election_names_the_challenges_whose_planned_days_it_forbids(cpc: Cpc, opened: str) -> None:
    visit = ("--visit-start", "2024-10-29", "--visit-end", "2024-10-31")
    cpc("record", opened, "agreed")
    cpc("record", opened, "dates_set", *visit)

    tried = cpc("elections", "add", "2024-11-07", "Tamworth", "--dry-run")
    elsewhere = cpc("elections", "add", "2024-11-07", "Lichfield", "--dry-run")

    said = f"Planned or under way in that period {opened}: Tamworth Borough Council has its pre-election"
    assert said in tried.said
    assert "Planned or under way" not in elsewhere.said
