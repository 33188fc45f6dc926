"""The commands that look: what they show a person, and the shapes in which they answer a program."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from db import challenges, councils
from db.session import transaction
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone
from settings import settings
from tests.cli import test_factcheck, test_plan, test_report
from tests.cli.conftest import REFERENCE, VISIT, Asides, Cpc
from tests.hostile.files import docx, word_table

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "docs" / "json.md"
DAY, MOMENT = re.compile(r"\d{4}-\d\d(-\d\d)?\Z"), re.compile(r"\d{4}-\d\d-\d\dT")


HEAD = """\
# What `--json` answers

The shape of every answer, taken from real answers by the tests. Keys stay; new ones may be added. Dates are
ISO dates, as far as they are known: 2025-01-31, 2025-01 or 2025. What has no value is null. A list is shown
with what its items can hold; `[]` and `{}` were empty when the shape was taken.
"""


def shape(value: Any) -> Any:
    """Return the shape of an answer: names, and of values only what they are."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [merged([shape(each) for each in value])] if value else []
    if isinstance(value, str):
        return "moment" if MOMENT.match(value) else "date" if DAY.match(value) else "text"
    return {bool: "true or false", int: "number", type(None): "null"}[type(value)]


def merged(shapes: list[Any]) -> Any:
    """Return one shape for all items of a list."""
    if all(isinstance(each, dict) for each in shapes):
        names = dict.fromkeys(name for each in shapes for name in each)
        return {name: merged([each[name] for each in shapes if name in each]) for name in names}
    if all(isinstance(each, list) for each in shapes):
        return [merged(inner)] if (inner := [item for each in shapes for item in each]) else []
    kinds = {json.dumps(each): each for each in shapes if each != []}
    if len(kinds) == 1:
        return next(iter(kinds.values()))
    return " or ".join(sorted(each if isinstance(each, str) else "table" for each in kinds.values()))


@pytest.fixture
def dated(cpc: Cpc, asides: Asides, home: Path, request: pytest.FixtureRequest) -> str:
    """Give a challenge whose dates are set, with a peer whose council is near."""

    def play() -> None:
        staffed: str = request.getfixturevalue("staffed")
        cpc("record", staffed, "agreed", today="2024-05-24")
        cpc("record", staffed, "dates_set", *VISIT, "--mode", "in_person", today="2024-06-10")
        who = ("--name", "Council leader peer", "--email", "leader@peers.example", "--party", "Labour")
        cpc("assign", staffed, "lead_member", *who, "--home", "Lichfield", today="2024-06-10")
        cpc("calendar", "add", "2024-12-27", "Shutdown", today="2024-06-10")
        cpc("elections", "add", "2025-05-01", "Tamworth", today="2024-06-10")
        event = ("Induction", "--first-day", "2024-05-14", "--place", "Online", "--took-part", 24)
        cpc("training", "add", *event, "--members", 10, "--new-peers", 9, today="2024-06-10")
        cpc("accounts", "add", KEEPER, "--part", "adviser", "--name", "Adviser", today="2024-06-10")
        cpc("token", "make", KEEPER, "--name", "Figures", today="2024-06-10")
        cpc("calendars", "make", KEEPER, today="2024-06-10")

    asides.laid_out("read", home, play)
    return REFERENCE


KEEPER = "adviser@lga-peer-challenge.example"
READING: dict[str, tuple[str, ...]] = {
    "cpc show": ("show", "CPC-2024-001", "--history"),
    "cpc explain": ("explain", "CPC-2024-001", "pack"),
    "cpc pipeline": ("pipeline",),
    "cpc owed": ("owed",),
    "cpc upcoming": ("upcoming", "--days", "150"),
    "cpc preview": ("preview", "CPC-2024-001", "notice/pack_sent"),
    "cpc team": ("team", "CPC-2024-001"),
    "cpc documents": ("documents", "CPC-2024-001"),
    "cpc documents --verify": ("documents", "CPC-2024-001", "--verify"),
    "cpc factcheck list": ("factcheck", "list", "CPC-2024-001"),
    "cpc messages": ("messages", "CPC-2024-001"),
    "cpc messages --show": ("messages", "--show", "1"),
    "cpc messages --failed": ("messages", "--failed"),
    "cpc invitations": ("invitations", "CPC-2024-001"),
    "cpc calendar list": ("calendar", "list"),
    "cpc elections list": ("elections", "list", "Tamworth"),
    "cpc plan-visit": ("plan-visit", "Tamworth", "--days", "3", "--from", "2025-04-28"),
    "cpc councils find": ("councils", "find", "Tamworth"),
    "cpc councils list": ("councils", "list"),
    "cpc scheme list": ("scheme", "list"),
    "cpc coverage": ("coverage", "--region", "West Midlands"),
    "cpc training list": ("training", "list"),
    "cpc token list": ("token", "list"),
    "cpc calendars list": ("calendars", "list", KEEPER),
}


