"""A paper of the board is made once, stays as it was filed, and brings earlier actions back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casework.board import actions, papers, shelf
from casework.board.actions import BadAction
from casework.board.papers import CountsSamples, Drawn, PaperKind, QuotesTakenBack
from casework.board.shelf import UnderReview
from casework.kept import Lost, packed
from casework.printable import Unprintable
from casework.shapes.board import (
    action_as_json,
    figures_as_json,
    kept_as_json,
    paper_as_json,
    reviewed_as_json,
    rows_as_json,
)
from casework.verify import verify_one
from db import board
from db.board import FiledMeanwhile, NoAction, NoPaper
from db.board_tables import BoardPaper
from db.session import reading, transaction
from documents.formats import Format
from documents.text import text
from documents.tree import read
from domain.board import ActionEnded, ActionState, ActionTold, BoardPeriod
from domain.lifecycle import Reference
from domain.reading import INVENTED
from domain.sharing import Consent
from settings import settings
from tests.casework.conftest import entry
from tests.casework.learning import HOMES, SERVICE, answers, reported
from tests.casework.programme_years import know_councils, past_years, tell
from tests.casework.published import Told, told

YEAR = date(2021, 4, 1), date(2022, 3, 31)
NOW = entry("2022-04-04")
SESSION = "Speak to the Welsh association about a session"
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""Both databases keep the tables in ``tests/db``; a paper is made of what they give."""


@pytest.fixture
def past(database: Engine) -> Engine:
    with transaction() as session:
        past_years(session)
    return database


def drawn(
    session: Session, kind: PaperKind = PaperKind.UPDATE, *decisions: str, draft: bool = False
) -> Drawn:
    return papers.draw(session, kind, *YEAR, NOW, decisions=decisions, is_draft=draft)


def said(paper: Drawn) -> str:
    return " ".join(text(read(paper.files[Format.HTML].decode())).split())


@pytest.fixture
def filed(past: Engine) -> BoardPaper:  # noqa: ARG001 - It is made of what that tells.
    return papers.make(PaperKind.UPDATE, *YEAR, NOW)


@pytest.mark.usefixtures("past")
def test_a_paper_says_first_what_matters_and_each_figure_leads_to_its_rows(session: Session) -> None:
    paper = drawn(session, PaperKind.UPDATE, "To agree that teams return after six months.")

    assert paper.title == "Corporate peer challenge: update for 2021-22"
    assert set(paper.files) == {Format.HTML, Format.PDF, Format.WORD, Format.TEXT}
    assert "Peers visited 10 councils in 9 visits, 1 of them to several councils together." in said(paper)
    assert (
        "For 10 of the councils it was the first visit, as far as this record goes back (July 2018)."
        in said(paper)
    )
    assert "1. To agree that teams return after six months." in said(paper)
    html = paper.files[Format.HTML].decode()
    for name in ("visits", "councils_visited", "joint", "first_time", "reviews", "never_visited"):
        assert f'href="#rows-{name}"' in html
        assert f'id="rows-{name}"' in html


@pytest.mark.usefixtures("past")
def test_an_annual_report_names_what_nobody_here_holds(session: Session) -> None:
    paper = drawn(session, PaperKind.ANNUAL)

    assert paper.title == "Corporate peer challenge: annual report 2021-22"
    assert "Training events for peers" in said(paper)
    assert said(paper).count("Not held") == 4
    assert "Of no visit or review of this year is a team recorded here." in said(paper)


def test_a_programme_without_challenges_has_papers_too(session: Session) -> None:
    for kind in PaperKind:
        assert "This record holds no challenge." in said(drawn(session, kind))


def test_a_paper_is_filed_once_and_can_be_made_again_to_the_byte(filed: BoardPaper) -> None:
    with reading() as session:
        assert verify_one(session, board.paper(session, filed.id).paper).problems == ()
    assert papers.figures_of(filed).measure("visits").value == 9
    assert sorted(each.name for each in (settings().documents_folder / "board").iterdir()) == [
        "BU-2021-22-1.docx",
        "BU-2021-22-1.facts.json.gz",
        "BU-2021-22-1.html",
        "BU-2021-22-1.pdf",
        "BU-2021-22-1.txt",
    ]


