"""What people write, read strictly: nothing is lost on the way, and what is wrong is named by its place."""

import copy
import datetime as dt
import json
import pickle
from dataclasses import replace
from typing import Any, cast

import pytest

from domain.content_reader import ContentRefused, read_content
from domain.contents import (
    Content,
    Finding,
    FindingKind,
    Plan,
    Rating,
    Report,
    Theme,
    Timetable,
    Value,
    to_json,
)
from domain.days import Day, Precision
from domain.errors import WrongUse

THEMES = ("Local priorities and outcomes", "Governance and culture")
NUMBERS = ("1", "2", "2a", "2b")
COUNCILS = ("HIG", "STF")

WRITTEN: dict[Content, dict[str, Any]] = {
    Content.SCOPE: {
        "background": ["The council has a new corporate plan."],
        "questions": ["Are the priorities clear?"],
        "focus": [{"area": "Town centres", "reason": "The council wants to test its plans."}],
        "outside": ["Planning casework."],
        "feedback": "A presentation on the last day.",
    },
    Content.TIMETABLE: {
        "days": [
            {
                "day": "2022-01-10",
                "sessions": [
                    {
                        "start": "09:00",
                        "end": "09:45",
                        "title": "Leader",
                        "group": "leader and cabinet",
                        "who": "Leader of the council",
                        "place": "Committee room",
                    },
                    {
                        "start": "10:00",
                        "end": "10:45",
                        "title": "Group leaders",
                        "group": "opposition leaders",
                    },
                ],
            }
        ],
        "notes": ["Lunch is provided."],
    },
    Content.FEEDBACK: {
        "thanks": "Thank you for making us welcome.",
        "meetings": 40,
        "people": 120,
        "themes": [
            {
                "theme": "Governance and culture",
                "strengths": ["Relations are good."],
                "considerations": ["Scrutiny could look ahead more."],
            }
        ],
        "first_thoughts": ["Write a forward plan for scrutiny."],
    },
    Content.REPORT: {
        "summary": ["The council knows its place."],
        "themes": [
            {
                "theme": "Governance and culture",
                "text": ["Members and officers work well together."],
                "strengths": ["Trust."],
                "considerations": ["Scrutiny."],
            }
        ],
        "recommendations": [
            {
                "number": "1",
                "title": "Priorities",
                "text": "Agree fewer priorities.",
                "theme": "Local priorities and outcomes",
            },
            {
                "number": "2",
                "title": "Scrutiny",
                "text": "Strengthen scrutiny.",
                "theme": "Governance and culture",
                "councils": ["STF"],
                "parts": [
                    {"number": "2a", "text": "Write a forward plan."},
                    {"number": "2b", "text": "Train its chairs."},
                ],
            },
        ],
        "good_practice": [
            {
                "title": "Hubs",
                "text": "Services share a front door.",
                "theme": "Local priorities and outcomes",
            }
        ],
        "next_steps": ["The principal adviser stays in touch."],
    },
    Content.PLAN: {
        "introduction": ["The council welcomes the report."],
        "actions": [
            {
                "recommendation": "2a",
                "action": "Draw up the forward plan.",
                "lead_member": "Leader of the council",
                "lead_officer": "Monitoring officer",
                "due": "2022-09",
                "measure": "The plan is published.",
                "status": "in progress",
            }
        ],
    },
    Content.STATEMENT: {
        "overall": ["Most of the plan is done."],
        "progress": [
            {
                "recommendation": "1",
                "rating": "done",
                "text": "Five priorities.",
                "evidence": "Corporate plan",
            },
            {"recommendation": "2", "rating": "changed", "text": "Merged with the audit plan."},
        ],
    },
    Content.REVIEW_REPORT: {
        "summary": ["The council has moved on."],
        "progress": [{"recommendation": "1", "rating": "on track", "text": "Well under way."}],
        "strengths": ["Energy."],
        "next_steps": ["Publish this report."],
    },
    Content.RECOMMENDATIONS: {
        "recommendations": [
            {
                "number": "1",
                "title": "Set priorities",
                "text": "Agree five priorities.",
                "theme": "Local priorities and outcomes",
                "parts": [{"number": "1a", "text": "Ask residents first."}],
            }
        ],
        "progress": [{"recommendation": "1a", "rating": "done", "text": "Residents were asked."}],
    },
    Content.FINDINGS: {
        "findings": [
            {
                "kind": "good practice",
                "text": "Planners meet parish councils before each consultation.",
                "theme": "Governance and culture",
                "areas": ["planning", "partnerships"],
                "source": "The position statement, page 4",
                "councils": ["STF"],
                "title": "Planning with parishes",
            }
        ],
    },
}


