"""What people may do to a challenge: every deed from its questions to the history, and who may do it."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from casework import approvals, plans, reports
from casework.case import Case, case
from casework.deeds.deed import NotYours
from casework.deeds.milestones import DETAILS
from casework.deeds.opening import open_up
from casework.deeds.papers import SomethingElse
from casework.deeds.questions import Question, Upload
from casework.deeds.table import NoSuchDeed, Outcome, carry_out, deed_named, deeds, grouped, offered
from casework.paperwork import do_paperwork
from casework.query_forms import QueriesUnclear
from db import audit
from db.post_tables import Attempt, Message
from db.session import reading, transaction
from documents.incoming.plain import NotText
from domain.lifecycle import CouncilCode, Happening, Milestone, Reference
from domain.people import ROLES, Role, Side
from domain.permissions import AccountId, Part, Seat, Visitor
from domain.schemes import known_schemes, scheme
from tests.casework.filled_in import FIRST, HEAD
from tests.hostile.files import docx, paragraph, word_table

SAMPLES = Path(__file__).parents[2] / "db" / "samples"
MANAGER = Visitor(part=Part.MANAGER, account=AccountId("a"), name="Programme manager")
AT = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)

REPORT = """\
summary: [The council knows its place.]
themes:
  - {theme: Governance and culture, text: [It debates in the open.]}
recommendations:
  - {number: 1, title: Write it down, theme: Governance and culture, text: Say who decides.}
  - {number: 2, title: Plan, theme: Governance and culture, text: Look further ahead.}
"""

NONE = Reference("")
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""For what has nothing of its own to do with the database."""


@dataclass
class Deeds:
    """A challenge under test, to which people do what they may."""

    reference: Reference = NONE
    visitor: Visitor = MANAGER
    outcomes: list[Outcome] = field(default_factory=list)

    def open(self, on: str = "2024-05-01", *, trial: bool = False, **said: str) -> Outcome:
        raw = {"councils": "Tamworth", "product": "corporate", **said}
        outcome = open_up(self.visitor, raw, today=date.fromisoformat(on), at=AT, trial=trial)
        self.reference = outcome.reference
        return outcome

    def do(self, name: str, today: str, /, **said: Any) -> Outcome:
        on, trial = date.fromisoformat(today), said.pop("trial", False)
        self.outcomes.append(
            carry_out(name, self.reference, self.visitor, said, today=on, at=AT, trial=trial)
        )
        return self.outcomes[-1]

    def asked(self, name: str, today: str) -> dict[str, Question]:
        with reading() as session:
            on_desk = case(session, self.reference)
            on = date.fromisoformat(today)
            return {each.name: each for each in deed_named(name, on_desk.scheme).questions(on_desk, on)}

    def kinds(self) -> list[str]:
        with reading() as session:
            return [str(each.kind) for each in case(session, self.reference).history]

    def offers(self, today: str, visitor: Visitor | None = None) -> list[str]:
        with reading() as session:
            found = offered(case(session, self.reference), visitor or self.visitor, date.fromisoformat(today))
            return [each.name for each in found]

    def desk(self) -> Case:
        with reading() as session:
            return case(session, self.reference)


@pytest.fixture
def deeds_done() -> Deeds:
    found = Deeds()
    found.open()
    return found


Told = Callable[[str], Deeds]


def copy(one: Path, other: Path) -> None:
    """Copy a database with what SQLite keeps beside its file."""
    with closing(sqlite3.connect(one)) as read, closing(sqlite3.connect(other)) as written:
        read.backup(written)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the databases of stories that have been told so far."""
    return tmp_path_factory.mktemp("told")


@pytest.fixture
def told(database: Engine, home: Path, shelf: Path) -> Told:  # noqa: ARG001 - It is laid out there.
    """Give the demonstration's story up to a day; it is told once, and laid out anew for each test."""

    def told(until: str) -> Deeds:
        kept, here = shelf / f"{until}.db", home / "cpc.db"
        if kept.exists():
            copy(kept, here)
            return Deeds(Reference("CPC-2024-001"))
        story = Deeds()
        play(story, until)
        copy(here, kept)
        return story

    return told


SIDE_DEEDS = {Side.PROGRAMME: "assign-staff", Side.PEERS: "assign-peer", Side.COUNCIL: "assign-council"}


def assign(story: Deeds, on: str, people: Iterable[Mapping[str, str]]) -> None:
    for each in people:
        said = {"name": ROLES[Role(each["role"])].title, **each}
        said.pop("organisation", None)
        story.do(SIDE_DEEDS[ROLES[Role(each["role"])].side], on, **said)


