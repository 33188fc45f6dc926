"""What goes out to be filled in goes out in files that can be, and says of itself what it is."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import select

from casework import plans, record, verify
from casework.case import case
from db.models import Document
from documents.incoming.guard import opened
from domain.contents import Content, Report
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Milestone
from domain.stamps import Stamp, stamp_in
from settings import settings
from tests.casework.conftest import Begun, Challenge, entry

FINAL = "2024-12-12"
OFFICE = "application/vnd.openxmlformats-officedocument"


@pytest.fixture
def finalised(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose final report and forms are filed, and whose letters wait."""

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        challenge.hand_in("2024-11-20", "report")
        for milestone, on in ((Milestone.DRAFT_SENT, "2024-11-21"), (Milestone.REPORT_FINALISED, FINAL)):
            event = Event(0, milestone, Day.parse(on), details=Details())
            record.write(challenge.session, challenge.reference, entry(on), [event])
            challenge.prepare(on)
        challenge.queue(FINAL)
        return challenge

    return begun(play)


def filed(challenge: Challenge, name: str) -> Document:
    return challenge.session.scalars(select(Document).where(Document.document == name)).one()


def path_of(row: Document, kind: str) -> Path:
    return settings().documents_folder / str(getattr(row, f"{kind}_path"))


def test_the_form_that_is_filed_is_the_form_that_the_command_writes(finalised: Challenge) -> None:
    row = filed(finalised, "action_plan_template")
    on_desk = case(finalised.session, finalised.reference)

    files = plans.form(on_desk, date.fromisoformat(FINAL), None)

    assert [*files.values()] == [path_of(row, kind).read_bytes() for kind in ("docx", "xlsx")]
    assert row.goes_out_as == ["docx", "xlsx"]


def test_a_form_says_whose_it_is_and_of_which_words(finalised: Challenge) -> None:
    on_desk = case(finalised.session, finalised.reference)
    report = on_desk.content(on_desk.on(date.fromisoformat(FINAL)), Content.REPORT)
    assert isinstance(report, Report)
    council = CouncilCode("TAW")
    plan = Stamp(finalised.reference, council, report.edition_for(council))
    query = Stamp(finalised.reference, None, report.edition)

    found = {
        (name, kind): stamp_in(opened(path_of(filed(finalised, name), kind)).properties(), "")
        for name, kind in (
            ("action_plan_template", "docx"),
            ("action_plan_template", "xlsx"),
            ("fact_check_form", "docx"),
            ("final_report", "docx"),
        )
    }

    assert [*found.values()] == [plan, plan, query, None]
    assert str(query) in path_of(filed(finalised, "fact_check_form"), "text").read_text("utf-8")


def test_a_form_can_be_made_again_and_its_table_is_looked_at_too(finalised: Challenge) -> None:
    row = filed(finalised, "action_plan_template")
    assert verify.verify_one(finalised.session, row).is_as_it_was

    path_of(row, "xlsx").write_bytes(b"other")

    (problem,) = verify.verify_one(finalised.session, row).problems
    assert problem.startswith("the Excel file has been changed since it was filed: action_plan_template-TAW")


def test_a_letter_encloses_the_files_that_the_scheme_names(finalised: Challenge) -> None:
    letters = [name for name in finalised.post() if "report_finalised" in name]

    content = (settings().outbox_folder / letters[0]).read_bytes()
    enclosed = [*message_from_bytes(content, policy=default).iter_attachments()]

    assert [(each.get_filename(), each.get_content_type()) for each in enclosed] == [
        ("final_report-1.pdf", "application/pdf"),
        ("action_plan_template-TAW-1.docx", f"{OFFICE}.wordprocessingml.document"),
        ("action_plan_template-TAW-1.xlsx", f"{OFFICE}.spreadsheetml.sheet"),
    ]
