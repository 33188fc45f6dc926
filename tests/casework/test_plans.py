"""An action plan that comes back in Word or Excel is understood as a careful officer would understand it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from casework import content, plans
from casework.case import Case, case
from casework.content import NoReportYet
from casework.plans import NoPlan, NotOurs, OlderEdition, PlanUnclear, Understood, WithoutStamp
from casework.record import WhichCouncil
from documents.incoming.reading import received
from documents.incoming.refusals import FileRefused
from domain.contents import Content, Plan, Rating, Report
from domain.days import Day
from domain.lifecycle import CouncilCode
from domain.stamps import Stamp, stamp_in
from tests.casework.conftest import Challenge, entry
from tests.casework.filled_in import FIRST, HEAD, SECOND, THIRD
from tests.casework.refusals import everything, refused
from tests.hostile.files import docx, paragraph, sheet, word_table, xlsx

ON = "2024-07-10"
TODAY = date.fromisoformat(ON)
REPORT = """\
summary: [The council knows its place.]
themes:
  - {theme: Governance and culture, text: [It debates in the open.]}
recommendations:
  - {number: 1, title: Write it down, theme: Governance and culture, text: Say who decides.}
  - number: 2
    title: Meet
    theme: Governance and culture
    text: Meet more often.
    parts: [{number: 2a, text: With staff.}, {number: 2b, text: With partners.}]
  - {number: 3, title: Plan, theme: Governance and culture, text: Look further ahead.}
