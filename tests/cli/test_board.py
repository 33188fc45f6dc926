"""The commands about the board: papers are made, looked at, published and verified; actions are kept."""

from __future__ import annotations

import pytest

from cli.app import DONE, FAILED, REFUSED, WRONG_USE
from db.session import transaction
from domain.reading import INVENTED
from domain.sharing import Consent
from settings import settings
from tests.casework.learning import HOMES, answers, key_of, reported
from tests.casework.programme_years import past_years, tell
from tests.casework.published import told
from tests.cli.conftest import Cpc

YEAR = ("--from", "2021-04-01", "--to", "2022-03-31")
TODAY = "2022-10-04"
ACTION = ("Speak to the Welsh association", "--owner", "Principal adviser", "--due", "2022-12-01")


@pytest.fixture
def past(cpc: Cpc) -> Cpc:
    with transaction() as session:
        past_years(session)
    return cpc


def names() -> set[str]:
    folder = settings().documents_folder / "board"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_board_update_says_its_figures_and_where_its_files_lie(past: Cpc) -> None:
    told = past("board-update", *YEAR, "--decision", "To note it.", today=TODAY)

    assert (told.code, told.err) == (DONE, "")
    assert "Visits held: 9\n" in told.out
    assert "Progress reviews held: 3" in told.out
    assert "documents/board/BU-2021-22-1.pdf" in told.out
    assert past("board-papers", today=TODAY).said == (
        "1. Corporate peer challenge: update for 2021-22, issue 1: Tuesday 4 October 2022, not published"
    )


def test_a_draft_is_laid_down_and_not_filed(past: Cpc) -> None:
    told = past("board-update", *YEAR, "--draft", "--json", today=TODAY)

    assert {each["name"]: each["value"] for each in told.json["measures"]}["visits"] == 9
    assert "BU-2021-22-1-draft.pdf" in names()
    assert past("board-papers", today=TODAY).said.startswith("None has been filed.")
    assert past("board-papers", "--json", today=TODAY).json == []


def test_an_annual_report_is_of_a_financial_year(past: Cpc) -> None:
    assert past("annual-report", "2021/22", today=TODAY).code == DONE
    assert "AR-2021-22-1.docx" in names()

    assert past("annual-report", "2021", today=TODAY).code == WRONG_USE
    assert "it has not begun" in past("annual-report", "2030-31", today=TODAY).err


def test_a_paper_is_published_and_taken_back(past: Cpc) -> None:
    past("board-update", *YEAR, today=TODAY)

    trial = past("board-papers", "publish", 1, "--dry-run", today=TODAY)
    public = past("board-papers", "--json", today=TODAY).json[0]["public"]
    done = past("board-papers", "publish", 1, today=TODAY)
    back = past("board-papers", "publish", 1, "--take-back", today=TODAY)

    assert (trial.code, public) == (DONE, False)
    assert done.said.endswith("can be read by everybody.")
    assert back.said.endswith("can be read by the programme alone.")
    assert past("board-papers", "publish", 2, today=TODAY).code == WRONG_USE