def read(kind: Content, raw: Any) -> Value:
    return read_content(kind, raw, themes=THEMES, recommendations=NUMBERS, councils=COUNCILS)


def problems(kind: Content, raw: Any) -> tuple[str, ...]:
    with pytest.raises(ContentRefused) as refused:
        read(kind, raw)
    return cast(tuple[str, ...], refused.value.args[1])


def changed(kind: Content, path: str, value: Any) -> dict[str, Any]:
    """Return what was written with one place changed: ``themes.0.text``."""
    raw = copy.deepcopy(WRITTEN[kind])
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = raw
    for step in way:
        place = place[step]
    place[last] = value
    return raw


def without(kind: Content, path: str) -> dict[str, Any]:
    raw = changed(kind, path, None)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = raw
    for step in way:
        place = place[step]
    del place[last]
    return raw


@pytest.mark.parametrize("kind", Content)
def test_what_was_written_survives_the_way_through_the_database(kind: Content) -> None:
    value = read(kind, WRITTEN[kind])

    stored = json.loads(json.dumps(to_json(value)))

    assert stored == WRITTEN[kind]
    assert read(kind, stored) == value


def test_a_choice_left_out_is_not_written_out() -> None:
    plan = cast(Plan, read(Content.PLAN, without(Content.PLAN, "actions.0.status")))

    assert plan.actions[0].status is Rating.NOT_STARTED
    assert "status" not in to_json(plan)["actions"][0]


def test_a_kind_of_content_has_a_name_that_can_stand_in_a_sentence() -> None:
    assert Content.REVIEW_REPORT.label == "review report"


def test_line_breaks_within_a_paragraph_are_spaces() -> None:
    value = read(Content.SCOPE, changed(Content.SCOPE, "questions", ["Are the\n  priorities\tclear?\n"]))

    assert to_json(value)["questions"] == ["Are the priorities clear?"]


def test_what_is_optional_may_be_left_blank() -> None:
    raw = changed(Content.SCOPE, "focus", None) | {"outside": ""}

    assert to_json(read(Content.SCOPE, raw)).keys() == {"background", "questions", "feedback"}


def test_dates_times_and_numbers_may_come_as_yaml_reads_them() -> None:
    raw = changed(Content.TIMETABLE, "days.0.day", dt.date(2022, 1, 10))
    raw["days"][0]["sessions"][1] |= {"start": 630, "end": 11 * 60 + 5}
    report = changed(Content.REPORT, "recommendations.0.number", 1)
    plan = changed(Content.PLAN, "actions.0.recommendation", 2)

    timetable = cast(Timetable, read(Content.TIMETABLE, raw))

    assert timetable.days[0].day == dt.date(2022, 1, 10)
    assert timetable.days[0].sessions[1].start == dt.time(10, 30)
    assert timetable.days[0].sessions[1].end == dt.time(11, 5)
    assert cast(Report, read(Content.REPORT, report)).recommendations[0].number == "1"
    assert cast(Plan, read(Content.PLAN, plan)).actions[0].recommendation == "2"