"""


@pytest.fixture
def desk(bare: Challenge, tmp_path: Path) -> Callable[[], Case]:
    """Give a way to take a challenge with a report onto the desk."""
    path = tmp_path / "report.yaml"
    path.write_text(REPORT)
    content.hand_in(bare.session, bare.reference, entry(ON), path, kind=None, council=None)
    return lambda: case(bare.session, bare.reference, lock=True)


Understand = Callable[..., Understood]


@pytest.fixture
def understand(desk: Callable[[], Case], tmp_path: Path) -> Understand:
    """Give a way to have the rows of a plan understood, from Word unless they are in Excel."""

    def understand(
        *rows: list[str], head: list[str] = HEAD, council: str | None = "TAW", **more: str
    ) -> Understood:
        return read(desk(), tmp_path, docx(more.get("before", "") + word_table(head, *rows)), council)

    return understand


def read(
    on_desk: Case, folder: Path, body: bytes, council: str | None = "TAW", name: str = "plan.docx"
) -> Understood:
    (folder / name).write_bytes(body)
    return plans.understand(on_desk, TODAY, folder / name, CouncilCode(council) if council else None)


def without(row: list[str], column: str, said: str = "") -> list[str]:
    """Return a row that says something else in a column."""
    return [said if name == column else each for name, each in zip(HEAD, row, strict=True)]


def stamp_of(on_desk: Case, **other: str) -> Stamp:
    report = on_desk.content(on_desk.on(TODAY), Content.REPORT)
    assert isinstance(report, Report)
    council = CouncilCode(other.get("council", "TAW"))
    return Stamp(on_desk.reference, council, other.get("edition", report.edition_for(council)))


# The form goes out and comes back


def test_the_form_comes_back_as_it_went_out_with_every_recommendation_and_its_stamp(
    desk: Callable[[], Case], tmp_path: Path
) -> None:
    files = plans.form(desk(), TODAY, None)

    assert files == plans.form(desk(), TODAY, CouncilCode("TAW"))
    assert sorted(files) == ["CPC-2024-001-action-plan-TAW.docx", "CPC-2024-001-action-plan-TAW.xlsx"]
    for name, body in files.items():
        (tmp_path / name).write_bytes(body)
        found = received(tmp_path / name)
        assert stamp_in(found.properties, "") == stamp_in({}, found.words) == stamp_of(desk())
        unfilled = plans.understand(desk(), TODAY, tmp_path / name, None)
        assert (unfilled.unanswered, unfilled.actions) == (("1", "2", "3"), ())
        assert unfilled.problems == ("not one of its rows holds an action",)


def test_a_plan_is_kept_and_its_introduction_stays(
    bare: Challenge, desk: Callable[[], Case], understand: Understand, tmp_path: Path
) -> None:
    (tmp_path / "plan.yaml").write_text(
        "introduction: [The council is grateful.]\nactions:\n"
        "  - {recommendation: 1, action: Act, lead_member: Leader, lead_officer: Chief executive,"
        " due: 2025, measure: It is seen}\n"
    )
    content.hand_in(bare.session, bare.reference, entry(ON), tmp_path / "plan.yaml", kind=None, council=None)

    found = understand(THIRD, FIRST, SECOND)
    first = plans.keep(desk(), entry(ON), found)
    again = plans.keep(desk(), entry(ON), found)

    assert (first.is_new, again.is_new) == (True, False)
    plan = desk().content(desk().on(TODAY), Content.PLAN, CouncilCode("TAW"))
    assert isinstance(plan, Plan)
    assert plan.introduction == ("The council is grateful.",)
    assert [each.recommendation for each in plan.actions] == ["1", "2a", "3"]
    assert [each.due for each in plan.actions] == [
        Day.parse("2025-06-30"),
        Day.parse("2025-06"),
        Day.parse("2026"),
    ]
    assert [each.status for each in plan.actions] == [Rating.DONE, Rating.NOT_STARTED, Rating.NOT_STARTED]
    assert desk().history[-1].details.source == "plan.docx"


def test_a_first_plan_needs_no_introduction(desk: Callable[[], Case], understand: Understand) -> None:
    assert plans.keep(desk(), entry(ON), understand(FIRST)).is_new


def test_to_understand_a_plan_writes_nothing(bare: Challenge, understand: Understand) -> None:
    before = everything(bare.session)

    understand(FIRST, SECOND, THIRD)

    assert everything(bare.session) == before


def test_a_plan_with_a_problem_is_not_kept(
    bare: Challenge, desk: Callable[[], Case], understand: Understand
) -> None:
    found = understand(without(FIRST, "Due", "soon"))

    with refused(
        bare.session, PlanUnclear, "plan.docx cannot be taken as it is: table 1, row 2: 'soon' is no day"
    ):
        plans.keep(desk(), entry(ON), found)


def test_of_very_many_problems_the_first_are_named() -> None:
    assert plans.listed(["a"] * 30) == "; ".join(["a"] * 30)
    assert plans.listed(["a"] * 32).endswith("; a; and 2 more")


# Whose plan it is


def test_a_stamp_says_whose_it_is_and_nobody_else_has_to(desk: Callable[[], Case], tmp_path: Path) -> None:
    stamp = stamp_of(desk())
    in_properties = docx(word_table(HEAD, FIRST), stamp.properties)
    in_words = docx(paragraph(f"This form is {stamp}.") + word_table(HEAD, FIRST))
    in_excel = xlsx(sheet(HEAD, FIRST), sheet([f"This form is {stamp}."]))

    assert read(desk(), tmp_path, in_properties, None).council == "TAW"
    assert read(desk(), tmp_path, in_words, "TAW").remarks == ()
    assert read(desk(), tmp_path, in_excel, None, "plan.xlsx").council == "TAW"


def test_without_a_stamp_somebody_has_to_say_whose_it_is(bare: Challenge, understand: Understand) -> None:
    with refused(bare.session, WithoutStamp, "plan.docx does not say", "--council"):
        understand(FIRST, council=None)
    with refused(bare.session, WhichCouncil, "TAW"):
        understand(FIRST, council="HIG")
    assert understand(FIRST).remarks[0].startswith("the file does not say whose it is")


@pytest.mark.parametrize("other", [{"council": "HIG"}, {"council": "XXX"}])
def test_a_plan_of_another_council_is_refused(
    bare: Challenge, desk: Callable[[], Case], tmp_path: Path, other: dict[str, str]
) -> None:
    body = docx(word_table(HEAD, FIRST), stamp_of(desk(), **other).properties)

    with refused(bare.session, NotOurs, f"CPC-2024-001/{other['council']}, and not for CPC-2024-001/TAW"):
        read(desk(), tmp_path, body, None)


def test_a_plan_of_another_council_than_the_one_named_is_refused(
    bare: Challenge, desk: Callable[[], Case], tmp_path: Path
) -> None:
    body = docx(word_table(HEAD, FIRST), stamp_of(desk()).properties)

    with refused(bare.session, NotOurs, "CPC-2024-001/TAW, and not for CPC-2024-001/HIG"):
        read(desk(), tmp_path, body, "HIG")


def test_a_plan_of_another_challenge_is_refused(
    bare: Challenge, desk: Callable[[], Case], tmp_path: Path
) -> None:
    properties = {**stamp_of(desk()).properties, "Challenge": "CPC-2023-017"}

    with refused(bare.session, NotOurs, "plan.docx was made for CPC-2023-017/TAW"):
        read(desk(), tmp_path, docx(word_table(HEAD, FIRST), properties), None)


def test_a_plan_for_recommendations_that_were_changed_is_refused(
    bare: Challenge, desk: Callable[[], Case], tmp_path: Path
) -> None:
    body = docx(word_table(HEAD, FIRST), stamp_of(desk(), edition="0123456789ab").properties)

    with refused(bare.session, OlderEdition, "made before the recommendations changed"):
        read(desk(), tmp_path, body, None)


def test_a_plan_needs_a_report_and_a_table(bare: Challenge, desk: Callable[[], Case], tmp_path: Path) -> None:
    for body in (docx(paragraph("Dear all")), docx(word_table(["No.", "Name"], ["1", "x"]))):
        with refused(bare.session, NoPlan, "holds no table with the columns of an action plan"):
            read(desk(), tmp_path, body)


def test_before_there_is_a_report_there_is_no_plan(bare: Challenge, tmp_path: Path) -> None:
    with refused(bare.session, NoReportYet, "has no report yet"):
        read(case(bare.session, bare.reference), tmp_path, docx(word_table(HEAD, FIRST)))


def test_a_hostile_plan_changes_nothing(bare: Challenge, desk: Callable[[], Case], tmp_path: Path) -> None:
    with refused(bare.session, FileRefused, "it is neither a Word nor an Excel file"):
        read(desk(), tmp_path, b"<script>")