def test_a_paper_is_told_to_programs_with_its_files_figures_and_rows(filed: BoardPaper) -> None:
    figures = papers.figures_of(filed)
    rows = rows_as_json(figures.measure("reviews"))

    assert [each.name for each in papers.files_of(filed)][1] == "BU-2021-22-1.pdf"
    assert paper_as_json(shelf.Shelved(filed, is_published=True))["files"]["pdf"] == filed.pdf_hash
    assert figures_as_json(figures)["known_since"] == "2018-07"
    assert [(row["on"], row["councils"]) for row in rows["rows"]][1] == (
        "2021-11-17",
        ["Stafford Borough Council"],
    )
    assert rows["splits"] == {}


def test_a_paper_that_somebody_has_changed_is_found(filed: BoardPaper) -> None:
    (settings().documents_folder / filed.pdf_path).write_bytes(b"other figures")

    with reading() as session:
        problems = verify_one(session, board.paper(session, filed.id).paper).problems

    assert problems == ("the PDF has been changed since it was filed: BU-2021-22-1.pdf",)


def test_a_newer_paper_of_the_same_months_is_another_issue(filed: BoardPaper) -> None:
    before = (settings().documents_folder / filed.pdf_path).read_bytes()
    with transaction() as session:
        tell(session, ("TAW",), {"visit_started": "2021-12-07"}, rules="2022")

    newer = papers.make(PaperKind.UPDATE, *YEAR, NOW)

    assert (filed.issue, newer.issue) == (1, 2)
    assert papers.figures_of(newer).measure("visits").value == 10
    assert papers.figures_of(filed).measure("visits").value == 9
    assert (settings().documents_folder / filed.pdf_path).read_bytes() == before


def test_a_paper_that_is_asked_for_again_and_would_say_the_same_is_the_one_that_was_filed(
    filed: BoardPaper,
) -> None:
    again = papers.make(PaperKind.UPDATE, *YEAR, NOW)
    asked = papers.make(PaperKind.UPDATE, *YEAR, NOW, ["To note it."])

    assert (again.id, again.issue) == (filed.id, 1)
    assert asked.issue == 2


def test_two_who_make_the_same_paper_at_once_file_one(filed: BoardPaper, session: Session) -> None:
    second, third = drawn(session), drawn(session)
    papers.file(session, second, NOW)

    with pytest.raises(FiledMeanwhile, match=r"was filed while BU-2021-22-2 was made\. Read that one"):
        papers.file(session, third, NOW)
    assert filed.issue == 1


def test_a_draft_is_laid_down_to_look_at_and_nothing_is_filed(session: Session) -> None:
    places = papers.lay_aside(drawn(session, draft=True))

    assert {path.name for path in places.values()} == {
        f"BU-2021-22-1-draft.{kind}" for kind in ("html", "pdf", "docx", "txt")
    }
    assert all(path.exists() for path in places.values())
    assert board.papers(session) == []


def test_what_a_paper_was_made_of_is_missed_when_it_is_gone(filed: BoardPaper) -> None:
    (settings().documents_folder / filed.inputs_path).unlink()

    with pytest.raises(Lost, match=r"BU-2021-22-1\.facts\.json\.gz is missing\. Put the file back"):
        papers.figures_of(filed)


def test_a_paper_is_for_the_programme_until_somebody_publishes_it(
    filed: BoardPaper, session: Session
) -> None:
    with pytest.raises(NoPaper, match="There is no paper 1 of the board"):
        board.paper(session, filed.id, only_published=True)

    assert papers.publish(session, filed.id, NOW).is_published
    assert papers.publish(session, filed.id, NOW).is_published
    assert [each.paper.id for each in board.papers(session, only_published=True)] == [filed.id]
    assert not papers.publish(session, filed.id, NOW, is_public=False).is_published
    assert board.papers(session, only_published=True) == []


def test_a_paper_that_counts_samples_is_not_published(session: Session) -> None:
    know_councils(session)
    tell(session, ("TAW",), {"visit_started": "2021-10-12"}, rules="2022", source=INVENTED)
    paper = papers.file(session, drawn(session), NOW)

    assert "One challenge was invented to look at" in said(drawn(session))
    with pytest.raises(CountsSamples, match="which never were, and cannot be published"):
        papers.publish(session, paper.id, NOW)