def sample(name: str, folder: str = "single-2024") -> Upload:
    path = SAMPLES / "content" / folder / f"{name}.yaml"
    return Upload(path.name, path.read_bytes())


def play(story: Deeds, until: str = "9999") -> None:
    """Tell the demonstration's story by deeds alone."""
    told = tomllib.loads((SAMPLES / "demo" / "single-2024.toml").read_text("utf-8"))
    story.open(told["opened"].isoformat(), councils="\n".join(told["councils"]))
    assign(story, told["opened"].isoformat(), told["people"])
    for step in told["steps"]:
        if step["on"].isoformat() > until:
            return
        take(story, step)


def take(story: Deeds, step: Mapping[str, Any]) -> None:
    """Do what one step of a story tells."""
    on = step["on"].isoformat()
    assign(story, on, step.get("people", ()))
    for name in step.get("hand_in", ()):
        story.do(f"hand-in/{name.split('-')[0]}", on, file=sample(name))
    if "control" in step:
        story.do("facts", on, focus="\n".join(step["focus"]), control=step["control"]["TAW"])
    for option in story.asked("declare", on)["who"].options if "declared" in step else ():
        story.do("declare", on, who=option.value, interest=step["declared"])
    if "done" in step:
        story.do(f"record/{step['done']}", on, **said_in(story, step))