def coming_back(cpc: Cpc, reference: str, folder: Path) -> dict[str, tuple[str | Path, ...]]:
    """Have a plan, an edited report and queries come back, and return the commands that take them in."""
    cpc("content", reference, test_report.SAMPLES / "report.yaml", today="2025-01-13")
    test_factcheck.tell(reference, "2025-01-13", Milestone.DRAFT_SENT)
    for command in ("plan", "form"), ("report", "draft"):
        cpc(*command, reference, "--to", folder, today="2025-01-13")
    plan = test_plan.fill(folder / f"{reference}-action-plan-TAW.xlsx")
    report, queries = folder / f"{reference}-draft-report.docx", folder / "form.docx"
    test_report.write(report, "A corporate plan that grew", "A plan that grew")
    queries.write_bytes(docx(word_table(test_factcheck.HEAD, test_factcheck.ROW)))
    return {
        "cpc plan import": ("plan", "import", reference, plan),
        "cpc report import": ("report", "import", reference, report),
        "cpc factcheck import": ("factcheck", "import", reference, queries),
    }


def announced(cpc: Cpc, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have something announced to a system that is not there, and return what is told of it."""
    monkeypatch.setenv("CPC_SEND_FOR_REAL", "true")
    monkeypatch.setenv("CPC_INSIDE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("CPC_WEBHOOK_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("CPC_WEBHOOK_SECRET", "of-no-other-system")
    settings.cache_clear()
    cpc("pause", "CPC-2024-001", "--reason", "a trial", today="2025-01-13")
    return cpc("announcements", "CPC-2024-001", "--json").json


def final(cpc: Cpc, reference: str, plan: str | Path) -> dict[str, tuple[str, ...]]:
    """Make the report final and keep a plan, and return the commands that tell what became of it."""
    test_factcheck.tell(reference, "2025-01-13", Milestone.REPORT_FINALISED)
    cpc("plan", "import", reference, plan, "--yes", today="2025-01-13")
    wanted = ("Speak to the Welsh association", "--owner", "principal adviser", "--due", "2025-06-02")
    cpc("board-actions", "add", *wanted, today="2025-01-13")
    cpc("board-actions", "report", 1, "A day is being looked for.", today="2025-01-13")
    return {
        "cpc ledger": ("ledger",),
        "cpc ledger REFERENCE": ("ledger", reference),
        "cpc themes": ("themes",),
        "cpc foi": ("foi", "Tamworth"),
        "cpc disclose": ("disclose", reference),
        "cpc learn": ("learn", "plan", "--kind", "all"),
        "cpc consent": ("consent", reference),
        "cpc board-actions list": ("board-actions", "list"),
        "cpc board-update": ("board-update", "--from", "2024-04-01", "--to", "2025-03-31"),
        "cpc board-papers": ("board-papers",),
    }


@pytest.mark.usefixtures("dated")
def test_every_answer_for_a_program_has_the_shape_that_is_written_down(
    cpc: Cpc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {name: shape(cpc(*tokens, "--json", today="2024-06-10").json) for name, tokens in READING.items()}
    imports = coming_back(cpc, "CPC-2024-001", tmp_path)
    for name, command in imports.items():
        told[name] = shape(cpc(*command, "--json", today="2025-01-13").json)
    for name, command in final(cpc, "CPC-2024-001", imports["cpc plan import"][-1]).items():
        told[name] = shape(cpc(*command, "--json", today="2025-01-13").json)
    told["cpc prove"] = shape(cpc("prove", "--json", today="2025-01-13").json)
    told["cpc announcements"] = shape(announced(cpc, monkeypatch))

    page = HEAD + "".join(
        f"\n## `{name} --json`\n\n```json\n{json.dumps(each, indent=2)}\n```\n" for name, each in told.items()
    )
    found = tmp_path / "json.md"
    found.write_text(page, "utf-8")
    assert SHAPES.read_text("utf-8") == page, f"If the change is meant, keep it: cp {found} docs/json.md"


@pytest.mark.usefixtures("dated")
@pytest.mark.parametrize("name", READING)
def test_every_answer_for_a_person_reads_without_colour_within_80_columns(cpc: Cpc, name: str) -> None:
    told = cpc(*READING[name], today="2024-06-10")

    assert (told.code, told.err) == (0, "")
    assert "\x1b" not in told.out
    assert not set("│─╭╰┃━") & set(told.out)
    broken = [line for line in told.out.splitlines() if len(line.rstrip()) > 80 and "/" not in line]
    assert broken == []


def test_a_challenge_shows_where_it_stands_and_what_stands_in_the_way(cpc: Cpc, dated: str) -> None:
    told = cpc("show", dated, today="2024-06-10").said
    scope = cpc("show", dated, "--json", today="2024-06-10").json["deadlines"][0]

    for line in (
        "CPC-2024-001: Tamworth Borough Council",
        "Corporate Peer Challenge, scheme 2024. On Monday 10 June 2024: live.",
        "Tuesday 29 October 2024 to Thursday 31 October 2024, in person",
        "Scoping: open",
        "Scope agreed Monday 29 July 2024 ahead",
        f"Scope agreed: {scope['reason']}",
        "scope_agreed: Scope agreed: the content 'scope' has not been handed in (Peer challenge manager)",
        "nobody is programme support officer (Programme manager can put that right)",
    ):
        assert line in told


def test_a_challenge_shows_how_it_stood_on_another_day(cpc: Cpc, dated: str) -> None:
    before = cpc("show", dated, "--on", "2024-05-25", "--json", today="2024-06-10").json
    later = cpc("show", dated, "--on", "2024-10-16", "--json", today="2024-06-10").json

    assert [each["milestone"] for each in before["moves"] if each["allowed"]] == ["dates_set"]
    assert [each["name"] for each in later["deadlines"] if each["standing"] == "overdue"] == [
        "scope",
        "team",
        "position_statement",
        "pack",
    ]


def test_the_history_is_told_with_who_did_what(cpc: Cpc, dated: str) -> None:
    told = cpc("show", dated, "--history", today="2024-06-10").said

    assert "1. Monday 13 May 2024: opened" in told
    assert (
        "9. Monday 10 June 2024: dates set (mode in person; visit start Tuesday 29 October 2024; "
        "visit end Thursday 31 October 2024), by officer" in told
    )
    assert "assigned, TAW (role chief executive; " in told


def test_the_list_names_what_comes_next(cpc: Cpc, dated: str) -> None:
    cpc("open", "Lichfield", today="2024-06-10")

    now, then = (
        cpc("pipeline", *day, "--json", today="2024-06-10").json for day in ((), ("--on", "2024-05-20"))
    )

    assert [(each["reference"], each["next_deadline"], each["next_due"]) for each in now] == [
        (dated, "Scope agreed", "2024-07-29"),
        ("CPC-2024-002", None, None),
    ]
    assert [(each["reference"], each["next_deadline"]) for each in then] == [(dated, None)]
    assert cpc("pipeline", "--state", "closed", "--json").json == []


def test_what_is_owed_is_listed_with_who_can_help(cpc: Cpc, dated: str) -> None:
    told = cpc("owed", dated, today="2024-06-10").said

    gap = "waits, nobody is programme support officer (Programme manager can put that right)"
    assert f"Dates of the visit (message): {gap}" in told


def test_a_home_without_challenges_says_how_to_begin(cpc: Cpc) -> None:
    assert "`cpc open` opens one." in cpc("pipeline").said
    assert cpc("owed").said == "Nothing is owed."
    assert "`cpc councils import` brings the register in." in cpc("councils", "list").said


def test_the_register_is_brought_in_once(cpc: Cpc) -> None:
    register = ROOT / "db" / "samples" / "councils.csv"

    first, second = cpc("councils", "import", register), cpc("councils", "import", register)

    assert first.said == "18 councils added, 0 changed, 0 as before."
    assert second.said == "0 councils added, 0 changed, 18 as before."
    assert cpc("councils", "find", "tamworth").said.startswith("Tamworth Borough Council (TAW)")


def test_a_bad_row_of_a_register_is_named_and_nothing_is_written(cpc: Cpc, tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    text = (ROOT / "db" / "samples" / "councils.csv").read_text("utf-8")
    register.write_text(text.replace("TAW,Tamworth Borough Council", "TAW,", 1), "utf-8")

    told = cpc("councils", "import", register)

    assert told.code == 2
    assert "line 12" in told.err
    assert cpc("councils", "list", "--json").json == []


def test_challenges_of_the_past_are_brought_in_and_owe_nothing(cpc: Cpc, tmp_path: Path) -> None:
    cpc("councils", "import", ROOT / "db" / "samples" / "councils.csv")
    table = tmp_path / "history.csv"
    table.write_text(
        "council,council_type,region,onsite_start,onsite_end,report_published,action_plan_published,"
        "progress_review_start,progress_review_end,progress_review_published,recommendations,peer_team,source\n"
        "Stroud District Council,district,South West,2022-03-08,2022-03-10,2022-05-19,2022-06-09,,,,,,"
        "https://www.stroud.example/peer-challenge\n",
        "utf-8",
    )

    tried = cpc("history", "import", table, "--dry-run")
    first, second = cpc("history", "import", table), cpc("history", "import", table)

    assert "1 challenge added" in tried.said
    assert first.said == "1 challenge added, 0 extended, 0 as before."
    assert second.said == "0 challenges added, 0 extended, 1 as before."
    assert cpc("owed").said == "Nothing is owed."


def test_a_challenge_that_was_run_here_is_named_and_not_brought_in_again(cpc: Cpc, tmp_path: Path) -> None:
    cpc("councils", "import", ROOT / "db" / "samples" / "councils.csv")
    with transaction() as session:
        ours = challenges.start(
            session, scheme="2022", councils=[CouncilCode("STO")], on=date(2022, 1, 4), at=datetime.now(UTC)
        )
        stroud = councils.find(session, "STO").place
        events = [
            Event(0, Happening.OPENED, Day.parse("2022-01-04"), None, Details(councils=(stroud,))),
            Event(0, Milestone.VISIT_STARTED, Day.parse("2022-03-08"), None),
        ]
        challenges.append(session, ours, events, by="", at=datetime.now(UTC))
    table = tmp_path / "history.csv"
    table.write_text(
        "council,council_type,region,onsite_start,onsite_end,report_published,action_plan_published,"
        "progress_review_start,progress_review_end,progress_review_published,recommendations,peer_team,source\n"
        "Stroud District Council,district,South West,2022-03,,,,,,,,,https://www.stroud.example/peer-challenge\n",
        "utf-8",
    )

    assert cpc("history", "import", table).said == (
        "0 challenges added, 0 extended, 0 as before. "
        f"Run by the programme itself, and left as they are: {ours}."
    )


def test_the_schemes_are_listed_and_good(cpc: Cpc) -> None:
    assert [each["name"] for each in cpc("scheme", "list", "--json").json] == ["2022", "2024"]
    assert cpc("scheme", "lint").said == "2022 is good. 2024 is good."


def test_a_scheme_that_cannot_be_is_refused_by_file_table_and_key(cpc: Cpc, tmp_path: Path) -> None:
    file = tmp_path / "2030.toml"
    file.write_text(
        'name = "2030"\nextends = "2024"\ntitle = "New"\nvisits_from = 2030-04-01\n\n'
        '[deadlines.report]\nanchor = "lunch"\n\n[documents.menu]\ntitle = "Menu"\nwhen = "agreed"\n'
        'author = "programme"\ndisclosure = "on_request"\n',
        "utf-8",
    )

    told = cpc("scheme", "lint", file)

    assert told.code == 2
    assert str(file) in told.err
    assert "[deadlines.report] anchor: 'lunch' is neither a milestone nor a date" in told.err


def test_the_process_is_printed_as_a_page(cpc: Cpc) -> None:
    told = cpc("scheme", "process")

    assert told.out.startswith("# The process\n")
    assert all(line in told.out for line in ("## 2022: ", "## 2024: ", "### Deadlines"))