def test_a_decision_that_no_paper_can_show_is_refused(session: Session) -> None:
    with pytest.raises(Unprintable):
        drawn(session, PaperKind.UPDATE, "To smile \N{GRINNING FACE}")


def test_an_action_comes_back_in_the_next_paper_with_what_became_of_it(session: Session) -> None:
    taken = actions.take(session, f" {SESSION} ", "Principal adviser", date(2022, 6, 1), entry("2021-12-02"))
    actions.report(session, taken.number, ActionTold.PROGRESS, "A day is looked for.", entry("2022-01-10"))
    dropped = actions.take(session, "Write to the minister", "Chair", date(2022, 1, 31), entry("2021-12-02"))
    actions.report(session, dropped.number, ActionTold.DROPPED, "The minister has left.", entry("2022-01-20"))

    words = said(drawn(session))

    assert f"1. {SESSION}" in words
    assert "Open: A day is looked for." in words
    assert "Dropped: The minister has left." in words


def test_actions_are_listed_with_what_is_open_first(session: Session) -> None:
    first = actions.take(session, "First", "Chair", date(2022, 6, 1), entry("2021-12-02"))
    sooner = actions.take(session, "Sooner", "Chair", date(2022, 3, 1), entry("2021-12-02"))
    actions.report(session, first.number, ActionTold.DONE, "It is done.", entry("2022-01-10"))

    assert [(each.action.text, each.state) for each in actions.listed(session, date(2022, 4, 4))] == [
        ("Sooner", ActionState.OVERDUE),
        ("First", ActionState.DONE),
    ]
    assert [each.action for each in actions.listed(session, date(2022, 4, 4), ended=False)] == [sooner]
    later = BoardPeriod(date(2022, 4, 1), date(2022, 6, 30))
    assert [each.action for each in actions.coming_back(session, later, date(2022, 6, 30))] == [sooner]


def test_an_action_may_be_given_more_time_with_a_reason(session: Session) -> None:
    taken = actions.take(session, SESSION, "Chair", date(2022, 3, 1), entry("2021-12-02"))

    moved = actions.report(
        session, taken.number, ActionTold.MOVED, "They meet in May.", NOW, due=date(2022, 6, 1)
    )

    line = actions.ActionLine(moved, moved.state(NOW.today))
    told = action_as_json(line)
    kept = kept_as_json(line, "https://programme.example", trial=False)
    assert [note["due"] for note in told["notes"]] == ["2022-06-01"]
    assert kept["action"] == told
    assert kept["links"]["action"] == f"https://programme.example/api/v1/board/actions/{taken.number}"
    assert (moved.due, moved.state(NOW.today)) == (date(2022, 6, 1), ActionState.OPEN)


@pytest.mark.parametrize(
    ("words", "owner", "due", "why"),
    [
        (" ", "Chair", date(2022, 6, 1), "it does not say what is to be done"),
        (SESSION, "", date(2022, 6, 1), "it does not say who does it"),
        (SESSION, "Chair", date(2022, 4, 3), "the day by which it is due has passed"),
        ("x" * 1001, "Chair", date(2022, 6, 1), "takes more than 1000 characters"),
    ],
)
def test_an_action_says_what_is_done_by_whom_and_by_when(
    session: Session, words: str, owner: str, due: date, why: str
) -> None:
    with pytest.raises(BadAction, match=why):
        actions.take(session, words, owner, due, NOW)


def test_what_makes_no_sense_of_an_action_is_refused(session: Session) -> None:
    taken = actions.take(session, SESSION, "Chair", date(2022, 6, 1), NOW)

    with pytest.raises(BadAction, match="for an action that has more time, and for no other"):
        actions.report(session, taken.number, ActionTold.MOVED, "Later.", NOW)
    with pytest.raises(BadAction, match="for an action that has more time"):
        actions.report(session, taken.number, ActionTold.DONE, "Done.", NOW, due=date(2022, 9, 1))
    with pytest.raises(NoAction, match="The board took no action 7"):
        actions.report(session, 7, ActionTold.DONE, "Done.", NOW)
    actions.report(session, taken.number, ActionTold.DONE, "Done.", NOW)
    with pytest.raises(ActionEnded):
        actions.report(session, taken.number, ActionTold.PROGRESS, "More.", NOW)