def test_an_action_is_dropped_with_a_reason() -> None:
    dropped = changed(Content.PLAN, "actions.0.status", "dropped")

    assert problems(Content.PLAN, dropped) == (
        "actions[1].reason is missing; say why the status is 'dropped'",
    )
    plan = read(Content.PLAN, {"actions": [{**dropped["actions"][0], "reason": "It costs too much."}]})
    assert isinstance(plan, Plan)
    assert (plan.actions[0].status, plan.actions[0].reason) == (Rating.DROPPED, "It costs too much.")


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2022-09-30", Day(dt.date(2022, 9, 30))),
        (dt.date(2022, 9, 30), Day(dt.date(2022, 9, 30))),
        ("2022-09", Day(dt.date(2022, 9, 1), Precision.MONTH)),
        (2022, Day(dt.date(2022, 1, 1), Precision.YEAR)),
    ],
)
def test_an_action_is_due_on_a_day_or_in_a_month_or_year(written: object, read_as: Day) -> None:
    plan = cast(Plan, read(Content.PLAN, changed(Content.PLAN, "actions.0.due", written)))

    assert plan.actions[0].due == read_as


def test_a_recommendation_is_for_the_councils_it_names_or_for_all() -> None:
    report = cast(Report, read(Content.REPORT, WRITTEN[Content.REPORT]))
    high_peak, moorlands = (each.councils for each in report.recommendations)

    assert (high_peak, moorlands) == ((), ("STF",))
    assert report.numbers() == ("1", "2", "2a", "2b")
    assert report.numbers(moorlands[0]) == ("1", "2", "2a", "2b")
    assert report.numbers(cast(Any, "HIG")) == ("1",)


def test_the_feedback_is_the_last_meeting_that_everyone_is_asked_to() -> None:
    def everyone(start: str, end: str, title: str) -> dict[str, Any]:
        return {"start": start, "end": end, "title": title, "group": "everyone"}

    raw = copy.deepcopy(WRITTEN[Content.TIMETABLE])
    assert cast(Timetable, read(Content.TIMETABLE, raw)).feedback is None

    late, early = everyone("14:00", "15:00", "Feedback"), everyone("09:00", "09:30", "Good morning")
    raw["days"].append({"day": "2022-01-12", "sessions": [late, early]})
    raw["days"][0]["sessions"].append(everyone("16:00", "16:30", "Welcome"))
    meeting = cast(Timetable, read(Content.TIMETABLE, raw)).feedback

    assert meeting is not None
    assert (meeting.day, meeting.session.title) == (dt.date(2022, 1, 12), "Feedback")


def test_a_timetable_without_the_opposition_is_refused() -> None:
    raw = changed(Content.TIMETABLE, "days.0.sessions.1.group", "residents")

    assert problems(Content.TIMETABLE, raw) == (
        "days hold no session whose group is 'opposition leaders'; add the team's meeting",
    )


def test_a_refusal_says_what_to_do_and_survives_the_trip_between_processes() -> None:
    with pytest.raises(WrongUse) as refused:
        read(Content.REVIEW_REPORT, changed(Content.REVIEW_REPORT, "progress.0.text", ""))

    assert str(pickle.loads(pickle.dumps(refused.value))) == (  # noqa: S301
        "The review report cannot be taken as it is: progress[1].text is empty. "
        "Mend these places and hand it in again."
    )


def test_every_problem_is_named_at_once() -> None:
    raw = changed(Content.REPORT, "recommendations.1.text", " ")
    raw["sumary"] = raw.pop("summary")

    assert problems(Content.REPORT, raw) == (
        "sumary is unknown here; did you mean 'summary'?",
        "summary is missing",
        "recommendations[2].text is empty",
    )