def test_a_paper_that_quotes_what_is_shared_no_more_is_a_thing_to_do_until_it_is_taken_back(
    cpc: Cpc,
) -> None:
    with transaction() as session:
        council = reported(told(session))
        answers(council, Consent.GIVEN, HOMES, on="2025-02-01")
    withdraw = "consent", council.reference, key_of(HOMES), "--answer", "withdrawn"
    cpc("board-update", "--from", "2024-04-01", "--to", "2025-03-31", today="2025-03-03")
    cpc("board-papers", "publish", 1, today="2025-03-03")

    trial = cpc(*withdraw, "--dry-run", today="2025-03-04")
    before = cpc("owed", council.reference, "--json", today="2025-03-04").json
    done = cpc(*withdraw, today="2025-03-04")
    listed = cpc("board-papers", today="2025-03-04").said
    owed = cpc("owed", council.reference, today="2025-03-04").said
    (told_to_programs,) = cpc("owed", council.reference, "--json", today="2025-03-04").json
    cpc("board-papers", "publish", 1, "--take-back", today="2025-03-04")

    warning = (
        "Warning: The board's paper “Corporate peer challenge: update for 2024-25, issue 1” is published"
    )
    assert (warning in trial.said, warning in done.said) == (True, True)
    assert before[0]["board_papers"] == []
    why = "it quotes in 1 place what may not be shared any more"
    what = f"Nobody but the programme can read it: {why}. Give `cpc board-papers publish 1 --take-back`"
    assert f"published, and being reviewed {what}" in listed
    assert f"issue 1” quotes this. {what}" in owed
    assert told_to_programs["board_papers"][0]["quotes"] == [HOMES]
    assert cpc("owed", council.reference, "--json", today="2025-03-04").json[0]["board_papers"] == []


def test_a_published_paper_whose_facts_are_missing_is_a_thing_to_do(past: Cpc) -> None:
    past("board-update", *YEAR, today=TODAY)
    past("board-papers", "publish", 1, today=TODAY)
    (settings().documents_folder / "board" / "BU-2021-22-1.facts.json.gz").unlink()

    assert (
        "being reviewed Nobody but the programme can read it: what it was made of is missing."
        in past("board-papers", today=TODAY).said
    )


def test_papers_are_verified_to_the_byte(past: Cpc) -> None:
    past("board-update", *YEAR, today=TODAY)
    whole = past("board-papers", "verify", today=TODAY)
    (settings().documents_folder / "board" / "BU-2021-22-1.txt").unlink()

    damaged = past("board-papers", "verify", today=TODAY)
    (told,) = past("board-papers", "verify", "--json", today=TODAY).json

    assert (told["number"], told["as_it_was"]) == (1, False)
    assert told["problems"] == ["the text is missing: BU-2021-22-1.txt"]
    assert (whole.code, "as it was filed" in whole.said) == (DONE, True)
    assert damaged.code == FAILED
    assert "1 of 1 paper is not as filed. Put the files back from a backup, or install" in " ".join(
        damaged.err.split()
    )


def test_actions_are_kept_told_of_and_listed(cpc: Cpc) -> None:
    trial = cpc("board-actions", "add", *ACTION, "--dry-run", today=TODAY)
    cpc("board-actions", "add", *ACTION, today=TODAY)
    cpc("board-actions", "report", 1, "A day is looked for.", "--dry-run", today=TODAY)
    cpc("board-actions", "report", 1, "They meet in March.", "--due", "2023-03-01", today=TODAY)
    told = cpc("board-actions", "list", today=TODAY)
    cpc("board-actions", "report", 1, "A session is agreed.", "--done", today=TODAY)

    assert trial.out.startswith("Trial only, nothing of this is kept:")
    assert told.said == (
        "1. Speak to the Welsh association open: Principal adviser, by Wednesday 1 March 2023"
        " Tuesday 4 October 2022, moved: They meet in March."
    )
    assert cpc("board-actions", "list", "--open", today=TODAY).said == "There is none."
    assert cpc("board-actions", "list", "--json", today=TODAY).json[0]["state"] == "done"


def test_one_thing_is_told_of_an_action_at_once(cpc: Cpc) -> None:
    cpc("board-actions", "add", *ACTION, today=TODAY)

    told = cpc("board-actions", "report", 1, "Both.", "--done", "--dropped", today=TODAY)

    assert told.code == WRONG_USE
    assert "Say one of --done, --dropped and --due." in told.err


def test_a_paper_that_counts_samples_is_refused_to_everybody(past: Cpc) -> None:
    with transaction() as session:
        tell(session, ("TAW",), {"visit_started": "2021-12-07"}, rules="2022", source=INVENTED)
    past("board-update", *YEAR, today=TODAY)

    assert past("board-papers", "publish", 1, today=TODAY).code == REFUSED