def test_a_paper_is_not_published_that_quotes_what_is_shared_no_more(session: Session) -> None:
    council = reported(told(session))
    answers(council, Consent.GIVEN, HOMES, SERVICE, on="2025-02-01")
    session.commit()
    now = entry("2025-03-04")
    paper = papers.make(PaperKind.UPDATE, date(2024, 4, 1), date(2025, 3, 31), now)
    papers.publish(session, paper.id, now)
    papers.publish(session, paper.id, now, is_public=False)
    answers(council, Consent.WITHDRAWN, HOMES, on="2025-03-04")

    with pytest.raises(QuotesTakenBack) as one:
        papers.publish(session, paper.id, now)
    answers(council, Consent.WITHDRAWN, SERVICE, on="2025-03-04")
    with pytest.raises(QuotesTakenBack) as both:
        papers.publish(session, paper.id, now)

    assert "quotes in 1 place what may not be shared any more" in str(one.value)
    assert "quotes in 2 places what" in str(both.value)
    assert not board.paper(session, paper.id).is_published


@pytest.fixture
def quoting(session: Session) -> Told:
    """Give a council that shares two of its strengths, and a published paper that quotes them."""
    council = reported(told(session))
    answers(council, Consent.GIVEN, HOMES, SERVICE, on="2025-02-01")
    session.commit()
    paper = papers.make(PaperKind.UPDATE, date(2024, 4, 1), date(2025, 3, 31), entry("2025-03-03"))
    papers.publish(session, paper.id, entry("2025-03-03"))
    return council


def test_a_published_paper_is_nobodys_from_the_moment_a_council_shares_no_more_what_it_quotes(
    quoting: Told,
) -> None:
    session = quoting.session
    (before,) = shelf.shelf(session)
    answers(quoting, Consent.WITHDRAWN, HOMES, on="2025-03-04")

    (after,) = shelf.shelf(session)
    with pytest.raises(UnderReview) as told_to_everybody:
        shelf.taken_down(session, 1, sees_all=False)

    assert (before.is_public, before.is_under_review) == (True, False)
    assert (after.is_public, after.is_under_review, after.is_published) == (False, True, True)
    assert [row.words for row in after.gone] == [HOMES]
    assert str(told_to_everybody.value).startswith(
        "“Corporate peer challenge: update for 2024-25, issue 1” is being reviewed"
    )
    assert shelf.taken_down(session, 1, sees_all=True) == after
    assert (shelf.public_numbers(session), shelf.under_review(session)) == (frozenset(), (after,))
    assert (after.quotes(quoting.reference), after.quotes(Reference("CPC-2024-002"))) == (True, False)
    assert paper_as_json(after)["under_review"]
    assert reviewed_as_json(after, quoting.reference)["quotes"] == [HOMES]


def test_a_paper_is_everybodys_again_when_all_that_it_quotes_is_shared_again(quoting: Told) -> None:
    answers(quoting, Consent.WITHDRAWN, HOMES, on="2025-03-04")
    answers(quoting, Consent.GIVEN, HOMES, on="2025-03-05")

    assert shelf.public_numbers(quoting.session) == {1}


def test_a_paper_that_was_taken_back_is_no_more_to_be_looked_at(quoting: Told) -> None:
    answers(quoting, Consent.REFUSED, HOMES, on="2025-03-04")
    papers.publish(quoting.session, 1, entry("2025-03-05"), is_public=False)

    assert shelf.under_review(quoting.session) == ()
    with pytest.raises(NoPaper):
        shelf.taken_down(quoting.session, 1, sees_all=False)


@pytest.mark.parametrize("left", [None, b"no archive", packed(b"{")])
def test_of_a_paper_whose_facts_are_missing_nobody_can_tell_what_it_quotes(
    quoting: Told, left: bytes | None
) -> None:
    (before,) = shelf.shelf(quoting.session)
    facts = settings().documents_folder / before.paper.inputs_path
    facts.unlink() if left is None else facts.write_bytes(left)

    (after,) = shelf.under_review(quoting.session)

    assert (after.are_missing, after.gone, after.is_public) == (True, (), False)
