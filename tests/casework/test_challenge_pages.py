"""What the pages of a challenge tell: where it stands, what comes next, its course, what waits for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

from casework import answers, attention, next_steps, roster, timeline, where_it_stands
from casework.case import Case
from casework.disclosure import Reader
from casework.spoken import holders, place_name, spoken
from db.people import PersonFacts
from domain.contents import (
    Action,
    Cited,
    Number,
    Plan,
    Progress,
    Rating,
    Recommendation,
    Report,
    ReviewFinding,
    ReviewReport,
    Theme,
    Value,
)
from domain.contents import (
    Part as RecommendationPart,
)
from domain.contents import Statement as CouncilStatement
from domain.days import Day
from domain.deadlines import Standing
from domain.lifecycle import Happening, Milestone, PersonId, Place
from domain.outlook import StageState
from domain.people import Role, Side
from domain.permissions import Part
from tests.casework.told_stories import laid, seen_by
from tests.histories import (
    HIGH_PEAK,
    JOINT,
    MOORLANDS,
    TAMWORTH,
    Story,
    closed,
    finalised,
    opened,
    scoped,
    visited,
)


def stands(story: Story, on: str) -> tuple[Case, Reader]:
    on_desk = laid(story)
    return on_desk, seen_by(on_desk, on)


# Where it stands


def test_each_stage_says_how_far_it_has_come() -> None:
    _, reader = stands(visited(), "2024-11-04")

    steps = where_it_stands.stage_steps(reader)

    assert [(each.title, each.state.value, each.met) for each in steps] == [
        ("Scoping", "complete", 6),
        ("On-site", "complete", 3),
        ("Report publication", "open", 0),
        ("Action plan", "to come", 0),
        ("Progress review", "to come", 0),
        ("Close", "to come", 0),
    ]
    assert steps[0].milestones[0].met is not None
    assert all(each.shares == () for each in steps)


def test_where_councils_part_a_stage_is_open_and_says_so_for_each() -> None:
    story = finalised(*JOINT)
    for milestone in (Milestone.COUNCIL_DECISION, Milestone.REPORT_PUBLISHED):
        story.meets(milestone, "", HIGH_PEAK)
    _, reader = stands(story, "2025-02-01")

    step = where_it_stands.stage_steps(reader)[2]

    assert step.state is StageState.OPEN
    assert [(share.council, share.state.value) for share in step.shares] == [
        (HIGH_PEAK.name, "complete"),
        (MOORLANDS.name, "open"),
    ]
    lines = [(each.title, each.council) for each in step.milestones if each.met is None]
    assert ("Report published", MOORLANDS.name) in lines
    assert ("Report published", HIGH_PEAK.name) not in lines


def test_what_stopped_or_ended_a_challenge_is_the_cause() -> None:
    def cause(story: Story, on: str) -> str | None:
        found = where_it_stands.cause(story.on(on))
        return str(found.kind) if found else None

    cancelled = visited()
    cancelled.happens(Happening.CANCELLED, "2024-11-04", reason="The council is abolished")
    paused = visited()
    paused.happens(Happening.PAUSED, "2024-11-04", reason="An inquiry")
    postponed = opened().until(Milestone.DATES_SET)
    postponed.happens(Happening.POSTPONED, "2024-07-01", reason="An election")

    assert cause(visited(), "2024-11-04") is None
    assert cause(cancelled, "2024-11-05") == "cancelled"
    assert cause(paused, "2024-11-05") == "paused"
    assert cause(postponed, "2024-07-02") == "postponed"
    assert cause(closed(), "2025-11-01") == "closed"


def test_what_was_brought_in_from_public_pages_says_so() -> None:
    assert not where_it_stands.is_from_the_past(visited().on("2024-11-04"))

    story = Story()
    story.events.clear()
    story.happens(Happening.OPENED, "2021-09", councils=(TAMWORTH,), scheme="2022", backfilled=True)

    assert where_it_stands.is_from_the_past(story.on("2024-11-04"))


def test_what_is_late_stands_before_the_next_few_dates() -> None:
    view = visited().on("2025-02-10")

    found = where_it_stands.nearest(view)

    assert [each.name for each in found[:2]] == ["draft_report", "report"]
    assert all(each.standing is Standing.OVERDUE for each in found[:2])
    assert len(found) == 2 + where_it_stands.NEAREST


def test_dates_stand_in_their_order_and_what_has_none_stands_apart() -> None:
    view = visited().on("2024-11-04")

    dated, undated = where_it_stands.dated(view), where_it_stands.undated(view)

    assert [each.due for each in dated] == sorted(each.due for each in dated if each.due)
    assert "fact_check" in {each.name for each in undated}


# What comes next


def test_what_can_be_recorded_now_is_told_apart_from_what_cannot() -> None:
    on_desk, reader = stands(visited(), "2024-11-04")

    found = next_steps.next_steps(reader, on_desk.people)

    assert found.now == ()
    draft = found.not_yet[0]
    assert (draft.milestone, draft.by, draft.may_record) == ("draft_sent", "Peer challenge manager", True)
    assert str(draft.due) == "2024-11-28"
    assert [(each.text, each.who, each.people) for each in draft.hurdles] == [
        (
            "the report has not been handed in",
            "Peer challenge manager",
            ("Challenge manager",),
        )
    ]
    assert found.later[0].milestone == "plan_received"


def test_a_step_without_obstacles_can_be_recorded() -> None:
    story = visited()
    story.happens(Happening.CONTENT_RECEIVED, "2024-11-04", content="report")
    on_desk, reader = stands(story, "2024-11-05")

    assert [each.milestone for each in next_steps.next_steps(reader, on_desk.people).now] == ["draft_sent"]


def test_a_council_is_told_of_its_own_steps_alone() -> None:
    on_desk = laid(finalised(*JOINT))
    reader = seen_by(on_desk, "2024-12-20", Part.COUNCIL_CONTACT, "HIG")

    found = next_steps.next_steps(reader, on_desk.people)
    named = {(each.milestone, each.council) for each in (*found.now, *found.not_yet, *found.later)}

    assert ("council_decision", "HIG") in named
    assert {council for _, council in named} == {"HIG"}
    assert ("review_scheduled", "HIG") not in named


def test_nothing_comes_after_the_end() -> None:
    on_desk, reader = stands(closed(), "2025-11-01")

    assert next_steps.next_steps(reader, on_desk.people) == next_steps.NextSteps()


# Words


def test_codes_and_commands_become_names_and_go() -> None:
    code = PersonId("p_abcdefghjk")
    people = {code: PersonFacts(code, "Lead peer", "", "", "")}

    assert spoken(f"the warning near:{code}:TAW is open: Lead ({code}) is near", people) == (
        "Lead (Lead peer) is near"
    )
    assert spoken("p_zzzzzzzzzz left", people) == "somebody left"
    assert spoken("nobody has approved 'X'; `cpc approve` lets it out as a/b", people) == (
        "nobody has approved 'X'"
    )
    assert spoken("it lies before the poll, and poll:TAW:1 is not allowed", people) == (
        "it lies before the poll, and nobody has allowed it"
    )


def test_a_council_is_named_only_where_there_are_several() -> None:
    alone, joint = visited().on("2024-11-04"), visited(*JOINT).on("2024-11-04")

    assert (place_name(alone, TAMWORTH.code), place_name(joint, HIGH_PEAK.code)) == ("", HIGH_PEAK.name)
    assert place_name(joint, None) == ""


def test_who_can_help_is_named_by_the_role_and_its_council() -> None:
    on_desk, reader = stands(finalised(*JOINT), "2024-12-20")

    def named(title: str, council: Place | None = None) -> tuple[str, ...]:
        return holders(reader.view, on_desk.people, title, council.code if council else None)

    assert named("Council project lead", HIGH_PEAK) == ("Project lead HIG",)
    assert named("Council project lead") == ("Project lead HIG", "Project lead STF")
    assert named("Peer challenge manager", HIGH_PEAK) == ("Challenge manager",)
    assert named("") == ()


# The course


def test_an_event_says_what_it_caused() -> None:
    on_desk, reader = stands(visited(), "2024-11-04")

    line = next(each for each in timeline.past(reader, on_desk) if each.title == "Visit ended")

    assert {each.what for each in line.letters} == {"The visit has ended"}
    assert ("Report published", "report") in {(each.what, each.deadline) for each in line.dates}
    agreed = next(each for each in timeline.past(reader, on_desk) if each.title == "Scope agreed")
    assert [(each.what, each.is_done) for each in agreed.documents] == [
        ("Scoping note", False),
        ("Guidance for the position statement", False),
    ]


def test_the_latest_stands_first_and_what_was_corrected_says_by_what() -> None:
    story = visited()
    wrong = story.happens(Happening.EXTENDED, "2024-11-05", deadline="report", days=5, reason="Illness")
    undo = story.undo(wrong, "2024-11-06")
    on_desk, reader = stands(story, "2024-11-07")

    past = timeline.past(reader, on_desk)

    assert (past[0].seq, past[0].undoes, past[0].title) == (undo.seq, wrong.seq, "An entry was corrected")
    assert (past[1].undone_by, past[1].title) == (undo.seq, "A deadline was extended")
    assert ("what", "Report published") in past[1].said
    assert past[2].undone_by is None


def test_what_is_handed_in_is_named_and_everything_that_can_happen_has_words() -> None:
    story = opened()
    story.happens(Happening.CONTENT_RECEIVED, "2024-06-01", content="scope")
    view = stands(story, "2024-06-02")[1].view

    assert timeline.title_of(view, story.events[-1]) == "Scope was handed in"
    held = story.happens(Happening.HELD_BACK, "2024-06-02", key="x")
    assert timeline.title_of(view, held) == "A letter was held back"
    assert set(timeline.HAPPENED) == set(Happening)


def test_a_past_names_its_source_and_a_paper_no_file_name() -> None:
    story = Story()
    story.events.clear()
    story.happens(
        Happening.OPENED,
        "2021-09",
        councils=(TAMWORTH,),
        scheme="2022",
        source="https://www.tamworth.example/peer",
        backfilled=True,
    )
    story.happens(Happening.CONTENT_RECEIVED, "2021-10", content="report", source="report.yaml")
    on_desk, reader = stands(story, "2024-06-02")

    handed_in, opening = timeline.past(reader, on_desk)

    assert ("source", "https://www.tamworth.example/peer") in opening.said
    assert (opening.is_from_outside, str(opening.on), opening.basis.value) == (
        True,
        "September 2021",
        "recorded",
    )
    assert "source" not in dict(handed_in.said)


def test_what_lies_ahead_is_visits_reviews_and_what_is_due() -> None:
    _, reader = stands(scoped(), "2024-10-15")

    found = timeline.to_come(reader)

    assert (found[0].title, str(found[0].first), str(found[0].last)) == (
        "Visit of the peer team",
        "2024-10-29",
        "2024-10-31",
    )
    assert "report" in {each.deadline for each in found}


def test_a_review_lies_ahead_for_each_council() -> None:
    story = opened(*JOINT).until(Milestone.REVIEW_SCHEDULED)
    _, reader = stands(story, "2025-06-01")

    reviews = [each.place for each in timeline.to_come(reader) if each.title == "Progress review"]

    assert reviews == [HIGH_PEAK.name, MOORLANDS.name]


def test_of_a_cancelled_challenge_no_visit_lies_ahead() -> None:
    story = scoped()
    story.happens(Happening.CANCELLED, "2024-10-14", reason="The council is abolished")
    _, reader = stands(story, "2024-10-15")

    assert timeline.to_come(reader) == ()


def test_a_council_reads_of_milestones_and_moves_and_of_nobody_else() -> None:
    on_desk = laid(finalised(*JOINT))
    reader = seen_by(on_desk, "2025-01-01", Part.COUNCIL_CONTACT, "HIG")

    past = timeline.past(reader, on_desk)

    assert {each.title for each in past} >= {"The challenge was opened", "Report finalised"}
    assert not {"Somebody took a role", "A peer declared interests"} & {each.title for each in past}
    assert all(each.by == "" and each.letters == () and each.documents == () for each in past)
    assert MOORLANDS.name not in {each.place for each in past}
    assert all(MOORLANDS.name not in cause.what for each in past for cause in each.dates)


# Who takes part


def sides(found: tuple[roster.Roster, ...]) -> dict[Side, roster.Roster]:
    return {each.side: each for each in found}


def test_the_programme_sees_addresses_declarations_and_who_left() -> None:
    story = scoped()
    story.release(Role.OFFICER_PEER, "officer_peer", "2024-10-12")
    on_desk, reader = stands(story, "2024-10-15")

    found = sides(roster.rosters(reader, on_desk))

    lead = found[Side.PEERS].members[0]
    assert (lead.role, lead.email, lead.declared) == (
        "Lead chief executive peer",
        "lead_chief_executive@lga.example",
        "none",
    )
    assert [str(each.left) for each in found[Side.PEERS].left] == ["2024-10-12"]
    assert [each.title for each in found[Side.PEERS].vacancies] == ["Officer peer", "Shadow peer"]
    assert found[Side.PEERS].vacancies[0].filled_by == "Peer challenge manager"


def test_a_role_that_stays_vacant_says_why() -> None:
    story = scoped()
    story.happens(Happening.LEFT_VACANT, "2024-10-01", role="shadow_peer", reason="Nobody was free")
    on_desk, reader = stands(story, "2024-10-15")

    vacancy = sides(roster.rosters(reader, on_desk))[Side.PEERS].vacancies[0]

    assert (vacancy.title, vacancy.because) == ("Shadow peer", "Nobody was free")


def test_a_council_sees_its_own_people_and_no_address() -> None:
    on_desk = laid(scoped(*JOINT))
    reader = seen_by(on_desk, "2024-10-15", Part.COUNCIL_CONTACT, "STF")

    found = sides(roster.rosters(reader, on_desk))

    assert {each.place for each in found[Side.COUNCIL].members} == {MOORLANDS.name}
    everybody = [each for side in found.values() for each in side.members]
    assert all(each.email == "" and each.declared is None for each in everybody)


# What waits


def test_a_letter_that_waits_for_approval_says_to_whom_it_would_go() -> None:
    on_desk, reader = stands(visited(), "2025-03-10")

    (letter,) = attention.to_approve(on_desk, reader.view)

    assert letter.deadline == "Report published"
    assert letter.readers == ("Leader TAW",)
    gaps = attention.awaiting(on_desk, reader.view)
    assert not any("approve" in each.text for each in gaps)


def test_gaps_are_said_once_with_those_who_can_close_them() -> None:
    story = opened()
    story.release(Role.LEADER, "leader.TAW", "2024-05-05", TAMWORTH)
    story.meets(Milestone.AGREED)
    on_desk, reader = stands(story, "2024-05-10")

    found = attention.awaiting(on_desk, reader.view)

    assert attention.Awaiting(
        "nobody is leader of the council", "Council project lead", ("Project lead TAW",)
    ) in (found)


def test_of_several_councils_nobody_is_named_for_a_gap_that_may_be_either_ones() -> None:
    story = opened(*JOINT)
    story.release(Role.LEADER, "leader.HIG", "2024-05-05", HIGH_PEAK)
    story.meets(Milestone.AGREED)
    on_desk, reader = stands(story, "2024-05-10")

    found = attention.awaiting(on_desk, reader.view)

    assert attention.Awaiting("nobody is leader of the council", "Council project lead", ()) in found


def test_open_warnings_stand_before_those_that_were_allowed() -> None:
    story = opened()
    story.happens(Happening.DECLARED, "2024-05-03", person="officer_peer", interest="Lives there")
    story.happens(Happening.DECLARED, "2024-05-03", person="lead_member", interest="Worked there")
    story.happens(Happening.OVERRIDDEN, "2024-05-04", warning="interest:lead_member", reason="Ten years ago")
    on_desk, reader = stands(story, "2024-05-10")

    found = attention.warned(on_desk, reader.view)

    assert [each.allowed_because for each in found] == [None, "Ten years ago"]


# Answers


def test_before_the_report_there_are_no_recommendations() -> None:
    on_desk, reader = stands(visited(), "2024-11-04")

    assert answers.recommendations(reader, on_desk) == ()


REPORT = Report(
    (),
    (),
    (
        Recommendation(
            Number("1"), "Vision", "Write one.", Theme("t"), parts=(RecommendationPart(Number("1a"), "Ask."),)
        ),
        Recommendation(Number("2"), "Money", "Plan it.", Theme("t"), councils=(MOORLANDS.code,)),
    ),
)
PLAN = Plan((Action(Cited("1a"), "Ask residents", "Leader", "", Day(date(2025, 4, 1)), "Answers"),))
STATEMENT = CouncilStatement((), (Progress(Cited("1"), Rating.DONE, "We asked."),))
REVIEW = ReviewReport((), (ReviewFinding(Cited("1"), Rating.ON_TRACK, "They asked."),), (), ())


def answered(story: Story) -> Case:
    """Lay a story on the desk whose papers say what these say."""
    says: dict[str | None, Value] = {
        "report": REPORT,
        "plan": PLAN,
        "statement": STATEMENT,
        "review_report": REVIEW,
    }
    story.events = [
        replace(each, details=replace(each.details, digest="d")) if each.details.content in says else each
        for each in story.events
    ]
    on_desk = laid(story)
    for each in story.events:
        if each.details.content in says:
            on_desk.once(each.seq, partial(says.__getitem__, each.details.content))
    return on_desk


def test_each_recommendation_has_its_actions_its_progress_and_what_was_found() -> None:
    on_desk = answered(opened(*JOINT).until(Milestone.REVIEW_REPORT_PUBLISHED))

    first, second = answers.recommendations(seen_by(on_desk, "2025-10-21"), on_desk)

    assert [each.place for each in first.answers] == [HIGH_PEAK.name, MOORLANDS.name]
    assert [each.action for each in first.answers[0].actions] == ["Ask residents"]
    assert [each.text for each in first.answers[0].progress] == ["We asked."]
    assert [each.text for each in first.answers[0].findings] == ["They asked."]
    assert (first.meant_for, second.meant_for, second.answers) == ((), (MOORLANDS.name,), ())


def test_a_council_reads_its_own_recommendations_and_answers() -> None:
    on_desk = answered(opened(*JOINT).until(Milestone.PLAN_APPROVED))

    (only,) = answers.recommendations(seen_by(on_desk, "2025-02-21", Part.COUNCIL_CONTACT, "HIG"), on_desk)

    assert only.recommendation.number == "1"
    assert [each.place for each in only.answers] == [HIGH_PEAK.name]
    assert only.answers[0].findings == ()


def test_queries_are_each_councils_own() -> None:
    story = opened(*JOINT).until(Milestone.DRAFT_SENT)
    for number, place in enumerate(JOINT, 1):
        query = {
            "place": "page 2",
            "text": "12",
            "correction": "13",
            "kind": "factual",
            "evidence": "Minutes",
        }
        story.happens(Happening.QUERIED, "2024-11-25", place, number=number, query=query)
    on_desk = laid(story)

    everybody = answers.fact_checks(seen_by(on_desk, "2024-11-26"))
    own = answers.fact_checks(seen_by(on_desk, "2024-11-26", Part.COUNCIL_CONTACT, "STF"))

    assert [place for place, _ in everybody[0].queries] == [HIGH_PEAK.name, MOORLANDS.name]
    assert [raised.number for _, raised in own[0].queries] == [2]
