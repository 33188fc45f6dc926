"""The words of every notice: for every reader, with all the facts and with hardly any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import pytest

from casework.context import (
    Decision,
    Links,
    Period,
    Recounted,
)
from casework.digests import Coming, Line, News
from casework.gathering import Section
from documents.blocks import Listing, Paragraph, plain, walk
from documents.text import text
from documents.tree import read
from domain.contents import Group
from domain.days import Day
from domain.lifecycle import PROGRAMME_TIME, Happening, Place, Reference
from domain.owed import Gap
from domain.people import Role
from domain.schemes import known_schemes, scheme
from templates import words
from templates.words import Words
from tests.templates.notice_facts import EVENT, MET, MOVED, audiences, over_all, told

RULES = [(name, rule.name) for name in known_schemes() for rule in scheme(name).notices.values()]
REMINDERS = [(name, notice) for name, notice in RULES if scheme(name).notices[notice].deadline]
OVER_ALL = {"folded", "digest", "sign_in_link"}
"""What is written of no single challenge, and so stands in no scheme."""
WRONG = {
    "nothing": r"\bNone\b|\bN/A\b|\bnan\b|Undefined",
    "a template": r"\{\{|\}\}|\{%|%\}",
    "a space before a mark": r" [.,;:!?)]|\( ",
    "two marks": r",,|\.\.|,\.|;\.|:\.|\?\.|!\.|\(\)",
    "two spaces": r"  ",
    "words run together": r"[a-z][.,;:!?]?[A-Z]|[a-z][,;!?][a-z]",
    "a word twice": r"\b(\w+) \1\b",
    "one of several": r"\b(?:one|1) (?:days|peers|actions|meetings|recommendations)\b",
}
Told = list[tuple[dict[str, Any], Words]]


@pytest.fixture(params=RULES, ids="-".join)
def every_way(request: pytest.FixtureRequest, single: Any, joint: Any) -> Told:
    """A notice to each of its readers: of one council and of two, with all the facts and with hardly any."""
    challenges = tuple((each.councils, each.folder.name) for each in (single, joint))
    kind: Any = type(single)
    return written(kind, *request.param, challenges)


@cache
def written(
    telling: Callable[..., Any], rules: str, name: str, challenges: tuple[tuple[tuple[Place, ...], str], ...]
) -> Told:
    ways = [
        told(telling(rules, *challenge), name, *roles, little=little)
        for challenge in challenges
        for roles in audiences(scheme(rules).notices[name])
        for little in (False, True)
    ]
    return [(facts, words.notice(name, facts)) for facts in ways]


def under(rules: str, telling: Any) -> Any:
    """The same challenge under the rules of another year."""
    return type(telling)(rules, telling.councils, telling.folder.name)


def said(html: str) -> str:
    """The words of a notice in one line."""
    return " ".join(text(read(html)).split())


def asked(body: str) -> str:
    """What stands under the heading of what is asked, up to the next one."""
    _, _, after = body.partition("What we ask of you ----")
    return re.split(r"(?:What happens next|Attached|Whom to ask) ----", after)[0]


def lines(html: str) -> Iterator[tuple[str, bool]]:
    """Every paragraph in one line, and whether it is an item of a list."""
    blocks = read(html).blocks
    items = [
        block
        for each in walk(blocks)
        if isinstance(each, Listing)
        for item in each.items
        for block in item.inside
    ]
    for block in walk(blocks):
        if isinstance(block, Paragraph):
            yield " ".join(plain(block.words).split()), any(block is each for each in items)


def test_every_notice_reads_as_if_written_by_hand(every_way: Told) -> None:
    for _, notice in every_way:
        for line in (notice.subject, *(line for line, _ in lines(notice.html))):
            found = {what: hit.group() for what, wrong in WRONG.items() if (hit := re.search(wrong, line))}
            assert not found, line


def test_every_notice_is_made_of_whole_sentences(every_way: Told) -> None:
    for _, notice in every_way:
        for line, is_item in lines(notice.html):
            assert line[0].isupper() or line[0].isdigit(), line
            assert is_item or line[-1] in ".:?" or re.fullmatch(r"Dear .+,", line), line


def test_a_subject_names_the_councils_and_fits_on_a_line(every_way: Told) -> None:
    for facts, notice in every_way:
        assert facts["host"] in notice.subject
        assert facts["reference"] not in notice.subject
        assert len(notice.subject) < 90 or len(facts["host"]) > 30, notice.subject


def test_every_notice_says_whom_to_ask_why_it_came_and_what_is_asked(
    every_way: Told,
) -> None:
    for facts, notice in every_way:
        body = said(notice.html)
        assert facts["programme"].email in body
        assert facts["message_reason"] in body
        assert f"Our reference: {facts['reference']}." in body
        assert ("You do not need to do anything" in body) != ("please " in asked(body).lower()), body


def test_every_scheme_has_words_for_its_notices_and_no_words_are_left_over() -> None:
    assert set(words.known_notices()) == {name for _, name in RULES} | OVER_ALL


@pytest.mark.parametrize(
    ("days", "distance"),
    [
        (30, "That leaves 30 days."),
        (1, "There is one day left."),
        (0, "That is today."),
        (-1, "That was one day ago."),
        (-32, "That was 32 days ago."),
    ],
)
@pytest.mark.parametrize(("rules", "name"), REMINDERS)
def test_a_reminder_says_the_date_how_far_it_is_and_how_it_was_counted(
    rules: str, name: str, days: int, distance: str, single: Any
) -> None:
    facts = told(under(rules, single), name, Role.CHALLENGE_MANAGER, days_left=days)

    body = said(words.notice(name, facts).html)

    deadline = facts["deadline"]
    assert f"{'was' if days < 0 else 'is'} to " in body
    assert f"by {words.day(deadline.due)}. {distance}" in body
    assert deadline.reason in body


@pytest.mark.parametrize(("rules", "name"), REMINDERS)
def test_only_who_is_late_reads_that_the_lga_does_not_control_councils(
    rules: str, name: str, single: Any
) -> None:
    final: dict[str, Any] = {"milestones": MET | {"review_report_finalised": Day(date(2025, 10, 1))}}
    ahead, late = (
        said(
            words.notice(
                name, told(under(rules, single), name, Role.CHIEF_EXECUTIVE, days_left=days, **final)
            ).html
        )
        for days in (0, -1)
    )

    assert "The LGA does not control councils" not in ahead
    assert "The LGA does not control councils" in late


@pytest.mark.parametrize(
    ("name", "met"),
    [
        ("report_late", {}),
        ("report_late", {name: MET[name] for name in ("draft_sent", "fact_check_returned")}),
        ("review_report_late", {"review_held": Day(date(2025, 9, 11))}),
    ],
)
def test_where_the_lga_is_late_itself_it_is_sorry_and_asks_nothing_of_the_council(
    name: str, met: dict[str, Day], single: Any
) -> None:
    to_council = said(words.notice(name, told(single, name, Role.CHIEF_EXECUTIVE, milestones=met)).html)
    to_lga = said(words.notice(name, told(single, name, Role.CHALLENGE_MANAGER, milestones=met)).html)

    assert "The delay is on our side" in to_council
    assert "Publish the report" not in to_council
    assert "You do not need to do anything" in to_council
    assert "Please finish the report soon" in to_lga


@pytest.mark.parametrize(
    ("met", "standing"),
    [
        ((), "does not have the draft yet"),
        (("draft_sent",), "The draft was sent for a check of its facts on Friday 22 November 2024."),
        (
            ("draft_sent", "fact_check_returned"),
            "The council returned its check of the facts on Friday 6 December 2024.",
        ),
        (tuple(MET), "The report has been final since Thursday 19 December 2024."),
        ((*MET, "council_decision"), "The council decided on the report on Thursday 23 January 2025."),
    ],
)
def test_a_reminder_of_the_report_says_how_far_it_has_come(
    met: tuple[str, ...], standing: str, single: Any
) -> None:
    dates = MET | {"council_decision": Day(date(2025, 1, 23))}
    facts = told(single, "report_due", Role.PROJECT_LEAD, milestones={name: dates[name] for name in met})

    assert standing in said(words.notice("report_due", facts).html)


def test_one_person_in_two_roles_is_asked_both_things_in_one_letter(single: Any) -> None:
    facts = told(single, "draft_for_fact_check", Role.PROJECT_LEAD, Role.CHALLENGE_MANAGER)

    body = said(words.notice("draft_for_fact_check", facts).html)

    assert body.count("Dear ") == 1
    assert "Please send the peer challenge manager your corrections" in body
    assert "Please be at hand for questions" in body


def test_nobody_is_told_to_ask_themselves(single: Any) -> None:
    facts = told(single, "fact_check_returned", Role.PRINCIPAL_ADVISER)

    body = said(words.notice("fact_check_returned", facts).html)

    assert facts["principal_adviser"].email not in body
    assert f"Please ask the peer challenge manager ({facts['challenge_manager'].email})." in body


def test_an_adviser_who_also_manages_the_challenge_is_named_once(single: Any) -> None:
    facts = told(single, "invitation", Role.LEADER)

    body = said(words.notice("invitation", facts | {"challenge_manager": facts["principal_adviser"]}).html)

    assert body.count(facts["principal_adviser"].email) == 1


def test_the_leaders_of_the_opposition_read_when_the_team_meets_them(joint: Any) -> None:
    facts = told(joint, "timetable", Role.OPPOSITION_LEADER)
    meetings = [
        f"{words.day(day.day)}, {session.start:%H:%M} to {session.end:%H:%M}: {session.title}"
        for day in facts["timetable"].days
        for session in day.sessions
        if session.group is Group.OPPOSITION_LEADERS
    ]

    body = said(words.notice("timetable", facts).html)

    assert meetings
    assert all(meeting in body for meeting in meetings)


def test_nobody_is_asked_to_come_to_a_feedback_meeting_that_is_over(single: Any) -> None:
    over, to_come = (
        said(
            words.notice(
                "feedback_meeting", told(single, "feedback_meeting", Role.LEADER, milestones=met)
            ).html
        )
        for met in ({"feedback_given": Day(date(2024, 10, 31))}, {})
    )

    assert "The peer team gave its feedback on Tamworth Borough Council on Thursday 31 October 2024." in over
    assert "Please come" not in over
    assert "Please come" in to_come


@pytest.mark.parametrize(
    ("changes", "when"),
    [
        ({}, "The meeting is on Thursday 31 October 2024, from 14:00 to 15:00 (Council chamber)."),
        ({"visit": Period()}, "The meeting is on Thursday 31 October 2024, from 14:00 to 15:00"),
        (
            {"visit": Period(date(2025, 3, 4), date(2025, 3, 6))},
            "planned to end on Thursday 6 March 2025; the timetable names the time and the place",
        ),
        ({"timetable": None}, "the timetable names the time and the place of the meeting"),
    ],
    ids=["known", "undated", "moved", "no timetable"],
)
def test_the_letter_says_when_and_where_the_feedback_is_if_the_timetable_does(
    single: Any, changes: dict[str, Any], when: str
) -> None:
    facts = told(single, "feedback_meeting", Role.LEADER, milestones={}, **changes)

    assert when in said(words.notice("feedback_meeting", facts).html)


def test_who_approved_a_plan_is_named_where_it_is_known(single: Any) -> None:
    cabinet, nobody = (
        said(
            words.notice(
                "plan_approved", told(single, "plan_approved", Role.PRINCIPAL_ADVISER, approval=by)
            ).html
        )
        for by in (Decision("Cabinet"), Decision())
    )

    assert "(Cabinet)." in cabinet
    assert "(" not in nobody.partition("approved its action plan")[2].partition(".")[0]


def test_dates_that_have_moved_stand_beside_the_old_ones(single: Any) -> None:
    new: dict[str, Any] = {"visit": Period(date(2025, 3, 4), date(2025, 3, 6)), "milestones": {}}

    body = said(words.notice("dates_moved", told(single, "dates_moved", Role.LEADER, **new)).html)

    assert "The visit of the peer team to Tamworth Borough Council has been moved." in body
    assert "It was to be from Tuesday 24 to Thursday 26 September 2024." in body
    assert "It will now be from Tuesday 4 to Thursday 6 March 2025." in body
    assert "The reason: the council will have a by-election." in body


@pytest.mark.parametrize("visit", [Period(), Period(EVENT.was_start, EVENT.was_end)])
def test_a_visit_put_off_without_new_dates_names_none(visit: Period, single: Any) -> None:
    facts = told(single, "dates_moved", Role.LEADER, visit=visit, milestones={})

    body = said(words.notice("dates_moved", facts).html)

    assert "New dates have not been agreed yet" in body
    assert "It will now be" not in body


def test_after_the_visit_it_is_the_review_whose_dates_have_moved(single: Any) -> None:
    facts = told(single, "dates_moved", Role.LEADER)

    notice = words.notice("dates_moved", facts)

    assert notice.subject == "Tamworth Borough Council: the dates of the progress review have changed"
    assert "It will now be on Thursday 11 September 2025." in said(notice.html)


def test_of_a_joint_challenge_each_councils_own_news_names_that_council_alone(joint: Any) -> None:
    notice = words.notice("report_published", told(joint, "report_published", Role.WEB_TEAM))

    assert notice.subject == "High Peak Borough Council: Corporate Peer Challenge report published"
    assert "Staffordshire Moorlands" not in notice.html


def test_two_councils_take_the_plural(joint: Any) -> None:
    body = said(words.notice("invitation", told(joint, "invitation", Role.LEADER)).html)

    assert "High Peak Borough Council and Staffordshire Moorlands District Council have agreed" in body
    assert "some days with the councils" in body


def test_a_next_step_that_two_councils_share_is_said_once(joint: Any) -> None:
    facts = told(joint, "invitation", Role.LEADER, issued=date(2024, 7, 29))

    body = said(words.notice("invitation", facts).html)

    assert "- Scope agreed, by Monday 29 July 2024 (Leader of the council) - Dates set (Principal" in body
    assert body.count("Dates set (") == 1


def test_a_next_step_whose_day_has_passed_is_due_since_then(single: Any) -> None:
    facts = told(single, "invitation", Role.LEADER, issued=date(2024, 7, 30))

    body = said(words.notice("invitation", facts).html)

    assert "- Scope agreed, due since Monday 29 July 2024 (Leader of the council)" in body


@pytest.mark.parametrize("name", ["cancelled", "closed"])
def test_a_challenge_that_has_ended_announces_no_next_step(name: str, single: Any) -> None:
    assert "What happens next" not in words.notice(name, told(single, name, Role.LEADER)).html


def test_what_others_have_written_is_shown_as_it_stands_and_never_taken_for_marks(single: Any) -> None:
    by_others: dict[str, Any] = {
        "host": "London Borough of Hammersmith & Fulham",
        "event": replace(EVENT, reason="<b>floods</b>?"),
    }

    notice = words.notice("cancelled", told(single, "cancelled", Role.LEADER, **by_others))

    assert notice.subject.startswith("London Borough of Hammersmith & Fulham: ")
    assert "Hammersmith &amp; Fulham" in notice.html
    assert "The reason: <b>floods</b>? " in said(notice.html)


@pytest.mark.parametrize(
    ("url", "is_link"), [("https://council.example/r", True), ("http://council.example/r", False)]
)
def test_only_a_secure_page_is_linked_and_any_other_is_named(url: str, is_link: bool, single: Any) -> None:
    notice = words.notice(
        "report_published", told(single, "report_published", Role.WEB_TEAM, links=Links(report=url))
    )

    assert (f'<a href="{url}">' in notice.html) is is_link
    assert f"on the council’s page ({url})." in said(notice.html)


def test_a_change_of_the_calendar_says_which_dates_it_moves_and_where_they_were(single: Any) -> None:
    facts = told(single, "dates_recounted", Role.PROJECT_LEAD)

    body = said(words.notice("dates_recounted", facts).html)

    assert "Fact check returned: Friday 6 December 2024, and no longer Thursday 5 December 2024" in body
    assert "The reason: the council will have a by-election." in body


def test_one_letter_tells_of_the_dates_of_several_challenges(single: Any) -> None:
    recounts = (
        Recounted("CPC-2024-001", "Tamworth Borough Council", MOVED),
        Recounted("CPC-2024-002", "High Peak Borough Council", MOVED),
    )
    facts = told(single, "dates_recounted", Role.PRINCIPAL_ADVISER, recounts=recounts)

    letter = words.notice("dates_recounted", facts)

    assert letter.subject == "Two peer challenges: dates have been counted anew"
    assert "Tamworth Borough Council (CPC-2024-001):" in said(letter.html)
    assert "High Peak Borough Council (CPC-2024-002):" in said(letter.html)
    assert "What happens next" not in said(letter.html)


# Messages of several things


@pytest.mark.parametrize(("rules", "name"), [each for each in RULES if scheme(each[0]).notices[each[1]].days])
def test_a_reminder_is_as_good_a_part_of_a_longer_message(rules: str, name: str, single: Any) -> None:
    facts = told(under(rules, single), name, *audiences(scheme(rules).notices[name])[-1])
    letter = said(words.notice(name, facts).html)

    part = words.part(name, facts)
    page = f"<html><head><title>Title</title></head><body><main><h1>Title</h1>{part}</main></body></html>"
    body = said(page)

    assert "<h1" not in part
    assert "Dear " not in body
    assert f"Our reference: {facts['reference']}." in body
    assert {hit.group() for wrong in WRONG.values() if (hit := re.search(wrong, body))} == set()
    asked_for = asked(letter).strip(" -")
    assert asked_for in body


@pytest.mark.parametrize(
    ("sections", "references", "subject"),
    [(2, 1, "Two reminders about one peer challenge"), (21, 12, "21 reminders about 12 peer challenges")],
)
def test_a_message_of_several_reminders_says_all_of_them_and_first_that_it_does(
    sections: int, references: int, subject: str, single: Any
) -> None:
    part = words.part("report_due", told(single, "report_due", Role.PROJECT_LEAD))
    facts = over_all(single) | {
        "sections": [Section(Reference("CPC-2024-001"), f"Reminder {n}", part) for n in range(sections)],
        "references": {f"CPC-2024-{n:03}" for n in range(references)},
        "attachments": ["Agreed dates"],
    }

    notice = words.notice("folded", facts)
    body = said(notice.html)

    assert notice.subject == subject
    assert all(f"- Reminder {number} " in body for number in range(sections))
    assert body.count("The report of the Corporate Peer Challenge") == sections
    assert {hit.group() for wrong in WRONG.values() if (hit := re.search(wrong, body))} == set()
    assert "- Agreed dates" in body


def test_a_digest_has_words_for_everything_that_can_happen(single: Any) -> None:
    lines = [
        Line(
            Day.parse("2025-02"), str(kind), "", "High Peak Borough Council", "Leader of the council", reason
        )
        for kind in Happening
        for reason in ("", "a by-election")
    ]
    lines.append(Line(Day(date(2025, 1, 30)), "report_published", "Report published", "", "", ""))
    gap = Gap("nobody is leader of the council", "Chief executive")
    reference = Reference("CPC-2024-001")
    facts = over_all(single) | {
        "news": [News(reference, "High Peak Borough Council", tuple(lines), (gap,), 40)],
        "coming": [
            Coming(reference, "High Peak Borough Council", "Report published", date(2025, 1, 31)),
            Coming(reference, "High Peak Borough Council", "Action plan published", date(2025, 3, 31)),
        ],
        "since": date(2025, 1, 27),
    }

    notice = words.notice("digest", facts)
    body = said(notice.html)

    assert notice.subject == "One peer challenge with news, two dates to come"
    assert "since Monday 27 January 2025" in body
    assert "- Thursday 30 January 2025: Report published." in body
    assert "Report published, due since Friday 31 January 2025." in body
    assert "Action plan published, by Monday 31 March 2025." in body
    assert "nobody is leader of the council (Chief executive can put that right)." in body
    assert {hit.group() for wrong in WRONG.values() if (hit := re.search(wrong, body))} == set()
    assert "_" not in body


def test_a_link_to_sign_in_says_until_when_and_asks_for_nothing(single: Any) -> None:
    facts = over_all(single) | {
        "link": "https://challenges.example/sign-in/link/your-own-link",
        "until": datetime(2025, 2, 3, 9, 15, tzinfo=PROGRAMME_TIME),
    }

    notice = words.notice("sign_in_link", facts)
    body = said(notice.html)

    assert notice.subject == "Your link to sign in"
    assert "once, until Monday 3 February 2025 at 09:15." in body
    assert "https://challenges.example/sign-in/link/your-own-link" in body
    assert {hit.group() for wrong in WRONG.values() if (hit := re.search(wrong, body))} == set()