@pytest.mark.parametrize(
    ("kind", "path", "value", "problem"),
    [
        # Shapes
        (
            Content.SCOPE,
            "colour",
            "red",
            ("colour is unknown here; use one of: background, questions, feedback, focus, outside"),
        ),
        (Content.SCOPE, "questions", "One?", "questions is not a list but 'One?'"),
        (Content.SCOPE, "questions", [], "questions is empty"),
        (Content.SCOPE, "questions", None, "questions is empty"),
        (Content.SCOPE, "focus", ["Growth"], "focus[1] is not a set of named values but 'Growth'"),
        (Content.SCOPE, "feedback", 7, "feedback is not a text but 7; put it in quotation marks"),
        (
            Content.SCOPE,
            "feedback",
            {"presentation": "on the last day, to all"},
            (
                "feedback is not a text but "
                "{'presentation': 'on the last day, to al...; put it in quotation marks"
            ),
        ),
        # Text
        (Content.SCOPE, "feedback", "A\x07bell", "feedback holds the control character U+0007"),
        (Content.SCOPE, "feedback", "A zero\u200bwidth space", "feedback holds the control character U+200B"),
        (Content.SCOPE, "feedback", "\u202egnp.exe", "feedback holds the control character U+202E"),
        (Content.SCOPE, "feedback", "None", "feedback says only 'None'; leave it out or write what is meant"),
        (Content.SCOPE, "feedback", "Dear {{ name }}", "feedback still holds '{{'"),
        (Content.SCOPE, "feedback", "TODO: ask", "feedback still holds 'TODO'"),
        (Content.SCOPE, "feedback", "Date TBC.", "feedback still holds 'TBC'"),
        (Content.SCOPE, "feedback", "On Xxxx", "feedback still holds 'Xxxx'"),
        (Content.SCOPE, "feedback", "To [insert name]", "feedback still holds '[insert'"),
        # Choices
        (
            Content.FEEDBACK,
            "themes.0.theme",
            "Governance",
            (
                "themes[1].theme is 'Governance', which is no theme of "
                "this challenge; did you mean 'Governance and culture'?"
            ),
        ),
        (
            Content.PLAN,
            "actions.0.recommendation",
            "9",
            (
                "actions[1].recommendation is '9', which is no "
                "recommendation of this challenge; use one of: 1, 2, 2a, 2b"
            ),
        ),
        (
            Content.REPORT,
            "recommendations.1.councils",
            ["HGP"],
            (
                "recommendations[2].councils[1] is 'HGP', which is "
                "no council of this challenge; did you mean 'HIG'?"
            ),
        ),
        (Content.REPORT, "recommendations.1.councils", [""], "recommendations[2].councils[1] is empty"),
        (
            Content.STATEMENT,
            "progress.0.rating",
            "dunne",
            "progress[1].rating is 'dunne'; did you mean 'done'?",
        ),
        (Content.STATEMENT, "progress.0.rating", " ", "progress[1].rating is empty"),
        # Numbers, dates and times
        (
            Content.REPORT,
            "recommendations.0.number",
            "R1",
            ("recommendations[1].number is 'R1'; number recommendations 1, 2, 3 and their parts 1a, 1b, 1c"),
        ),
        (Content.REPORT, "recommendations.0.number", " ", "recommendations[1].number is empty"),
        (
            Content.REPORT,
            "recommendations.0.number",
            True,
            ("recommendations[1].number is not a text but True; put it in quotation marks"),
        ),
        (
            Content.REPORT,
            "recommendations.0.number",
            "1a",
            ("recommendations[1].number is '1a', which is the number of a part"),
        ),
        (
            Content.REPORT,
            "recommendations.1.parts.1.number",
            "3b",
            ("recommendations[2].parts[2].number is '3b'; begin it with '2'"),
        ),
        (Content.FEEDBACK, "people", -1, "people is not a count but -1"),
        (Content.FEEDBACK, "people", "many", "people is not a count but 'many'"),
        (
            Content.TIMETABLE,
            "days.0.day",
            "10 January",
            "days[1].day is '10 January'; write a date as 2026-03-06",
        ),
        (Content.TIMETABLE, "days.0.day", 2022, "days[1].day is 2022; write a date as 2026-03-06"),
        (
            Content.TIMETABLE,
            "days.0.sessions.0.start",
            "nine",
            ("days[1].sessions[1].start is 'nine'; write a time as 09:30"),
        ),
        (
            Content.TIMETABLE,
            "days.0.sessions.0.start",
            "24:00",
            ("days[1].sessions[1].start is '24:00'; write a time as 09:30"),
        ),
        (
            Content.TIMETABLE,
            "days.0.sessions.0.end",
            "09:00",
            "days[1].sessions[1].end is not after its start",
        ),
        (
            Content.PLAN,
            "actions.0.due",
            "soon",
            ("actions[1].due is 'soon'; write a date as 2026-03-06, or 2026-03 if no day is set"),
        ),
        # Once each
        (
            Content.REPORT,
            "recommendations.0.number",
            "2",
            "recommendations[2].number is '2' for the second time",
        ),
        (
            Content.REPORT,
            "recommendations.1.parts.1.number",
            "2a",
            ("recommendations[2].parts[2].number is '2a' for the second time"),
        ),
        (
            Content.STATEMENT,
            "progress.1.recommendation",
            "1",
            ("progress[2].recommendation is '1' for the second time"),
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_place(kind: Content, path: str, value: object, problem: str) -> None:
    assert problems(kind, changed(kind, path, value)) == (problem,)


@pytest.mark.parametrize(
    ("kind", "listed", "name"),
    [
        (Content.TIMETABLE, "days", "day"),
        (Content.FEEDBACK, "themes", "theme"),
        (Content.REPORT, "themes", "theme"),
        (Content.REVIEW_REPORT, "progress", "recommendation"),
        (Content.RECOMMENDATIONS, "recommendations", "number"),
        (Content.RECOMMENDATIONS, "progress", "recommendation"),
        (Content.FINDINGS, "findings", "text"),
    ],
)
def test_what_can_be_said_once_is_not_said_twice(kind: Content, listed: str, name: str) -> None:
    raw = copy.deepcopy(WRITTEN[kind])
    raw[listed].append(raw[listed][0])

    assert problems(kind, raw) == (f"{listed}[2].{name} is {raw[listed][0][name]!r} for the second time",)


def test_a_plan_cannot_cite_a_report_that_has_no_recommendations() -> None:
    with pytest.raises(ContentRefused) as refused:
        read_content(Content.PLAN, WRITTEN[Content.PLAN], themes=THEMES)

    assert refused.value.args[1] == (
        "actions[1].recommendation is '2a', which is no recommendation of this challenge; there is none",
    )


def test_what_is_told_of_the_past_cites_its_own_recommendations_alone() -> None:
    told = changed(Content.RECOMMENDATIONS, "progress.0.recommendation", "9")

    with pytest.raises(ContentRefused) as refused:
        read_content(Content.RECOMMENDATIONS, told, themes=THEMES)

    assert refused.value.args[1] == (
        "progress[1].recommendation is '9', which is no recommendation of this challenge; use one of: 1, 1a",
    )


def test_a_finding_is_tagged_with_areas_of_its_vocabulary() -> None:
    assert problems(Content.FINDINGS, changed(Content.FINDINGS, "findings.0.areas", ["planing"])) == (
        "findings[1].areas[1] is 'planing', which is no service area; did you mean 'planning'?",
    )
    assert problems(Content.FINDINGS, WRITTEN[Content.FINDINGS] | {"vocabulary": "2031"}) == (
        "vocabulary is '2031'; did you mean '2026'?",
    )


def test_a_finding_stays_the_one_it_is_for_as_long_as_its_words_do() -> None:
    finding = Finding(FindingKind.STRENGTH, "Planners listen.")

    assert finding.key == replace(finding, kind=FindingKind.LESSON, theme=Theme("Any")).key
    assert finding.key != replace(finding, text="Planners listened.").key
    assert finding.key != replace(finding, title="Planners").key


@pytest.mark.parametrize("made", [None, "1", [None], [{"parts": "1a"}]])
def test_recommendations_of_any_other_shape_are_problems_and_no_accident(made: object) -> None:
    told = changed(Content.RECOMMENDATIONS, "recommendations", made)

    assert any(problem.startswith("recommendations") for problem in problems(Content.RECOMMENDATIONS, told))


@pytest.mark.parametrize("raw", [None, [], "a report"])
def test_something_that_is_no_set_of_values_is_refused(raw: object) -> None:
    assert problems(Content.REPORT, raw) == (f"it is not a set of named values but {raw!r}",)
