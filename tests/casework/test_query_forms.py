"""A fact check form that comes back in Word is understood as a careful officer would understand it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select

from casework import content, record
from casework.case import case
from casework.fact_check import NoDraftOut
from casework.plans import NotOurs, OlderEdition
from casework.query_forms import NoQueryTable, QueriesUnclear, UnderstoodQueries, understand
from db.models import Document
from documents.incoming.refusals import FileRefused
from domain.contents import Content, Report
from domain.days import Day
from domain.fact_checks import Query, QueryKind
from domain.lifecycle import CouncilCode, Event, Happening, Kind, Milestone
from domain.stamps import Stamp
from settings import settings
from tests.casework.conftest import SAMPLES, Begun, Challenge, entry
from tests.casework.refusals import everything
from tests.hostile.files import docx, paragraph, word_table

HEAD = ["Place", "What the draft says", "What it should say", "What shows it", "Kind"]
FIRST = ["Page 4", "80,000 people", "78,600 people", "The census of 2021", "Factual"]
POPULATION = Query("Page 4", "80,000 people", "78,600 people", QueryKind.FACTUAL, "The census of 2021")
BLANK = ["–"] * 5
ON = "2024-11-25"
Read = Callable[..., UnderstoodQueries]


def happens(challenge: Challenge, kind: Kind, on: str) -> None:
    event = Event(0, kind, Day.parse(on))
    record.write(challenge.session, challenge.reference, entry(on), [event])


def hand_in(challenge: Challenge, on: str, folder: Path, summary: str) -> None:
    raw = yaml.safe_load((SAMPLES / "single-2024" / "report.yaml").read_text("utf-8")) | {
        "summary": [summary]
    }
    path = folder / "report.yaml"
    path.write_text(yaml.safe_dump(raw, allow_unicode=True), "utf-8")
    content.hand_in(challenge.session, challenge.reference, entry(on), path, kind=None, council=None)


def stamp_on(challenge: Challenge, on: str = ON) -> Stamp:
    """Return the stamp of a form that goes out on a day."""
    on_desk = case(challenge.session, challenge.reference)
    report = on_desk.content(on_desk.on(entry(on).today), Content.REPORT)
    assert isinstance(report, Report)
    return Stamp(challenge.reference, None, report.edition)


@pytest.fixture
def drafted(begun: Begun, request: pytest.FixtureRequest, tmp_path: Path) -> Challenge:
    """Give a challenge whose draft is with the council."""

    def play() -> Challenge:
        challenge: Challenge = request.getfixturevalue("challenge")
        hand_in(challenge, "2024-11-20", tmp_path, "It is well led.")
        happens(challenge, Milestone.DRAFT_SENT, "2024-11-21")
        return challenge

    return begun(play)


@pytest.fixture
def read(drafted: Challenge, tmp_path: Path) -> Read:
    """Give a way to understand a Word form of some rows, or of a whole body."""

    def read(*rows: list[str], stamp: Stamp | None = None, body: str = "", on: str = ON) -> UnderstoodQueries:
        path = tmp_path / "form.docx"
        said = (stamp or stamp_on(drafted, on)).properties
        path.write_bytes(docx(body or word_table(*rows), said))
        return understand(case(drafted.session, drafted.reference), entry(on), path, on=Day.parse(on))

    return read


def test_each_row_is_a_query_wherever_its_columns_stand(read: Read) -> None:
    turned = [[row[at] for at in (4, 2, 1, 3, 0)] for row in (HEAD, FIRST)]
    renamed = [["Section", "Draft text", "Proposed correction", "Evidence", "Type"], FIRST]

    for rows in ([HEAD, FIRST], turned, renamed):
        found = read(*rows)
        assert (found.queries, found.remarks, found.problems) == ([POPULATION], [], [])


def test_a_form_that_went_out_comes_back(drafted: Challenge) -> None:
    drafted.prepare("2024-11-21")
    row = drafted.session.scalars(select(Document).where(Document.document == "fact_check_form")).one()
    path = settings().documents_folder / str(row.docx_path)

    found = understand(case(drafted.session, drafted.reference), entry(ON), path, on=Day.parse(ON))

    assert (found.queries, found.problems) == ([], [])
    assert [each.partition(": ")[2] for each in found.remarks] == [
        "8 blank rows left out",
        "the council asks for no change",
    ]


def test_what_is_left_out_is_said(read: Read) -> None:
    wider = [[*row, more] for row, more in zip([HEAD, FIRST, BLANK, HEAD, FIRST], "ABCDE", strict=True)]

    found = read(*wider)

    assert found.queries == [POPULATION]
    assert found.remarks == [
        "table 1, row 4: repeats the headings",
        "table 1, row 5: says the same as another row",
        "table 1: 1 blank row left out",
        "table 1: the column 'A' is no part of the form and was left out (4 filled)",
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ([*FIRST[:4], "–"], "row 2: the kind is missing; write factual or opinion"),
        ([*FIRST[:4], "typo"], "row 2: 'typo' is no kind; write factual or opinion"),
        ([*FIRST[:3], "–", "fact"], "row 2: a factual query has to say what shows it, as its evidence"),
        (["Page \N{GRINNING FACE}", *FIRST[1:]], "row 2: the place holds"),
        (["–", *FIRST[1:]], "row 2: the place is missing"),
    ],
)
def test_what_cannot_be_understood_is_named_by_row(read: Read, row: list[str], problem: str) -> None:
    found = read(HEAD, row)

    assert found.queries == []
    assert problem in found.problems[0]
    assert problem in str(QueriesUnclear(found.name, found.problems))


def test_to_understand_a_form_writes_nothing(drafted: Challenge, read: Read) -> None:
    before = everything(drafted.session)

    read(HEAD, FIRST)

    assert everything(drafted.session) == before


def test_a_form_without_a_stamp_is_taken_on_the_word_of_whoever_hands_it_in(
    drafted: Challenge, tmp_path: Path
) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(docx(word_table(HEAD, FIRST)))

    found = understand(case(drafted.session, drafted.reference), entry(ON), path, on=Day.parse(ON))

    assert found.queries == [POPULATION]
    assert found.remarks[0].startswith("the file does not say whose it is")


def test_a_form_of_another_challenge_or_of_a_plan_is_refused(drafted: Challenge, read: Read) -> None:
    ours = stamp_on(drafted)

    for other in (
        Stamp(type(ours.reference)("CPC-2024-999"), None, ours.edition),
        Stamp(ours.reference, CouncilCode("TAW"), ours.edition),
    ):
        with pytest.raises(NotOurs, match="and not for the fact check of CPC-2024-001"):
            read(HEAD, FIRST, stamp=other)


def test_a_form_of_an_older_draft_is_refused_and_one_of_the_draft_that_is_out_is_not(
    drafted: Challenge, read: Read, tmp_path: Path
) -> None:
    first = stamp_on(drafted)
    hand_in(drafted, "2024-11-28", tmp_path, "It is led well.")
    assert read(HEAD, FIRST, stamp=first, on="2024-11-28").queries == [POPULATION]

    happens(drafted, Happening.REDRAFTED, "2024-11-29")

    assert read(HEAD, FIRST, on="2024-12-02").queries == [POPULATION]
    with pytest.raises(OlderEdition, match=r"form.docx was made before the words changed in the report"):
        read(HEAD, FIRST, stamp=first, on="2024-12-02")


def test_a_file_without_the_table_and_a_hostile_one_are_refused(read: Read) -> None:
    with pytest.raises(NoQueryTable, match="needs the headings “What the draft says”"):
        read(body=paragraph("No comments."))
    with pytest.raises(FileRefused):
        read(body="<w:p/>" * 400_000)


def test_without_a_draft_there_is_nothing_to_answer(challenge: Challenge, tmp_path: Path) -> None:
    with pytest.raises(NoDraftOut):
        understand(
            case(challenge.session, challenge.reference), entry(ON), tmp_path / "form.docx", on=Day.parse(ON)
        )
