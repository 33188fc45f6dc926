"""The Markdown form of a content is the YAML form in other clothes, and nothing in it is lost in silence."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
import yaml

from casework.markdown import Misplaced, split, values
from domain.content_reader import read_content
from domain.contents import SHAPES, Content, Value
from domain.errors import ChallengeError

KNOWN = {
    "themes": ("Governance and culture", "Financial planning and management"),
    "recommendations": ("1", "4", "4a"),
    "councils": ("HIG", "STF"),
}


def from_markdown(kind: Content, text: str) -> Value:
    top, rest = split(dedent(text).lstrip())
    return read_content(kind, raw(kind, rest, yaml.safe_load(top) if top else {}), **KNOWN)


def from_yaml(kind: Content, text: str) -> Value:
    return read_content(kind, yaml.safe_load(dedent(text)), **KNOWN)


def raw(kind: Content, text: str, top: dict[str, Any] | None = None) -> dict[str, Any]:
    return values(dedent(text), SHAPES[kind], top or {})


def refused(kind: Content, text: str) -> tuple[str, ...]:
    with pytest.raises(Misplaced) as refusal:
        raw(kind, text)
    found: tuple[str, ...] = refusal.value.args
    return found


FORMS = {
    Content.SCOPE: (
        """
        # Scope of the challenge

        ## Background
        The council has grown
        and *asks* what that means.

        A second paragraph, with [a link](https://council.example/plan).

        ## Questions
        - Does everybody know `who` decides?
        - Is there enough money?

        ## Feedback
        A meeting on the last day.

        ## Focus
        ### Town centre
        It is being rebuilt.

        ## Outside
        1. Housing repairs
        2. Planning
        """,
        """
        background:
          - The council has grown and asks what that means.
          - A second paragraph, with a link.
        questions: ["Does everybody know who decides?", "Is there enough money?"]
        feedback: A meeting on the last day.
        focus: [{area: Town centre, reason: It is being rebuilt.}]
        outside: [Housing repairs, Planning]
        """,
    ),
    Content.TIMETABLE: (
        """
        ## Days
        ### 2024-10-29
        | Start | End | Title | Group | Who | Place |
        |-------|-----|-------|-------|-----|-------|
        | 09:00 | 09:45 | The **leader** | leader and cabinet | | Room 1 \\| 2 |
        | 10:00 | 10:45 | Opposition | opposition leaders | Group leaders | |

        ## Notes
        Rooms are on the ground floor.
        """,
        """
        days:
          - day: 2024-10-29
            sessions:
              - start: "09:00"
                end: "09:45"
                title: The leader
                group: leader and cabinet
                place: Room 1 | 2
              - start: "10:00"
                end: "10:45"
                title: Opposition
                group: opposition leaders
                who: Group leaders
        notes: [Rooms are on the ground floor.]
        """,
    ),
    Content.FEEDBACK: (
        """
        ---
        meetings: 41
        ---
        People: 180

        ## Themes
        ### Governance and culture
        #### Strengths
        - Trust between members and officers
        - Courtesy
        #### Considerations
        - Who decides what
        ## First thoughts
        Say yes less often.
        ## Thanks
        Thank you for your welcome.
        """,
        """
        meetings: 41
        people: 180
        themes:
          - theme: Governance and culture
            strengths: [Trust between members and officers, Courtesy]
            considerations: [Who decides what]
        first_thoughts: [Say yes less often.]
        thanks: Thank you for your welcome.
        """,
    ),
    Content.REPORT: (
        """
        ## Summary
        The council knows its place.

        ## Themes
        ### Governance and culture
        One paragraph.

        Another one.
        #### Strengths
        - Open debate

        ### Financial planning and management
        - Reserves
        - Savings

        ## Recommendations
        ### 1. Write down who decides
        **Theme:** Governance and culture
        **Councils:** HIG, STF

        Residents cannot tell. Nor can
        the officers.

        In two paragraphs.

        ### 4 Plan the money
        Theme: Financial planning and management

        Over four years.

        - 4a Bring the savings together
        - 4b. Tell members early

          and often

        ## Good practice
        ### A panel of residents
        Theme: Governance and culture

        It meets in the evening.

        ## Next steps
        The adviser will call.
        """,
        """
        summary: [The council knows its place.]
        themes:
          - theme: Governance and culture
            text: [One paragraph., Another one.]
            strengths: [Open debate]
          - theme: Financial planning and management
            text: [Reserves, Savings]
        recommendations:
          - number: 1
            title: Write down who decides
            theme: Governance and culture
            councils: [HIG, STF]
            text: Residents cannot tell. Nor can the officers. In two paragraphs.
          - number: 4
            title: Plan the money
            theme: Financial planning and management
            text: Over four years.
            parts:
              - {number: 4a, text: Bring the savings together}
              - {number: 4b, text: Tell members early and often}
        good_practice:
          - {title: A panel of residents, theme: Governance and culture, text: It meets in the evening.}
        next_steps: [The adviser will call.]
        """,
    ),
    Content.PLAN: (
        """
        | Recommendation | Action | Lead member | Lead officer | Due | Measure | Status |
        |---|---|---|---|---|---|---|
        | 1 | Write a guide | Leader | Monitoring officer | 2025-03 | It is out | in progress |
        | 4a | List the savings | Finance lead | Finance director | 2025-04-30 | Listed | |

        ## Introduction
        The council accepts both.
        """,
        """
        introduction: [The council accepts both.]
        actions:
          - recommendation: 1
            action: Write a guide
            lead_member: Leader
            lead_officer: Monitoring officer
            due: 2025-03
            measure: It is out
            status: in progress
          - recommendation: 4a
            action: List the savings
            lead_member: Finance lead
            lead_officer: Finance director
            due: 2025-04-30
            measure: Listed
        """,
    ),
    Content.STATEMENT: (
        """
        ## Overall
        Much has begun.

        ## Progress
        ### 1 done
        The guide is out.

        Evidence: the guide,
        and its second edition

        ### 4
        Rating: on track

        Half is listed.
        """,
        """
        overall: [Much has begun.]
        progress:
          - recommendation: 1
            rating: done
            text: The guide is out.
            evidence: the guide, and its second edition
          - {recommendation: 4, rating: on track, text: Half is listed.}
        """,
    ),
    Content.REVIEW_REPORT: (
        """
        ## Summary
        Steady progress.
        ## Progress
        | Recommendation | Rating | Text |
        |---|---|---|
        | 4a | on track | It is half done. |
        ## Strengths
        - Candour
        ## Next steps
        - Finish the list.
        """,
        """
        summary: [Steady progress.]
        progress: [{recommendation: 4a, rating: on track, text: It is half done.}]
        strengths: [Candour]
        next_steps: [Finish the list.]
        """,
    ),
    Content.RECOMMENDATIONS: (
        """
        ## Recommendations
        ### 1 Write a guide
        Theme: Governance and culture

        Say who decides what.

        ## Progress
        ### 1 done
        The guide is out.
        """,
        """
        recommendations:
          - {number: 1, title: Write a guide, theme: Governance and culture, text: Say who decides what.}
        progress:
          - {recommendation: 1, rating: done, text: The guide is out.}
        """,
    ),
    Content.FINDINGS: (
        """
        ## Findings
        ### good practice
        Title: Planning with parishes
        Areas: planning, partnerships

        Planners meet parish councils.
        """,
        """
        findings:
          - kind: good practice
            title: Planning with parishes
            areas: [planning, partnerships]
            text: Planners meet parish councils.
        """,
    ),
}


@pytest.mark.parametrize("kind", Content)
def test_both_forms_say_the_same(kind: Content) -> None:
    as_markdown, as_yaml = FORMS[kind]

    assert from_markdown(kind, as_markdown) == from_yaml(kind, as_yaml)


def test_what_only_other_forms_say_can_be_said_with_headings_too() -> None:
    text = """
        ## Actions
        ### 1 Write a guide
        Lead member: Leader
        Lead officer: Monitoring officer
        Due: 2025-03
        Measure: It is out

        ### 4

        List the savings.

        #### Lead member
        Finance lead
        #### Lead officer
        Finance director
        #### Due
        2025-04-30
        #### Measure
        Listed
        """

    first, second = raw(Content.PLAN, text)["actions"]

    assert (first["recommendation"], first["action"], first["due"]) == ("1", "Write a guide", "2025-03")
    assert (second["recommendation"], second["action"]) == ("4", "List the savings.")
    assert (second["lead_member"], second["measure"]) == ("Finance lead", "Listed")


def test_councils_can_be_a_list_of_their_own() -> None:
    text = """
        ## Recommendations
        ### 1 Work together
        #### Councils
        - HIG
        - STF
        """

    assert raw(Content.REPORT, text)["recommendations"][0]["councils"] == ["HIG", "STF"]


def test_a_list_behind_numbers_can_be_all_that_is_said() -> None:
    text = """
        ## Progress
        - 1 done
        - 4 on track
        """

    assert raw(Content.STATEMENT, text)["progress"] == [
        {"recommendation": "1", "rating": "done"},
        {"recommendation": "4", "rating": "on track"},
    ]


def test_words_are_taken_as_they_are_meant() -> None:
    text = r"""
        ## Summary
        Fish &amp; chips, \*not\* stressed, R&D, a < b, [1]: no footnote
        """

    assert raw(Content.REPORT, text)["summary"] == [
        "Fish & chips, *not* stressed, R&D, a < b, [1]: no footnote"
    ]


def test_names_fold_case_spaces_and_dashes() -> None:
    text = """
        ## NEXT-STEPS
        Go on.
        ## good  Practice
        """

    assert raw(Content.REPORT, text) == {"next_steps": ["Go on."], "good_practice": []}


def test_the_top_may_say_anything_that_the_page_does_not() -> None:
    assert raw(Content.FEEDBACK, "## Thanks\nThank you.\n", {"First thoughts": ["Go on."], "people": 3}) == {
        "first_thoughts": ["Go on."],
        "people": 3,
        "thanks": "Thank you.",
    }


def test_the_top_keeps_the_numbers_of_the_lines_below() -> None:
    top, rest = split("---\ncontent: report\ncouncil: TAW\n---\n## Summary\n")

    assert yaml.safe_load(top) == {"content": "report", "council": "TAW"}
    assert rest.split("\n")[4] == "## Summary"


def test_a_file_without_a_top_is_all_page() -> None:
    assert split("## Summary\n---\n") == ("", "## Summary\n---\n")


def test_a_top_that_never_ends_is_refused() -> None:
    with pytest.raises(Misplaced, match="line 1 opens a top that no second line of --- ends"):
        split("---\ncontent: report\n")


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("report", "## Sumary\nText.", "line 1 says 'Sumary', which is unknown here; did you mean"),
        (
            "report",
            "\n## Weather\nFair.",
            "line 2 says 'Weather', which is unknown here; use one of: Summary, Themes, Recommendations, ",
        ),
        (
            "report",
            "Text.\n\n## Summary\n",
            "line 1 stands under none of the headings Summary, Themes, Recommendations, ",
        ),
        ("report", "## Summary\nOne.\n## Summary\nTwo.", "line 3 says 'Summary' for the second time"),
        (
            "report",
            "## Summary\nA.\n# Themes\n",
            "line 3 holds a title where none can be; begin a heading with ##",
        ),
        (
            "report",
            "## Summary\n### More\nText.",
            "line 2 is a heading under 'Summary', which holds text alone",
        ),
        ("report", "## Themes\nText.", "line 2 is none of the 'Themes'; give each a heading"),
        ("report", "## Themes\n- Text", "line 2 is none of the 'Themes'; give each a heading"),
        ("report", "## Recommendations\n### Be bold", "line 2 does not begin with a number: 'Be bold'"),
        (
            "report",
            "## Recommendations\n### 4ab Be bold",
            "line 2 does not begin with a number: '4ab Be bold'",
        ),
        (
            "report",
            "## Recommendations\n### 4 Be bold\n- 4a Now\n- and later",
            "line 4 does not begin with a number: 'and later'",
        ),
        (
            "report",
            "## Recommendations\n### 4 Be bold\n4a. Now\n4b. Later",
            "line 3 begins like a part; write the parts as a list, - 4a ...",
        ),
        (
            "report",
            "## Recommendations\n### 4 Be bold\nCouncil: HIG",
            "line 3 says 'Council: HIG'; did you mean 'Councils: ...'?",
        ),
        (
            "report",
            "## Recommendations\n### 4 Be bold\nNow.\nCouncils: HIG",
            "line 4 names 'Councils' within a text; put an empty line before it",
        ),
        (
            "report",
            "## Recommendations\n### 4 Be bold\nText: Now.\n\nLater.",
            "line 2 says 'Text' for the second time",
        ),
        (
            "report",
            "## Good practice\n### A panel\n- It meets.",
            "line 3 begins a list where only text can stand",
        ),
        ("scope", "## Feedback\n- Early\n- Late", "line 2 begins a list where only text can stand"),
        ("scope", "## Feedback\n| A |\n|---|\n| b |", "line 2 begins a table where only text can stand"),
        (
            "plan",
            "| Recommendation | Colour |\n|---|---|\n| 1 | red |",
            "line 1 says 'Colour', which is unknown here; use one of: Recommendation, Action, Lead member, ",
        ),
        (
            "plan",
            "| Recommendation | Action |\n|---|---|\n| 1 | this | that |",
            "line 3 has 3 cells in a table of 2; write a bar as \\|",
        ),
        ("scope", "## Feedback\nFair\n<b>and</b>", "line 3 holds HTML"),
        (
            "scope",
            "## Feedback\n<div>Fair</div>",
            "line 2 holds HTML",
        ),
        (
            "scope",
            "## Feedback\n![Map](map.png)",
            "line 2 holds a picture",
        ),
        ("scope", "## Feedback\n\n    Fair", "line 3 holds a line indented as code is"),
        ("scope", "## Feedback\n> Fair", "line 2 holds a quotation"),
        (
            "scope",
            "## Questions\n- Why?\n  - Really?",
            "line 3 holds a list within a list",
        ),
        (
            "plan",
            "| Action |\n|---|\n| <i>this</i> |",
            "line 3 holds HTML",
        ),
    ],
)
def test_what_stands_for_nothing_is_refused_with_its_line(kind: Content, text: str, problem: str) -> None:
    assert any(each.startswith(problem) for each in refused(Content(kind), text))


def test_all_problems_are_named_in_the_order_of_their_lines() -> None:
    problems = refused(Content.REPORT, "## Recommendations\n### Be bold\n<br>\n\n## Colour\n")

    assert [each.split()[1] for each in problems] == ["2", "3", "5"]


def test_a_value_that_will_not_do_is_named_by_its_place() -> None:
    with pytest.raises(ChallengeError, match=r"meetings is not a count but 'many'"):
        from_markdown(Content.FEEDBACK, "Meetings: many\n")