def said_in(story: Deeds, step: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    said: dict[str, str | tuple[str, ...]] = {
        name: str(value) for name, value in step.get("said", {}).items()
    }
    if "attended" in step:
        options = story.asked(f"record/{step['done']}", step["on"].isoformat())["attended"].options
        said["attended"] = tuple(each.value for each in options)
    return said


@pytest.mark.usefixtures("database")
def test_a_challenge_is_taken_from_its_opening_to_its_end_by_deeds_alone() -> None:
    story = Deeds()

    play(story)

    outlook = story.desk().on(date(2025, 10, 31))
    assert outlook.state == "closed"
    assert {each for each in story.kinds() if each in set(Milestone)} == set(outlook.scheme.milestones)
    assert story.outcomes[-1].told.claim is not None
    assert story.offers("2025-11-03") == [
        "reopen",
        "correct",
        "action",
        "disclose",
        "consent",
        "finding",
        "aftercare",
    ]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_deed_that_is_tried_says_what_it_would_cause_and_keeps_nothing(deeds_done: Deeds) -> None:
    before = deeds_done.kinds()

    tried = deeds_done.do("cancel", "2024-05-02", trial=True, reason="The council asked for it.")

    assert tried.told.what == f"{deeds_done.reference} is cancelled."
    assert tried.effects.waiting
    assert deeds_done.kinds() == before


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_is_done_is_signed_by_whoever_did_it_and_for_whom(deeds_done: Deeds) -> None:
    deeds_done.visitor = Visitor(Part.MANAGER, AccountId("a"), None, "Deputy", acting_for="Programme manager")

    deeds_done.do("facts", "2024-05-02", mode="remote")

    assert deeds_done.desk().history[-1].by == "Deputy for Programme manager"


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_is_done_stands_in_the_audit_and_what_is_tried_does_not(deeds_done: Deeds) -> None:
    deeds_done.do("facts", "2024-05-02", mode="remote")
    deeds_done.do("facts", "2024-05-02", mode="hybrid", trial=True)

    with reading() as session:
        found = [(each.act, each.reference, each.details) for each in audit.lines(session)]
    reference = deeds_done.reference
    assert found == [("set_facts", reference, {"deed": "facts"}), ("open", reference, {})]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_opening_can_be_tried_and_the_same_again_is_the_challenge_that_is_there() -> None:
    story = Deeds()
    tried = story.open(trial=True, visit_start="2024-10-29", visit_end="2024-10-31")
    first = story.open()
    again = story.open()

    assert tried.told.what.endswith("is open, under the scheme 2024.")
    assert first.effects.notices or first.effects.waiting
    assert again.reference == first.reference
    assert again.told.what == f"{first.reference} had been opened with these words before."


@on_sqlite
@pytest.mark.usefixtures("database")
def test_only_who_may_opens_a_challenge() -> None:
    adviser = Visitor(part=Part.ADVISER, account=AccountId("b"), name="Adviser")

    with pytest.raises(NotYours, match="You may not open a challenge in the programme"):
        open_up(adviser, {"councils": "Tamworth"}, today=date(2024, 5, 1), at=AT, trial=True)


@on_sqlite
@pytest.mark.usefixtures("database")
def test_whoever_has_no_part_in_a_challenge_may_not_do_anything_to_it(deeds_done: Deeds) -> None:
    elsewhere = frozenset({Seat(Reference("CPC-1999-001"), Part.ADVISER)})
    deeds_done.visitor = Visitor(Part.ADVISER, AccountId("b"), None, "Adviser", elsewhere)

    with pytest.raises(NotYours, match="You may not set facts of a challenge in"):
        deeds_done.do("facts", "2024-05-02", mode="remote")

    assert deeds_done.offers("2024-05-02") == []


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_council_contact_hands_in_their_own_councils_papers_and_nothing_else(deeds_done: Deeds) -> None:
    seats = frozenset({Seat(deeds_done.reference, Part.COUNCIL_CONTACT, CouncilCode("TAW"))})
    contact = Visitor(Part.COUNCIL_CONTACT, AccountId("c"), None, "Contact", seats)
    deeds_done.do("hand-in/report", "2024-05-02", file=sample("report"))
    deeds_done.visitor = contact

    kept = deeds_done.do("hand-in/plan", "2024-05-03", file=sample("plan-TAW"))
    disguised = Upload("plan-TAW.yaml", b"content: scope\n" + sample("scope").content)
    with pytest.raises(NotYours):
        deeds_done.do("hand-in/report", "2024-05-03", file=sample("report"))
    with pytest.raises(SomethingElse, match="says that it is a scope, and was handed in as a plan"):
        deeds_done.do("hand-in/plan", "2024-05-03", file=disguised)

    assert kept.told.what.endswith(
        "plan-TAW.yaml is understood and kept, as plan of Tamworth Borough Council."
    )
    assert deeds_done.kinds().count(Happening.CONTENT_RECEIVED) == 2


@on_sqlite
@pytest.mark.usefixtures("database")
def test_every_detail_that_a_milestone_may_say_has_its_question() -> None:
    rules = [rule for name in known_schemes() for rule in scheme(name).milestones.values()]

    assert {name for rule in rules for name in (*rule.details, *rule.may_say)} <= DETAILS.keys()


@pytest.mark.parametrize("name", known_schemes())
@on_sqlite
@pytest.mark.usefixtures("database")
def test_deeds_have_names_of_their_own_and_words_for_people(name: str) -> None:
    table = deeds(scheme(name))

    assert len({each.title for each in table.values()}) == len(table)
    assert all(each.words.endswith(".") for each in table.values())
    assert [each.name for each in table.values() if each.is_milestone] == [
        f"record/{milestone}" for milestone in scheme(name).milestones
    ]


def test_deeds_are_listed_by_what_they_are_about_and_nothing_else_is() -> None:
    table = deeds(scheme("2024"))

    some = grouped([table["hold"], table["cancel"], table["postpone"]])
    every = grouped(each for each in table.values() if not each.is_milestone)

    assert [(about, [each.name for each in found]) for about, found in some] == [
        ("course", ["postpone", "cancel"]),
        ("letters", ["hold"]),
    ]
    assert [about for about, _ in every] == [
        "course",
        "people",
        "papers",
        "letters",
        "learning",
        "afterwards",
    ]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_nobody_can_do_is_refused_by_name(deeds_done: Deeds) -> None:
    with pytest.raises(NoSuchDeed, match="Nothing can be done that is called 'delete'"):
        deeds_done.do("delete", "2024-05-02")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_dates_move_and_the_clock_stops_and_goes_again(told: Told) -> None:
    story = told("2024-10-11")

    moved = story.do(
        "postpone", "2024-10-14", reason="Illness", visit_start="12 November 2024", visit_end="14.11.2024"
    )
    no_date = story.do("postpone", "2024-10-15", reason="Illness again")
    stopped = story.do("pause", "2024-10-16", reason="A by-election")
    stopped_before = story.do("pause", "2024-10-16", reason="A by-election")
    while_stopped = story.offers("2024-10-17")
    goes = story.do("resume", "2024-10-18", reason="It is over")
    goes_before = story.do("resume", "2024-10-18", reason="It is over")

    assert moved.told.what.endswith("is postponed to Tuesday 12 November 2024.")
    assert no_date.told.what.endswith("is postponed and has to be given new dates.")
    assert stopped.told.what.endswith("the clock is stopped from Wednesday 16 October 2024 on.")
    assert "had been stopped with these words before" in stopped_before.told.what
    assert "resume" in while_stopped
    assert "resume" not in story.offers("2024-10-18")
    assert goes.told.what.endswith("the clock runs again from Friday 18 October 2024 on.")
    assert "had been set going with these words before" in goes_before.told.what


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_deadline_is_extended_and_an_event_undone_and_a_meeting_set(told: Told) -> None:
    story = told("2024-11-01")

    longer = story.do("extend", "2024-11-04", deadline="report", days="10", reason="A large report")
    again = story.do("extend", "2024-11-04", deadline="report", days="10", reason="A large report")
    options = story.asked("correct", "2024-11-05")["event"].options
    undone = story.do("correct", "2024-11-05", event=options[0].value, reason="Not agreed after all")
    cancelled = story.do("cancel", "2024-11-06", reason="The council is abolished")
    reopened = story.do("reopen", "2024-11-07", reason="It is not")

    assert longer.told.what.endswith("is extended by 10 days.")
    assert "had been extended with these words before" in again.told.what
    assert "extended" in options[0].title
    assert undone.told.what.endswith(f"event {options[0].value} is undone.")
    assert cancelled.told.what.endswith("is cancelled.")
    assert reopened.told.what.endswith("is open again.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_the_scoping_meeting_is_set_and_moved_with_its_hours(deeds_done: Deeds) -> None:
    said = {"day": "2024-06-03", "begins": "10:00", "ends": "12:00", "place": "Marmion House"}
    first = deeds_done.do("meet", "2024-05-02", **said)
    again = deeds_done.do("meet", "2024-05-02", **said)

    assert first.told.what.endswith("the scoping meeting is on Monday 3 June 2024.")
    assert again.told.what.endswith("the scoping meeting had been set before: on Monday 3 June 2024.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_letter_above_the_chief_executive_is_let_out_by_a_deed(told: Told) -> None:
    story = told("2025-01-16")
    late = next(day for day in ("2025-02-10", "2025-02-20", "2025-03-10", "2025-04-10") if _waits(story, day))

    offered_then = story.offers(late)
    (option, *_) = story.asked("approve", late)["letter"].options
    approved = story.do("approve", late, letter=option.value, reason="The leader has been told by telephone.")

    assert "approve" in offered_then
    assert approved.told.what.endswith("the letter is approved.")
    assert option.value not in approvals.waiting(story.desk().on(date.fromisoformat(late)))


def _waits(story: Deeds, day: str) -> bool:
    return bool(approvals.waiting(story.desk().on(date.fromisoformat(day))))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_people_take_roles_give_them_up_and_leave_them_vacant(deeds_done: Deeds) -> None:
    deeds_done.do(
        "assign-peer",
        "2024-05-02",
        role="lead_member",
        name="Leader peer",
        email="l@peers.example",
        home="Lichfield",
        party="Labour",
        post="Council leader",
    )
    renamed = deeds_done.do(
        "assign-peer",
        "2024-05-03",
        role="lead_member",
        name="Leading peer",
        email="l@peers.example",
        rename="yes",
    )
    (holder,) = deeds_done.asked("release-peer", "2024-05-03")["who"].options
    gone = deeds_done.do("release-peer", "2024-05-04", who=holder.value, reason="Elected elsewhere")
    vacant = deeds_done.do("vacant-council", "2024-05-04", role="opposition_leader", reason="There is none")
    entered = deeds_done.do(
        "took-part",
        "2024-05-05",
        file=Upload(
            "people.csv", "post,email\nHead of planning,planning@tamworth.example\n".encode("utf-8-sig")
        ),
    )

    no_peer = deeds_done.do("vacant-peer", "2024-05-06", role="shadow_peer", reason="Nobody wants to learn")

    assert no_peer.told.what.endswith("shadow peer stays vacant.")
    assert renamed.told.what.endswith("lead member peer is Leading peer.")
    assert (holder.title, holder.hint) == ("Leading peer", "Lead member peer")
    assert gone.told.what.endswith("Leading peer is no longer lead member peer.")
    assert vacant.told.what.endswith("opposition group leader stays vacant.")
    assert entered.told.what.endswith("1 person more took part.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_warning_is_allowed_with_its_reason(deeds_done: Deeds) -> None:
    deeds_done.do(
        "assign-peer",
        "2024-05-02",
        role="lead_member",
        name="Leader peer",
        email="l@peers.example",
        home="Lichfield",
        party="Labour",
    )
    options = deeds_done.asked("allow", "2024-05-03")["warning"].options

    allowed = [deeds_done.do("allow", "2024-05-03", warning=each.value, reason="Agreed") for each in options]

    assert options
    assert all(each.told.what.endswith("the warning is allowed.") for each in allowed)
    assert "allow" not in deeds_done.offers("2024-05-03")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_list_of_people_that_is_no_text_is_refused_by_its_byte(deeds_done: Deeds) -> None:
    with pytest.raises(NotText, match=r"people\.csv is not UTF-8 text: byte 6 is not"):
        deeds_done.do("took-part", "2024-05-05", file=Upload("people.csv", b"post,\xff"))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_the_fact_check_is_told_by_deeds_one_by_one_and_as_a_form(told: Told) -> None:
    story = told("2024-11-20")
    point = {
        "place": "page 3",
        "text": "£3 million",
        "correction": "£4 million",
        "evidence": "The budget book",
    }
    before = story.offers("2024-11-21")

    one = story.do("query", "2024-11-21", **point, kind="factual")
    same = story.do("query", "2024-11-21", **point, kind="factual")
    table = "place,text,correction,evidence,kind\np 4,red,blue,,opinion\np 5,one,two,The minutes,factual\n"
    many = story.do("queries", "2024-11-22", file=Upload("queries.csv", table.encode()))
    waiting = story.asked("decide", "2024-11-25")["query"].options
    for option in waiting:
        story.do("decide", "2024-11-25", query=option.value, disposition="declined", reason="Not so")

    assert {"query", "queries", "redraft"} <= set(before)
    assert "decide" not in before
    assert one.told.what.endswith("kept as query 1.")
    assert same.told.what.endswith("nothing is new.")
    assert many.told.what.endswith("kept as queries 2 to 3.")
    assert many.told.shown is not None
    assert [row[0] for row in many.told.shown.rows] == ["p 4", "p 5"]
    assert waiting[0].hint == "“£3 million” to “£4 million”"
    assert story.outcomes[-1].told.what.endswith("query 3 is declined.")
    assert "decide" not in story.offers("2024-11-25")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_another_draft_is_sent_by_a_deed(told: Told) -> None:
    story = told("2024-11-20")
    story.do("query", "2024-11-21", place="p", text="a", correction="b", evidence="c", kind="factual")
    story.do("decide", "2024-11-22", query="1", disposition="accepted", reason="It is so")
    changed = sample("report").content.replace(b"summary:", b"# edited\nsummary:")
    words = changed.decode().replace("recommendations:", "recommendations:", 1)
    story.do("hand-in/report", "2024-11-25", file=Upload("report.yaml", _reworded(words)))

    sent = story.do("redraft", "2024-11-26")

    assert sent.told.what.endswith("round 2 of the fact check has begun.")


def _reworded(words: str) -> bytes:
    """Change one word of the report, wherever it says it."""
    assert "council" in words
    return words.replace("The council", "This council", 1).encode()


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_plan_that_comes_back_in_excel_is_shown_before_it_is_kept(told: Told) -> None:
    story = told("2025-01-24")
    with reading() as session:
        files = plans.form(case(session, story.reference), date(2025, 1, 27), CouncilCode("TAW"))
    name, content = next((name, content) for name, content in files.items() if name.endswith(".docx"))

    with pytest.raises(plans.PlanUnclear) as unfilled:
        story.do("hand-in/plan", "2025-02-17", file=Upload(name, content))

    assert "not one of its rows holds an action" in str(unfilled.value)


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_report_that_comes_back_from_word_is_shown_with_what_was_changed(told: Told) -> None:
    story = told("2024-11-20")
    with reading() as session:
        name, content = reports.draft(case(session, story.reference), date(2024, 11, 21))

    back = story.do("hand-in/report", "2024-11-25", file=Upload(f"C:\\reports\\{name}", content))

    assert back.told.what.endswith(f"{name} had been handed in before, as report.")
    assert back.told.shown is not None
    assert back.told.shown.rows == ()


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_form_of_queries_that_is_unclear_is_not_kept(told: Told) -> None:
    story = told("2024-11-20")
    table = docx(paragraph("Nothing of ours"))

    with pytest.raises(NotText, match="byte 1 is not"):
        story.do("queries", "2024-11-22", file=Upload("..", b"\xff"))
    with pytest.raises(Exception, match="holds no table with the columns of a fact check form"):
        story.do("queries", "2024-11-22", file=Upload("form.docx", table))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_where_several_councils_take_part_one_is_asked_for() -> None:
    story = Deeds()
    story.open(councils="High Peak\nStaffordshire Moorlands")

    question = story.asked("record/plan_received", "2024-05-02")["council"]

    assert [each.title for each in question.options] == [
        "High Peak Borough Council",
        "Staffordshire Moorlands District Council",
    ]
    assert "council" not in story.asked("record/agreed", "2024-05-02")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_queries_that_are_unclear_in_a_form_are_all_named(told: Told) -> None:
    story = told("2024-11-20")
    head = ("Where", "What the draft says", "What it should say", "What shows it", "Kind")
    form = docx(word_table(head, ("p 3", "red", "blue", "", "guess")))

    with pytest.raises(QueriesUnclear, match="'guess' is no kind"):
        story.do("queries", "2024-11-22", file=Upload("form.docx", form))


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_filled_in_plan_is_kept_and_its_rows_are_shown() -> None:
    story = Deeds()
    story.open()
    story.do("hand-in/report", "2024-05-02", file=Upload("report.yaml", REPORT.encode()))
    plan = docx(word_table(HEAD, FIRST))

    kept = story.do("hand-in/plan", "2024-05-03", file=Upload("plan.docx", plan))

    assert kept.told.shown is not None
    assert [row[0] for row in kept.told.shown.rows] == ["1"]
    assert "recommendation 2" in kept.told.shown.remarks[0]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_letter_to_come_waits_goes_sooner_and_says_something_more(told: Told) -> None:
    story = told("2025-03-20")
    key = story.asked("hold", "2025-03-21")["letter"].options[0].value
    (reader, *_) = story.asked("say", "2025-03-21")["to"].options

    offered_before = story.offers("2025-03-21")
    held = story.do("hold", "2025-03-21", letter=key, reason="The council has written to us.")
    released = story.do("release", "2025-03-21", letter=key)
    until = story.do("hold", "2025-03-21", letter=key, reason="Until then.", until="2025-07-10")
    said = story.do("say", "2025-03-21", letter=key, words="It was good to see you.", to=reader.value)
    unsaid = story.do("say", "2025-03-21", letter=key, words="", to=reader.value)
    everybody = story.do("say", "2025-03-21", letter=key, words="It was good to see you.", to="")
    sooner = story.do("forward", "2025-03-21", letter=key, reason="They have asked for it.")

    assert {"hold", "forward", "say"} <= set(offered_before)
    assert "release" not in offered_before
    assert held.told.what.endswith("is held back until somebody lets it out.")
    assert "is let out and goes on " in released.told.what
    assert until.told.what.endswith("is held back until Thursday 10 July 2025.")
    assert said.told.what.endswith("carries a personal paragraph.")
    assert unsaid.told.what.endswith("carries no personal paragraph any more.")
    assert sooner.told.what.endswith("is brought forward and goes now.")
    assert everybody.told.what.endswith("carries a personal paragraph.")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_messages_that_did_not_arrive_are_seen_to_by_deeds(told: Told) -> None:
    story = told("2024-11-20")
    work = do_paperwork(story.reference, date(2024, 11, 20), lambda: AT)
    with transaction() as session:
        *bounced, lost = session.scalars(select(Message).order_by(Message.id).limit(3))
        for message in bounced:
            message.state, message.error = "failed", "It bounced."
        lost.state, lost.sent_at, lost.error, lost.attempts = "unknown", None, "Nobody knows.", 2
        session.add(
            Attempt(
                message_id=lost.id,
                number=2,
                name="nobody-knows",
                channel="smtp",
                to_email=message.to_email,
                holder="worker",
                began_at=AT,
            )
        )
    first, second, third = (each.value for each in story.asked("retry", "2024-11-21")["message"].options)
    (unknown,) = (each.value for each in story.asked("arrived", "2024-11-21")["message"].options)

    again = story.do("retry", "2024-11-21", message=first, to="new@tamworth.example")
    seen_to = story.do("seen-to", "2024-11-21", message=second, how="letter by post")
    came = story.do("arrived", "2024-11-21", message=third)

    assert work.sent == work.written > len(work.filed) > 0
    assert unknown == third
    assert "goes to new@tamworth.example with the next post." in again.told.what
    assert seen_to.told.what.endswith("has been seen to: letter by post.")
    assert came.told.what.endswith("has arrived.")
    assert not {"retry", "arrived", "seen-to"} & set(story.offers("2024-11-21"))
